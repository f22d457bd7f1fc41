"""How the times that a contract grants run: round the clock or within service hours, and by working days."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence.contracts.draft import ContractDraft, Fact, Quote, ServiceHours

IsWorkday = Callable[[date], bool]
_DAY = 24 * 60
# Service hours that never come (a calendar without workdays) end the search.
_LONGEST_SEARCH = 3660
WORKDAYS = "workdays"


@dataclass(frozen=True)
class ServiceClock:
    """How hours run. `windows`: minutes of the day in which they run, None where the text does not say which.

    `weekdays`: the days on which they run (Monday = 0), None for working days. `closes`: the minute at which the last
    of several working days ends. `said`: which rule holds and why, in Chinese; `quote`: the sentence it rests on.
    """

    windows: tuple[tuple[int, int], ...] | None
    weekdays: frozenset[int] | None
    closes: int
    said: str
    quote: Quote | None

    @property
    def round_the_clock(self) -> bool:
        """Whether hours run without a break."""
        return self.windows == ((0, _DAY),) and self.weekdays == frozenset(range(7))


@dataclass(frozen=True)
class Length:
    """A granted time: minutes, or working days. Exactly one is given."""

    minutes: Decimal | None = None
    workdays: Decimal | None = None


def clock_of(draft: ContractDraft, granting: Fact | None) -> ServiceClock:
    """The clock for a granted time; `granting`: the fact of the field `response` that grants it."""
    texts = list(granting.quotes) if granting else []
    hours_fact = next(iter(draft.facts_of("service_hours")), None)
    hours: ServiceHours | None = hours_fact.value if hours_fact else None
    closes = _closing(hours)
    if found := _first(texts, "round_the_clock"):
        return _always(closes, "text_round_the_clock", found)
    named = bool(granting and granting.value.severity and re.search(_words()["situation"], granting.value.severity))
    limited = None if named else _first(texts, "within")
    limited = limited or _first(hours_fact.quotes if hours_fact else (), "counted")
    if limited is None:
        return _always(closes, "not_limited", None)
    if hours is None or not hours.ranges:
        return ServiceClock(None, None, closes, _words()["said"]["hours_missing"], limited)
    said = _words()["said"]["within"].format(hours=f"{hours.days or '每天'} {'、'.join(hours.ranges)}")
    return ServiceClock(_windows(hours), _weekdays(hours.days), closes, said, limited)


def deadline(start: datetime, length: Length, clock: ServiceClock, is_workday: IsWorkday) -> datetime | None:
    """The moment by which something must have happened; None when the text does not say which hours count.

    Working days: the day of the start does not count, the last one ends with the service hours or at midnight
    (民法典 第二百零一条、第二百零三条). `is_workday`: with public holidays and adjusted working days.
    """
    if length.workdays is not None:
        last = _nth_workday(start.date(), int(length.workdays.to_integral_value(ROUND_CEILING)), is_workday)
        return datetime.combine(last, time()) + timedelta(minutes=clock.closes)
    if length.minutes is None or clock.windows is None:
        return None
    if clock.round_the_clock:
        return start + timedelta(minutes=float(length.minutes))
    return _within(start, length.minutes, clock, is_workday)


def _within(start: datetime, minutes: Decimal, clock: ServiceClock, is_workday: IsWorkday) -> datetime | None:
    left = timedelta(minutes=float(minutes))
    for begins, ends in _service(start, clock, is_workday):
        begins = max(begins, start)
        if ends - begins >= left:
            return begins + left
        left -= max(ends - begins, timedelta(0))
    return None


def _service(start: datetime, clock: ServiceClock, is_workday: IsWorkday) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of service that end after a moment, in order."""
    for ahead in range(_LONGEST_SEARCH):
        day = start.date() + timedelta(days=ahead)
        if not (is_workday(day) if clock.weekdays is None else day.weekday() in clock.weekdays):
            continue
        midnight = datetime.combine(day, time())
        for first, last in clock.windows or ():
            ends = midnight + timedelta(minutes=last)
            if ends > start:
                yield midnight + timedelta(minutes=first), ends


def _nth_workday(day: date, number: int, is_workday: IsWorkday) -> date:
    for _ in range(_LONGEST_SEARCH):
        if number <= 0:
            break
        day += timedelta(days=1)
        number -= is_workday(day)
    return day


def workdays_said(clock: ServiceClock) -> str:
    """How working days are counted, in Chinese."""
    closes = "24 时" if clock.closes == _DAY else f" {clock.closes // 60:02d}:{clock.closes % 60:02d}"
    return str(_words()["said"]["workdays"].format(closes=closes))


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("service_clock.yaml"))
    return found


def _first(quotes: Iterable[Quote], name: str) -> Quote | None:
    return next((quote for quote in quotes if re.search(_words()[name], quote.text)), None)


def _always(closes: int, reason: str, quote: Quote | None) -> ServiceClock:
    return ServiceClock(((0, _DAY),), frozenset(range(7)), closes, _words()["said"][reason], quote)


def _closing(hours: ServiceHours | None) -> int:
    return max((last for _, last in _windows(hours)), default=_DAY) if hours else _DAY


def _windows(hours: ServiceHours) -> tuple[tuple[int, int], ...]:
    """In the order of the day; what goes beyond midnight also counts early on the days of service."""
    found = []
    for text in hours.ranges:
        first, last = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
        found += [(first, last)] if first < last else [(first, _DAY), (0, last)]
    return tuple(sorted(window for window in found if window[0] < window[1]))


def _weekdays(days: str | None) -> frozenset[int] | None:
    for value, source in _words()["days"]:
        if days and re.search(source, days):
            return None if value == WORKDAYS else frozenset(value)
    return frozenset(range(7))
