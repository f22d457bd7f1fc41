"""Working days with public holidays and the days worked in exchange."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.workdays import is_published, is_workday, workdays_after
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


def test_a_year_that_is_not_published_is_counted_by_weekdays_and_says_so() -> None:
    far = date(2090, 9, 29)  # a Friday before the national holiday
    assert not is_published(far.year)
    found = workdays_after(far, 2)
    assert (found.day, found.estimated) == (date(2090, 10, 3), True)


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
