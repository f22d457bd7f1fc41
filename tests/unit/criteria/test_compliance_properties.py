"""What the compliance method implies: meeting a unit never hurts, a major hazard never helps.

From met to not applicable the rate may fall (8 of 10 met → 7 of 9), so nothing is asserted about that direction.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grading.compliance import grade_compliance
from criteria.grading.facts import ComplianceFacts
from criteria.library import shipped_catalogs
from criteria.models import ComplianceCatalog
from criteria.vocabulary import Verdict
from tests.unit.criteria import strategies

Case = tuple[ComplianceCatalog, ComplianceFacts]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    shipped = shipped_catalogs()["mlps3-2019"]
    assert isinstance(shipped, ComplianceCatalog)
    case: Case = draw(strategies.compliance_cases(shipped if not draw(st.integers(0, 9)) else None))
    return case


def rank(catalog: ComplianceCatalog, facts: ComplianceFacts) -> int:
    return catalog.conclusions.index(grade_compliance(catalog, facts).conclusion)


@given(cases(), st.data())
@settings(max_examples=200)
def test_one_more_met_unit_never_lowers_rate_or_conclusion(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    code = data.draw(st.sampled_from(sorted(facts.verdicts)))
    better = replace(facts, verdicts=dict(facts.verdicts) | {code: Verdict.MET})
    assert grade_compliance(catalog, better).rate >= grade_compliance(catalog, facts).rate
    assert rank(catalog, better) >= rank(catalog, facts)


@given(cases(), st.integers(1, 3))
def test_hazards_never_improve_the_conclusion_nor_touch_the_rate(case: Case, more: int) -> None:
    catalog, facts = case
    worse = replace(facts, hazards=facts.hazards + more)
    assert rank(catalog, worse) <= rank(catalog, facts)
    assert grade_compliance(catalog, worse).rate == grade_compliance(catalog, facts).rate


@given(cases(), st.data())
def test_partial_unmet_and_unknown_weigh_the_same(case: Case, data: st.DataObject) -> None:
    catalog, facts = case
    code = data.draw(st.sampled_from(sorted(facts.verdicts)))
    rates = {
        grade_compliance(catalog, replace(facts, verdicts=dict(facts.verdicts) | {code: verdict})).rate
        for verdict in (Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN)
    }
    assert len(rates) == 1


@given(cases())
def test_the_counts_add_up(case: Case) -> None:
    catalog, facts = case
    result = grade_compliance(catalog, facts)
    assert result.met + result.partial + result.unmet + result.unknown == result.applicable
    assert result.applicable + result.not_applicable == len(catalog.requirements)
    assert sum(domain.met for domain in result.domains) == result.met


@given(cases(), st.sampled_from(["基本符合", "符合"]))
def test_meeting_what_is_short_reaches_the_rate_and_one_less_does_not(case: Case, target: str) -> None:
    catalog, facts = case
    facts = replace(facts, hazards=0)
    short = grade_compliance(catalog, facts, target).met_short
    not_met = [code for code, verdict in facts.verdicts.items() if verdict not in (Verdict.MET, Verdict.NOT_APPLICABLE)]
    for more, reached in ((short, True), (short - 1, False)):
        if 0 <= more <= len(not_met):
            verdicts = dict(facts.verdicts) | dict.fromkeys(not_met[:more], Verdict.MET)
            assert grade_compliance(catalog, replace(facts, verdicts=verdicts), target).reached is reached
