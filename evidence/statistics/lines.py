"""The lines of 统计表, from the catalog alone: per item and level that needs a measured share, per annex-4 check."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from criteria.grading.levels import threshold_for
from criteria.models import Item, LevelRequirement, LevelsCatalog
from criteria.vocabulary import CoverageKind, Kind
from evidence.measures import COVERAGE, DATA_QUALITY
from evidence.statistics.rules import words


class Key(NamedTuple):
    """Which line. `kind`: coverage or data_quality; `check_no`: the annex-4 check from 1, None where there are none."""

    catalog: str
    item: str
    level: int
    kind: str
    check_no: int | None


@dataclass(frozen=True)
class Line:
    """What has to be counted. `aspect`: 有效应用, 一致性 …; `what`: the fields compared or the demands of the level.

    `applied`: only 1 (in use) or 0 counts. `asked`: the share that the item must reach. `window`: as the standard says
    it; `window_days`: its length, also where only this project sets it, None for no limit.
    """

    key: Key
    requirement: LevelRequirement
    item: Item
    aspect: str
    what: str
    numerator: str
    denominator: str
    applied: bool
    asked: Decimal
    window: str
    window_days: int | None

    @property
    def id(self) -> str:
        """05.01.4-有效应用, 05.01.4-数据质量2: how people and workbooks name the line."""
        name = words().coverage if self.key.kind == COVERAGE else words().index
        return f"{self.requirement.code}-{name}{self.key.check_no or ''}"

    @property
    def counted(self) -> str:
        """What is counted, in one text: the counts of a coverage, the fields of a check."""
        return f"{self.numerator} ÷ {self.denominator}" if self.is_coverage else self.what

    @property
    def is_coverage(self) -> bool:
        """有效应用, not 数据质量."""
        return self.key.kind == COVERAGE


def sheet_lines(catalog: LevelsCatalog) -> tuple[Line, ...]:
    """All lines of a catalog, by item and level; empty for a standard that measures nothing.

    国卫办医函〔2018〕1079号 附表1 (coverage) and 附件4 (data quality); 〔2019〕236号 for smart service.
    """
    return tuple(
        line
        for item in catalog.items
        for row in catalog.rows_by_item[item.item].values()
        for line in (*_coverage(catalog, item, row), *_quality(catalog, item, row))
    )


def _limit(catalog: LevelsCatalog) -> int | None:
    return catalog.evidence_ages.measures.days if catalog.evidence_ages.measures else None


def _coverage(catalog: LevelsCatalog, item: Item, row: LevelRequirement) -> Iterator[Line]:
    counted = item.coverage
    if counted.kind is CoverageKind.FUNCTION:
        return
    applied = counted.kind is CoverageKind.APPLIED
    yield Line(
        key=Key(catalog.id, item.item, row.level, COVERAGE, None),
        requirement=row,
        item=item,
        aspect=words().coverage,
        what=item.focus,
        numerator=words().applied_numerator.format(what=counted.numerator) if applied else counted.numerator,
        denominator=words().applied_denominator if applied else counted.denominator,
        applied=applied,
        asked=threshold_for(row.kind or Kind.UNCONFIRMED, catalog.thresholds),
        window=counted.window,
        window_days=_limit(catalog),
    )


def _quality(catalog: LevelsCatalog, item: Item, row: LevelRequirement) -> Iterator[Line]:
    """A level whose demands the annex does not break down into checks has one line for all of them."""
    if not row.data_quality:
        return
    checks: list[tuple[int | None, str, str]] = [
        (number, check.aspect, check.check) for number, check in enumerate(row.data_quality_checks, 1)
    ]
    if not checks:
        checks = [(None, words().index, "；".join(row.data_quality))]
    for number, aspect, what in checks:
        yield Line(
            key=Key(catalog.id, item.item, row.level, DATA_QUALITY, number),
            requirement=row,
            item=item,
            aspect=aspect,
            what=what,
            numerator=words().check_numerator.format(aspect=aspect),
            denominator=words().check_denominator,
            applied=False,
            asked=catalog.thresholds.data_quality,
            window="",
            window_days=_limit(catalog),
        )
