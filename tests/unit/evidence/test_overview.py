"""The words of the overview: the answer sentence, its notes, the cards, what matters most, who owes it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from criteria.library import shipped_catalogs
from criteria.models import Catalog
from criteria.scenarios import run_scenarios
from criteria.vocabulary import Verdict
from evidence.gaps import Reason
from evidence.overview import (
    NO_SYSTEM,
    NO_VENDOR,
    answer,
    gaps_by_vendor,
    listed,
    past_trend,
    percent,
    scale,
    target_rank,
    top_gaps,
)
from evidence.records import Target
from evidence.standing import Standing, load_standings
from evidence.target_cards import Card, card
from tests.unit.criteria.builders import RowSpec
from tests.unit.evidence.house import NOBODY, TODAY, House
from tests.unit.evidence.small_catalogs import BASIC, OPTIONAL, bars, levels, points

BY_FUNCTION = {f"0{n}": "function" for n in range(1, 5)}
REVIEW = TODAY + timedelta(days=83)
Given = Mapping[str, Any]


def graded(catalog: str, level: str, functional: Given, claimed: Given, proven: Given) -> Standing:
    """A standing from three scenarios (`given` of a scenario file)."""
    target: Any = int(level) if level.isdigit() else level
    cases = [
        {"case": "例", "catalog": catalog, "target": target, "given": given, "expect": {"reached": True}}
        for given in (functional, claimed, proven)
    ]
    results = [outcome.result for outcome in run_scenarios(cases, shipped_catalogs())]
    return Standing(Target(1, catalog, level, None, REVIEW, "", False), shipped_catalogs()[catalog], *results)


def items(level: int, **changed: Any) -> Given:
    return {"items": {"default": {"level": level}, **changed}}


def said(house: House, standing: Standing, today: date = TODAY) -> tuple[str, str]:
    told = answer(house.situation(standing.catalog, today=today), standing)
    return told.sentence, "\n".join(told.notes)


def drawn(house: House, standing: Standing) -> Card:
    return card(house.situation(standing.catalog), standing)


def facts(shown: Card) -> dict[str, tuple[str, str, str]]:
    return {fact.name: (fact.claimed, fact.proven, fact.needed) for fact in shown.facts}


def test_what_is_reached_and_what_is_short_is_said_with_days_left(house: House) -> None:
    sentence, notes = said(house, graded("smart-service-2019", "4", items(4), items(4), items(3)))
    assert sentence == "智慧服务 4 级：自评已达到，有据尚差 12 个项目，距评审 83 天"
    assert notes == ""


def test_bases_that_lack_the_same_are_told_together(house: House) -> None:
    sentence, _ = said(house, graded("smart-service-2019", "4", items(4), items(0), items(0)))
    assert sentence == "智慧服务 4 级：功能已达到，自评、有据均尚差 12 个项目，距评审 83 天"
    sentence, _ = said(house, graded("smart-service-2019", "4", items(5), items(4), items(4)))
    assert sentence == "智慧服务 4 级：自评、有据均已达到，距评审 83 天"


def test_a_score_alone_can_be_short(house: House) -> None:
    catalog = levels({"01": {1: BASIC}}, bars((1, 0, "1")))
    house.target(catalog, "1")
    house.judge_all(catalog)
    house.prove_all(catalog)
    house.measure(catalog, "01", coverage="0.8")
    assert "功能已达到，自评、有据均尚差 0.20 分，" in said(house, house.standing(catalog))[0]


def test_certain_and_possible_level_are_told_apart_with_the_reason_and_what_settles_it(house: House) -> None:
    one_short = items(5, **{"01.02": {"level": 4}})
    sentence, notes = said(house, graded("emr-2018", "5", items(5), one_short, items(4)))
    assert sentence.startswith("电子病历 5 级：功能已达到，自评尚差 1 个项目，有据尚差")
    assert "自评确定 4 级，最高可能 5 级：病房检验申请（待确认）若是基本项，则还未通过。" in notes
    assert "5 级有 29 个项目是基本项还是选择项待确认" in notes
    assert "请对照官方文件“评价类别”一栏逐项确认。" in notes
    assert "有据确定" not in notes


def test_lower_levels_that_are_not_reached_on_their_own_are_warned_of(house: House) -> None:
    given = items(5, **{"01.01": {"level": 5, "coverage": {4: Decimal("0.5")}}})
    _, notes = said(house, graded("emr-2018", "5", items(5), given, items(5)))
    assert notes == "自评已达 5 级，但较低级别单独计算并未达到：4 级差 1 个项目。结论不变，建议一并补齐。"


def test_interoperability_counts_indicators(house: House) -> None:
    some = {"indicators": {"default": "met", "2.1.1.1": "unmet", "3.2.1.1": "unmet"}}
    none: Given = {"indicators": {}}
    sentence, notes = said(house, graded("interop-2020", "四级甲等", some, some, none))
    assert sentence == "互联互通 四级甲等：功能、自评均还差 2 项指标，有据还差 212 项指标，距评审 83 天"
    assert notes == ""


def test_classified_protection_tells_rate_shortage_and_hazards(house: House) -> None:
    most = {"items": {"default": "met", "L3-CES1-04": "unmet", "L3-CNS1-08": "not_applicable"}, "hazards": 1}
    few: Given = {"items": {"L3-CNS1-08": "not_applicable"}, "hazards": 1}
    sentence, notes = said(house, graded("mlps3-2019", "基本符合", most, most, few))
    assert sentence == (
        "等保三级 基本符合：自评符合率 99.5% 已达到，有据符合率 0.0%（还差 127 项），重大风险隐患 1 项，距评审 83 天"
    )
    assert "1 项不符合属于高风险情形" in notes
    assert "未消除前不能得出“符合”结论" in notes
    sentence, _ = said(house, graded("mlps3-2019", "符合", most, most, most))
    assert "自评、有据均符合率 99.5%（有重大风险隐患未消除）" in sentence


def test_a_rate_on_the_boundary_is_pointed_out(house: House) -> None:
    codes = [row.code for row in shipped_catalogs()["mlps3-2019"].requirements]
    given = {"items": {"default": "met", codes[0]: "not_applicable", **dict.fromkeys(codes[-21:], "partial")}}
    _, notes = said(house, graded("mlps3-2019", "符合", given, given, given))
    assert notes == "自评符合率恰为 90.0%，文件没有写明归属，按较低的结论计。"


@pytest.mark.parametrize(
    ("today", "words"),
    [(REVIEW, "距评审 0 天"), (REVIEW + timedelta(days=3), "评审日期已过 3 天"), (TODAY, "距评审 83 天")],
)
def test_days(house: House, today: date, words: str) -> None:
    assert said(house, graded("smart-service-2019", "4", items(4), items(4), items(4)), today)[0].endswith(words)


def test_a_target_without_a_review_date_says_so(house: House) -> None:
    standing = graded("smart-service-2019", "4", items(4), items(4), items(4))
    undated = replace(standing, target=replace(standing.target, review_on=None))
    assert said(house, undated)[0].endswith("评审日期未定")


def test_a_card_of_levels_shows_scale_score_and_counts(house: House) -> None:
    shown = drawn(house, graded("emr-2018", "5", items(5), items(5, **{"01.02": {"level": 4}}), items(0)))
    assert shown.aim == 5 / 8
    assert [(bar.share, bar.label, bar.possible, bar.possible_label) for bar in shown.bars] == [
        (5 / 8, "5级", 5 / 8, ""),
        (4 / 8, "4级", 5 / 8, "可能 5级"),
        (0, "未达1级", 0, ""),
    ]
    assert facts(shown) == {
        "总分": ("190.00", "0.00", "140.00"),
        "基本项": ("7/7", "0/7", "20"),
        "选择项": ("3/3", "0/3", "6"),
        "待确认": ("28/29", "0/29", "—"),
    }
    assert shown.blocks == "病房医嘱处理、病人管理与评估、处方书写等 36 个项目有据未通过，总分差 140.00。"


def test_a_card_without_published_counts_asks_for_all_and_shows_no_score(house: House) -> None:
    shown = drawn(house, graded("smart-management-2021", "1", items(1), items(1), items(0)))
    assert facts(shown) == {"基本项": ("1/1", "0/1", "全部"), "待确认": ("32/32", "0/32", "—")}


def test_a_card_of_points_shows_points_and_blocking_indicators(house: House) -> None:
    all_met = {"indicators": {"default": "met"}}
    shown = drawn(house, graded("interop-2020", "四级乙等", all_met, all_met, {"indicators": {}}))
    assert facts(shown)["卡级项"] == ("0", "167", "0")
    assert facts(shown)["达标项"] == ("167", "0", "167")
    assert shown.blocks.endswith("等 167 项指标有据未达标。")


def test_a_card_of_classified_protection_shows_rate_and_counts(house: House) -> None:
    all_met: Given = {"items": {"default": "met"}}
    shown = drawn(house, graded("mlps3-2019", "基本符合", all_met, all_met, {"items": {"default": "unmet"}}))
    assert facts(shown)["符合率"] == ("100.0%", "0.0%", "＞60.0%")
    assert facts(shown)["符合"] == ("211", "0", "共211")
    assert shown.blocks.startswith("有据符合率 0.0%（还差 127 项），其中")
    assert drawn(house, graded("mlps3-2019", "符合", all_met, all_met, all_met)).blocks.startswith("有据已达到目标")


def test_the_scale_names_every_place_and_the_target(catalogs: Mapping[str, Catalog]) -> None:
    assert scale(catalogs["smart-service-2019"]) == ["未达1级", "1级", "2级", "3级", "4级", "5级"]
    assert scale(catalogs["interop-2020"])[:2] == ["未达一级", "一级"]
    assert scale(catalogs["mlps3-2019"]) == ["不符合", "基本符合", "符合"]
    nothing: Given = {"items": {}}
    for level, rank in (("基本符合", 1), ("符合", 2)):
        assert target_rank(graded("mlps3-2019", level, nothing, nothing, nothing)) == rank


def test_names_are_counted_only_when_not_all_are_shown() -> None:
    assert listed(["甲"], "个项目") == "甲"
    assert listed(["甲", "乙", "丙"], "个项目") == "甲、乙、丙"
    assert listed(["甲", "乙", "丙", "丁"], "个项目") == "甲、乙、丙等 4 个项目"


def test_a_rate_has_one_decimal_rounded_half_up() -> None:
    assert percent(Decimal("0.75621")) == "75.6%"
    assert percent(Decimal("0.7565")) == "75.7%"


def ranked(house: House, catalog: Catalog, count: int = 10) -> list[tuple[str, int]]:
    found = top_gaps(house.standing(catalog), house.gaps(catalog), count)
    return [(entry.gap.requirement.code, len(entry.texts)) for entry in found]


def test_what_blocks_comes_first_then_what_counts_then_low_levels(house: House) -> None:
    rows = {"01": {1: OPTIONAL, 2: OPTIONAL}, "02": {1: BASIC, 2: BASIC}, "03": {1: BASIC, 2: BASIC}, "04": {1: BASIC}}
    catalog = levels(rows, bars((3, 1, "0"), (2, 1, "0")), BY_FUNCTION)
    house.target(catalog, "2")
    assert ranked(house, catalog) == [
        ("02.1", 1),
        ("03.1", 1),
        ("02.2", 1),
        ("03.2", 1),
        ("01.1", 1),
        ("01.2", 1),
        ("04.1", 1),
    ]
    assert ranked(house, catalog, 2) == [("02.1", 1), ("03.1", 1)]


def test_clauses_of_a_requirement_that_lack_the_same_come_as_one(house: House) -> None:
    catalog = levels({"01": {1: RowSpec("basic", clauses=3, quality=False)}}, bars((1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    assert ranked(house, catalog) == [("01.1", 3)]
    house.judge(catalog, Verdict.UNMET, "01.1#2")
    assert ranked(house, catalog) == [("01.1", 2), ("01.1", 1)]
    keys = {entry.key for entry in top_gaps(house.standing(catalog), house.gaps(catalog))}
    assert len(keys) == 2


def test_indicators_rank_by_grade(house: House) -> None:
    catalog = points({"grade": "二级"}, {"grade": "一级"})
    house.target(catalog, "二级")
    assert ranked(house, catalog) == [("2.1.2", 1), ("2.1.1", 1)]


def test_gaps_lie_with_vendors_most_first(house: House) -> None:
    rows = {"01.1": {"systems": ["LIS"]}, "02.1": {"systems": ["HIS"]}}
    catalog = levels({"01": {1: BASIC}, "02": {1: BASIC}}, bars((2, 0, "0")), BY_FUNCTION, rows)
    house.target(catalog, "1")
    assert [(found.vendor, found.total) for found in gaps_by_vendor(house.gaps(catalog))] == [(NO_SYSTEM, 2)]
    house.system("检验系统", "LIS", vendor="瑞美")
    house.system("检验系统二", "LIS")
    house.system("检验系统三", "LIS", vendor="瑞美")
    first, *others = gaps_by_vendor(house.gaps(catalog))
    assert (first.vendor, first.counts) == ("瑞美", {Reason.NOT_ASSESSED: 2})
    assert {(found.vendor, found.total) for found in others} == {(NO_VENDOR, 1), (NO_SYSTEM, 1)}


def test_the_trend_ends_on_the_date_of_computation(house: House) -> None:
    catalog = levels({"01": {1: BASIC}}, bars((1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    for day in (0, 30, 10):
        house.clock.now += timedelta(days=day)
        situation = house.situation(catalog, today=TODAY + timedelta(days=day))
        [standing] = load_standings(house.store, NOBODY, situation)
    shown = past_trend(house.store, NOBODY, situation, standing)
    assert [point.on for point in shown] == [TODAY, TODAY + timedelta(days=10)]
