"""Example coverage and data quality: counted over the three months before a step."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from criteria.models import LevelRequirement, LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.measures import COVERAGE, DATA_QUALITY, MeasureDraft
from evidence.samples.progress_data import LevelsSettings, between, percent, texts

_WINDOW = timedelta(days=90)
# What the shares of earlier steps are lower by, per step, in percentage points.
_GROWTH = 1


class MeasurePlan:
    """The measures of one hospital on one standard of the levels method."""

    def __init__(
        self, slug: str, catalog: LevelsCatalog, plan: LevelsSettings, target: str, days: Sequence[date]
    ) -> None:
        self.slug = slug
        self.days = days
        self.catalog = catalog
        self.plan = plan
        self.target = int(target)
        self.words = texts().measures

    def first_step(self, item: str) -> int | None:
        """When an item is measured for the first time, None for never."""
        if item in self.plan.unmeasured:
            return None
        return 1 + (percent(self.slug, self.catalog.id, item, "measured") < self.words.late)

    def drafts(self, step: int) -> Iterator[MeasureDraft]:
        """All figures as counted at a step."""
        for item in self.catalog.items:
            first = self.first_step(item.item)
            if first is not None and step >= first:
                yield from self._coverage(item.item, step)
                yield from self._quality(item.item, step)

    def figure(self, item: str, kind: str, step: int) -> MeasureDraft | None:
        """What holds for all levels of an item, None when it is not counted that way."""
        drafts = self._coverage(item, step) if kind == COVERAGE else self._quality(item, step)
        return next((draft for draft in drafts if draft.level is None and draft.denominator is not None), None)

    def _coverage(self, item: str, step: int) -> Iterator[MeasureDraft]:
        kind = self.catalog.item_by_code[item].coverage.kind
        if kind is CoverageKind.APPLIED:
            yield MeasureDraft(
                item,
                COVERAGE,
                share=Decimal(1),
                window_from=self.days[step] - _WINDOW,
                window_to=self.days[step],
                note=self.words.applied,
                example=True,
            )
        if kind is not CoverageKind.RATIO:
            return
        behind = _GROWTH * (texts().last - step)
        usual = between(self.words.coverage, self.slug, self.catalog.id, item, "coverage")
        shares: dict[int | None, int] = {None: usual} | dict(self.plan.coverage.get(item, {}))
        for level, share in shares.items():
            yield self._counted(item, COVERAGE, share - behind, step, level)

    def _quality(self, item: str, step: int) -> Iterator[MeasureDraft]:
        rows = [row for row in self.catalog.rows_by_item[item].values() if row.data_quality]
        if not rows:
            return
        if item in self.plan.checks:
            for row in rows:
                if row.level <= self.target:
                    yield from self._checks(row, step)
            return
        usual = between(self.words.quality, self.slug, self.catalog.id, item, "quality")
        indexes: dict[int | None, int] = {None: usual} | dict(self.plan.quality.get(item, {}))
        for level, index in indexes.items():
            yield self._counted(item, DATA_QUALITY, index, step, level)

    def _checks(self, row: LevelRequirement, step: int) -> Iterator[MeasureDraft]:
        """Every check but a few of those beyond the first is measured."""
        for no in range(1, len(row.data_quality_checks) + 1):
            key = (self.slug, row.code, no)
            if no == 1 or percent(*key, "checked") < self.words.checks_measured:
                yield self._counted(row.item, DATA_QUALITY, between(self.words.check, *key), step, row.level, no)

    def _counted(
        self, item: str, kind: str, share: int, step: int, level: int | None, check_no: int | None = None
    ) -> MeasureDraft:
        """A share in percent as numerator and denominator that give it back when rounded."""
        limits = self.words.records if kind == COVERAGE else self.words.sampled
        denominator = between(limits, self.slug, self.catalog.id, item, kind, level, check_no) + 37 * step
        return MeasureDraft(
            item,
            kind,
            level=level,
            check_no=check_no,
            numerator=(denominator * share + 50) // 100,
            denominator=denominator,
            window_from=self.days[step] - _WINDOW,
            window_to=self.days[step],
            note=self.words.counted if kind == COVERAGE else self.words.audited,
            example=True,
        )
