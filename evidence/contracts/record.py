"""A contract as a person confirms it: vendor, contract, systems, facts and obligations in one action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlite_utils import Database

from evidence import vault
from evidence.access import Permission, must
from evidence.contracts.draft import ContractDraft, CoveredSystem
from evidence.contracts.draft_json import draft_from_json, draft_to_json
from evidence.contracts.editing import EMPTY_DRAFT, check_draft, with_start
from evidence.contracts.period import ContractPeriod
from evidence.contracts.planning import plan_obligations
from evidence.contracts.reading import read_contract
from evidence.contracts.register_check import register_doubts
from evidence.dates import iso
from evidence.errors import InvalidInputError, NotFoundError
from evidence.intake.file_check import check_file
from evidence.intake.names import clean_name
from evidence.records import System
from evidence.register import vendor_id
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer


@dataclass(frozen=True)
class Confirmation:
    """What a person confirms.

    `draft`: as read, with what the person changed (`editing.with_value`). `text`: to which its quotes refer, empty when
    everything was entered by hand; `file_name`, `content`: the file it came from, if any. `vendor`: empty = as the
    draft says. `contract_id`: of the contract that is confirmed again, None for a new one. `accepted`: what does not
    agree with the register and the person confirms all the same, in the words of `register_check`.
    """

    title: str
    draft: ContractDraft
    system_ids: tuple[int, ...] = ()
    vendor: str = ""
    text: str = ""
    by_ocr: bool = False
    file_name: str = ""
    content: bytes = b""
    contract_id: int | None = None
    note: str = ""
    source: str = ""
    example: bool = False
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SystemMatch:
    """A system that the contract names, and the registered system that it is, None when that cannot be told."""

    named: CoveredSystem
    system: System | None


def match_systems(draft: ContractDraft, systems: Iterable[System]) -> list[SystemMatch]:
    """The registered systems that a contract means: of the same name, else the only one of the same kind."""
    registered = list(systems)
    return [SystemMatch(named, _registered(named, registered)) for named in draft.values("systems")]


def _registered(named: CoveredSystem, systems: Sequence[System]) -> System | None:
    for system in systems:
        if system.name == named.name:
            return system
    alike = [system for system in systems if named.kind is not None and system.kind == named.kind]
    return alike[0] if len(alike) == 1 else None


def confirm_contract(store: Store, viewer: Viewer, given: Confirmation) -> int:
    """Stores what was confirmed, and the obligations that follow from it; returns the contract's id.

    A contract that is confirmed again keeps its fulfilled obligations as they are; open ones are planned anew. Raises
    InvalidInputError while the draft cannot be confirmed (`editing.check_draft`), while something that does not agree
    with the register is not accepted, for an empty or taken title or a file that is not taken, NotFoundError for an
    unknown contract or system, NotAllowedError.
    """
    must(viewer, Permission.REGISTER)
    viewer.must_be_named()
    if not given.title.strip():
        raise InvalidInputError("请填写合同名称。")
    period = check_draft(given.draft)
    as_read = read_contract(given.text) if given.text.strip() else EMPTY_DRAFT
    digest = None
    if given.file_name:
        check_file(given.file_name, given.content)
        digest = vault.put(store.files, given.content)
    content: Row = {
        "file_name": clean_name(given.file_name) if given.file_name else "",
        "sha256": digest,
        "text": given.text,
        "by_ocr": int(given.by_ocr),
        "facts": draft_to_json(given.draft),
        "as_read": draft_to_json(as_read),
        "example": int(given.example),
    }
    with store.writing(viewer) as transaction:
        accepted = _accepted(transaction.db, given, store.clock().date())
        contract_id = _set_contract(transaction, replace(given, note=_noted(given.note, accepted)), period)
        _set_systems(transaction, contract_id, given.system_ids)
        _confirm(transaction, contract_id, content, given.draft, period)
        return contract_id


def _accepted(db: Database, given: Confirmation, today: date) -> list[str]:
    """What does not agree with the register, all of it accepted by the person."""
    found = register_doubts(db, given.draft, given.vendor, given.system_ids, given.contract_id, today)
    undecided = [doubt for doubt in found if doubt not in given.accepted]
    if undecided:
        raise InvalidInputError(f"{'；'.join(undecided)}：请核对后更正，或勾选“已核对，照此登记”，再保存合同。")
    return found


def _noted(note: str, accepted: Iterable[str]) -> str:
    """The note with what the person has accepted, each said once."""
    said = (f"确认时已核对：{doubt}。" for doubt in accepted)
    return "\n".join(filter(None, (note.strip(), *(line for line in said if line not in note))))


def set_start(store: Store, viewer: Viewer, contract_id: int, starts_on: date) -> None:
    """Enters the day on which a confirmed contract begins: its obligations get their dates.

    Raises NotFoundError for a contract without confirmed facts, InvalidInputError when the day contradicts its end.
    """
    must(viewer, Permission.REGISTER)
    with store.writing(viewer) as transaction:
        last = transaction.find("contract_confirmations", "contract_id = ? ORDER BY id DESC", [contract_id])
        if last is None:
            raise NotFoundError("这份合同还没有确认过内容，请先上传合同文本并确认。")
        draft = with_start(draft_from_json(last["facts"]), starts_on)
        period = check_draft(draft)
        kept = ("file_name", "sha256", "text", "by_ocr", "as_read", "example")
        content = {name: last[name] for name in kept} | {"facts": draft_to_json(draft)}
        transaction.update("contracts", contract_id, _period_row(period))
        for row in _systems_of(transaction, contract_id):
            _point_register(transaction, row["system_id"], None)
        _confirm(transaction, contract_id, content, draft, period)


def _confirm(
    transaction: Transaction, contract_id: int, content: Row, draft: ContractDraft, period: ContractPeriod
) -> None:
    who = {
        "author": transaction.viewer.name.strip(),
        "account_id": transaction.viewer.account_id,
        "at": transaction.now,
    }
    transaction.insert("contract_confirmations", {"contract_id": contract_id} | content | who)
    plan_obligations(transaction, contract_id, draft, period)


def _period_row(period: ContractPeriod) -> Row:
    return {"starts_on": iso(period.starts), "ends_on": iso(period.ends), "months": period.months}


def _set_contract(transaction: Transaction, given: Confirmation, period: ContractPeriod) -> int:
    title = given.title.strip()
    same = transaction.find("contracts", "title = ? AND id <> ?", [title, given.contract_id or 0])
    if same:
        raise InvalidInputError(f"合同“{title}”已经登记过，请换一个名称，或打开原来的合同重新确认。")
    row: Row = {
        "title": title,
        "vendor_id": vendor_id(transaction, given.vendor or given.draft.value("vendor") or ""),
        "source": given.source or given.file_name,
        "note": given.note.strip(),
    } | _period_row(period)
    if given.contract_id is None:
        return transaction.insert("contracts", row)
    transaction.update("contracts", given.contract_id, row)
    return given.contract_id


def _systems_of(transaction: Transaction, contract_id: int) -> list[Row]:
    return list(transaction.db.query("SELECT * FROM contract_systems WHERE contract_id = ?", [contract_id]))


def _set_systems(transaction: Transaction, contract_id: int, system_ids: Iterable[int]) -> None:
    wanted = set(system_ids)
    before = {row["system_id"]: row["id"] for row in _systems_of(transaction, contract_id)}
    for system_id in sorted(before.keys() - wanted):
        transaction.delete("contract_systems", before[system_id])
    for system_id in sorted(wanted - before.keys()):
        transaction.get("systems", system_id)
        transaction.insert("contract_systems", {"contract_id": contract_id, "system_id": system_id})
    shown = {row["id"] for row in transaction.db.query("SELECT id FROM systems WHERE contract_id = ?", [contract_id])}
    for system_id in sorted(wanted | before.keys() | shown):
        _point_register(transaction, system_id, contract_id if system_id not in wanted else None)


def _point_register(transaction: Transaction, system_id: int, taken_away: int | None) -> None:
    """The register shows of the contracts that cover a system the one that ends last, else the newest one."""
    sql = """
        SELECT id FROM contracts WHERE id IN (
            SELECT contract_id FROM contract_systems WHERE system_id = ?
            UNION SELECT contract_id FROM systems WHERE id = ? AND contract_id IS NOT ?
        ) ORDER BY ends_on DESC NULLS LAST, id DESC
    """
    row = next(transaction.db.query(sql, [system_id, system_id, taken_away]), None)
    transaction.update("systems", system_id, {"contract_id": row["id"] if row else None})
