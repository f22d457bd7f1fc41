"""`level` and `possible_level` against every way in which the unconfirmed kinds may turn out.

What the design implies for the assignments that agree with the published counts:
- with all kinds confirmed both readings agree: `level` = `possible_level` = the standing under that assignment;
- `possible_level` is the highest standing over all assignments;
- `level` is at most the lowest standing. It is the lowest one wherever at least one unconfirmed item is basic. Where
  the counts leave no basic place for the unconfirmed items of a level, the design still asks all of them to pass at
  0.8, so `level` may be lower than what every assignment gives.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grading.facts import LevelsFacts, Measures
from criteria.grading.levels import grade_levels
from criteria.models import LevelsCatalog
from criteria.vocabulary import Kind, Verdict
from tests.unit.criteria import strategies
from tests.unit.criteria.builders import BarSpec, RowSpec, levels_catalog


def unconfirmed(catalog: LevelsCatalog, level: int) -> list[str]:
    return [row.code for row in catalog.requirements if row.level == level and row.kind is Kind.UNCONFIRMED]


def hidden_basic(catalog: LevelsCatalog, level: int) -> int:
    confirmed = sum(row.level == level and row.kind is Kind.BASIC for row in catalog.requirements)
    return (catalog.level_by_number[level].basic_items or 0) - confirmed


def consistent_at(catalog: LevelsCatalog, level: int) -> list[dict[str, Kind]]:
    """Every assignment of the unconfirmed rows of a level that agrees with its published number of basic items."""
    codes = unconfirmed(catalog, level)
    optional = dict.fromkeys(codes, Kind.OPTIONAL)
    return [optional | dict.fromkeys(basic, Kind.BASIC) for basic in combinations(codes, hidden_basic(catalog, level))]


def consistent_kinds(catalog: LevelsCatalog) -> Iterator[dict[str, Kind]]:
    """Every assignment of all unconfirmed rows that agrees with the published numbers."""
    for chosen in product(*(consistent_at(catalog, level) for level in catalog.level_by_number)):
        yield {code: kind for kinds in chosen for code, kind in kinds.items()}


@given(st.data())
@settings(max_examples=120)
def test_all_assignments(data: st.DataObject) -> None:
    catalog = data.draw(strategies.levels_catalogs(most_levels=2))
    facts = data.draw(strategies.levels_facts(catalog))
    result = grade_levels(catalog, facts)
    settled = [grade_levels(catalog, replace(facts, kinds=kinds)) for kinds in consistent_kinds(catalog)]
    assert all(one.level == one.possible_level for one in settled)
    standings = [one.level for one in settled]
    assert result.possible_level == max(standings)
    assert result.level <= min(standings)
    if all(hidden_basic(catalog, n) > 0 or not unconfirmed(catalog, n) for n in catalog.level_by_number):
        assert result.level == min(standings)


@given(st.data())
@settings(max_examples=250)
def test_totals_are_those_of_the_worst_and_the_best_assignment(data: st.DataObject) -> None:
    catalog, facts = data.draw(strategies.levels_cases())
    target = data.draw(st.sampled_from(sorted(catalog.level_by_number)))
    check = grade_levels(catalog, facts, target).at_target
    settled = [
        grade_levels(catalog, replace(facts, kinds=kinds), target).at_target.certain
        for kinds in consistent_at(catalog, target)
    ]
    feasible = [one.total for one in settled if one.basic_short == 0 and one.optional_short == 0]
    assert (check.possible.basic_short == 0 and check.possible.optional_short == 0) == bool(feasible)
    if feasible:
        assert check.possible.total == max(total for total in feasible if total is not None)
    if len(feasible) == len(settled) and check.certain.basic_short == 0:
        assert check.certain.total == min(total for total in feasible if total is not None)


@given(st.data())
@settings(max_examples=150)
def test_confirming_kinds_narrows_the_range(data: st.DataObject) -> None:
    catalog, facts = data.draw(strategies.levels_cases())
    settled = data.draw(strategies.settled_kinds(catalog))
    known = {code: kind for code, kind in settled.items() if data.draw(st.booleans())}
    before = grade_levels(catalog, facts)
    after = grade_levels(catalog, replace(facts, kinds=known))
    assert before.level <= after.level <= after.possible_level <= before.possible_level
    assert after.score == before.score


@pytest.mark.parametrize(
    ("minimum", "level", "possible", "separation"),
    [("4.8", 2, 2, ()), ("4.81", 1, 2, ("score",)), ("5", 1, 2, ("score",)), ("5.01", 1, 1, ())],
)
def test_the_score_is_certain_only_with_the_dearest_kinds(
    minimum: str, level: int, possible: int, separation: tuple[str, ...]
) -> None:
    """One of three unconfirmed items is basic. 01 is worth 1 at level 1 but only 2 × 0.8 × 0.5 = 0.8 at level 2:
    4.8 points in all if it is the basic one, 5 if it may be declared at level 1."""
    rows = {1: RowSpec("optional"), 2: RowSpec("unconfirmed")}
    bars = [BarSpec(0, 0, Decimal(0)), BarSpec(1, 0, Decimal(minimum))]
    catalog = levels_catalog({"01": rows, "02": rows, "03": rows}, bars)
    met = {clause.id: Verdict.MET for row in catalog.requirements for clause in row.clauses}
    coverage, quality = (Measures(Decimal(1), {("01", 2): Decimal(share)}) for share in ("0.8", "0.5"))
    result = grade_levels(catalog, LevelsFacts(met, coverage, quality))
    assert (result.level, result.possible_level, result.separation) == (level, possible, separation)
    assert (result.at_target.certain.total, result.at_target.possible.total) == (Decimal("4.8"), Decimal(5))
