"""What the points method implies: a better finding never lowers points or grade.

Findings from worst to best: unmet, partial, unknown and "no tier" (all worth nothing), the tiers upwards, met.
Not applicable stands aside: it satisfies every grade but scores only where the standard says so, so from it to `met`
points never fall and the grade stays; from it to a tier the grade may well fall, which is not asserted.
"""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria.grading.facts import PointsFacts, ReachedTier
from criteria.grading.points import grade_points
from criteria.library import shipped_catalogs
from criteria.models import PointsCatalog
from criteria.vocabulary import Verdict
from tests.unit.criteria import strategies
from tests.unit.criteria.builders import indicator, points_catalog

Case = tuple[PointsCatalog, PointsFacts]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    shipped = shipped_catalogs()["interop-2020"]
    assert isinstance(shipped, PointsCatalog)
    catalog = draw(st.one_of(strategies.points_catalogs(), st.just(shipped)))
    return catalog, draw(strategies.points_facts(catalog))


def ladder(catalog: PointsCatalog, tiered: bool) -> list[Verdict | ReachedTier]:
    steps: list[Verdict | ReachedTier] = [Verdict.UNMET, Verdict.PARTIAL, Verdict.UNKNOWN]
    if tiered:
        ordered = sorted(catalog.order, key=lambda grade: catalog.order[grade])
        steps += [ReachedTier(None), *(ReachedTier(grade) for grade in ordered)]
    return [*steps, Verdict.MET]


def not_worse(catalog: PointsCatalog, before: PointsFacts, after: PointsFacts) -> None:
    old, new = grade_points(catalog, before), grade_points(catalog, after)
    assert new.score >= old.score
    rank = {None: 0} | dict(catalog.order)
    assert rank[new.grade] >= rank[old.grade]


@given(cases(), st.data())
@settings(max_examples=200)
def test_a_better_finding_never_lowers_points_or_grade(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    row = data.draw(st.sampled_from(catalog.requirements))
    steps = ladder(catalog, bool(row.tiers))
    low, high = sorted(data.draw(st.tuples(*[st.integers(0, len(steps) - 1)] * 2)))
    findings = dict(facts.findings)
    not_worse(
        catalog,
        PointsFacts(findings | {row.code: steps[low]}),
        PointsFacts(findings | {row.code: steps[high]}),
    )


@given(cases(), st.data())
def test_not_applicable_lies_between_unmet_and_met(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    row = data.draw(st.sampled_from(catalog.requirements))
    unmet, aside, met = (
        PointsFacts(dict(facts.findings) | {row.code: verdict})
        for verdict in (Verdict.UNMET, Verdict.NOT_APPLICABLE, Verdict.MET)
    )
    not_worse(catalog, unmet, aside)
    not_worse(catalog, aside, met)
    assert grade_points(catalog, aside).grade == grade_points(catalog, met).grade


@given(cases())
def test_points_are_the_sum_of_the_indicators_and_never_above_the_maximum(case: Case) -> None:
    catalog, facts = case
    result = grade_points(catalog, facts)
    assert result.score == sum(one.points for one in result.indicators) <= result.max_score
    assert all(0 <= one.points <= one.max_points for one in result.indicators)


@given(cases())
def test_every_grade_below_the_standing_is_reached(case: Case) -> None:
    catalog, facts = case
    result = grade_points(catalog, facts)
    assume(result.grade is not None)
    standing = catalog.order[result.grade or ""]
    assert all(check.reached for check in result.grades if catalog.order[check.grade] <= standing)


def test_a_tier_on_an_indicator_without_tiers_never_counts_as_met() -> None:
    catalog = points_catalog([indicator("2.1.1")])
    result = grade_points(catalog, PointsFacts({"2.1.1": ReachedTier(None)}))
    assert (result.grade, str(result.score)) == (None, "0")


def test_an_indicator_that_is_only_recorded_is_never_required() -> None:
    recorded = {"measured": False, "points": Decimal(0)}
    catalog = points_catalog([{}, recorded])
    result = grade_points(catalog, PointsFacts({"2.1.1": Verdict.MET, "2.1.2": Verdict.UNMET}))
    assert (result.grade, result.score) == ("三级", Decimal(1))


def test_an_indicator_that_is_only_recorded_gives_no_points() -> None:
    catalog = points_catalog([{}, {"measured": False, "points": Decimal(2)}])
    result = grade_points(catalog, PointsFacts({"2.1.1": Verdict.MET, "2.1.2": Verdict.MET}))
    assert result.score == Decimal(1)
