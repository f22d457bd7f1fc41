"""Working days in China: weekdays, less public holidays, plus the days worked in exchange (调休).

Sources: the yearly notices of the State Council (国务院办公厅关于部分节假日安排的通知), as the library chinesecalendar
keeps them. Of a year whose notice it does not hold yet, the days that 《全国年节及纪念日放假办法》 (国务院令第 795 号,
in force from 2025-01-01) gives to everybody are holidays (`public_holidays.yaml`); which other days are moved is not
known, so it is counted by weekdays, and whoever asks is told so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import chinese_calendar
from chinese_calendar.constants import holidays as _notices

from criteria.yaml_reader import read_yaml
from evidence.errors import InvalidInputError

_SATURDAY = 5
_MOST_DAYS = 3660


@dataclass(frozen=True)
class Workday:
    """A day reached by counting. `estimated`: it went through a year whose holidays are not published."""

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
    """Whether a day is worked; in a year that is not published: a weekday that is no holiday by regulation."""
    if is_published(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY and day not in holidays_by_regulation(day.year)


@cache
def holidays_by_regulation(year: int) -> frozenset[date]:
    """The days that the regulation gives to everybody, without those moved by the yearly notice; none before 2025."""
    rules = _regulation()
    if year < rules["since"]:
        return frozenset()
    found = {date.fromisoformat(f"{year}-{day}") for day in rules["fixed"]}
    if year in rules["by_calendar"]:
        spring, *single = (date.fromisoformat(f"{year}-{day}") for day in rules["by_calendar"][year])
        found |= {spring + timedelta(days=days) for days in rules["spring_festival"]} | set(single)
    return frozenset(found)


@cache
def _regulation() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("public_holidays.yaml"))
    return found


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
