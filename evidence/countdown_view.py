"""倒计时 as it is shown: what has to be done, in numbers, filtered, as a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from criteria.yaml_reader import read_yaml
from evidence.dates import iso


class Kind(StrEnum):
    """What sort of thing has to be done."""

    TASK = "task"
    REVIEW = "review"
    PROOF = "proof"
    STATISTICS = "statistics"
    OBLIGATION = "obligation"
    MOCK = "mock"


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: Mapping[Kind, str]
    review_within_days: int
    soon_days: int


@cache
def settings() -> _Settings:
    """The contents of `countdown.yaml`."""
    return _Settings.model_validate(read_yaml(Path(__file__).with_name("countdown.yaml")))


@dataclass(frozen=True)
class Due:
    """Something to be done. `on`: by when, None = nobody has set a day. `who`: in charge; `screen`, `address`: where.

    A viewer who has not that screen in the menu gets an empty one.
    """

    on: date | None
    kind: Kind
    what: str
    who: str
    systems: tuple[str, ...]
    vendors: tuple[str, ...]
    note: str
    screen: str
    address: Mapping[str, str]

    def days_left(self, today: date) -> int | None:
        """Days until then, negative when it is past; None without a day."""
        return None if self.on is None else (self.on - today).days


@dataclass(frozen=True)
class Pace:
    """The list in numbers. `late`: due after the review."""

    total: int
    overdue: int
    soon: int
    undated: int
    late: int


def pace(found: Iterable[Due], today: date, review_on: date | None) -> Pace:
    """The numbers of the answer."""
    listed = list(found)
    days = [left for due in listed if (left := due.days_left(today)) is not None]
    return Pace(
        total=len(listed),
        overdue=sum(left < 0 for left in days),
        soon=sum(0 <= left <= settings().soon_days for left in days),
        undated=len(listed) - len(days),
        late=sum(due.on > review_on for due in listed if due.on is not None) if review_on else 0,
    )


def pace_sentence(numbers: Pace, today: date, review_on: date | None) -> str:
    """距评审 83 天，还有 41 件事要做：逾期 3 件，14 天内到期 7 件，晚于评审日 1 件."""
    left = None if review_on is None else (review_on - today).days
    lead = "评审日期未定" if left is None else f"距评审 {left} 天" if left >= 0 else f"评审日期已过 {-left} 天"
    if not numbers.total:
        return f"{lead}，没有待办的事"
    parts = [f"逾期 {numbers.overdue} 件", f"{settings().soon_days} 天内到期 {numbers.soon} 件"]
    parts += [f"晚于评审日 {numbers.late} 件"] if numbers.late else []
    parts += [f"没有期限 {numbers.undated} 件"] if numbers.undated else []
    return f"{lead}，还有 {numbers.total} 件事要做：{'，'.join(parts)}"


@dataclass(frozen=True)
class DueFilter:
    """What to list; an empty field lets everything through. `whose`: a person or a vendor."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    whose: frozenset[str] = frozenset()
    overdue: bool = False


def narrowed(found: Iterable[Due], wanted: DueFilter, today: date) -> list[Due]:
    """What a filter leaves, in its order."""
    words = wanted.text.casefold().split()
    return [
        due
        for due in found
        if (not wanted.kinds or settings().kinds[due.kind] in wanted.kinds)
        and (not wanted.systems or not wanted.systems.isdisjoint(due.systems))
        and (not wanted.whose or not wanted.whose.isdisjoint((due.who, *due.vendors)))
        and (not wanted.overdue or (due.days_left(today) or 0) < 0)
        and all(word in f"{due.what} {due.who} {due.note} {' '.join(due.systems)}".casefold() for word in words)
    ]


def countdown_table(found: Iterable[Due], today: date) -> pd.DataFrame:
    """One row per thing to do, in the order given."""
    listed = list(found)
    return pd.DataFrame(
        {
            "日期": pd.Series([iso(due.on) or "未定" for due in listed], dtype=str),
            "剩余天数": pd.Series([due.days_left(today) for due in listed], dtype="Int64"),
            "类别": pd.Series([settings().kinds[due.kind] for due in listed], dtype=str),
            "事项": pd.Series([due.what for due in listed], dtype=str),
            "谁": pd.Series([due.who for due in listed], dtype=str),
            "系统": pd.Series(["、".join(due.systems) for due in listed], dtype=str),
            "厂商": pd.Series(["、".join(due.vendors) for due in listed], dtype=str),
            "说明": pd.Series([due.note for due in listed], dtype=str),
        }
    )
