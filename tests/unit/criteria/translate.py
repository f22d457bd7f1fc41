"""Catalogs and facts of the real grader as the bare numbers of the plain one."""

from decimal import Decimal
from fractions import Fraction

from criteria.grading.facts import ComplianceFacts, LevelsFacts, Measures, PointsFacts, ReachedTier
from criteria.models import ComplianceCatalog, LevelRequirement, LevelsCatalog, PointsCatalog
from criteria.models import Indicator as CatalogIndicator
from tests.unit.criteria.plain_grader import UNKNOWN, Bar, Indicator, Item, Row


def plain_items(catalog: LevelsCatalog, facts: LevelsFacts) -> dict[str, Item]:
    """Item code → rows with final measures."""
    coverage_kind = {item.item: item.coverage.kind.value for item in catalog.items}
    items: dict[str, Item] = {item.item: {} for item in catalog.items}
    for row in catalog.requirements:
        if row.level == 0:
            continue
        share = _measure(facts.coverage, row)
        coverage = {"function": Fraction(1), "applied": Fraction(share > 0), "ratio": share}[coverage_kind[row.item]]
        items[row.item][row.level] = Row(
            kind=str((facts.kinds.get(row.code) or row.kind or "").lower()),
            verdicts=tuple(str(facts.verdicts.get(clause.id, UNKNOWN)) for clause in row.clauses),
            coverage=coverage,
            quality=_measure(facts.data_quality, row) if row.data_quality else Fraction(1),
        )
    return items


def plain_bars(catalog: LevelsCatalog) -> list[Bar]:
    """What the levels of a catalog with published numbers demand."""
    return [
        Bar(level.level, level.basic_items or 0, level.optional_min or 0, Fraction(level.min_score or 0))
        for level in catalog.levels
        if level.level > 0
    ]


def plain_indicators(catalog: PointsCatalog, facts: PointsFacts) -> dict[str, Indicator]:
    """Indicator code → indicator with its finding."""
    return {row.code: _indicator(catalog, row, facts) for row in catalog.requirements}


def plain_verdicts(catalog: ComplianceCatalog, facts: ComplianceFacts) -> list[str]:
    """The verdicts of all units."""
    return [str(facts.verdicts.get(row.code, UNKNOWN)) for row in catalog.requirements]


def shown(value: Fraction, places: int) -> str:
    """A figure rounded half-up, as text."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return str(Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places)))


def _measure(measures: Measures, row: LevelRequirement) -> Fraction:
    for key in ((row.item, row.level), (row.item, None)):
        if key in measures.given:
            return Fraction(measures.given[key])
    return Fraction(measures.missing)


def _indicator(catalog: PointsCatalog, row: CatalogIndicator, facts: PointsFacts) -> Indicator:
    order = {grade.grade: grade.order for grade in catalog.grades}
    finding = facts.findings.get(row.code, UNKNOWN)
    found: str | int = order.get(finding.grade or "", 0) if isinstance(finding, ReachedTier) else str(finding)
    return Indicator(
        points=Fraction(row.points),
        grade=order[row.grade] if row.grade else 0,
        elective=row.elective,
        na_scores=row.na_scores,
        measured=row.measured,
        tiers=tuple((order[tier.grade], Fraction(tier.points)) for tier in row.tiers),
        found=found,
    )
