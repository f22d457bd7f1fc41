"""Coverage (有效应用) and data quality (数据质量) of one requirement: what is entered, what counts, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.grading.levels import threshold_for
from criteria.grading.numbers import ONE, MeasureError, ratio
from criteria.models import DataQualityCheck, LevelRequirement, LevelsCatalog
from criteria.vocabulary import CoverageKind, Kind
from evidence.documents import COVERAGE as COVERAGE_SUBJECT
from evidence.documents import DATA_QUALITY as DATA_QUALITY_SUBJECT
from evidence.errors import InvalidInputError
from evidence.measures import COVERAGE, DATA_QUALITY, MeasureDraft, drop_measure, measures, record_measures
from evidence.records import Measure
from evidence.situation import Proof, Situation
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class CoverageView:
    """有效应用 at a level. `value` counts: the level's own figure, else the one for all levels, None = not measured."""

    kind: CoverageKind
    numerator: str
    denominator: str
    window: str
    threshold: Decimal
    value: Decimal | None
    own: Measure | None
    general: Measure | None
    proof: Proof

    @property
    def enough(self) -> bool:
        """Whether the demand is fulfilled."""
        return self.value is not None and self.value >= self.threshold


@dataclass(frozen=True)
class CheckView:
    """One annex-4 check with its figure, None = not measured."""

    number: int
    check: DataQualityCheck
    stored: Measure | None


@dataclass(frozen=True)
class QualityView:
    """数据质量 at a level. `asked` is False where the level makes no demand (it counts 1 there)."""

    asked: bool
    basis: str
    demands: tuple[str, ...]
    checks: tuple[CheckView, ...]
    floor: Decimal
    value: Decimal | None
    own: Measure | None
    general: Measure | None
    proof: Proof

    @property
    def enough(self) -> bool:
        """Whether the demand is fulfilled."""
        return not self.asked or (self.value is not None and self.value >= self.floor)


def coverage_view(situation: Situation, catalog: LevelsCatalog, row: LevelRequirement) -> CoverageView:
    """The coverage of a requirement's item at its level."""
    counted = catalog.item_by_code[row.item].coverage
    entered = situation.coverage.get(catalog.id, {})
    value = entered.get((row.item, row.level), entered.get((row.item, None)))
    return CoverageView(
        kind=counted.kind,
        numerator=counted.numerator,
        denominator=counted.denominator,
        window=counted.window,
        threshold=threshold_for(row.kind or Kind.UNCONFIRMED, catalog.thresholds),
        value=ONE if counted.kind is CoverageKind.FUNCTION else value,
        own=_stored(situation, catalog, row.item, COVERAGE, row.level),
        general=_stored(situation, catalog, row.item, COVERAGE, None),
        proof=situation.proof(COVERAGE_SUBJECT, catalog.id, row.item),
    )


def quality_view(situation: Situation, catalog: LevelsCatalog, row: LevelRequirement) -> QualityView:
    """The data quality of a requirement's item at its level."""
    entered = situation.data_quality.get(catalog.id, {})
    checks = tuple(
        CheckView(number, check, _stored(situation, catalog, row.item, DATA_QUALITY, row.level, number))
        for number, check in enumerate(row.data_quality_checks, 1)
    )
    return QualityView(
        asked=bool(row.data_quality),
        basis=catalog.item_by_code[row.item].data_quality_basis,
        demands=row.data_quality,
        checks=checks,
        floor=catalog.thresholds.data_quality,
        value=entered.get((row.item, row.level), entered.get((row.item, None))),
        own=_stored(situation, catalog, row.item, DATA_QUALITY, row.level),
        general=_stored(situation, catalog, row.item, DATA_QUALITY, None),
        proof=situation.proof(DATA_QUALITY_SUBJECT, catalog.id, row.item),
    )


def _stored(
    situation: Situation, catalog: LevelsCatalog, item: str, kind: str, level: int | None, check_no: int | None = None
) -> Measure | None:
    wanted = (catalog.id, item, kind, level, check_no)
    return next((m for m in situation.measures if _key(m) == wanted), None)


def _key(measure: Measure) -> tuple[str, str, str, int | None, int | None]:
    return measure.catalog, measure.item, measure.kind, measure.level, measure.check_no


def share_of(numerator: int, denominator: int) -> Decimal:
    """The share as it would be stored. Raises InvalidInputError with the sentence to show."""
    try:
        return ratio(numerator, denominator)
    except MeasureError as error:
        raise InvalidInputError(str(error)) from error


def restore_measures(
    store: Store,
    viewer: Viewer,
    catalog: LevelsCatalog,
    drafts: Sequence[MeasureDraft],
    before: Sequence[Measure | None],
) -> None:
    """Brings back what was stored before the drafts were; a figure that did not exist is removed again."""
    record_measures(store, viewer, catalog, [draft_of(measure) for measure in before if measure is not None])
    stored = {_key(m): m for draft in drafts for m in measures(store, viewer, catalog.id, draft.item)}
    for draft, measure in zip(drafts, before, strict=True):
        found = stored.get((catalog.id, draft.item, draft.kind, draft.level, draft.check_no))
        if measure is None and found is not None:
            drop_measure(store, viewer, found.id)


def clear_measures(store: Store, viewer: Viewer, known: Sequence[Measure]) -> None:
    """Removes figures in one action: they are not measured again. Their content stays in the log."""
    with store.writing(viewer) as transaction:
        for measure in known:
            transaction.delete("measures", measure.id)


def draft_of(measure: Measure) -> MeasureDraft:
    """A draft that stores a figure as it is, whatever version is there now."""
    counted = measure.numerator is not None and measure.denominator is not None
    return MeasureDraft(
        item=measure.item,
        kind=measure.kind,
        level=measure.level,
        check_no=measure.check_no,
        numerator=measure.numerator,
        denominator=measure.denominator,
        share=None if counted else measure.value,
        window_from=measure.window_from,
        window_to=measure.window_to,
        note=measure.note,
        example=measure.example,
    )
