"""What of a contract does not agree with the register: another hospital, another vendor, a second contract.

Nothing of it is impossible, so a person decides; nothing of it is passed over in silence.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date

from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.contracts.coverage_contracts import contracts_by_system, has_ended
from evidence.contracts.draft import ContractDraft
from evidence.contracts.period import ContractPeriod, period_of
from evidence.errors import InvalidInputError
from evidence.records import Contract
from evidence.register import read_hospital
from evidence.store import Store
from evidence.viewer import Viewer

_MARKS = re.compile(r"[\W_]+")


def doubts_to_decide(
    store: Store,
    viewer: Viewer,
    draft: ContractDraft,
    vendor: str,
    system_ids: Collection[int],
    contract_id: int | None,
) -> list[str]:
    """The doubts of today, before a contract is confirmed. Raises NotAllowedError. Parameters as register_doubts."""
    must(viewer, Permission.REGISTER)
    with store.reading(viewer) as db:
        return register_doubts(db, draft, vendor, system_ids, contract_id, store.clock().date())


def register_doubts(
    db: Database,
    draft: ContractDraft,
    vendor: str,
    system_ids: Collection[int],
    contract_id: int | None,
    today: date,
) -> list[str]:
    """What a person has to decide before a contract is confirmed, each as a sentence without its end.

    `vendor`: as it will be registered, empty: as the draft says; `contract_id`: of the contract that is confirmed
    again, which is not compared with itself.
    """
    named, written = (draft.value("vendor") or "").strip(), vendor.strip()
    names = {row["id"]: row["name"] for row in db.query("SELECT id, name FROM vendors")}
    found = list(_of_parties(read_hospital(db).name, draft.value("hospital") or "", named, written))
    systems = {row["id"]: row for row in db.query("SELECT id, name, vendor_id FROM systems")}
    others = contracts_by_system(db)
    for system_id in system_ids:
        if system := systems.get(system_id):
            own = names.get(system["vendor_id"], "")
            found += _of_vendor(system["name"], own, named, written)
            rivals = [contract for contract in others.get(system_id, ()) if contract.id != contract_id]
            alike = [contract for contract in rivals if _same(names.get(contract.vendor_id or 0, ""), named, written)]
            found += _of_others(system["name"], [c for c in rivals if c not in alike], names, _period(draft), today)
    return list(dict.fromkeys(found))


def _of_parties(hospital: str, buyer: str, named: str, written: str) -> Iterator[str]:
    if not _same(hospital, buyer):
        yield f"合同甲方写的是“{buyer}”，不是本院“{hospital}”"
    if not _same(named, written):
        yield f"合同乙方写的是“{named}”，登记的厂商填的是“{written}”"


def _of_vendor(system: str, own: str, named: str, written: str) -> Iterator[str]:
    if not _same(own, named, written):
        yield f"“{system}”登记的厂商是“{own}”，不是合同乙方“{written or named}”"


def _of_others(
    system: str, others: list[Contract], names: dict[int, str], period: ContractPeriod | None, today: date
) -> Iterator[str]:
    for other in others:
        if other.ends_on is not None and not has_ended(other, today) and _overlaps(other, period):
            until = f"{other.starts_on or '起始日期未填'} 至 {other.ends_on}"
            vendor = names.get(other.vendor_id or 0, "")
            yield f"“{system}”同期已有“{vendor}”的合同《{other.title}》（{until}）"


def _overlaps(other: Contract, period: ContractPeriod | None) -> bool:
    starts = (period.starts if period else None) or date.min
    ends = (period.ends if period else None) or date.max
    return (other.starts_on or date.min) <= ends and starts <= (other.ends_on or date.max)


def _period(draft: ContractDraft) -> ContractPeriod | None:
    try:
        return period_of(draft)
    except InvalidInputError:
        return None


def _same(name: str, *others: str) -> bool:
    """Whether one of the names may be the same party: short and full names are alike (联众, 杭州联众医疗科技有限公司).

    Where a name is not known, nothing speaks against it.
    """
    folded = _folded(name)
    known = [other for other in map(_folded, others) if other]
    return not folded or not known or any(folded in other or other in folded for other in known)


def _folded(name: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", name)).lower()
