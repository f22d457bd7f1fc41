"""What closing a gap is worth for a target (design section 5)."""

from enum import StrEnum

from criteria.grading.compliance import is_risk
from criteria.grading.results import ComplianceResult, LevelsResult, PointsResult
from criteria.models import ComplianceCatalog
from criteria.vocabulary import Kind
from evidence.standing import Standing


class Weight(StrEnum):
    """It blocks the level by itself, counts toward a number that is still short, or only adds points."""

    BLOCKS = "blocks"
    COUNTS = "counts"
    POINTS = "points"


def weights_of(standing: Standing) -> dict[str, Weight]:
    """Item, indicator or unit code → weight on the proven basis; what is not named only adds points."""
    result = standing.proven
    if isinstance(result, LevelsResult):
        return _levels_weights(result)
    if isinstance(result, PointsResult):
        return dict.fromkeys(result.at_target.blocking, Weight.BLOCKS)
    assert isinstance(standing.catalog, ComplianceCatalog)  # noqa: S101 - a result belongs to its catalog's method
    return _compliance_weights(standing.catalog, result)


def _levels_weights(result: LevelsResult) -> dict[str, Weight]:
    """Items that fail the target: basic and unconfirmed ones block; optional ones count while too few pass."""
    optional = Weight.COUNTS if result.at_target.certain.optional_short else Weight.POINTS
    return {
        item.item: optional if item.kind is Kind.OPTIONAL else Weight.BLOCKS
        for item in result.items
        if item.passes is False
    }


def _compliance_weights(catalog: ComplianceCatalog, result: ComplianceResult) -> dict[str, Weight]:
    """Below the target: listed high-risk situations and hazard triggers block, every other unit counts in the rate."""
    if result.reached:
        return {}
    return {row.code: Weight.BLOCKS if is_risk(catalog, row) else Weight.COUNTS for row in catalog.requirements}
