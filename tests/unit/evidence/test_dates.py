"""Dates as people type them."""

from datetime import date

import pytest

from evidence.dates import iso, parse_date
from evidence.errors import InvalidInputError
from tests.unit.evidence.house import refused


@pytest.mark.parametrize("text", ["2026-11-21", " 2026-11-21 ", date(2026, 11, 21)])
def test_a_date(text: str | date) -> None:
    assert parse_date(text, "评审日期") == date(2026, 11, 21)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_date(text: str | None) -> None:
    assert parse_date(text, "评审日期") is None


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "明年", "21.11.2026", "2026/11/21"])
def test_a_date_that_does_not_exist(text: str) -> None:
    with refused(InvalidInputError, f"评审日期“{text}”不是存在的日期"):
        parse_date(text, "评审日期")


def test_the_text_that_is_stored() -> None:
    assert iso(date(2026, 3, 2)) == "2026-03-02"
    assert iso(None) is None
