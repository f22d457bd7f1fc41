"""The real grader against the plain one: small catalogs of every shape, and the shipped catalogs."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grading.compliance import grade_compliance
from criteria.grading.facts import LevelsFacts, PointsFacts
from criteria.grading.levels import grade_levels
from criteria.grading.points import grade_points
from criteria.library import shipped_catalogs
from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from tests.unit.criteria import plain_grader as plain
from tests.unit.criteria import strategies
from tests.unit.criteria.translate import plain_bars, plain_indicators, plain_items, plain_verdicts, shown


def same_level(catalog: LevelsCatalog, facts: LevelsFacts) -> None:
    result = grade_levels(catalog, facts)
    items = plain_items(catalog, facts)
    published = any(level.basic_items is not None for level in catalog.levels)
    if published:
        expected = plain.standing(list(items.values()), plain_bars(catalog))
    else:
        expected = plain.standing_by_share(list(items.values()), catalog.level_by_number)
    assert (result.level, result.possible_level) == expected
    assert Fraction(result.score) == plain.score(items.values())
    for item in result.items:
        own = items[item.item]
        assert (item.function_level, Fraction(item.score)) == (plain.function_level(own), plain.best(own))
        assert [level.level for level in item.levels if level.attained] == sorted(plain.attained(own))


def same_grade(catalog: PointsCatalog, facts: PointsFacts) -> None:
    result = grade_points(catalog, facts)
    indicators = plain_indicators(catalog, facts)
    reached = plain.grade_reached(list(indicators.values()), len(catalog.grades))
    assert result.grade == next((grade.grade for grade in catalog.grades if grade.order == reached), None)
    for indicator in result.indicators:
        assert Fraction(indicator.points) == plain.points(indicators[indicator.code])
    assert Fraction(result.score) == sum(plain.points(indicator) for indicator in indicators.values())


@given(st.data())
@settings(max_examples=400)
def test_small_catalogs_with_published_counts(data: st.DataObject) -> None:
    same_level(*data.draw(strategies.levels_cases()))


@given(st.data())
def test_small_catalogs_without_published_counts(data: st.DataObject) -> None:
    catalog = data.draw(strategies.levels_catalogs(published=False))
    same_level(catalog, data.draw(strategies.levels_facts(catalog)))


@pytest.mark.parametrize("name", ["emr-2018", "smart-service-2019", "smart-management-2021"])
@given(data=st.data())
@settings(max_examples=40)
def test_shipped_level_catalogs(name: str, data: st.DataObject) -> None:
    catalog = shipped_catalogs()[name]
    assert isinstance(catalog, LevelsCatalog)
    same_level(catalog, data.draw(strategies.hospital_facts(catalog)))


@given(st.data())
@settings(max_examples=30)
def test_emr_with_all_kinds_confirmed(data: st.DataObject) -> None:
    catalog = shipped_catalogs()["emr-2018"]
    assert isinstance(catalog, LevelsCatalog)
    found = data.draw(strategies.hospital_facts(catalog))
    kinds = data.draw(strategies.settled_kinds(catalog))
    same_level(catalog, LevelsFacts(found.verdicts, found.coverage, found.data_quality, kinds))


@given(st.data())
@settings(max_examples=200)
def test_small_points_catalogs(data: st.DataObject) -> None:
    catalog = data.draw(strategies.points_catalogs())
    same_grade(catalog, data.draw(strategies.points_facts(catalog)))


@given(st.data())
@settings(max_examples=60)
def test_interoperability(data: st.DataObject) -> None:
    catalog = shipped_catalogs()["interop-2020"]
    assert isinstance(catalog, PointsCatalog)
    same_grade(catalog, data.draw(strategies.points_facts(catalog)))


@given(st.data())
@settings(max_examples=200)
def test_conclusions(data: st.DataObject) -> None:
    shipped = shipped_catalogs()["mlps3-2019"]
    assert isinstance(shipped, ComplianceCatalog)
    usual_size = data.draw(st.integers(0, 9))
    catalog, facts = data.draw(strategies.compliance_cases(None if usual_size else shipped))
    result = grade_compliance(catalog, facts)
    rate, conclusion = plain.conclusion(plain_verdicts(catalog, facts), facts.hazards)
    if rate is None:  # nothing applies: the rule gives no rate; the real grader shows the worst conclusion
        assert (result.applicable, result.conclusion) == (0, catalog.conclusions[0])
        return
    assert (result.model_dump(mode="json")["rate"], result.conclusion) == (shown(rate, 4), conclusion)
