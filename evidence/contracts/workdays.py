"""Working days in China: weekdays, less public holidays, plus the days worked in exchange (调休).

Source: the yearly notices of the State Council (国务院办公厅关于部分节假日安排的通知), as the library chinesecalendar
keeps them. A year whose notice it does not hold yet is counted by weekdays alone, and whoever asks is told so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import chinese_calendar
from chinese_calendar.constants import holidays as _notices

from evidence.errors import InvalidInputError

_SATURDAY = 5
_MOST_DAYS = 3660


@dataclass(frozen=True)
class Workday:
    """A day reached by counting. `estimated`: a year whose holidays are not published was counted by weekdays."""

    day: date
    estimated: bool


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in _notices)


def is_published(year: int) -> bool:
    """Whether the holidays of a year are known."""
    return year in _known_years()


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether a day is worked; in a year that is not published, whether it is a weekday."""
    if is_published(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


@lru_cache(maxsize=4096)
def workdays_after(start: date, count: int) -> Workday:
    """The count-th working day after a day, which itself is not counted; 0 is the day itself.

    Raises InvalidInputError for a negative or absurdly large count.
    """
    if not 0 <= count <= _MOST_DAYS:
        raise InvalidInputError(f"期限 {count} 个工作日不合常理，请核对合同原文。")
    day, estimated = start, False
    while count:
        day += timedelta(days=1)
        estimated = estimated or not is_published(day.year)
        count -= is_workday(day)
    return Workday(day, estimated)
