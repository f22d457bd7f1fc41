"""One item of the levels method: function level, attained levels, values, losses and passing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from criteria.grading.facts import LevelsFacts
from criteria.grading.numbers import ONE, ZERO
from criteria.grading.results import Shortfall
from criteria.models import Item, LevelRequirement, LevelsCatalog
from criteria.vocabulary import CoverageKind, Kind, Verdict


@dataclass(frozen=True)
class Row:
    """A requirement of an item with what was found for it."""

    requirement: LevelRequirement
    kind: Kind
    met: bool
    coverage: Decimal
    data_quality: Decimal

    @property
    def value(self) -> Decimal:
        """单项得分 = level × coverage × data quality (1079号: 功能评分 × 有效应用评分 × 数据质量评分)."""
        return self.requirement.level * self.coverage * self.data_quality


@dataclass(frozen=True, eq=False)
class GradedItem:
    """An item with its rows by level ≥ 1, ascending."""

    item: Item
    rows: Mapping[int, Row]
    quality_floor: Decimal

    @cached_property
    def function_level(self) -> int:
        """The highest row reached going up while every row so far is met; 0 if the first fails."""
        reached = 0
        for level, row in self.rows.items():
            if not row.met:
                break
            reached = level
        return reached

    @cached_property
    def attained(self) -> tuple[int, ...]:
        """Levels at which the item may be declared: reached by function, quality ≥ floor in every row below."""
        levels = []
        for level, row in self.rows.items():
            if level > self.function_level:
                break
            levels.append(level)
            if row.data_quality < self.quality_floor:
                break
        return tuple(levels)

    def value(self, level: int) -> Decimal:
        """level × coverage × data quality at an existing row."""
        return self.rows[level].value

    @cached_property
    def best(self) -> Decimal:
        """The highest value over the attained levels, 0 if none."""
        return self.at(0)

    def at(self, target: int) -> Decimal:
        """The highest value over attained levels at or above the target, 0 if none."""
        return max((self.value(level) for level in self.attained if level >= target), default=ZERO)

    def loss(self, target: int) -> Decimal:
        """What declaring the item at the target or above costs against its best value."""
        return self.best - self.at(target)

    def declared(self, at_least: int) -> int:
        """The attained level (≥ at_least) of the highest value, the higher one of equals; 0 if none."""
        levels = [level for level in self.attained if level >= at_least]
        return max(levels, key=lambda level: (self.value(level), level), default=0)

    def shortfalls(self, target: int, threshold: Decimal) -> tuple[Shortfall, ...]:
        """What keeps the item from passing the target at a coverage threshold; empty = it passes.

        The row of the target must exist.
        """
        found: list[Shortfall] = []
        if self.function_level < target:
            found.append("function")
        if self.rows[target].coverage < threshold:
            found.append("coverage")
        if any(row.data_quality < self.quality_floor for level, row in self.rows.items() if level <= target):
            found.append("data_quality")
        return tuple(found)

    def passes(self, target: int, threshold: Decimal) -> bool:
        """Row of the target exists, function reaches it, coverage and data quality suffice."""
        return target in self.rows and not self.shortfalls(target, threshold)


def grade_items(catalog: LevelsCatalog, facts: LevelsFacts) -> list[GradedItem]:
    """All items of the catalog in its order."""
    floor = catalog.thresholds.data_quality
    return [
        GradedItem(
            item,
            {level: _row(item, row, facts) for level, row in catalog.rows_by_item[item.item].items()},
            floor,
        )
        for item in catalog.items
    ]


def _row(item: Item, row: LevelRequirement, facts: LevelsFacts) -> Row:
    met = all(facts.verdicts.get(clause.id, Verdict.UNKNOWN).fulfils for clause in row.clauses)
    quality = facts.data_quality.at(row.item, row.level) if row.data_quality else ONE
    kind = facts.kinds.get(row.code) or row.kind or Kind.UNCONFIRMED
    return Row(row, kind, met, _coverage(item, row.level, facts), quality)


def _coverage(item: Item, level: int, facts: LevelsFacts) -> Decimal:
    if item.coverage.kind is CoverageKind.FUNCTION:
        return ONE
    share = facts.coverage.at(item.item, level)
    if item.coverage.kind is CoverageKind.APPLIED:
        return ONE if share > ZERO else ZERO
    return share
