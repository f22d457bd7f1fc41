"""履约义务: what a contract demands, when it is due, and whether it was delivered. The state is computed, never stored.

待履约 due: not delivered, its day has not passed (or is not known). 已履约 done: delivered by its day. 逾期履约 late:
delivered after its day. 逾期未履约 missed: not delivered although its day has passed. A delivery whose document the
hospital has returned does not count until a new version of it is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from evidence.contracts.draft import ReviewTarget
from evidence.contracts.facts import covered_systems, read_facts
from evidence.contracts.review_levels import level_text, takes_in
from evidence.contracts.rules import rules, sort_name
from evidence.contracts.schedule import review_key
from evidence.contracts.workdays import workdays_after
from evidence.records import Contract, Target, from_row
from evidence.register import read_contracts, read_targets
from evidence.store import Store
from evidence.viewer import Viewer


class State(StrEnum):
    """Whether an obligation was fulfilled."""

    DUE = "due"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"


STATE_NAMES: Mapping[State, str] = {
    State.DUE: "待履约",
    State.DONE: "已履约",
    State.LATE: "逾期履约",
    State.MISSED: "逾期未履约",
}


@dataclass(frozen=True)
class Delivery:
    """履约记录: what was delivered, when, by whom. `document_state`: of the newest version of its document.

    `vendor_id`: of the vendor who recorded it, None for the hospital.
    """

    id: int
    obligation_id: int
    document_id: int | None
    document: str
    document_state: str
    delivered_on: date
    note: str
    author: str
    at: datetime
    vendor_id: int | None
    version: int
    example: bool

    @property
    def counts(self) -> bool:
        """Whether the hospital has not returned what was delivered."""
        return self.document_state != "returned"


@dataclass(frozen=True)
class Obligation:
    """An obligation on a day. `note`: what to know about its due date; `quote`: the contract's sentence."""

    id: int
    contract_id: int
    contract: str
    vendor_id: int | None
    vendor: str
    key: str
    sort: str
    title: str
    number: int
    owed_by: str
    due_on: date | None
    state: State
    delivery: Delivery | None
    quote: str
    note: str
    catalog: str
    system_ids: tuple[int, ...]

    @property
    def sort_name(self) -> str:
        """What people call its sort."""
        return sort_name(self.sort)

    @property
    def document_kind(self) -> str:
        """The type of document that is usually delivered."""
        return rules().sorts[self.sort].kind

    def days_left(self, today: date) -> int | None:
        """Days until it is due, negative when that is past; None without a date."""
        return None if self.due_on is None else (self.due_on - today).days


@dataclass(frozen=True)
class ObligationFilter:
    """What to list. `first`, `last`: due between them (what has no date is left out when one is given)."""

    contract_id: int | None = None
    vendor_id: int | None = None
    system_id: int | None = None
    first: date | None = None
    last: date | None = None
    states: frozenset[State] = field(default_factory=frozenset)
    sorts: frozenset[str] = field(default_factory=frozenset)


def state_of(due_on: date | None, delivered_on: date | None, today: date) -> State:
    """The state of an obligation on a day."""
    if delivered_on is not None:
        return State.LATE if due_on is not None and delivered_on > due_on else State.DONE
    return State.MISSED if due_on is not None and today > due_on else State.DUE


def obligations(store: Store, viewer: Viewer, today: date, wanted: ObligationFilter | None = None) -> list[Obligation]:
    """The obligations of the contracts that the viewer sees, by due date, those without one last."""

    def compute() -> list[Obligation]:
        with store.reading(viewer) as db:
            return read_obligations(db, today)

    found: list[Obligation] = store.cached(viewer, ("obligations", store.revision(viewer), today), compute)
    return [entry for entry in found if _wanted(entry, wanted)] if wanted else list(found)


def _wanted(entry: Obligation, wanted: ObligationFilter) -> bool:
    dated = wanted.first is None and wanted.last is None
    return (
        wanted.contract_id in (None, entry.contract_id)
        and wanted.vendor_id in (None, entry.vendor_id)
        and (wanted.system_id is None or wanted.system_id in entry.system_ids)
        and (not wanted.states or entry.state in wanted.states)
        and (not wanted.sorts or entry.sort in wanted.sorts)
        and (
            dated
            or (entry.due_on is not None and (wanted.first or date.min) <= entry.due_on <= (wanted.last or date.max))
        )
    )


# An accepted or pending version after a returned one counts in its place.
_DELIVERIES = """
    SELECT deliveries.*, ifnull(documents.title, '') AS document,
        CASE WHEN documents.state = 'returned' AND EXISTS (
            SELECT 1 FROM documents AS newer WHERE newer.supersedes_id = documents.id AND newer.state <> 'returned'
        ) THEN 'superseded' ELSE ifnull(documents.state, '') END AS document_state
    FROM deliveries LEFT JOIN documents ON documents.id = deliveries.document_id
    WHERE withdrawn_at IS NULL
"""


def read_deliveries(db: Database) -> dict[int, Delivery]:
    """Obligation id → its delivery, as far as it was not withdrawn."""
    return {row["obligation_id"]: from_row(Delivery, row) for row in db.query(_DELIVERIES)}


def read_obligations(db: Database, today: date) -> list[Obligation]:
    """All obligations of an open read that the contracts still bring, or that were fulfilled, by due date."""
    reading = _Reading(db, today)
    rows = list(db.query("SELECT * FROM obligations WHERE dropped = 0 ORDER BY id"))
    found = [reading.obligation(row) for row in rows]
    return sorted(found, key=lambda entry: (entry.due_on is None, entry.due_on or date.max, entry.id))


class _Reading:
    """What the obligations of one read are put together from."""

    def __init__(self, db: Database, today: date) -> None:
        self.today = today
        self.contracts: dict[int, Contract] = {contract.id: contract for contract in read_contracts(db)}
        self.vendors: dict[int, str] = {row["id"]: row["name"] for row in db.query("SELECT id, name FROM vendors")}
        self.systems = covered_systems(db)
        self.targets = read_targets(db)
        self.deliveries = read_deliveries(db)
        self.facts = read_facts(db)
        self.dates: dict[int, date | None] = {}

    def obligation(self, row: Mapping[str, Any]) -> Obligation:
        contract = self.contracts[row["contract_id"]]
        due, note = self._due(row, contract)
        self.dates[row["id"]] = due
        delivery = self.deliveries.get(row["id"])
        delivered = delivery.delivered_on if delivery and delivery.counts else None
        return Obligation(
            id=row["id"],
            contract_id=contract.id,
            contract=contract.title,
            vendor_id=contract.vendor_id,
            vendor=self.vendors.get(contract.vendor_id or 0, ""),
            key=row["key"],
            sort=row["sort"],
            title=row["title"],
            number=row["number"],
            owed_by=row["owed_by"],
            due_on=due,
            state=state_of(due, delivered, self.today),
            delivery=delivery,
            quote=row["quote"],
            note=note,
            catalog=row["catalog"],
            system_ids=self.systems.get(contract.id, ()),
        )

    def _due(self, row: Mapping[str, Any], contract: Contract) -> tuple[date | None, str]:
        """The due date, and what to know about it."""
        if row["catalog"]:
            return self._review(row, contract)
        base = self._base(row)
        if row["sort"] == rules().review_support.sort:
            return None, rules().note("no_review_date")
        if base is None:
            return None, rules().note("no_start") if contract.starts_on is None else ""
        if row["after_days"] is None:
            return base, _assumed(row["sort"])
        if row["after_unit"] == "day":
            return base + timedelta(days=row["after_days"]), ""
        found = workdays_after(base, row["after_days"])
        return found.day, rules().note("estimated", year=found.day.year) if found.estimated else ""

    def _base(self, row: Mapping[str, Any]) -> date | None:
        """The day itself, or the one after which it is due: on which the other one was done, else when it is due."""
        if row["follows_id"] is None:
            return date.fromisoformat(row["due_on"]) if row["due_on"] else None
        done = self.deliveries.get(row["follows_id"])
        return done.delivered_on if done and done.counts else self.dates.get(row["follows_id"])

    def _review(self, row: Mapping[str, Any], contract: Contract) -> tuple[date | None, str]:
        """The next review of a standard, else the last one; of several protected objects the first.

        Only reviews of a level that the contract takes in: nothing is owed for a higher one.
        """
        targets = [target for target in self.targets if target.catalog == row["catalog"]]
        granted = self._granted(row)
        reached = [target for target in targets if granted is None or takes_in(granted, target.level)]
        if granted is not None and targets and not reached:
            return None, rules().note("beyond", level=level_text(granted).strip())
        day = _next_review(reached, self.today)
        if day is None:
            return None, rules().note("no_review_date" if targets else "no_target")
        if contract.ends_on is not None and contract.ends_on < day:
            return day, rules().note("ends_before_review", ends=contract.ends_on, review=day)
        return day, ""

    def _granted(self, row: Mapping[str, Any]) -> ReviewTarget | None:
        """The review and its level as confirmed; None where the contract names no level."""
        agreed = self.facts.get(row["contract_id"])
        named: list[ReviewTarget] = agreed.draft.values("targets") if agreed else []
        wanted = (target for target in named if review_key(target) == row["key"])
        return next((target for target in wanted if target.level is not None), None)


def _next_review(targets: Iterable[Target], today: date) -> date | None:
    days = sorted(target.review_on for target in targets if target.review_on is not None)
    return next((day for day in days if day >= today), days[-1] if days else None)


def _assumed(sort: str) -> str:
    return next((rule.assumed for rule in rules().once if rule.sort == sort), "")
