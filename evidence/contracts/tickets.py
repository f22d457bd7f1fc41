"""故障工单: recording faults and when the vendor answered, came and solved them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from evidence.contracts.coverage_contracts import contract_of, contracts_by_system
from evidence.contracts.facts import ConfirmedFacts, read_facts
from evidence.contracts.ticket_times import ONSITE, REMOTE, RESOLVE, RESPOND, Times, severities
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.records import from_row
from evidence.store import Row, Store, Transaction
from evidence.viewer import Role, Viewer

# The moments of a ticket in the order in which they may follow one another, with what people call them.
MOMENTS: Mapping[str, str] = {
    "reported_at": "报修时间",
    "responded_at": "响应时间",
    "remote_at": "远程处理时间",
    "onsite_at": "到场时间",
    "solved_at": "解决时间",
}
STAGE_MOMENTS: Mapping[str, str] = {
    RESPOND: "responded_at",
    REMOTE: "remote_at",
    ONSITE: "onsite_at",
    RESOLVE: "solved_at",
}
# Which moment may not come before which others.
_NOT_BEFORE: Mapping[str, tuple[str, ...]] = {
    "responded_at": ("reported_at",),
    "remote_at": ("responded_at", "reported_at"),
    "onsite_at": ("responded_at", "reported_at"),
    "solved_at": ("responded_at", "remote_at", "onsite_at", "reported_at"),
}


@dataclass(frozen=True)
class TicketDraft:
    """What a person enters about a fault. Times are local, without zone, counted to the minute.

    `contract_id` None: the contract that covers the system on the day of the report. `severity`: as that names it.
    """

    system_id: int
    title: str
    reported_at: datetime
    severity: str = ""
    responded_at: datetime | None = None
    remote_at: datetime | None = None
    onsite_at: datetime | None = None
    solved_at: datetime | None = None
    note: str = ""
    contract_id: int | None = None
    example: bool = False


@dataclass(frozen=True)
class Ticket:
    """A fault as recorded. `contract_id` None: no contract covered the system."""

    id: int
    system_id: int
    contract_id: int | None
    severity: str
    title: str
    reported_at: datetime
    responded_at: datetime | None
    remote_at: datetime | None
    onsite_at: datetime | None
    solved_at: datetime | None
    note: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_why: str
    author: str
    at: datetime
    version: int
    example: bool

    @property
    def times(self) -> Times:
        """Its moments by stage."""
        return Times(self.reported_at, self.responded_at, self.remote_at, self.onsite_at, self.solved_at)

    @property
    def is_open(self) -> bool:
        """Whether the fault is not solved yet."""
        return self.solved_at is None and self.withdrawn_at is None


def add_ticket(store: Store, viewer: Viewer, draft: TicketDraft) -> int:
    """Records a fault and returns its id.

    Raises InvalidInputError for an empty title, moments in an impossible order or to come, a contract that does not
    cover the system, a severity that the contract does not name.
    """
    with store.writing(viewer) as transaction:
        row = _row(transaction, store, draft)
        signed = {"author": viewer.name.strip(), "at": transaction.now, "example": int(draft.example)}
        return transaction.insert("tickets", row | signed)


def may_rewrite(viewer: Viewer) -> bool:
    """Whether the viewer may change what is recorded of a ticket and withdraw it; a vendor only fills in the rest."""
    return viewer.role is not Role.VENDOR


def change_ticket(store: Store, viewer: Viewer, ticket_id: int, draft: TicketDraft, expected: int) -> bool:
    """Changes a ticket against the version the person saw. Returns whether anything changed.

    A vendor only fills in what is still empty: what was recorded before decides about penalties.
    Raises InvalidInputError as `add_ticket`, ConflictError, NotAllowedError.
    """
    with store.writing(viewer) as transaction:
        before = transaction.get("tickets", ticket_id)
        if before["withdrawn_at"]:
            raise InvalidInputError("这张工单已经撤回，不能再修改；如有需要请重新登记。")
        if draft.contract_id is None and draft.system_id == before["system_id"]:
            draft = replace(draft, contract_id=before["contract_id"])
        row = _row(transaction, store, draft)
        if not may_rewrite(viewer):
            _must_only_fill(before, row)
        return transaction.update("tickets", ticket_id, row, expected)


def withdraw_ticket(store: Store, viewer: Viewer, ticket_id: int, reason: str, expected: int) -> None:
    """Takes a ticket out of all counts; it is kept with the reason. Raises InvalidInputError, ConflictError."""
    if not reason.strip():
        raise InvalidInputError("请写明撤回工单的原因。")
    with store.writing(viewer) as transaction:
        if not may_rewrite(viewer):
            raise NotAllowedError("工单由医院撤回；如登记有误，请联系信息科说明情况。")
        withdrawn = {
            "withdrawn_at": transaction.now,
            "withdrawn_by": viewer.name.strip(),
            "withdrawn_why": reason.strip(),
        }
        if transaction.get("tickets", ticket_id)["withdrawn_at"]:
            raise InvalidInputError("这张工单已经撤回过了，请刷新页面。")
        transaction.update("tickets", ticket_id, withdrawn, expected)


def read_tickets(db: Database, withdrawn: bool = False) -> list[Ticket]:
    """The tickets of an open read, newest first; `withdrawn`: also those that do not count any more."""
    rows = db.query("SELECT * FROM tickets ORDER BY reported_at DESC, id DESC")
    found = [from_row(Ticket, row) for row in rows]
    return [ticket for ticket in found if withdrawn or ticket.withdrawn_at is None]


def tickets(store: Store, viewer: Viewer, withdrawn: bool = False) -> list[Ticket]:
    """The tickets that the viewer may see, newest first."""
    with store.reading(viewer) as db:
        return read_tickets(db, withdrawn)


def _row(transaction: Transaction, store: Store, draft: TicketDraft) -> Row:
    if not draft.title.strip():
        raise InvalidInputError("请填写故障现象。")
    moments = {name: _to_the_minute(getattr(draft, name)) for name in MOMENTS}
    _must_be_possible(moments, store.clock().replace(tzinfo=None))
    system = transaction.get("systems", draft.system_id)
    contract_id = _contract(transaction, draft, system["name"])
    facts = read_facts(transaction.db).get(contract_id) if contract_id else None
    _must_be_named(facts, draft.severity.strip())
    return {
        "system_id": draft.system_id,
        "contract_id": contract_id,
        "severity": draft.severity.strip(),
        "title": draft.title.strip(),
        "note": draft.note.strip(),
        **{name: moment.isoformat(timespec="minutes") if moment else None for name, moment in moments.items()},
    }


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment.replace(second=0, microsecond=0, tzinfo=None) if moment else None


def _must_be_possible(moments: Mapping[str, datetime | None], now: datetime) -> None:
    for name, moment in moments.items():
        if moment is None:
            continue
        if moment > now:
            raise InvalidInputError(f"{MOMENTS[name]} {moment:%Y-%m-%d %H:%M} 还没有到，请核对后重新填写。")
        for earlier in _NOT_BEFORE.get(name, ()):
            before = moments[earlier]
            if before is not None and moment < before:
                raise InvalidInputError(f"{MOMENTS[name]}早于{MOMENTS[earlier]}，请核对后重新填写。")


def _contract(transaction: Transaction, draft: TicketDraft, system: str) -> int | None:
    found = contracts_by_system(transaction.db)
    if draft.contract_id is None:
        contract = contract_of(found, draft.system_id, draft.reported_at.date())
        return contract.id if contract else None
    title = transaction.get("contracts", draft.contract_id)["title"]
    if all(contract.id != draft.contract_id for contract in found.get(draft.system_id, ())):
        raise InvalidInputError(f"合同“{title}”不包含系统“{system}”，请另选合同或系统。")
    return draft.contract_id


def _must_be_named(facts: ConfirmedFacts | None, severity: str) -> None:
    named = severities(facts.draft) if facts else ()
    if named and severity and severity not in named:
        raise InvalidInputError(f"合同没有约定“{severity}”这一级别，请从{'、'.join(named)}中选择，或者不分级。")


def _must_only_fill(before: Row, row: Row) -> None:
    changed = [name for name, value in row.items() if before[name] not in (None, "", value)]
    if changed:
        raise NotAllowedError("已经登记的内容由医院修改，厂商只能补填空白的时间；如有异议请联系信息科。")
