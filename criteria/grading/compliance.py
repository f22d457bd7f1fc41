"""Compliance method: classified protection, conclusion of the 2025 report form (公网安〔2025〕1846号)."""

from collections import Counter
from decimal import Decimal
from math import floor

from criteria.grading.facts import ComplianceFacts
from criteria.grading.numbers import ONE, ZERO
from criteria.grading.results import ComplianceResult, DomainCount, ProposedRisk, ReferenceFigure
from criteria.models import AssessmentUnit, ComplianceCatalog, ReferenceScore
from criteria.vocabulary import Verdict


def grade_compliance(catalog: ComplianceCatalog, facts: ComplianceFacts, target: str | None = None) -> ComplianceResult:
    """The conclusion for one protected object.

    rate = met ÷ (all units − not applicable); partial and unknown do not count as met (conservative).
    At exactly a threshold the lower conclusion is taken (the letter leaves it open): `on_boundary`.
    `target`: one of the catalog's conclusions. Raises ValueError for any other.
    """
    target = catalog.default_target if target is None else target
    if target not in catalog.conclusions:
        raise ValueError(f"{catalog.id} has no conclusion {target}")
    verdicts = {row.code: facts.verdicts.get(row.code, Verdict.UNKNOWN) for row in catalog.requirements}
    counts = Counter(verdicts.values())
    applicable = len(verdicts) - counts[Verdict.NOT_APPLICABLE]
    rate = Decimal(counts[Verdict.MET]) / applicable if applicable else ZERO
    conclusion = _conclusion(catalog, rate, facts.hazards)
    rank = catalog.conclusions.index
    return ComplianceResult(
        target=target,
        conclusion=conclusion,
        rate=rate,
        reached=rank(conclusion) >= rank(target),
        applicable=applicable,
        met=counts[Verdict.MET],
        partial=counts[Verdict.PARTIAL],
        unmet=counts[Verdict.UNMET],
        unknown=counts[Verdict.UNKNOWN],
        not_applicable=counts[Verdict.NOT_APPLICABLE],
        hazards=facts.hazards,
        met_short=_met_short(catalog, target, applicable, counts[Verdict.MET]),
        on_boundary=rate in (catalog.thresholds.conform_above, catalog.thresholds.basic_above),
        proposed_risks=tuple(_proposed(catalog, verdicts)),
        domains=tuple(_domain(name.name, catalog, verdicts) for name in catalog.domains),
        reference=_reference(catalog, verdicts),
    )


def _conclusion(catalog: ComplianceCatalog, rate: Decimal, hazards: int) -> str:
    worst, basic, conform = catalog.conclusions
    if rate > catalog.thresholds.conform_above and hazards == 0:
        return conform
    return basic if rate > catalog.thresholds.basic_above else worst


def _met_short(catalog: ComplianceCatalog, target: str, applicable: int, met: int) -> int:
    """How many more units must be met until the rate is above the target's threshold."""
    rank = catalog.conclusions.index(target)
    if rank == 0:
        return 0
    threshold = catalog.thresholds.conform_above if rank == 2 else catalog.thresholds.basic_above
    return max(floor(applicable * threshold) + 1 - met, 0)


def _proposed(catalog: ComplianceCatalog, verdicts: dict[str, Verdict]) -> list[ProposedRisk]:
    return [
        ProposedRisk(
            code=row.code,
            when=row.high_risk.when,
            sure=row.high_risk.sure,
            trigger=catalog.trigger_by_code.get(row.code),
        )
        for row in catalog.requirements
        if verdicts[row.code] is Verdict.UNMET and is_risk(catalog, row)
    ]


def is_risk(catalog: ComplianceCatalog, row: AssessmentUnit) -> bool:
    """Whether the unit is listed as a high-risk situation or a hazard trigger."""
    return row.high_risk.applies or row.code in catalog.trigger_by_code


def _domain(name: str, catalog: ComplianceCatalog, verdicts: dict[str, Verdict]) -> DomainCount:
    counts = Counter(verdicts[row.code] for row in catalog.requirements if row.domain == name)
    return DomainCount(domain=name, **{verdict.value: counts[verdict] for verdict in Verdict})


def _reference(catalog: ComplianceCatalog, verdicts: dict[str, Verdict]) -> ReferenceFigure | None:
    """2021 form (recalled): M = V_t + V_m, V = 100·share − Σ weight·(1 − x)·(100 ÷ n), each not below 0."""
    rule = catalog.reference_score
    if rule is None:
        return None
    applicable = [row for row in catalog.requirements if verdicts[row.code] is not Verdict.NOT_APPLICABLE]
    if not applicable:
        return ReferenceFigure(title=rule.title, score=ZERO, status=rule.status)
    unit = Decimal(100) / len(applicable)
    score = ZERO
    for share, domains in ((rule.focus, rule.technical_domains), (ONE - rule.focus, rule.management_domains)):
        lost = sum((_lost(rule, verdicts[row.code]) for row in applicable if row.domain in domains), ZERO)
        score += max(100 * share - lost * unit, ZERO)
    return ReferenceFigure(title=rule.title, score=score, status=rule.status)


def _lost(rule: ReferenceScore, verdict: Verdict) -> Decimal:
    return rule.weight * (ONE - rule.item_score.get(verdict.value, ZERO))
