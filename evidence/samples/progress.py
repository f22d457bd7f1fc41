"""Lays example progress over a sample hospital: verdicts, measures, documents, tasks in six dated steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from evidence import register
from evidence.deployment import Deployment
from evidence.documents import CLAUSE, DocumentFilter, find_documents
from evidence.errors import InvalidInputError
from evidence.gaps import Gap, gaps_of
from evidence.judgement import record_verdicts
from evidence.measures import record_measures
from evidence.records import Target
from evidence.samples.contract_progress import ContractProgress
from evidence.samples.progress_data import (
    ComplianceSettings,
    HospitalPlan,
    LevelsSettings,
    PointsSettings,
    StepClock,
    between,
    hospital_plans,
    percent,
    texts,
)
from evidence.samples.progress_documents import DocumentPlan, plan_documents, with_files
from evidence.samples.progress_measures import MeasurePlan
from evidence.samples.progress_methods import ComplianceVerdicts, PointsVerdicts
from evidence.samples.progress_tasks import TaskPlan
from evidence.samples.progress_upload import Uploader
from evidence.samples.progress_verdicts import Known, LevelsVerdicts, VerdictPlan, without_repeats
from evidence.samples.ticket_examples import add_example_tickets
from evidence.situation import Situation, load_situation
from evidence.standing import load_standings
from evidence.store import Store
from evidence.viewer import Viewer

_REVIEW_HOUR, _PLANNING_HOUR = 14, 17


def add_progress(deployment: Deployment, slug: str, today: date) -> None:
    """Lays the example over the hospital that create_sample() made: the same `today` gives the same contents.

    Raises InvalidInputError for a hospital without an example or with documents of its own.
    """
    plan = hospital_plans().get(slug)
    if plan is None:
        raise InvalidInputError(f"没有医院“{slug}”的示例进度，可用的有 {'、'.join(hospital_plans())}。")
    days = [today - timedelta(days=back) for back in texts().steps]
    clock = StepClock(days[0])
    store = Store(deployment.open(slug).folder, clock)
    viewer = Viewer(texts().author)
    if find_documents(store, viewer, DocumentFilter(), today, limit=1).total:
        raise InvalidInputError("这家医院已经有佐证材料，示例进度只能加到刚建立的示例医院。")
    _describe_systems(store, viewer, slug, plan, days)
    _date_targets(store, viewer, deployment.catalogs, plan, today)
    # As long as a connection is open, SQLite does not empty its log into the database after every single change.
    with store.reading(viewer):
        _Progress(deployment.catalogs, store, viewer, clock, plan, days).run()


def _describe_systems(store: Store, viewer: Viewer, slug: str, plan: HospitalPlan, days: list[date]) -> None:
    """Vendors where the contract names none, go-live dates, connection to the platform, MLPS levels."""
    words = texts().systems
    vendors = {kind: vendor for vendor, kinds in plan.vendors.items() for kind in kinds}
    for system in register.systems(store, viewer):
        made_up = vendors.get(system.kind, "") if not system.vendor else ""
        added = words.vendor_note if made_up else words.note
        draft = register.SystemDraft(
            name=system.name,
            kind=system.kind,
            product=system.product,
            product_version=system.product_version,
            vendor=system.vendor or made_up,
            contract_id=system.contract_id,
            go_live_on=days[-1] - timedelta(days=between(words.go_live_days, slug, system.name, "live")),
            connected=system.name not in plan.unconnected,
            mlps_level=3 if percent(slug, system.name, "mlps") < words.mlps_share else None,
            filing_no=system.filing_no,
            note=_joined(system.note, added),
        )
        register.change_system(store, viewer, system.id, draft, system.version)


def _joined(note: str, added: str) -> str:
    return f"{note}；{added}" if note else added


def _date_targets(
    store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], plan: HospitalPlan, today: date
) -> None:
    """Example review dates; what the contract says about the target stays."""
    for target in register.targets(store, viewer):
        register.set_target(
            store,
            viewer,
            catalogs[target.catalog],
            target.level,
            review_on=today + timedelta(days=plan.targets[target.catalog].review_in),
            object_id=target.object_id,
            note=_joined(target.note, texts().targets.note),
            example=True,
        )


@dataclass
class _Track:
    """One standard of the hospital: what is recorded about it step by step."""

    catalog: Catalog
    verdicts: VerdictPlan
    measures: MeasurePlan | None = None
    known: Known = field(default_factory=dict)


class _Progress:
    """The six steps of one hospital."""

    def __init__(
        self,
        catalogs: Mapping[str, Catalog],
        store: Store,
        viewer: Viewer,
        clock: StepClock,
        plan: HospitalPlan,
        days: list[date],
    ) -> None:
        self.catalogs = catalogs
        self.store = store
        self.viewer = viewer
        self.clock = clock
        self.plan = plan
        self.days = days
        situation = self._situation(0)
        self.tracks = [self._track(situation, target) for target in situation.targets]
        self.uploader = Uploader(store, viewer, with_files(self._documents(situation)), days)
        self.tasks = TaskPlan(store, viewer, store.slug, plan.tasks)
        self.contract = ContractProgress(store, viewer)

    def run(self) -> None:
        """All steps; tasks come in at the last but one and move at the last."""
        last = texts().last
        self.contract.begin(self.days[last])
        for step in range(last + 1):
            self._record(step)
            self.contract.deliver(self.days[step])
            gaps = self._look(step)
            self.clock.set(self.days[step], _PLANNING_HOUR)
            if step == last - 1:
                self.tasks.lay_first(gaps, set(self._closing()), self.days[step], self.days[last])
            elif step == last:
                self.tasks.lay_second(gaps, self.days[last])
                self.tasks.move(gaps, self._closing())
                add_example_tickets(self.store, self.viewer, self.days[last])
                self._look(step)

    def _track(self, situation: Situation, target: Target) -> _Track:
        catalog, plan = self.catalogs[target.catalog], self.plan.targets[target.catalog]
        duties, slug = situation.duties(catalog.id), self.store.slug
        if isinstance(catalog, LevelsCatalog) and isinstance(plan, LevelsSettings):
            measures = MeasurePlan(slug, catalog, plan, target.level, self.days)
            return _Track(catalog, LevelsVerdicts(slug, catalog, plan, duties, target.level), measures)
        if isinstance(catalog, PointsCatalog) and isinstance(plan, PointsSettings):
            return _Track(catalog, PointsVerdicts(slug, catalog, plan, duties, target.level))
        assert isinstance(catalog, ComplianceCatalog)  # noqa: S101 - the settings belong to the catalog's method
        assert isinstance(plan, ComplianceSettings)  # noqa: S101
        return _Track(catalog, ComplianceVerdicts(slug, catalog, plan, duties, target.level))

    def _documents(self, situation: Situation) -> list[DocumentPlan]:
        slug = self.store.slug
        return [
            document
            for track in self.tracks
            for document in plan_documents(
                slug, track.catalog, track.verdicts, track.measures, situation.duties(track.catalog.id)
            )
        ]

    def _record(self, step: int) -> None:
        """Verdicts and measures in the morning, documents come in, the review in the afternoon."""
        self.clock.set(self.days[step])
        for track in self.tracks:
            drafts = without_repeats(track.verdicts.drafts(step), track.known)
            record_verdicts(self.store, self.viewer, track.catalog, drafts)
            if track.measures and isinstance(track.catalog, LevelsCatalog):
                record_measures(self.store, self.viewer, track.catalog, track.measures.drafts(step))
        self.uploader.upload(step)
        self.clock.set(self.days[step], _REVIEW_HOUR)
        self.uploader.review(step)

    def _situation(self, step: int) -> Situation:
        return load_situation(self.store, self.viewer, self.catalogs, self.days[step])

    def _look(self, step: int) -> list[Gap]:
        """The real standings of the day, remembered for the trend, and the gaps that follow from them."""
        situation = self._situation(step)
        standings = load_standings(self.store, self.viewer, situation)
        return [gap for standing in standings for gap in gaps_of(situation, standing)]

    def _closing(self) -> dict[tuple[str, str], int]:
        """Clause → document accepted at the last step (id 0 while it is not there yet)."""
        return {
            (link.catalog, link.ref): self.uploader.ids.get(plan.key, 0)
            for plan in self.uploader.plans
            if plan.accepted_at == texts().last
            for link in plan.links
            if link.subject == CLAUSE
        }
