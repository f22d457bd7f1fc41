"""Verdicts on clauses, who is responsible for them, and the history of both."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from criteria.models import Catalog, Indicator, PointsCatalog
from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence.errors import ConflictError, InvalidInputError
from evidence.records import AuditEntry, Judgement, from_row
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer


@dataclass(frozen=True)
class VerdictDraft:
    """A verdict to be stored. `system_id` None: for the whole hospital. `tier`: of a tiered indicator.

    `expected`: the version that the person saw (0 = none yet); None skips the check (bulk setting by one person).
    """

    clause: str
    verdict: Verdict
    system_id: int | None = None
    tier: str | None = None
    note: str = ""
    expected: int | None = None
    example: bool = False


def record_verdicts(store: Store, viewer: Viewer, catalog: Catalog, drafts: Iterable[VerdictDraft]) -> int:
    """Stores verdicts in one action and returns how many changed.

    Raises InvalidInputError for a clause or tier that the catalog does not have,
    ConflictError when somebody else changed one of them since it was read; then nothing is stored.
    """
    clauses = {clause.id: row for row in catalog.requirements for clause in row.clauses}
    changed = 0
    with store.writing(viewer) as transaction:
        for draft in drafts:
            if draft.clause not in clauses:
                raise InvalidInputError(f"《{catalog.title}》中没有要求点“{draft.clause}”，请刷新页面。")
            row = clauses[draft.clause]
            _check_tier(catalog, row if isinstance(row, Indicator) else None, draft)
            changed += _record(transaction, catalog.id, draft)
    return changed


def _check_tier(catalog: Catalog, indicator: Indicator | None, draft: VerdictDraft) -> None:
    if draft.tier is None:
        return
    known = isinstance(catalog, PointsCatalog) and indicator is not None
    if not known or indicator is None or draft.tier not in [tier.grade for tier in indicator.tiers]:
        raise InvalidInputError(f"{draft.clause} 没有分档“{draft.tier}”，请从列表中选择。")
    if draft.verdict is not Verdict.MET:
        raise InvalidInputError(f"{draft.clause} 选择了达到的分档，判定应为“符合”。")


def _record(transaction: Transaction, catalog: str, draft: VerdictDraft) -> bool:
    key = [catalog, draft.clause, draft.system_id or 0]
    found = transaction.find("verdicts", "catalog = ? AND clause = ? AND ifnull(system_id, 0) = ?", key)
    values: Row = {
        "verdict": draft.verdict.value,
        "tier": draft.tier,
        "note": draft.note.strip(),
        "example": int(draft.example),
    }
    signed = {"author": transaction.viewer.name.strip(), "at": transaction.now}
    if found is None:
        if draft.expected:
            raise ConflictError("这条判定刚被他人撤回，您的修改没有保存；请刷新后再改。")
        if draft.verdict is Verdict.UNKNOWN and not values["note"]:
            return False
        key_values = {"catalog": catalog, "clause": draft.clause, "system_id": draft.system_id}
        transaction.insert("verdicts", key_values | values | signed)
        return True
    if draft.expected is not None and found["version"] != draft.expected:
        name = VERDICT_WORDS[Verdict(found["verdict"])]
        raise ConflictError(f"{draft.clause} 刚被{found['author']}判为“{name}”，您的修改没有保存；请刷新后核对再改。")
    if all(found[name] == value for name, value in values.items()):
        return False
    return transaction.update("verdicts", found["id"], values | signed)


def assign(
    store: Store, viewer: Viewer, catalog: Catalog, clauses: Iterable[str], system_id: int, assigned: bool, reason: str
) -> int:
    """A person makes a system responsible for clauses, or relieves it, with a reason. Returns how many changed."""
    known = {clause.id for row in catalog.requirements for clause in row.clauses}
    changed = 0
    with store.writing(viewer) as transaction:
        transaction.get("systems", system_id)
        for clause in clauses:
            if clause not in known:
                raise InvalidInputError(f"《{catalog.title}》中没有要求点“{clause}”，请刷新页面。")
            values: Row = {"assigned": int(assigned), "reason": reason.strip()}
            key = [catalog.id, clause, system_id]
            found = transaction.find("assignments", "catalog = ? AND clause = ? AND system_id = ?", key)
            if found:
                changed += transaction.update("assignments", found["id"], values)
            else:
                row = {"catalog": catalog.id, "clause": clause, "system_id": system_id}
                transaction.insert("assignments", row | values)
                changed += 1
    return changed


def judgements(store: Store, viewer: Viewer, catalog: str, clauses: Iterable[str]) -> list[Judgement]:
    """The stored verdicts on some clauses."""
    wanted = list(clauses)
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT * FROM verdicts WHERE catalog = ? AND clause IN ({marks}) ORDER BY clause, system_id"  # noqa: S608
    with store.reading(viewer) as db:
        return [from_row(Judgement, row) for row in db.query(sql, [catalog, *wanted])]


def history(store: Store, viewer: Viewer, catalog: str, clauses: Iterable[str]) -> list[AuditEntry]:
    """All changes of the verdicts on some clauses, newest first."""
    wanted = list(clauses)
    marks = ", ".join("?" * len(wanted))
    sql = f"""
        SELECT audit.* FROM verdicts
        JOIN audit ON audit.subject = 'verdicts' AND audit.subject_id = CAST(verdicts.id AS TEXT)
        WHERE verdicts.catalog = ? AND verdicts.clause IN ({marks})
        ORDER BY audit.id DESC
    """  # noqa: S608
    with store.reading(viewer) as db:
        return [audit_entry(row) for row in db.query(sql, [catalog, *wanted])]


def audit_log(store: Store, viewer: Viewer, subject: str, subject_id: int | str) -> list[AuditEntry]:
    """All changes of one record, newest first."""
    sql = "SELECT * FROM audit WHERE subject = ? AND subject_id = ? ORDER BY id DESC"
    with store.reading(viewer) as db:
        return [audit_entry(row) for row in db.query(sql, [subject, str(subject_id)])]


def audit_entry(row: Row) -> AuditEntry:
    """From a row of the log."""
    return AuditEntry(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        role=row["role"],
        action=row["action"],
        subject=row["subject"],
        subject_id=row["subject_id"],
        before=json.loads(row["before"]) if row["before"] else None,
        after=json.loads(row["after"]) if row["after"] else None,
    )
