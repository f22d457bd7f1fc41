"""Levels method: EMR (国卫办医函〔2018〕1079号), smart service (〔2019〕236号), smart management (〔2021〕86号)."""

from decimal import Decimal

from criteria.grading.facts import LevelsFacts
from criteria.grading.items import GradedItem, grade_items
from criteria.grading.level_conditions import Reading, read_level
from criteria.grading.numbers import ZERO
from criteria.grading.results import (
    ItemLevel,
    ItemResult,
    LevelCheck,
    LevelCondition,
    LevelsResult,
    Separation,
)
from criteria.models import LevelsCatalog, LevelThresholds
from criteria.vocabulary import Kind


def grade_levels(catalog: LevelsCatalog, facts: LevelsFacts, target: int | None = None) -> LevelsResult:
    """The standing: the highest level reached for certain, and the highest possibly reached.

    `target` (1 to the highest level; default the highest) selects the level that the details speak of.
    Raises ValueError for a target that the catalog does not have.
    """
    highest = max(catalog.level_by_number)
    target = highest if target is None else target
    if target not in catalog.level_by_number:
        raise ValueError(f"{catalog.id} has no level {target}")
    items = grade_items(catalog, facts)
    readings = {
        number: read_level(level, items, catalog.thresholds) for number, level in catalog.level_by_number.items()
    }
    checks = {number: _check(reading) for number, reading in readings.items()}
    standing = max((n for n, check in checks.items() if check.certain.reached), default=0)
    possible = max((n for n, check in checks.items() if check.possible.reached), default=0)
    declared = readings[target].declared_at_target()
    separation, separating = _separation(checks, standing, possible)
    return LevelsResult(
        target=target,
        level=standing,
        possible_level=possible,
        score=sum((item.best for item in items), ZERO),
        reached=standing >= target,
        possibly_reached=possible >= target,
        separation=separation,
        separating_items=separating,
        warnings=tuple(n for n, check in checks.items() if n < standing and not check.certain.reached),
        at_target=checks[target],
        checks=tuple(checks.values()),
        items=tuple(_item(item, target, catalog.thresholds, declared) for item in items),
    )


def _check(reading: Reading) -> LevelCheck:
    return LevelCheck(
        level=reading.level.level,
        certain=reading.certain(),
        possible=reading.possible(),
        basic_needed=reading.level.basic_items,
        basic_confirmed=len(reading.basic),
        basic_passed=len(reading.basic) - len(reading.failing_basic),
        unconfirmed=len(reading.unconfirmed),
        unconfirmed_passed=len(reading.unconfirmed) - len(reading.failing_unconfirmed),
        min_score=reading.level.min_score,
    )


def _separation(
    checks: dict[int, LevelCheck], standing: int, possible: int
) -> tuple[tuple[Separation, ...], tuple[str, ...]]:
    """Why the certain level stays below the possible one: what the certain reading lacks at the possible level."""
    if possible <= standing:
        return (), ()
    lacking: LevelCondition = checks[possible].certain
    reasons: list[Separation] = []
    if lacking.missing:
        reasons.append("unconfirmed_items")
    if lacking.optional_short:
        reasons.append("optional_items")
    if lacking.score_gap:
        reasons.append("score")
    return tuple(reasons), lacking.missing


def _item(item: GradedItem, target: int, thresholds: LevelThresholds, declared: set[str]) -> ItemResult:
    row = item.rows.get(target)
    shortfalls = item.shortfalls(target, threshold_for(row.kind, thresholds)) if row else ()
    return ItemResult(
        item=item.item.item,
        name=item.item.name,
        group=item.item.group,
        kind=row.kind if row else None,
        function_level=item.function_level,
        coverage=row.coverage if row else None,
        data_quality=row.data_quality if row else None,
        score=item.best,
        loss=item.loss(target),
        declared_level=item.declared(target if item.item.item in declared else 0),
        passes=not shortfalls if row else None,
        shortfalls=shortfalls,
        levels=tuple(
            ItemLevel(
                level=level,
                met=row.met,
                attained=level in item.attained,
                coverage=row.coverage,
                data_quality=row.data_quality,
                value=row.value,
            )
            for level, row in item.rows.items()
        ),
    )


def threshold_for(kind: Kind, thresholds: LevelThresholds) -> Decimal:
    """The coverage an item of this kind must reach; an unconfirmed one is held to the stricter demand."""
    return thresholds.optional_coverage if kind is Kind.OPTIONAL else thresholds.basic_coverage
