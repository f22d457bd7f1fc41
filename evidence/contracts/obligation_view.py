"""履约义务 as a table and by months, and which earlier delivery an obligation renews."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from evidence.contracts.obligations import Obligation, State
from evidence.contracts.words import OBLIGATION_SIGNS
from evidence.dates import iso
from evidence.situation import Situation

_HOSPITAL = "医院"


@dataclass(frozen=True)
class Month:
    """The obligations that are due in a month, by day. `first`: its first day, None for those without a date."""

    first: date | None
    entries: tuple[Obligation, ...]

    @property
    def name(self) -> str:
        """2026 年 3 月; 日期未定."""
        return f"{self.first.year} 年 {self.first.month} 月" if self.first else "日期未定"


# Names of periods → first and last day after today; None is open.
PERIODS: dict[str, tuple[int | None, int | None]] = {
    "全部期间": (None, None),
    "30 天内": (0, 30),
    "90 天内": (0, 90),
    "一年内": (0, 365),
    "今天以前": (None, -1),
}


@dataclass(frozen=True)
class Wanted:
    """What to list; an empty set is everything. `period`: a name of PERIODS."""

    contracts: frozenset[int] = frozenset()
    systems: frozenset[int] = frozenset()
    states: frozenset[State] = frozenset()
    period: str = next(iter(PERIODS))


def choose(entries: Iterable[Obligation], wanted: Wanted, today: date) -> list[Obligation]:
    """The obligations that are wanted, in the order given; what has no date belongs to no period but the whole one."""
    first, last = (None if days is None else today + timedelta(days=days) for days in PERIODS[wanted.period])
    dated = first is not None or last is not None
    return [
        entry
        for entry in entries
        if (not wanted.contracts or entry.contract_id in wanted.contracts)
        and (not wanted.systems or not wanted.systems.isdisjoint(entry.system_ids))
        and (not wanted.states or entry.state in wanted.states)
        and (not dated or _within(entry.due_on, first, last))
    ]


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    return day is not None and (first or date.min) <= day <= (last or date.max)


def months(entries: Iterable[Obligation]) -> list[Month]:
    """The months in which something is due, in order; what has no date comes last."""
    found: dict[date | None, list[Obligation]] = {}
    for entry in entries:
        found.setdefault(entry.due_on.replace(day=1) if entry.due_on else None, []).append(entry)
    ordered = sorted(found, key=lambda first: first or date.max)
    return [Month(first, tuple(found[first])) for first in ordered]


def to_table(entries: Sequence[Obligation], situation: Situation) -> pd.DataFrame:
    """One row per obligation, for the screen and for Excel."""
    names = {system.id: system.name for system in situation.systems}
    return pd.DataFrame(
        [
            {
                "到期日": iso(entry.due_on) or "未定",
                "状态": str(OBLIGATION_SIGNS[entry.state]),
                "履约义务": entry.title,
                "类别": entry.sort_name,
                "责任方": entry.vendor or "厂商未登记" if entry.owed_by == "vendor" else _HOSPITAL,
                "合同": entry.contract,
                "系统": "、".join(names[number] for number in entry.system_ids if number in names),
                "履约日期": iso(entry.delivery.delivered_on) if entry.delivery else "",
                "材料": entry.delivery.document if entry.delivery else "",
                "说明": "；".join(filter(None, (entry.note, entry.delivery.note if entry.delivery else ""))),
                "合同原文": entry.quote,
                "示例": "示例" if entry.delivery and entry.delivery.example else "",
            }
            for entry in entries
        ]
    )


def renewed_by(entry: Obligation, entries: Iterable[Obligation]) -> Obligation | None:
    """The last fulfilled obligation of the same sort under the same contract, whose document this one renews."""
    alike = [
        other
        for other in entries
        if (other.contract_id, other.sort) == (entry.contract_id, entry.sort)
        and other.id != entry.id
        and other.delivery is not None
        and other.delivery.document_id is not None
        and (entry.due_on is None or other.delivery.delivered_on <= entry.due_on)
    ]
    return max(alike, key=lambda other: other.delivery.delivered_on if other.delivery else date.min, default=None)
