"""What hangs on a requirement and is read only when it is shown: documents and the history of its verdicts."""

from dataclasses import dataclass
from datetime import datetime

from criteria.vocabulary import Verdict
from evidence import judgement
from evidence.contracts.renewals import renewal_words, renewals
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link
from evidence.naming import item_of
from evidence.records import Document, from_row
from evidence.requirement_view import RequirementView
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer

_SHOWN_DOCUMENTS = 50


@dataclass(frozen=True)
class LinkedDocument:
    """A document and what of the requirement it proves: clause ids, 有效应用, 数据质量."""

    document: Document
    links: tuple[Link, ...]


_LINKED = """
    SELECT d.*, l.subject AS link_subject, l.ref AS link_ref
    FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
    WHERE l.catalog = ? AND l.subject = ? AND l.ref IN ({marks}) AND d.state <> 'superseded'
    ORDER BY d.uploaded_at DESC, d.id DESC LIMIT ?
"""


def linked_documents(store: Store, viewer: Viewer, view: RequirementView) -> list[LinkedDocument]:
    """The newest documents of the clauses (at most 50)."""
    return _linked(store, viewer, view.catalog.id, (CLAUSE,), [clause.id for clause in view.clauses])


def statistics_documents(store: Store, viewer: Viewer, view: RequirementView) -> list[LinkedDocument]:
    """The newest documents that prove coverage or data quality of the item (at most 50)."""
    return _linked(store, viewer, view.catalog.id, (COVERAGE, DATA_QUALITY), [item_of(view.requirement)])


def _linked(
    store: Store, viewer: Viewer, catalog_id: str, subjects: tuple[str, ...], refs: list[str]
) -> list[LinkedDocument]:
    found: dict[int, tuple[Document, list[Link]]] = {}
    sql = _LINKED.format(marks=", ".join("?" * len(refs)))
    with store.reading(viewer) as db:
        for subject in subjects:
            for row in db.query(sql, [catalog_id, subject, *refs, _SHOWN_DOCUMENTS]):
                entry = found.setdefault(row["id"], (from_row(Document, row), []))
                entry[1].append(Link(row["link_subject"], row["link_ref"], catalog_id))
    return [LinkedDocument(document, tuple(links)) for document, links in found.values()]


def contract_renewals(store: Store, viewer: Viewer, situation: Situation, view: RequirementView) -> dict[str, str]:
    """Clause id → the next delivery under a contract that can prove it (2027-03-31 第 3 次现场巡检（瑞美））.

    Only of clauses for which there is one. Where systems answer for a clause, a contract must cover one of them.
    """
    coming = renewals(store, viewer, situation.today)
    found = {}
    for clause in view.clauses:
        systems = [part.duty.system.id for part in clause.systems]
        words = renewal_words(coming.of_clause(view.catalog.id, clause.id, systems))
        if words:
            found[clause.id] = words
    return found


@dataclass(frozen=True)
class HistoryLine:
    """One change of a verdict. `before`, `after` are None where only the note changed."""

    at: datetime
    actor: str
    clause: str
    system: str
    before: Verdict | None
    after: Verdict | None
    tier: str
    note: str


def verdict_history(store: Store, viewer: Viewer, situation: Situation, view: RequirementView) -> list[HistoryLine]:
    """All changes of the verdicts on a requirement, newest first."""
    log = judgement.history(store, viewer, view.catalog.id, [clause.id for clause in view.clauses])
    first = {entry.subject_id: entry.after or {} for entry in log if entry.action == "insert"}
    lines = []
    for entry in log:
        origin, after, before = first.get(entry.subject_id, {}), entry.after or {}, entry.before or {}
        system = situation.system_by_id.get(origin.get("system_id") or 0)
        lines.append(
            HistoryLine(
                at=entry.at,
                actor=entry.actor,
                clause=str(origin.get("clause", "")),
                system=system.name if system else ("已停用的系统" if origin.get("system_id") else "全院"),
                before=Verdict(before["verdict"]) if "verdict" in before else None,
                after=Verdict(after["verdict"]) if "verdict" in after else None,
                tier=str(after.get("tier") or ""),
                note=str(after.get("note") or ""),
            )
        )
    return lines
