"""A malformed scenario is answered with one Chinese sentence that names the case and what is wrong with it."""

from decimal import Decimal
from typing import Any

import pytest

from criteria.library import shipped_catalogs
from criteria.scenarios import ScenarioError, run_scenarios
from criteria.yaml_reader import parse_yaml

EMR = {"case": "样例", "catalog": "emr-2018"}
INTEROP = {"case": "样例", "catalog": "interop-2020"}
MLPS = {"case": "样例", "catalog": "mlps3-2019"}


def item(**entry: Any) -> dict[str, Any]:
    return EMR | {"given": {"items": {"01.01": entry}}}


def message(document: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        run_scenarios(document, shipped_catalogs())
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith("。")
    assert text.count("。") == 1
    return text


@pytest.mark.parametrize("document", [None, {}, [], "文本", 5, {"case": "样例"}])
def test_a_document_that_is_no_list_of_cases(document: Any) -> None:
    assert "场景文件应为由案例组成的列表" in message(document)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no catalog": ({"case": "样例"}, "标准目录“None”不存在"),
    "unknown catalog": ({"case": "样例", "catalog": "emr-2030"}, "标准目录“emr-2030”不存在，可用的有 emr-2018"),
    "catalog as a list": ({"case": "样例", "catalog": ["emr-2018"]}, "不存在"),
    "given as a list": (EMR | {"given": []}, "given 应为“键: 值”的映射"),
    "given left empty": (EMR | {"given": None}, "given 应为“键: 值”的映射"),
    "expect as a list": (EMR | {"expect": ["level"]}, "expect 应为“键: 值”的映射"),
    "unknown expectation": (EMR | {"expect": {"stars": 5}}, "expect 中有未知的键“stars”"),
    "unknown part of given": (EMR | {"given": {"hazards": 1}}, "given 中有未知的键“hazards”"),
    "unknown item": (EMR | {"given": {"items": {"11.01": {"level": 5}}}}, "评价项目“11.01”不存在"),
    "item without quotes": (EMR | {"given": {"items": {Decimal("1.01"): {}}}}, "评价项目“1.01”不存在"),
    "item as a number": (EMR | {"given": {"items": {"01.01": 5}}}, "01.01 应为“键: 值”的映射"),
    "unknown key of an item": (item(quality=1), "01.01 中有未知的键“quality”"),
    "level as true": (item(level=True), "01.01 的 level 应为 0 到 8 的整数"),
    "level as text": (item(level="5"), "01.01 的 level 应为 0 到 8 的整数"),
    "broken level": (item(level=Decimal("4.5")), "01.01 的 level 应为 0 到 8 的整数"),
    "negative level": (item(level=-1), "01.01 的 level 应为 0 到 8 的整数"),
    "share of 1.5": (item(coverage=Decimal("1.5")), "01.01 coverage：数值 1.5 不在 0 到 1 之间"),
    "share in per cent": (item(data_quality=85), "01.01 data_quality：数值 85 不在 0 到 1 之间"),
    "negative share": (item(coverage=Decimal("-0.1")), "不在 0 到 1 之间"),
    "share as text": (item(coverage="80%"), "01.01 coverage 的数值“80%”应为 0 到 1 之间的数"),
    "share as true": (item(coverage=True), "应为 0 到 1 之间的数"),
    "share of an unknown level": (item(coverage={9: 1}), "01.01 coverage 中的级别“9”不存在"),
    "share of a level without a row": (
        EMR | {"given": {"items": {"01.03": {"data_quality": {2: 1}}}}},
        "01.03 data_quality 中的级别“2”不存在",
    ),
    "wrong share of a level": (item(coverage={5: 2}), "不在 0 到 1 之间"),
    "unknown clause": (EMR | {"given": {"clauses": {"01.01.5#9": "met"}}}, "要求点“01.01.5#9”不存在"),
    "clause of level 0": (EMR | {"given": {"clauses": {"01.01.0#1": "met"}}}, "要求点“01.01.0#1”不存在"),
    "unknown verdict of a clause": (EMR | {"given": {"clauses": {"01.01.5#3": "yes"}}}, "01.01.5#3 的判定“yes”未知"),
    "verdict as true": (EMR | {"given": {"clauses": {"01.01.5#3": True}}}, "的判定“True”未知"),
    "verdict as a list": (EMR | {"given": {"clauses": {"01.01.5#3": ["met"]}}}, "未知"),
    "kind of an unknown row": (EMR | {"given": {"kinds": {"01.01.9": "basic"}}}, "条款“01.01.9”不存在"),
    "unknown kind": (EMR | {"given": {"kinds": {"01.02.5": "unconfirmed"}}}, "01.02.5 的 kinds 应为 basic 或 optional"),
    "target not in the levels": (EMR | {"target": 9}, "目标“9”不在该标准的级别之内"),
    "target 0": (EMR | {"target": 0}, "目标“0”不在该标准的级别之内"),
    "target as text": (EMR | {"target": "五级"}, "目标“五级”不在该标准的级别之内"),
    "target as a list": (EMR | {"target": [5]}, "目标"),
    "target as true": (EMR | {"target": True}, "目标"),
    "unknown indicator": (INTEROP | {"given": {"indicators": {"9.9.9.9": "met"}}}, "条款“9.9.9.9”不存在"),
    "unknown verdict of an indicator": (
        INTEROP | {"given": {"indicators": {"2.1.1.1": "五级"}}},
        "2.1.1.1 的判定“五级”未知",
    ),
    "unknown default": (INTEROP | {"given": {"indicators": {"default": "好"}}}, "的判定“好”未知"),
    "unknown tier": (
        INTEROP | {"given": {"indicators": {"5.2.1.1": {"tier": "四级"}}}},
        "5.2.1.1 的等级“四级”不存在",
    ),
    "tier as a list": (INTEROP | {"given": {"indicators": {"5.2.1.1": {"tier": ["四级甲等"]}}}}, "5.2.1.1"),
    "tier of an indicator without tiers": (
        INTEROP | {"given": {"indicators": {"2.1.1.1": {"tier": "一级"}}}},
        "2.1.1.1 不是分档计分的指标",
    ),
    "unknown key of a tier": (
        INTEROP | {"given": {"indicators": {"5.2.1.1": {"grade": "四级甲等"}}}},
        "5.2.1.1 中有未知的键“grade”",
    ),
    "target that is no grade": (INTEROP | {"target": "四级"}, "目标“四级”不在该标准的级别之内"),
    "items for indicators": (INTEROP | {"given": {"items": {}}}, "given 中有未知的键“items”"),
    "unknown unit": (MLPS | {"given": {"items": {"L3-CES1-16": "met"}}}, "条款“L3-CES1-16”不存在"),
    "unknown verdict of a unit": (MLPS | {"given": {"items": {"L3-CES1-01": 1}}}, "L3-CES1-01 的判定“1”未知"),
    "negative hazards": (MLPS | {"given": {"hazards": -1}}, "hazards 应为不小于 0 的整数"),
    "hazards as true": (MLPS | {"given": {"hazards": True}}, "hazards 应为不小于 0 的整数"),
    "half a hazard": (MLPS | {"given": {"hazards": Decimal("0.5")}}, "hazards 应为不小于 0 的整数"),
    "target of the 2021 form": (MLPS | {"target": "良"}, "目标“良”不在该标准的级别之内"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_case_is_explained(name: str) -> None:
    case, reason = WRONG[name]
    text = message([case])
    assert text.startswith("案例“样例”：")
    assert reason in text


@pytest.mark.parametrize("case", [None, "样例", ["样例"], {}, {"case": 5}, {"catalog": "emr-2018"}])
def test_a_case_without_a_name_is_counted(case: Any) -> None:
    assert message([MLPS, case]).startswith("第 2 个案例：")


def test_an_unknown_key_of_a_case_is_named() -> None:
    assert "案例 中有未知的键“gegeben”" in message([EMR | {"gegeben": {}}])


def test_the_first_malformed_case_is_named() -> None:
    assert message([MLPS, {"case": "甲", "catalog": "x"}, {"case": "乙"}]).startswith("案例“甲”：")


def test_a_level_above_the_highest_is_refused() -> None:
    """EMR ends at level 8: a 9 is a slip of the pen, not a better hospital."""
    assert "01.01" in message([item(level=9)])


def test_numbers_from_a_file_are_exact() -> None:
    """0.845 is rounded half-up to 0.85; as a binary fraction it would be a little less and give 0.84."""
    document = parse_yaml("[{case: 样例, catalog: emr-2018, given: {items: {default: {coverage: 0.845}}}}]", "x")
    (outcome,) = run_scenarios(document, shipped_catalogs())
    first = outcome.result.model_dump(mode="json")["items"][0]
    assert first["levels"][0]["coverage"] == "0.85"
