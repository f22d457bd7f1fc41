"""Results as JSON: figures are text, scores with two places, rates with four; and what else a result tells."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from criteria.grading.compliance import grade_compliance
from criteria.grading.facts import ComplianceFacts, LevelsFacts, Measures, PointsFacts
from criteria.grading.levels import grade_levels
from criteria.grading.points import grade_points
from criteria.grading.results import GradeResult
from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from tests.unit.criteria import strategies
from tests.unit.criteria.builders import BarSpec, RowSpec, indicator, levels_catalog, points_catalog


def as_json(result: GradeResult) -> Any:
    return json.loads(result.model_dump_json())


def floats_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [found for entry in value.values() for found in floats_in(entry)]
    if isinstance(value, list):
        return [found for entry in value for found in floats_in(entry)]
    return [value] if isinstance(value, float) else []


def one_item(minimum: str) -> LevelsCatalog:
    return levels_catalog({"01": {1: RowSpec("basic")}}, [BarSpec(1, 0, Decimal(minimum))])


def test_scores_have_two_places() -> None:
    facts = LevelsFacts(
        {"01.1#1": Verdict.MET},
        Measures(Decimal(1), {("01", 1): Decimal("0.85")}),
        Measures(Decimal(1), {("01", 1): Decimal("0.97")}),
    )
    result = grade_levels(one_item("0.83"), facts)
    assert result.score == Decimal("0.8245")
    shown = as_json(result)
    assert (shown["score"], shown["items"][0]["score"], shown["items"][0]["coverage"]) == ("0.82", "0.82", "0.85")
    assert shown["at_target"]["certain"]["total"] == "0.82"
    assert shown["at_target"]["min_score"] == "0.83"


def test_a_score_is_compared_before_it_is_rounded() -> None:
    """0.8245 is shown as 0.82 but does not reach 0.825; nor is 0.8245 short of 0.8245."""
    facts = LevelsFacts(
        {"01.1#1": Verdict.MET},
        Measures(Decimal(1), {("01", 1): Decimal("0.85")}),
        Measures(Decimal(1), {("01", 1): Decimal("0.97")}),
    )
    assert grade_levels(one_item("0.825"), facts).level == 0
    assert grade_levels(one_item("0.8245"), facts).level == 1


def test_points_have_two_places() -> None:
    shown = as_json(grade_points(points_catalog([indicator("2.1.1")]), PointsFacts({"2.1.1": Verdict.MET})))
    assert (shown["score"], shown["max_score"], shown["indicators"][0]["points"]) == ("1.00", "1.00", "1.00")
    assert shown["method"] == "points"


def test_rates_have_four_places(mlps: ComplianceCatalog) -> None:
    verdicts = dict.fromkeys((row.code for row in mlps.requirements), Verdict.MET)
    verdicts["L3-CES1-04"] = Verdict.UNMET
    shown = as_json(grade_compliance(mlps, ComplianceFacts(verdicts)))
    assert shown["rate"] == "0.9953"  # 210 ÷ 211
    assert isinstance(shown["reference"]["score"], str)


def test_nothing_reached_is_null_or_zero(emr: LevelsCatalog, interop: PointsCatalog, mlps: ComplianceCatalog) -> None:
    assert as_json(grade_levels(emr, LevelsFacts({})))["level"] == 0
    assert as_json(grade_points(interop, PointsFacts({})))["grade"] is None
    assert as_json(grade_compliance(mlps, ComplianceFacts({})))["rate"] == "0.0000"


def test_no_figure_is_a_float(emr: LevelsCatalog, interop: PointsCatalog, mlps: ComplianceCatalog) -> None:
    results = (
        grade_levels(emr, LevelsFacts({})),
        grade_points(interop, PointsFacts({})),
        grade_compliance(mlps, ComplianceFacts({})),
    )
    assert [floats_in(as_json(result)) for result in results] == [[], [], []]


def test_results_are_immutable(emr: LevelsCatalog) -> None:
    with pytest.raises(ValidationError):
        grade_levels(emr, LevelsFacts({})).level = 8  # type: ignore[misc]


def test_an_unknown_target_is_refused(emr: LevelsCatalog, interop: PointsCatalog, mlps: ComplianceCatalog) -> None:
    with pytest.raises(ValueError, match="no level 9"):
        grade_levels(emr, LevelsFacts({}), 9)
    with pytest.raises(ValueError, match="no grade 六级"):
        grade_points(interop, PointsFacts({}), "六级")
    with pytest.raises(ValueError, match="no conclusion 优"):
        grade_compliance(mlps, ComplianceFacts({}), "优")


@given(st.data())
def test_what_a_levels_result_says_about_itself(data: st.DataObject) -> None:
    catalog = data.draw(strategies.levels_catalogs())
    target = data.draw(st.sampled_from(sorted(catalog.level_by_number)))
    result = grade_levels(catalog, data.draw(strategies.levels_facts(catalog)), target)
    assert result.reached == (result.level >= target)
    assert result.possibly_reached == (result.possible_level >= target)
    assert bool(result.separation) == (result.level < result.possible_level)
    assert result.at_target.level == target
    not_reached = {check.level for check in result.checks if not check.certain.reached}
    assert set(result.warnings) == {level for level in not_reached if level < result.level}
    for item in result.items:
        assert (item.passes is None) == (item.kind is None)
        assert item.passes is None or item.passes == (not item.shortfalls)


@given(st.data())
def test_a_condition_is_reached_when_nothing_is_short(data: st.DataObject) -> None:
    catalog = data.draw(strategies.levels_catalogs())
    result = grade_levels(catalog, data.draw(strategies.levels_facts(catalog)))
    for check in result.checks:
        for condition in (check.certain, check.possible):
            short = condition.basic_short or condition.optional_short or condition.score_gap
            assert condition.reached == (not short)


def test_risks_are_proposed_for_unmet_listed_units_only(mlps: ComplianceCatalog) -> None:
    verdicts = dict.fromkeys((row.code for row in mlps.requirements), Verdict.MET)
    verdicts |= {
        "L3-CES1-04": Verdict.UNMET,  # high risk and trigger A-19
        "L3-CES1-01": Verdict.PARTIAL,  # high risk, but only partly unmet
        "L3-CES1-17": Verdict.UNMET,  # neither
    }
    proposed = grade_compliance(mlps, ComplianceFacts(verdicts)).proposed_risks
    assert [(risk.code, risk.trigger, risk.sure) for risk in proposed] == [("L3-CES1-04", "A-19", True)]


def test_the_2021_reference_figure(mlps: ComplianceCatalog) -> None:
    """One technical unit unmet and one management unit partly met of 211: 100 − 1.5 × 100 ÷ 211 = 99.289…"""
    verdicts = dict.fromkeys((row.code for row in mlps.requirements), Verdict.MET)
    verdicts |= {"L3-CES1-04": Verdict.UNMET, "L3-MMS1-01": Verdict.PARTIAL}
    shown = as_json(grade_compliance(mlps, ComplianceFacts(verdicts)))["reference"]
    assert shown["score"] == "99.29"
    assert "参考" in shown["status"]


def test_the_2021_figure_of_a_part_is_never_below_zero(mlps: ComplianceCatalog) -> None:
    """All 115 management units unmet: 115 × 100 ÷ 211 = 54.5, but their half has only 50 to lose."""
    management = {domain.name for domain in mlps.domains[5:]}
    verdicts = {row.code: Verdict.UNMET if row.domain in management else Verdict.MET for row in mlps.requirements}
    assert as_json(grade_compliance(mlps, ComplianceFacts(verdicts)))["reference"]["score"] == "50.00"
