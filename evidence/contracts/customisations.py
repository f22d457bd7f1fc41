"""免费定制: what a contract grants without extra pay, what of it was used for which task, and what is left."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from criteria.yaml_reader import read_yaml
from evidence.access import Permission, must
from evidence.contracts.coverage_contracts import contract_of, contracts_by_system
from evidence.contracts.draft import ContractDraft, FreeCustomisations, Quote
from evidence.dates import iso
from evidence.errors import InvalidInputError
from evidence.records import from_row
from evidence.store import Store
from evidence.viewer import Viewer

_MOST_DAYS = Decimal(999)


@dataclass(frozen=True)
class CustomisationUse:
    """A task that was done as a free customisation. `days`: of work."""

    id: int
    contract_id: int
    task_id: int
    days: Decimal
    used_on: date
    note: str
    author: str
    at: datetime
    version: int
    example: bool


@dataclass(frozen=True)
class Balance:
    """What is granted free (None: not limited or not granted so) and what of it was used. `yearly`: in this year.

    `oversized`: uses above `max_days`, which the contract does not make free.
    """

    granted: FreeCustomisations
    used: int
    days: Decimal
    oversized: int
    yearly: bool
    quote: Quote | None

    @property
    def count_left(self) -> int | None:
        """Customisations left, never below 0."""
        return None if self.granted.count is None else max(self.granted.count - self.used, 0)

    @property
    def days_left(self) -> Decimal | None:
        """Days of work left, never below 0."""
        return None if self.granted.total_days is None else max(self.granted.total_days - self.days, Decimal(0))

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left of what is limited."""
        return self.count_left == 0 or self.days_left == 0

    @property
    def left_text(self) -> str:
        """3 项（单项不超过 5 人天）; 20 人天; 不限数量（…）."""
        parts = [f"{self.count_left} 项"] if self.count_left is not None else []
        parts += [f"{plain(self.days_left)} 人天"] if self.days_left is not None else []
        size = f"（单项不超过 {plain(self.granted.max_days)} 人天）" if self.granted.max_days is not None else ""
        return ("，".join(parts) or "不限数量") + size


def balance_of(
    draft: ContractDraft, uses: Iterable[CustomisationUse], starts: date | None, today: date
) -> Balance | None:
    """What is left of the free customisations of a contract; None when it grants none."""
    fact = next(iter(draft.facts_of("free_customisations")), None)
    if fact is None:
        return None
    granted: FreeCustomisations = fact.value
    yearly = any(re.search(_words()["yearly"], quote.text) for quote in fact.quotes)
    first, last = contract_year(starts, today)
    counted = [use for use in uses if not yearly or first <= use.used_on <= last]
    free = [use for use in counted if granted.max_days is None or use.days <= granted.max_days]
    return Balance(
        granted=granted,
        used=len(free),
        days=sum((use.days for use in free), Decimal(0)),
        oversized=len(counted) - len(free),
        yearly=yearly,
        quote=fact.quotes[0] if fact.quotes else None,
    )


def contract_year(starts: date | None, day: date) -> tuple[date, date]:
    """First and last day of the year of a contract in which a day lies; the calendar year when its start is unknown."""
    if starts is None:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first = _anniversary(starts, day.year)
    if first > day:
        first = _anniversary(starts, day.year - 1)
    return first, date.fromordinal(_anniversary(starts, first.year + 1).toordinal() - 1)


def _anniversary(starts: date, year: int) -> date:
    leap_day = (starts.month, starts.day) == (2, 29)
    return date(year, 2, 28) if leap_day else starts.replace(year=year)


def record_customisation(
    store: Store, viewer: Viewer, task_id: int, days: Decimal, used_on: date, note: str = "", example: bool = False
) -> int:
    """Records (or changes) that a task was done as a free customisation of the contract of its system. Returns its id.

    Raises InvalidInputError for a task without a system or without a contract, or an impossible number of days.
    """
    must(viewer, Permission.PLAN)
    if not Decimal(0) < days <= _MOST_DAYS:
        raise InvalidInputError("定制工作量应大于 0、不超过 999 人天，请核对后重新填写。")
    with store.writing(viewer) as transaction:
        task = transaction.get("tasks", task_id)
        if task["system_id"] is None:
            raise InvalidInputError("这个任务没有指定系统，无法对应合同；请先在任务中选择系统。")
        if used_on > transaction.today:
            raise InvalidInputError("使用日期还没有到，请核对后重新填写。")
        contract = contract_of(contracts_by_system(transaction.db), task["system_id"], used_on)
        if contract is None:
            raise InvalidInputError("这个任务的系统没有登记维保合同，请先登记合同。")
        row = {
            "contract_id": contract.id,
            "task_id": task_id,
            "days": f"{days.normalize():f}",
            "used_on": iso(used_on),
            "note": note.strip(),
        }
        found = transaction.find("customisation_uses", "task_id = ?", [task_id])
        if found:
            transaction.update("customisation_uses", found["id"], row)
            return int(found["id"])
        signed = {"author": viewer.name.strip(), "at": transaction.now, "example": int(example)}
        return transaction.insert("customisation_uses", row | signed)


def drop_customisation(store: Store, viewer: Viewer, use_id: int) -> None:
    """Takes a recorded use back; the log keeps it. Raises NotFoundError."""
    with store.writing(viewer) as transaction:
        transaction.delete("customisation_uses", use_id)


def read_uses(db: Database) -> list[CustomisationUse]:
    """The uses of an open read, newest first."""
    rows = db.query("SELECT * FROM customisation_uses ORDER BY used_on DESC, id DESC")
    return [from_row(CustomisationUse, row) for row in rows]


def customisations(store: Store, viewer: Viewer) -> list[CustomisationUse]:
    """The free customisations used, as far as the viewer may see their contracts, newest first."""
    with store.reading(viewer) as db:
        return read_uses(db)


def plain(number: Decimal | None) -> str:
    """5, 1.5."""
    return "" if number is None else f"{number.normalize():f}"


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("coverage.yaml"))
    return found
