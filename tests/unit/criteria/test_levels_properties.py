"""What the levels method implies for every hospital: better facts never give a worse result.

Not asserted, because the rules do not imply it:
- total(t) grows with the facts. One more passing optional item may have a loss that is now deducted, while too few
  passed before and nothing was deducted for it; only level, possible_level and Σ best are monotone.
- The level at which an item is best declared grows: a better measure at a low level may make that level the best one.
- `warnings` shrink: a higher standing brings more levels below it into view.
"""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria.grading.facts import LevelsFacts, Measures
from criteria.grading.levels import grade_levels
from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from criteria.vocabulary import Kind, Verdict
from tests.unit.criteria import plain_grader as plain
from tests.unit.criteria import strategies
from tests.unit.criteria.builders import NOTHING_ASKED, RowSpec, levels_catalog
from tests.unit.criteria.translate import plain_bars, plain_items

Case = tuple[LevelsCatalog, LevelsFacts]


@st.composite
def small_cases(draw: st.DrawFn) -> Case:
    catalog = draw(strategies.levels_catalogs(published=draw(st.booleans())))
    return catalog, draw(strategies.levels_facts(catalog))


@st.composite
def shipped_cases(draw: st.DrawFn) -> Case:
    catalog = shipped_catalogs()[draw(st.sampled_from(["emr-2018", "smart-service-2019", "smart-management-2021"]))]
    assert isinstance(catalog, LevelsCatalog)
    return catalog, draw(strategies.hospital_facts(catalog))


cases = st.one_of(small_cases(), strategies.costly_cases(), shipped_cases())


class Standing(NamedTuple):
    level: int
    possible: int
    score: Decimal


def standing(catalog: LevelsCatalog, facts: LevelsFacts) -> Standing:
    result = grade_levels(catalog, facts)
    return Standing(result.level, result.possible_level, result.score)


def not_worse(catalog: LevelsCatalog, before: LevelsFacts, after: LevelsFacts) -> None:
    old, new = standing(catalog, before), standing(catalog, after)
    assert new.level >= old.level
    assert new.possible >= old.possible
    assert new.score >= old.score


def raised(measures: Measures, data: st.DataObject) -> Measures:
    """The same measures with one share that is at least as high as before."""
    key = data.draw(st.sampled_from(list(measures.given)))
    share = max(measures.given[key], data.draw(strategies.shares))
    return replace(measures, given=dict(measures.given) | {key: share})


@given(cases, st.data())
@settings(max_examples=200)
def test_one_more_met_clause_never_lowers_the_standing(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    open_clauses = sorted(clause for clause, verdict in facts.verdicts.items() if verdict is not Verdict.MET)
    assume(open_clauses)
    more = dict(facts.verdicts) | {data.draw(st.sampled_from(open_clauses)): Verdict.MET}
    not_worse(catalog, facts, replace(facts, verdicts=more))


@given(cases, st.data())
@settings(max_examples=150)
def test_a_higher_coverage_never_lowers_the_standing(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    assume(facts.coverage.given)
    not_worse(catalog, facts, replace(facts, coverage=raised(facts.coverage, data)))


@given(cases, st.data())
@settings(max_examples=150)
def test_a_higher_data_quality_never_lowers_the_standing(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    assume(facts.data_quality.given)
    not_worse(catalog, facts, replace(facts, data_quality=raised(facts.data_quality, data)))


@given(cases)
@settings(max_examples=150)
def test_the_claimed_standing_is_never_above_the_functional_one(case: Case) -> None:
    catalog, claimed = case
    not_worse(catalog, claimed, LevelsFacts(claimed.verdicts, kinds=claimed.kinds))


@given(st.data())
@settings(max_examples=150)
def test_the_level_is_never_above_the_possible_level(data: st.DataObject) -> None:
    catalog, facts = data.draw(strategies.levels_cases())
    result = grade_levels(catalog, facts)
    assert result.level <= result.possible_level


def test_the_level_is_never_above_the_possible_level_when_half_of_the_optional_items_pass() -> None:
    """Exactly half: the two readings of the rule without published counts must not contradict each other."""
    rows = {1: RowSpec("optional", quality=False)}
    catalog = levels_catalog({"01": {1: RowSpec("basic")}, "02": rows, "03": rows}, [NOTHING_ASKED])
    result = grade_levels(catalog, LevelsFacts({"01.1#1": Verdict.MET, "02.1#1": Verdict.MET}))
    assert result.level <= result.possible_level


def test_the_level_is_never_above_the_possible_level_when_confirmed_kinds_contradict_the_counts() -> None:
    """All items of EMR level 1 confirmed as optional although five must be basic: nothing is certain then."""
    catalog = shipped_catalogs()["emr-2018"]
    assert isinstance(catalog, LevelsCatalog)
    rows = [row for row in catalog.requirements if row.level == 1]
    met = {clause.id: Verdict.MET for row in rows for clause in row.clauses}
    result = grade_levels(catalog, LevelsFacts(met, kinds={row.code: Kind.OPTIONAL for row in rows}))
    assert result.level <= result.possible_level


@given(st.data())
@settings(max_examples=200)
def test_the_declaration_shown_for_the_target_adds_up_to_its_total(data: st.DataObject) -> None:
    """With all kinds known: declared values sum to total(t), which no other permitted declaration exceeds."""
    catalog, facts = data.draw(strategies.levels_cases(kinds=("basic", "optional")))
    target = data.draw(st.sampled_from(sorted(catalog.level_by_number)))
    result = grade_levels(catalog, facts, target)
    items = plain_items(catalog, facts)
    bar = plain_bars(catalog)[target - 1]
    expected = plain.highest_total(list(items.values()), plain.kinds_at(list(items.values()), target), bar)
    condition = result.at_target.certain
    assert (expected is not None) == (condition.basic_short == 0 and condition.optional_short == 0)
    assume(expected is not None)
    assert condition.total == expected
    declared = [(items[item.item], item.declared_level) for item in result.items]
    assert sum(plain.value(rows, level) for rows, level in declared if level) == expected
    counted = [rows for rows, level in declared if level >= target and plain.passes(rows, target, plain.OPTIONAL_SHARE)]
    assert len(counted) >= bar.basic + bar.optional_min
