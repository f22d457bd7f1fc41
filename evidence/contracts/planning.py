"""Brings the stored obligations of a contract in line with what was confirmed last."""

from evidence.contracts.draft import ContractDraft
from evidence.contracts.period import ContractPeriod
from evidence.contracts.schedule import Planned, planned
from evidence.dates import iso
from evidence.store import Row, Transaction


def plan_obligations(transaction: Transaction, contract_id: int, draft: ContractDraft, period: ContractPeriod) -> None:
    """Adds what is new, changes open obligations, drops open ones that the contract no longer brings.

    What was fulfilled stays as it was.
    """
    rows = transaction.db.query("SELECT * FROM obligations WHERE contract_id = ?", [contract_id])
    stored = {row["key"]: row for row in rows}
    fulfilled = _fulfilled(transaction, contract_id)
    ids = {key: row["id"] for key, row in stored.items()}
    plan = planned(draft, period)
    for entry in plan:
        wanted = _row(contract_id, entry, ids)
        if entry.key not in ids:
            ids[entry.key] = transaction.insert("obligations", wanted)
        elif entry.key not in fulfilled:
            transaction.update("obligations", ids[entry.key], wanted)
    for key in stored.keys() - {entry.key for entry in plan} - fulfilled:
        transaction.update("obligations", ids[key], {"dropped": 1})


def _fulfilled(transaction: Transaction, contract_id: int) -> set[str]:
    sql = """
        SELECT key FROM obligations WHERE contract_id = ?
            AND id IN (SELECT obligation_id FROM deliveries WHERE withdrawn_at IS NULL)
    """
    return {row["key"] for row in transaction.db.query(sql, [contract_id])}


def _row(contract_id: int, entry: Planned, ids: dict[str, int]) -> Row:
    return {
        "contract_id": contract_id,
        "key": entry.key,
        "sort": entry.sort,
        "title": entry.title,
        "number": entry.number,
        "owed_by": entry.owed_by,
        "due_on": iso(entry.due_on),
        "follows_id": ids[entry.follows] if entry.follows else None,
        "after_days": entry.after_days,
        "after_unit": entry.after_unit,
        "catalog": entry.catalog,
        "quote": entry.quote,
        "dropped": 0,
    }
