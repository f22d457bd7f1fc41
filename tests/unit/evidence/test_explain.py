"""怎么算的: the numbers in it are those of the results, and what is uncertain is marked."""

from decimal import Decimal

from criteria.grading.results import LevelsResult
from evidence.explain import Explanation, Step, explain
from evidence.standing import Basis
from tests.unit.evidence.test_overview import Given, graded, items


def step(explanation: Explanation, title: str) -> Step:
    return next(step for step in explanation.steps if step.title.startswith(title))


def text(explanation: Explanation) -> str:
    return "\n".join(line for step in explanation.steps for line in step.lines)


def test_every_item_shows_the_product_that_makes_its_score() -> None:
    given = items(5, **{"01.01": {"level": 5, "coverage": Decimal("0.85"), "data_quality": Decimal("0.9")}})
    standing = graded("emr-2018", "5", items(5), given, items(5))
    table = step(explain(standing, Basis.CLAIMED), "各项目得分").table
    assert table is not None
    first, total = table.rows[0], table.rows[-1]
    assert first[:2] == ("01.01", "病房医嘱处理")
    assert first[4:6] == ("5 × 0.85 × 0.90", "3.83")
    assert isinstance(standing.claimed, LevelsResult)
    assert total[5] == "193.83"
    assert len(table.rows) == 40


def test_conditions_thresholds_and_source_are_those_of_the_standard() -> None:
    shown = explain(graded("emr-2018", "5", items(5), items(5), items(5)), Basis.CLAIMED)
    assert "国卫办医函〔2018〕1079号" in shown.source
    rule = "\n".join(step(shown, "规则").lines)
    assert "20 个基本项全部通过：功能达到 5 级，有效应用不低于 0.80" in rule
    assert "选择项至少 6 个通过" in rule
    assert "总分不低于 140.00" in rule
    assert "5 级最低总分 140.00，已够。" in text(shown)
    assert "本级共 20 个基本项，已确认 7 个，因此其中 13 个是基本项" in text(shown)


def test_what_an_item_lacks_is_named() -> None:
    given = items(5, **{"01.01": {"level": 4}, "02.01": {"level": 5, "coverage": Decimal("0.7")}})
    shown = explain(graded("emr-2018", "5", items(5), given, given), Basis.PROVEN)
    failing = step(shown, "基本项").lines[-1]
    assert failing == "未通过 2：01.01 病房医嘱处理（功能不足）、02.01 病人管理与评估（有效应用不足）"
    assert "5 级：基本项（含待确认）差 2 个。" in text(shown)


def test_the_loss_for_declaring_higher_is_shown_as_a_subtraction() -> None:
    given = items(5, **{"01.01": {"level": 5, "coverage": {3: Decimal(1), 4: Decimal(1), 5: Decimal("0.5")}}})
    shown = explain(graded("emr-2018", "5", items(5), given, given), Basis.CLAIMED)
    assert "总分 194.00 − 1.50 = 192.50" in text(shown)


def test_a_standard_without_published_counts_says_more_than_half() -> None:
    shown = explain(graded("smart-management-2021", "4", items(4), items(4), items(4)), Basis.CLAIMED)
    assert "选择项通过的原则上超过 50.0%" in text(shown)
    assert "总分" not in text(shown)


def test_points_are_summed_by_section_and_the_working_rule_is_marked() -> None:
    given: Given = {"indicators": {"default": "met", "2.1.1.1": "unmet"}}
    shown = explain(graded("interop-2020", "四级甲等", given, given, given), Basis.CLAIMED)
    assert "共 212 项，达标 211 项，未达标 1 项。" in text(shown)
    assert "2.1.1.1 患者基本信息子集" in text(shown)
    assert "工作假定" in text(shown)
    table = step(shown, "得分").table
    assert table is not None
    assert table.rows[0] == ("2.1 数据集标准化情况", "57/58", "14.07", "14.26")
    assert table.rows[-1][2:] == ("93.71", "93.90")


def test_the_compliance_rate_is_worked_out_and_the_old_score_is_only_a_reference() -> None:
    given: Given = {"items": {"default": "met", "L3-CES1-04": "unmet", "L3-CNS1-08": "not_applicable"}, "hazards": 1}
    shown = explain(graded("mlps3-2019", "基本符合", given, given, given), Basis.CLAIMED)
    assert "209 ÷（211 − 1）= 209 ÷ 210 = 99.5%，结论：基本符合。" in text(shown)
    assert "已登记未消除的重大风险隐患 1 项。" in text(shown)
    risks = step(shown, "重大风险隐患").table
    assert risks is not None
    assert [(row[0], row[3]) for row in risks.rows] == [("L3-CES1-04", "A-19")]
    assert "只可作参考" in "\n".join(step(shown, "参考").lines)


def test_no_proposed_risk_means_no_table_of_them() -> None:
    given: Given = {"items": {"default": "met"}}
    shown = explain(graded("mlps3-2019", "符合", given, given, given), Basis.CLAIMED)
    assert step(shown, "重大风险隐患").table is None


def test_the_basis_says_what_counts() -> None:
    standing = graded("smart-service-2019", "4", items(4), items(4), items(0))
    assert "一律按 1 计" in explain(standing, Basis.FUNCTIONAL).steps[0].lines[0]
    assert "没有统计的按 0 计" in explain(standing, Basis.CLAIMED).steps[0].lines[0]
    assert "佐证材料" in explain(standing, Basis.PROVEN).steps[0].lines[0]
