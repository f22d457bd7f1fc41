"""Working days with public holidays and the days worked in exchange."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.workdays import holidays_by_regulation, is_published, is_workday, workdays_after
from evidence.errors import InvalidInputError
from tests.unit.evidence.house import refused

DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # 国庆、中秋连休
        (date(2025, 10, 10), 1, date(2025, 10, 11)),  # 星期六调休上班
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # 春节前调休上班
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_counting_skips_holidays_and_counts_days_worked_in_exchange(start: date, count: int, day: date) -> None:
    found = workdays_after(start, count)
    assert (found.day, found.estimated) == (day, False)


def test_a_year_that_is_not_published_knows_the_days_of_the_regulation_and_says_so() -> None:
    far = date(2090, 9, 29)  # a Friday; Monday and Tuesday are 10-02 and 10-03
    assert not is_published(far.year)
    found = workdays_after(far, 2)
    assert (found.day, found.estimated) == (date(2090, 10, 5), True)


def test_no_regulation_and_no_notice_leave_the_weekdays() -> None:
    assert not is_published(1999)
    assert workdays_after(date(1999, 9, 30), 1).day == date(1999, 10, 1)


# 除夕 is 2028-01-25; 清明, 端午, 中秋 of 2028 are 04-04, 05-28, 10-03.
@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2028-01-24", True),
        ("2028-01-25", False),
        ("2028-01-28", False),
        ("2028-01-31", True),
        ("2028-04-04", False),
        ("2028-05-01", False),
        ("2028-05-02", False),
        ("2028-05-03", True),
        ("2028-10-03", False),
        ("2028-10-04", True),
    ],
)
def test_holidays_by_the_lunar_calendar(day: str, worked: bool) -> None:
    found = date.fromisoformat(day)
    assert is_workday(found) is worked or is_published(found.year)


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_the_regulation_is_a_holiday_in_the_notices(year: int) -> None:
    days = holidays_by_regulation(year)
    assert len(days) in (12, 13)  # 国庆 and 中秋 may fall together
    assert not any(map(is_workday, days))


def test_festivals_fall_where_the_calendars_have_them() -> None:
    for year in range(2025, 2051):
        days = sorted(holidays_by_regulation(year))
        months = {day.month for day in days if (day.month, day.day) not in {(1, 1), (5, 1), (5, 2)}}
        assert months <= {1, 2, 4, 5, 6, 9, 10}
        assert sum(day.month == 4 and day.day in (4, 5, 6) for day in days) == 1


def test_one_day_in_an_unpublished_year_is_enough_to_be_estimated() -> None:
    last_known = max(year for year in range(2020, 2090) if is_published(year))
    assert workdays_after(date(last_known, 12, 28), 10).estimated


@given(DAYS, st.integers(0, 30))
def test_so_many_working_days_lie_between(start: date, count: int) -> None:
    end = workdays_after(start, count).day
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(is_workday, between)) == count
    assert count == 0 or is_workday(end)


@pytest.mark.parametrize("count", [-1, 100_000])
def test_an_impossible_deadline_is_refused(count: int) -> None:
    with refused(InvalidInputError, "不合常理"):
        workdays_after(date(2026, 3, 2), count)
