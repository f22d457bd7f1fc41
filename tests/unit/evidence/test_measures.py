"""Entering coverage (有效应用) and data quality (数据质量)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from criteria.models import LevelsCatalog
from evidence.errors import ConflictError, InvalidInputError, NotFoundError
from evidence.measures import MeasureDraft, drop_measure, measures, quality_index, record_measures
from evidence.records import Measure
from tests.unit.evidence.house import COLLEAGUE, House, nothing_stored, refused
from tests.unit.evidence.small_catalogs import CHECKED, bars, levels

ITEM = "05.01"


def enter(house: House, catalog: LevelsCatalog, *drafts: MeasureDraft) -> int:
    return record_measures(house.store, house.viewer, catalog, drafts)


def coverage(**fields: object) -> MeasureDraft:
    return MeasureDraft(**({"item": ITEM, "kind": "coverage", "level": 5} | fields))  # type: ignore[arg-type]


def stored(house: House, catalog: LevelsCatalog) -> list[Measure]:
    return measures(house.store, house.viewer, catalog.id, ITEM)


def test_a_counted_figure_is_kept_with_all_that_explains_it(house: House, emr: LevelsCatalog) -> None:
    window = {"window_from": date(2025, 11, 1), "window_to": date(2026, 1, 31)}
    draft = coverage(numerator=8512, denominator=10000, note=" 检验科统计 ", example=True, **window)
    assert enter(house, emr, draft) == 1
    [figure] = stored(house, emr)
    assert (figure.item, figure.kind, figure.level, figure.check_no) == (ITEM, "coverage", 5, None)
    assert (figure.numerator, figure.denominator, figure.value) == (8512, 10000, Decimal("0.85"))
    assert (figure.window_from, figure.window_to) == (date(2025, 11, 1), date(2026, 1, 31))
    assert (figure.note, figure.author, figure.at) == ("检验科统计", "王主任", house.clock.now)
    assert (figure.version, figure.example) == (1, True)


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (0, 10, "0.00"),
        (10, 10, "1.00"),
        (1, 3, "0.33"),
        (2, 3, "0.67"),
        (1, 200, "0.01"),
        (149, 10000, "0.01"),
        (7949, 10000, "0.79"),
        (795, 1000, "0.80"),
        (999, 1000, "1.00"),
    ],
)
def test_a_counted_share_is_rounded_half_up(
    house: House, emr: LevelsCatalog, numerator: int, denominator: int, value: str
) -> None:
    enter(house, emr, coverage(numerator=numerator, denominator=denominator))
    assert str(stored(house, emr)[0].value) == value


@pytest.mark.parametrize(("share", "value"), [("0", "0.00"), ("1", "1.00"), ("0.7949", "0.79"), ("0.795", "0.80")])
def test_a_given_share_is_rounded_half_up(house: House, emr: LevelsCatalog, share: str, value: str) -> None:
    enter(house, emr, coverage(share=Decimal(share)))
    [figure] = stored(house, emr)
    assert (str(figure.value), figure.numerator, figure.denominator) == (value, None, None)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"numerator": 0, "denominator": 0}, "分母为 0，无法计算比例"),
        ({"numerator": 5, "denominator": 0}, "分母为 0，无法计算比例"),
        ({"numerator": 11, "denominator": 10}, "分子 11 大于分母 10"),
        ({"numerator": -1, "denominator": 10}, "不能为负数"),
        ({"numerator": -1, "denominator": -10}, "不能为负数"),
        ({"share": Decimal("1.01")}, "不在 0 到 1 之间"),
        ({"share": Decimal("-0.01")}, "不在 0 到 1 之间"),
        ({"share": Decimal("85")}, "不在 0 到 1 之间"),
        ({"share": Decimal("NaN")}, "不在 0 到 1 之间"),
        ({}, "请同时填写分子和分母，或只填写比例"),
        ({"numerator": 5}, "请同时填写分子和分母"),
        ({"denominator": 5}, "请同时填写分子和分母"),
        ({"numerator": 5, "share": Decimal("0.5")}, "请同时填写分子和分母"),
        ({"share": Decimal("0.5"), "item": "99.99"}, "没有评价项目“99.99”"),
        ({"share": Decimal("0.5"), "level": 9}, "评价项目 05.01 没有 9 级"),
        ({"share": Decimal("0.5"), "level": 0}, "评价项目 05.01 没有 0 级"),
        (
            {"share": Decimal("0.5"), "window_from": date(2026, 2, 1), "window_to": date(2026, 1, 31)},
            "统计截止日期早于开始日期",
        ),
    ],
)
def test_a_figure_that_cannot_be(house: House, emr: LevelsCatalog, fields: dict[str, object], message: str) -> None:
    usual = coverage(item="05.02", share=Decimal("0.5"))
    with nothing_stored(house.store), refused(InvalidInputError, message):
        enter(house, emr, usual, coverage(**fields))


def test_a_level_that_this_item_does_not_have(house: House, emr: LevelsCatalog) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "评价项目 03.02 没有 1 级"):
        enter(house, emr, coverage(item="03.02", level=1, share=Decimal(1)))


def test_a_window_of_one_day(house: House, emr: LevelsCatalog) -> None:
    day = date(2026, 1, 31)
    assert enter(house, emr, coverage(share=Decimal(1), window_from=day, window_to=day)) == 1


def test_a_number_beyond_all_counting(house: House, emr: LevelsCatalog) -> None:
    with refused(InvalidInputError, "分母"):
        enter(house, emr, coverage(numerator=1, denominator=10**19))
    with refused(InvalidInputError, "一万亿"):
        enter(house, emr, coverage(numerator=1, denominator=10**12 + 1))
    assert enter(house, emr, coverage(numerator=1, denominator=10**12)) == 1


def test_a_figure_per_level_stands_beside_the_one_for_all_levels(house: House, emr: LevelsCatalog) -> None:
    enter(house, emr, coverage(level=None, share=Decimal("0.9")), coverage(share=Decimal("0.6")))
    by_level = house.situation(emr).coverage[emr.id]
    assert by_level == {(ITEM, None): Decimal("0.90"), (ITEM, 5): Decimal("0.60")}
    enter(house, emr, coverage(level=None, share=Decimal("0.8")))
    assert [figure.value for figure in stored(house, emr)] == [Decimal("0.80"), Decimal("0.60")]


def test_what_was_already_so_is_not_stored_again(house: House, emr: LevelsCatalog) -> None:
    assert enter(house, emr, coverage(numerator=4, denominator=5)) == 1
    house.clock.now += timedelta(hours=1)
    with nothing_stored(house.store):
        assert record_measures(house.store, COLLEAGUE, emr, [coverage(numerator=4, denominator=5)]) == 0
    assert enter(house, emr, coverage(numerator=8, denominator=10)) == 1


def test_of_two_who_enter_the_same_figure_the_second_learns_who_was_first(house: House, emr: LevelsCatalog) -> None:
    enter(house, emr, coverage(share=Decimal("0.5"), expected=0))
    record_measures(house.store, COLLEAGUE, emr, [coverage(share=Decimal("0.6"), expected=1)])
    with nothing_stored(house.store), refused(ConflictError, "刚被李工修改过"):
        enter(house, emr, coverage(share=Decimal("0.7"), expected=1))
    with nothing_stored(house.store), refused(ConflictError, "刚被李工修改过"):
        enter(house, emr, coverage(share=Decimal("0.7"), expected=0))
    assert enter(house, emr, coverage(share=Decimal("0.7"), expected=2)) == 1


def test_a_figure_removed_by_another(house: House, emr: LevelsCatalog) -> None:
    enter(house, emr, coverage(share=Decimal("0.5")))
    [figure] = stored(house, emr)
    drop_measure(house.store, COLLEAGUE, figure.id)
    assert stored(house, emr) == []
    with nothing_stored(house.store), refused(ConflictError, "刚被他人删除"):
        enter(house, emr, coverage(share=Decimal("0.6"), expected=1))
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        drop_measure(house.store, house.viewer, figure.id)


CHECKS = [
    {"aspect": "一致性", "check": "编码"},
    {"aspect": "完整性", "check": "必填项"},
    {"aspect": "及时性", "check": "时间"},
]


def checked() -> LevelsCatalog:
    """An item with three annex-4 checks at its only level."""
    rows = {"01.01.1": {"data_quality_checks": CHECKS}}
    return levels({"01.01": {1: CHECKED}}, bars((1, 0, "0")), rows=rows)


def quality(check: int | None = None, share: str = "1", level: int | None = 1) -> MeasureDraft:
    return MeasureDraft("01.01", "data_quality", level, check, share=Decimal(share))


def indexes(house: House, catalog: LevelsCatalog) -> dict[tuple[str, int | None], Decimal]:
    return dict(house.situation(catalog).data_quality.get(catalog.id, {}))


def test_the_index_is_the_mean_of_all_checks(house: House) -> None:
    catalog = checked()
    assert indexes(house, catalog) == {}
    enter(house, catalog, quality(1, "0.9"), quality(2, "0.8"), quality(3, "0.7"))
    assert indexes(house, catalog) == {("01.01", 1): Decimal("0.80")}


def test_a_check_that_was_not_measured_counts_zero(house: House) -> None:
    catalog = checked()
    enter(house, catalog, quality(2, "1"))
    assert indexes(house, catalog) == {("01.01", 1): Decimal("0.33")}
    enter(house, catalog, quality(3, "1"))
    assert indexes(house, catalog) == {("01.01", 1): Decimal("0.67")}


def test_an_index_given_as_such_goes_before_the_checks(house: House) -> None:
    catalog = checked()
    enter(house, catalog, quality(1, "0.3"), quality(None, "0.95"))
    assert indexes(house, catalog) == {("01.01", 1): Decimal("0.95")}


@pytest.mark.parametrize(("check", "level"), [(0, 1), (4, 1), (-1, 1), (1, None)])
def test_a_check_that_the_row_does_not_have(house: House, check: int, level: int | None) -> None:
    catalog = checked()
    with nothing_stored(house.store), refused(InvalidInputError, f"01.01 没有第 {check} 项数据质量考察"):
        enter(house, catalog, quality(1), quality(check, level=level))


def test_coverage_has_no_checks(house: House) -> None:
    with refused(InvalidInputError, "01.01"):
        enter(house, checked(), MeasureDraft("01.01", "coverage", 1, 1, share=Decimal("0.1")))


@pytest.mark.parametrize(
    ("index", "checks", "count", "expected"),
    [
        (None, {}, 3, None),
        (None, {1: "0.5"}, 0, None),
        (None, {1: "0.5", 2: "0.51"}, 2, "0.51"),
        (None, {1: "0"}, 1, "0.00"),
        ("0", {1: "1"}, 1, "0"),
    ],
)
def test_the_rule_of_the_index(index: str | None, checks: dict[int, str], count: int, expected: str | None) -> None:
    given = {number: Decimal(share) for number, share in checks.items()}
    result = quality_index(Decimal(index) if index else None, given, count)
    assert result == (Decimal(expected) if expected is not None else None)


def test_figures_of_a_standard_that_is_no_longer_there(house: House) -> None:
    removed = checked()
    enter(house, removed, quality(1, "0.9"))
    other = removed.model_copy(update={"id": "other"})
    assert other.id not in house.situation(other).data_quality
