"""Verdicts on clauses, who is responsible for them, and the history of both."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from criteria.models import Catalog, Indicator, PointsCatalog
from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence.access import Permission, must
from evidence.errors import ConflictError, InvalidInputError
from evidence.records import AuditEntry, Judgement, from_row
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer


@dataclass(frozen=True)
class VerdictDraft:
    """A verdict to be stored. `system_id` None: for the whole hospital. `tier`: of a tiered indicator.

    `expected`: the version that the person saw (0 = none yet); None skips the check (bulk setting by one person).
    `origin`: as in Judgement.
    """

    clause: str
    verdict: Verdict
    system_id: int | None = None
    tier: str | None = None
    note: str = ""
    expected: int | None = None
    example: bool = False
    origin: str = "person"


def record_verdicts(store: Store, viewer: Viewer, catalog: Catalog, drafts: Iterable[VerdictDraft]) -> int:
    """Stores verdicts in one action and returns how many changed.

    未评估 without a note withdraws a verdict: it is as if nobody had judged; the history keeps it.
    Raises InvalidInputError for a clause or tier that the catalog does not have,
    ConflictError when somebody else changed one of them since it was read; then nothing is stored.
    """
    clauses = {clause.id: row for row in catalog.requirements for clause in row.clauses}
    changed = 0
    must(viewer, Permission.JUDGE)
    with store.writing(viewer) as transaction:
        for draft in drafts:
            if draft.clause not in clauses:
                raise InvalidInputError(f"《{catalog.title}》中没有要求点“{draft.clause}”，请刷新页面。")
            row = clauses[draft.clause]
            _check_tier(catalog, row if isinstance(row, Indicator) else None, draft)
            changed += store_verdict(transaction, catalog.id, draft)
    return changed


def _check_tier(catalog: Catalog, indicator: Indicator | None, draft: VerdictDraft) -> None:
    if draft.tier is None:
        return
    known = isinstance(catalog, PointsCatalog) and indicator is not None
    if not known or indicator is None or draft.tier not in [tier.grade for tier in indicator.tiers]:
        raise InvalidInputError(f"{draft.clause} 没有分档“{draft.tier}”，请从列表中选择。")
    if draft.verdict is not Verdict.MET:
        raise InvalidInputError(f"{draft.clause} 选择了达到的分档，判定应为“符合”。")


def store_verdict(transaction: Transaction, catalog: str, draft: VerdictDraft) -> bool:
    """Stores one verdict as part of an action and returns whether it changed. Raises ConflictError."""
    key = [catalog, draft.clause, draft.system_id or 0]
    found = transaction.find("verdicts", "catalog = ? AND clause = ? AND ifnull(system_id, 0) = ?", key)
    name = _name(catalog, draft.clause, draft.system_id)
    values: Row = {
        "verdict": draft.verdict.value,
        "tier": draft.tier,
        "note": draft.note.strip(),
        "example": int(draft.example),
        "origin": draft.origin,
    }
    signed = {"author": transaction.viewer.name.strip(), "at": transaction.now}
    if found is None:
        if draft.expected and draft.expected != _withdrawn_version(transaction, name):
            raise ConflictError("这条判定刚被他人撤回，您的修改没有保存；请刷新后再改。")
        if draft.verdict is Verdict.UNKNOWN and not values["note"]:
            return False
        key_values = {"catalog": catalog, "clause": draft.clause, "system_id": draft.system_id}
        transaction.insert("verdicts", key_values | values | signed, name)
        return True
    if draft.expected is not None and found["version"] != draft.expected:
        word = VERDICT_WORDS[Verdict(found["verdict"])]
        raise ConflictError(f"{draft.clause} 刚被{found['author']}判为“{word}”，您的修改没有保存；请刷新后核对再改。")
    if draft.verdict is Verdict.UNKNOWN and not values["note"]:
        transaction.delete("verdicts", found["id"], name, values | {"version": found["version"] + 1})
        return True
    if all(found[name] == value for name, value in values.items()):
        return False
    return transaction.update("verdicts", found["id"], values | signed, subject_id=name)


def _name(catalog: str, clause: str, system_id: int | None) -> str:
    """What the log calls a verdict: its row may be withdrawn and come again under another id."""
    return f"{catalog}/{clause}/{system_id or 0}"


def _withdrawn_version(transaction: Transaction, name: str) -> int | None:
    """The version with which a verdict was withdrawn, None if there never was one."""
    entry = transaction.last_entry("verdicts", name)
    return int(json.loads(entry["after"])["version"]) if entry else None


def assign(
    store: Store, viewer: Viewer, catalog: Catalog, clauses: Iterable[str], system_id: int, assigned: bool, reason: str
) -> int:
    """A person makes a system responsible for clauses, or relieves it, with a reason. Returns how many changed.

    Raises InvalidInputError without a reason or for an unknown clause, NotFoundError for an unknown system.
    """
    if not reason.strip():
        raise InvalidInputError("请写明调整责任系统的原因。")
    known = {clause.id for row in catalog.requirements for clause in row.clauses}
    changed = 0
    must(viewer, Permission.JUDGE)
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
    # Everything that begins with `catalog/clause/`: "0" is the character after "/".
    sql = "SELECT * FROM audit WHERE subject = 'verdicts' AND subject_id > ? AND subject_id < ?"
    with store.reading(viewer) as db:
        rows = [
            row for clause in set(clauses) for row in db.query(sql, [f"{catalog}/{clause}/", f"{catalog}/{clause}0"])
        ]
    return [audit_entry(row) for row in sorted(rows, key=lambda row: -row["id"])]


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
