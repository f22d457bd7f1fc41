"""Points method: interoperability maturity (2020 edition).

How a grade is awarded is not stated in the source; "everything at or below the grade must score" is the
working rule (catalog `reference.award`).
"""

from decimal import Decimal

from criteria.grading.facts import PointsFacts, ReachedTier
from criteria.grading.numbers import ZERO
from criteria.grading.results import GradeCheck, IndicatorResult, PointsResult
from criteria.models import Indicator, PointsCatalog, Tier
from criteria.vocabulary import Verdict


def grade_points(catalog: PointsCatalog, facts: PointsFacts, target: str | None = None) -> PointsResult:
    """The highest grade such that it and all grades below are reached, and the points of every indicator.

    `target`: a grade name, default the highest. Raises ValueError for a grade the catalog does not have.
    """
    grades = sorted(catalog.grades, key=lambda grade: grade.order)
    target = grades[-1].grade if target is None else target
    if target not in catalog.order:
        raise ValueError(f"{catalog.id} has no grade {target}")
    checks = [_check(catalog, grade.grade, facts) for grade in grades]
    standing: str | None = None
    for check in checks:
        if not check.reached:
            break
        standing = check.grade
    at_target = next(check for check in checks if check.grade == target)
    blocking = set(at_target.blocking)
    indicators = [_indicator(catalog, row, facts, row.code in blocking) for row in catalog.requirements]
    return PointsResult(
        target=target,
        grade=standing,
        score=sum((indicator.points for indicator in indicators), ZERO),
        max_score=sum((row.points for row in catalog.requirements), ZERO),
        reached=standing is not None and catalog.order[standing] >= catalog.order[target],
        at_target=at_target,
        grades=tuple(checks),
        indicators=tuple(indicators),
    )


def required_tier(catalog: PointsCatalog, row: Indicator, grade: str) -> Tier | None:
    """The tier that a tiered indicator must reach for a grade: its highest of a grade at or below it."""
    tiers = [tier for tier in row.tiers if catalog.order[tier.grade] <= catalog.order[grade]]
    return tiers[-1] if tiers else None


def is_required(catalog: PointsCatalog, row: Indicator, grade: str) -> bool:
    """Whether the grade asks for the indicator: measured, not elective, of a grade (or tier) at or below it."""
    if not row.measured or row.elective:
        return False
    if row.tiers:
        return required_tier(catalog, row, grade) is not None
    return row.grade is not None and catalog.order[row.grade] <= catalog.order[grade]


def satisfies(catalog: PointsCatalog, row: Indicator, finding: Verdict | ReachedTier, grade: str) -> bool:
    """Whether a finding is enough for what the grade asks of the indicator."""
    if not row.tiers or finding in (Verdict.MET, Verdict.NOT_APPLICABLE):
        return isinstance(finding, Verdict) and finding.fulfils
    needed = required_tier(catalog, row, grade)
    reached = _reached_tier(catalog, row, finding)
    if needed is None:
        return True
    return reached is not None and catalog.order[reached.grade] >= catalog.order[needed.grade]


def _check(catalog: PointsCatalog, grade: str, facts: PointsFacts) -> GradeCheck:
    required = [row for row in catalog.requirements if is_required(catalog, row, grade)]
    blocking = tuple(
        row.code
        for row in required
        if not satisfies(catalog, row, facts.findings.get(row.code, Verdict.UNKNOWN), grade)
    )
    return GradeCheck(grade=grade, reached=not blocking, required=len(required), blocking=blocking)


def _indicator(catalog: PointsCatalog, row: Indicator, facts: PointsFacts, blocks: bool) -> IndicatorResult:
    finding = facts.findings.get(row.code, Verdict.UNKNOWN)
    tier = _reached_tier(catalog, row, finding) if row.tiers else None
    return IndicatorResult(
        code=row.code,
        name=row.name,
        status=finding.value if isinstance(finding, Verdict) else "tier",
        tier=tier.grade if tier else None,
        points=_points(row, finding, tier),
        max_points=row.points,
        blocks_target=blocks,
    )


def _reached_tier(catalog: PointsCatalog, row: Indicator, finding: Verdict | ReachedTier) -> Tier | None:
    """The highest tier at or below the one reached; `met` on a tiered indicator means its top tier."""
    if finding is Verdict.MET:
        return row.tiers[-1] if row.tiers else None
    if isinstance(finding, Verdict) or finding.grade is None:
        return None
    return required_tier(catalog, row, finding.grade)


def _points(row: Indicator, finding: Verdict | ReachedTier, tier: Tier | None) -> Decimal:
    """Full when met (5.2.2.4 goes on adding above its only tier), else the points of the tier reached."""
    if not row.measured:
        return ZERO
    if finding is Verdict.MET:
        return row.points
    if finding is Verdict.NOT_APPLICABLE:
        return row.points if row.na_scores else ZERO
    return tier.points if tier else ZERO
