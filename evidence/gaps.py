"""差距: every clause up to the target that is not proven, with its reason, owner and weight (design section 5)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from criteria.grading.facts import ReachedTier
from criteria.grading.levels import threshold_for
from criteria.grading.points import required_tier, satisfies
from criteria.grading.results import ItemLevel, LevelsResult
from criteria.models import (
    AnyRequirement,
    AssessmentUnit,
    Catalog,
    ComplianceCatalog,
    Indicator,
    LevelRequirement,
    LevelsCatalog,
    PointsCatalog,
)
from criteria.vocabulary import CoverageKind, Kind, Verdict
from evidence.access import sees_all
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY
from evidence.gap_weights import Weight, weights_of
from evidence.naming import item_of, level_of, name_of
from evidence.records import System, Target, Task
from evidence.situation import Duty, Proof, Situation, whole_situation
from evidence.standing import Standing, object_duties
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer


class Reason(StrEnum):
    """Why a clause is not proven: the first that applies, in this order."""

    NO_SYSTEM = "no_system"
    NOT_ASSESSED = "not_assessed"
    UNMET = "unmet"
    PARTIAL = "partial"
    COVERAGE_LOW = "coverage_low"
    DATA_QUALITY_LOW = "data_quality_low"
    NO_DOCUMENT = "no_document"
    DOCUMENT_PENDING = "document_pending"
    DOCUMENT_RETURNED = "document_returned"
    DOCUMENT_EXPIRED = "document_expired"


_OF_VERDICT = {
    Verdict.UNKNOWN: Reason.NOT_ASSESSED,
    Verdict.UNMET: Reason.UNMET,
    Verdict.PARTIAL: Reason.PARTIAL,
}
_OF_PROOF = {
    Proof.NONE: Reason.NO_DOCUMENT,
    Proof.PENDING: Reason.DOCUMENT_PENDING,
    Proof.RETURNED: Reason.DOCUMENT_RETURNED,
    Proof.EXPIRED: Reason.DOCUMENT_EXPIRED,
}


@dataclass(frozen=True)
class Gap:
    """One clause that one system (or, without a system, the hospital) still owes.

    `about`: what is missing — proof of the clause itself, or of the coverage or data quality of its item.
    """

    target: Target
    requirement: AnyRequirement
    clause: str
    text: str
    item: str
    name: str
    level: str
    reason: Reason
    about: str
    system: System | None
    weight: Weight
    task: Task | None

    @property
    def catalog(self) -> str:
        """Id of the standard."""
        return self.target.catalog

    @property
    def vendor(self) -> str:
        """The vendor of the responsible system, empty when there is none."""
        return self.system.vendor if self.system else ""

    @property
    def blocks(self) -> bool:
        """Whether the gap holds the target back by itself."""
        return self.weight is Weight.BLOCKS


def load_gaps(store: Store, viewer: Viewer, situation: Situation, standing: Standing) -> list[Gap]:
    """The gaps of one target that the viewer may see, in catalog order, kept until something changes.

    They are found in the hospital as a whole: what a vendor's system owes depends on the target, not on who looks.
    """

    def compute() -> list[Gap]:
        return gaps_of(whole_situation(store, viewer, situation), standing)

    key = ("gaps", situation.revision, situation.today, situation.editions, standing.target.id)
    found: list[Gap] = store.cached(SYSTEM, key, compute)
    return found if sees_all(viewer) else [own for gap in found if (own := _as_seen(situation, gap))]


def _as_seen(situation: Situation, gap: Gap) -> Gap | None:
    """A gap of the whole hospital as a viewer with a narrower situation sees it, None when it is another's."""
    if gap.system is None or gap.system.id not in situation.system_by_id:
        return None
    hidden = gap.task is not None and gap.task.id not in {task.id for task in situation.tasks}
    return replace(gap, task=None) if hidden else gap


def gaps_of(situation: Situation, standing: Standing) -> list[Gap]:
    """The gaps of one target: per unproven clause one for each system that is short, in catalog order."""
    finder = _Finder(situation, standing)
    return [
        gap
        for row in asked_rows(standing.catalog, standing.target)
        for clause in row.clauses
        for gap in finder.gaps(row, clause.id, clause.text)
    ]


def asked_rows(catalog: Catalog, target: Target) -> Iterator[AnyRequirement]:
    """What a target asks for: rows up to its level, indicators and tiers up to its grade, all MLPS units."""
    for row in catalog.requirements:
        if isinstance(row, LevelRequirement):
            asked = 0 < row.level <= int(target.level)
        elif isinstance(row, Indicator) and isinstance(catalog, PointsCatalog):
            own = row.grade is not None and catalog.order[row.grade] <= catalog.order[target.level]
            asked = own or required_tier(catalog, row, target.level) is not None
        else:
            asked = True
        if asked:
            yield row


class _Finder:
    """Judges one clause after the other for a target."""

    def __init__(self, situation: Situation, standing: Standing) -> None:
        self.situation = situation
        self.target = standing.target
        self.catalog = standing.catalog
        self.weights = weights_of(standing)
        self.levels = _claimed_levels(standing)
        self.tasks = {
            (catalog, clause, task.system_id): task
            for task in reversed(situation.tasks)
            if task.state != "done"
            for catalog, clause in task.clauses
        }

    def gaps(self, row: AnyRequirement, clause: str, text: str) -> Iterator[Gap]:
        """Nothing when the clause is proven or not applicable.

        The measures of a row count even when none of its clauses is applicable: its first clause speaks for them.
        """
        for reason, about, system in self._findings(row, clause):
            yield Gap(
                target=self.target,
                requirement=row,
                clause=clause,
                text=text,
                item=item_of(row),
                name=name_of(self.catalog, row),
                level=level_of(row),
                reason=reason,
                about=about,
                system=system,
                weight=self.weights.get(item_of(row), Weight.POINTS),
                task=self._task(clause, system),
            )

    def _task(self, clause: str, system: System | None) -> Task | None:
        key = (self.catalog.id, clause)
        own = self.tasks.get((*key, system.id)) if system else None
        return own or self.tasks.get((*key, None))

    def _findings(self, row: AnyRequirement, clause: str) -> Iterator[tuple[Reason, str, System | None]]:
        duties = self._duties(row, clause)
        verdict = self.situation.verdict(self.catalog.id, row, clause, duties)
        first = duties[0].system if duties else None
        if verdict is Verdict.MET:
            short = self._tier_short(row, clause) or self._measure_short(row) or self._proof_short(row, clause)
            if short:
                yield (*short, first)
        elif verdict is not Verdict.NOT_APPLICABLE:
            yield from self._verdict_short(row, clause, verdict, duties)
        elif clause == row.clauses[0].id and self._nothing_applies(row):
            short = self._measure_short(row) or self._statistics_short(row)
            if short:
                yield (*short, first)

    def _nothing_applies(self, row: AnyRequirement) -> bool:
        return all(
            self.situation.verdict(self.catalog.id, row, clause.id, self._duties(row, clause.id))
            is Verdict.NOT_APPLICABLE
            for clause in row.clauses
        )

    def _duties(self, row: AnyRequirement, clause: str) -> tuple[Duty, ...]:
        if isinstance(row, AssessmentUnit) and isinstance(self.catalog, ComplianceCatalog):
            return object_duties(self.situation, self.catalog, row, self.target)
        return self.situation.duties(self.catalog.id)[clause]

    def _verdict_short(
        self, row: AnyRequirement, clause: str, verdict: Verdict, duties: tuple[Duty, ...]
    ) -> Iterator[tuple[Reason, str, System | None]]:
        """The hospital-wide judgement where it counts, else each system whose own verdict is short."""
        given = self.situation.judgements.get((self.catalog.id, clause), {})
        if not duties:
            yield (_OF_VERDICT[verdict] if None in given else Reason.NO_SYSTEM), CLAUSE, None
        elif isinstance(row, Indicator) and row.tiers:
            yield _OF_VERDICT[verdict], CLAUSE, duties[0].system
        else:
            for duty in duties:
                own = given[duty.system.id].verdict if duty.system.id in given else Verdict.UNKNOWN
                if not own.fulfils:
                    yield _OF_VERDICT[own], CLAUSE, duty.system

    def _tier_short(self, row: AnyRequirement, clause: str) -> tuple[Reason, str] | None:
        """A tiered indicator that has reached a tier, but a lower one than the target asks."""
        if not isinstance(row, Indicator) or not row.tiers or not isinstance(self.catalog, PointsCatalog):
            return None
        tier = self.situation.tier(self.catalog.id, clause)
        if tier is None or satisfies(self.catalog, row, ReachedTier(tier), self.target.level):
            return None
        return Reason.PARTIAL, CLAUSE

    def _measure_short(self, row: AnyRequirement) -> tuple[Reason, str] | None:
        """Coverage below the threshold at the target's own row, or data quality below its floor at any row."""
        if not isinstance(row, LevelRequirement) or not isinstance(self.catalog, LevelsCatalog):
            return None
        measured, thresholds = self.levels[(row.item, row.level)], self.catalog.thresholds
        threshold = threshold_for(row.kind or Kind.UNCONFIRMED, thresholds)
        if row.level == int(self.target.level) and measured.coverage < threshold:
            return Reason.COVERAGE_LOW, COVERAGE
        if measured.data_quality < thresholds.data_quality:
            return Reason.DATA_QUALITY_LOW, DATA_QUALITY
        return None

    def _proof_short(self, row: AnyRequirement, clause: str) -> tuple[Reason, str] | None:
        """No accepted, current document for the clause, or no such statistics for a measure that counts at its row."""
        proof = self.situation.proof(CLAUSE, self.catalog.id, clause)
        if proof is not Proof.CURRENT:
            return _OF_PROOF[proof], CLAUSE
        return self._statistics_short(row)

    def _statistics_short(self, row: AnyRequirement) -> tuple[Reason, str] | None:
        for subject in self._measured_subjects(row):
            proof = self.situation.proof(subject, self.catalog.id, item_of(row))
            if proof is not Proof.CURRENT:
                return _OF_PROOF[proof], subject
        return None

    def _measured_subjects(self, row: AnyRequirement) -> Iterator[str]:
        if not isinstance(row, LevelRequirement) or not isinstance(self.catalog, LevelsCatalog):
            return
        kind = self.catalog.item_by_code[row.item].coverage.kind
        if row.level == int(self.target.level) and kind is not CoverageKind.FUNCTION:
            yield COVERAGE
        if row.data_quality:
            yield DATA_QUALITY


def _claimed_levels(standing: Standing) -> dict[tuple[str, int], ItemLevel]:
    if not isinstance(standing.claimed, LevelsResult):
        return {}
    return {(item.item, level.level): level for item in standing.claimed.items for level in item.levels}
