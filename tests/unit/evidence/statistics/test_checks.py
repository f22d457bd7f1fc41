"""合理性核对: what cannot be, what somebody has to look at, what it means for the target."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence.errors import InvalidInputError
from evidence.measures import MeasureDraft, record_measures
from evidence.statistics.checks import Counted, refusals
from evidence.statistics.lines import Line, sheet_lines
from tests.unit.evidence.house import TODAY, House, nothing_stored, refused
from tests.unit.evidence.statistics.desk import FROM, TO, Desk, check, counted, coverage


def line_of_share() -> Line:
    emr = shipped_catalogs()["emr-2018"]
    assert isinstance(emr, LevelsCatalog)
    return next(line for line in sheet_lines(emr) if line.key == coverage(emr, 4))


LINE = line_of_share()


@given(st.integers(-5, 50), st.integers(-5, 50))
def test_exactly_the_shares_from_0_to_1_are_possible(numerator: int, denominator: int) -> None:
    possible = denominator > 0 and 0 <= numerator <= denominator
    assert (refusals(LINE, Counted(numerator, denominator), TODAY) == []) is possible


@pytest.mark.parametrize(
    ("numerator", "denominator", "fields", "part"),
    [
        (11, 10, {}, "分子 11 大于分母 10"),
        (0, 0, {}, "分母须大于 0"),
        (-1, 10, {}, "不能为负数"),
        (5, None, {}, "须同时填写"),
        (None, None, {}, "须同时填写"),
        (5, 10, {"window_from": TO, "window_to": FROM}, "早于开始日期"),
        (5, 10, {"window_to": TODAY + timedelta(days=1), "run_on": None}, "统计截止 2026-03-03 晚于今天"),
        (5, 10, {"run_on": TODAY + timedelta(days=1)}, "统计日期 2026-03-03 晚于今天"),
        (5, 10, {"run_on": TO - timedelta(days=1)}, "当时还没有产生"),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, numerator: int, denominator: int, fields: dict[str, object], part: str
) -> None:
    good = counted(coverage(desk.catalog, 3), 9, 10)
    bad = counted(coverage(desk.catalog, 4), numerator, denominator, **fields)
    with nothing_stored(desk.house.store), refused(InvalidInputError, part):
        desk.enter(good, bad)


def test_a_sound_figure_raises_no_doubt(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    assert desk.entry(6).doubts == ()
    assert desk.rules(6) == set()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"window_from": None}, "window_missing"),
        ({"window_from": FROM - timedelta(days=30)}, "window_too_long"),
        ({"window_from": date(2025, 9, 1), "window_to": date(2025, 11, 28)}, "window_stale"),
    ],
)
def test_a_doubtful_window(desk: Desk, fields: dict[str, object], rule: str) -> None:
    desk.count(6, 850, 1000, **fields)
    assert desk.rules(6) == {rule}


def test_three_calendar_months_are_no_doubt(desk: Desk) -> None:
    desk.count(6, 850, 1000, window_from=date(2025, 12, 1), window_to=date(2026, 3, 2), run_on=TODAY)
    assert desk.rules(6) == set()


def test_a_stricter_level_cannot_be_fulfilled_more_often(desk: Desk) -> None:
    desk.count(4, 900, 1000)
    desk.count(5, 910, 1000)
    assert desk.rules(5) == {"rises_with_level"}
    assert "5级的比例 0.91 高于 4级的 0.90" in desk.entry(5).doubts[0].text
    assert desk.rules(4) == set()
    desk.count(5, 900, 1000)
    assert desk.rules(5) == set()


def test_the_same_window_has_the_same_denominator(desk: Desk) -> None:
    desk.count(4, 900, 1000)
    desk.count(5, 800, 990)
    assert desk.rules(5) == {"other_denominator"}


def test_items_whose_denominator_changes_with_the_level_are_spared(desk: Desk) -> None:
    for level, numerator, denominator in ((4, 20, 40), (5, 10, 12)):
        desk.enter(counted(coverage(desk.catalog, level, "09.02"), numerator, denominator))
    assert "rises_with_level" not in desk.rules(5, item="09.02")
    assert "other_denominator" not in desk.rules(5, item="09.02")


def test_a_jump_against_the_former_figure(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    desk.count(6, 660, 1000)
    assert "jump" not in desk.rules(6)
    desk.count(6, 900, 1000)
    [doubt] = desk.entry(6).doubts
    assert doubt.text == "比上一次的 0.66 上升 0.24"


def test_a_figure_entered_elsewhere_is_a_former_one_too(desk: Desk) -> None:
    draft = MeasureDraft("05.01", "coverage", 6, numerator=300, denominator=1000)
    record_measures(desk.house.store, desk.house.viewer, desk.catalog, [draft])
    desk.count(6, 900, 1000)
    assert "jump" in desk.rules(6)


def test_few_counted(desk: Desk) -> None:
    desk.enter(counted(check(desk.catalog, 3, 1), 29, 29))
    assert "few_counted" in desk.rules(3, 1)
    desk.enter(counted(coverage(desk.catalog, 6, "06.04"), 12, 12))
    assert "few_counted" not in desk.rules(6, item="06.04")


def test_below_the_threshold_of_the_target(desk: Desk) -> None:
    desk.count(6, 799, 1001)
    assert desk.rules(6) == set()
    desk.count(6, 790, 1001)
    [effect] = desk.entry(6).effects
    assert (effect.rule, "不低于 0.80，现为 0.79" in effect.text) == ("coverage_below", True)
    assert "按 0 计" in desk.entry(6, item="05.02").effects[0].text
    assert desk.rules(5) == set()


def test_the_quality_of_every_level_up_to_the_target_counts(desk: Desk) -> None:
    count = len(desk.catalog.rows_by_item["05.01"][3].data_quality_checks)
    drafts = [counted(check(desk.catalog, 3, number), 49, 100) for number in range(1, count + 1)]
    desk.enter(*drafts)
    assert desk.rules(3, 1) == {"quality_below"}
    desk.enter(*(counted(draft.key, 50, 100) for draft in drafts))
    assert desk.rules(3, 1) == set()
    assert "quality_below" not in desk.rules(7, 1)


def test_an_index_given_as_such_is_told(desk: Desk) -> None:
    desk.house.measure(desk.catalog, "05.01", data_quality="0.7")
    assert desk.rules(3, 1) == {"general_index_instead"}
    desk.house.measure(desk.catalog, "05.01", 3, data_quality="0.6")
    assert desk.rules(3, 1) == {"index_instead"}


def test_without_a_target_nothing_is_said_about_it(house: House, emr: LevelsCatalog) -> None:
    assert Desk(house, emr).entry(6).findings == ()
