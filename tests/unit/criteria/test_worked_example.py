"""The official example of EMR level 3: a basic item is worth at least 1.2 points there, an optional one 0.75."""

from decimal import Decimal

import pytest

from criteria.grading.facts import LevelsFacts, Measures
from criteria.grading.levels import grade_levels
from criteria.grading.results import ItemResult
from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict


def at_level_three(catalog: LevelsCatalog, item: str, coverage: str, quality: str) -> ItemResult:
    met = {clause.id: Verdict.MET for row in catalog.requirements if row.level <= 3 for clause in row.clauses}
    facts = LevelsFacts(
        met,
        Measures(Decimal(1), {(item, 3): Decimal(coverage)}),
        Measures(Decimal(1), {(item, 3): Decimal(quality)}),
    )
    return next(found for found in grade_levels(catalog, facts, 3).items if found.item == item)


@pytest.mark.parametrize(
    ("item", "kind", "coverage", "quality", "value", "passes", "shortfalls"),
    [
        ("01.01", "basic", "0.80", "0.50", "1.20", True, ()),
        ("01.01", "basic", "0.79", "0.50", "1.185", False, ("coverage",)),
        ("01.01", "basic", "0.80", "0.49", "1.176", False, ("data_quality",)),
        ("01.01", "basic", "0.50", "0.50", "0.75", False, ("coverage",)),
        ("01.01", "basic", "0.79", "0.52", "1.2324", False, ("coverage",)),
        ("05.01", "optional", "0.50", "0.50", "0.75", True, ()),
        ("05.01", "optional", "0.49", "0.50", "0.735", False, ("coverage",)),
        ("05.01", "optional", "0.50", "0.49", "0.735", False, ("data_quality",)),
        ("05.01", "optional", "0.49", "0.49", "0.7203", False, ("coverage", "data_quality")),
    ],
)
def test_value_and_passing_at_level_three(
    emr: LevelsCatalog,
    item: str,
    kind: str,
    coverage: str,
    quality: str,
    value: str,
    passes: bool,
    shortfalls: tuple[str, ...],
) -> None:
    found = at_level_three(emr, item, coverage, quality)
    level = next(row for row in found.levels if row.level == 3)
    assert found.kind == kind
    assert (level.value, level.attained) == (Decimal(value), True)
    assert (found.passes, found.shortfalls) == (passes, shortfalls)
