"""Everything that grading and gaps need, read from the store in one consistent state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlite_utils import Database

from criteria import overlay
from criteria.models import AnyRequirement, Catalog, LevelRequirement, is_tiered
from criteria.responsibility import responsible_clauses
from criteria.vocabulary import Verdict, worst
from evidence import register
from evidence.access import sees_all
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY
from evidence.measures import quality_index
from evidence.official_wording.laid import laid_catalogs
from evidence.proofs import Backing, Proven, read_backings
from evidence.proofs import Proof as Proof
from evidence.records import Hospital, Judgement, Measure, ProtectedObject, System, Target, Task, from_row
from evidence.store import Store
from evidence.store.connection import revision_of
from evidence.tasks import read_tasks
from evidence.viewer import SYSTEM, Viewer


@dataclass(frozen=True)
class Duty:
    """A system that answers for a clause, and why. `by_person`: assigned by a person, not by kind."""

    system: System
    reason: str
    by_person: bool


@dataclass(frozen=True)
class Situation:
    """One hospital at one revision and date. Derived tables are computed when first needed and kept.

    `catalogs`: with the official wording that the hospital has adopted, `shipped`: as they come;
    `backings`: what documents there are, for this day and later ones; `proofs`: what that comes to on this day.
    """

    revision: int
    today: date
    hospital: Hospital
    catalogs: Mapping[str, Catalog]
    shipped: Mapping[str, Catalog]
    systems: tuple[System, ...]
    objects: tuple[ProtectedObject, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    judgements: Mapping[tuple[str, str], Mapping[int | None, Judgement]]
    measures: tuple[Measure, ...]
    hazards: Mapping[int, int]
    backings: Mapping[Proven, Backing]
    proofs: Mapping[Proven, Proof]
    overrides: Mapping[tuple[str, str], Mapping[int, tuple[bool, str]]]
    _duties: dict[str, dict[str, tuple[Duty, ...]]] = field(default_factory=dict, repr=False)

    @cached_property
    def editions(self) -> tuple[tuple[str, str], ...]:
        """What tells these catalogs from others with the same ids, for the key of a cache."""
        return overlay.editions(self.catalogs)

    @cached_property
    def system_by_id(self) -> Mapping[int, System]:
        """System id → system in use."""
        return {system.id: system for system in self.systems}

    @cached_property
    def object_by_id(self) -> Mapping[int, ProtectedObject]:
        """Object id → protected object."""
        return {entry.id: entry for entry in self.objects}

    def duties(self, catalog_id: str) -> Mapping[str, tuple[Duty, ...]]:
        """Clause id → the responsible systems: by kind and demand, changed by persons; most responsible first."""
        if catalog_id not in self._duties:
            self._duties[catalog_id] = self._assign(self.catalogs[catalog_id])
        return self._duties[catalog_id]

    def _assign(self, catalog: Catalog) -> dict[str, tuple[Duty, ...]]:
        reasons = {kind: responsible_clauses(catalog, kind) for kind in {system.kind for system in self.systems}}
        return {
            clause.id: tuple(self._clause_duties(catalog, row, clause.id, reasons))
            for row in catalog.requirements
            for clause in row.clauses
        }

    def _clause_duties(
        self, catalog: Catalog, row: AnyRequirement, clause: str, reasons: Mapping[str, Mapping[str, str]]
    ) -> list[Duty]:
        changed = self.overrides.get((catalog.id, clause), {})
        found = []
        for system in self.systems:
            by_kind = reasons[system.kind].get(clause)
            assigned, reason = changed.get(system.id, (by_kind is not None, ""))
            if assigned:
                found.append(Duty(system, reason or by_kind or "由人工指定", by_kind is None))
        rank = {kind: place for place, kind in enumerate(row.systems)}
        return sorted(found, key=lambda duty: (rank.get(duty.system.kind, len(rank)), duty.system.id))

    def verdict(self, catalog_id: str, row: AnyRequirement, clause: str, duties: tuple[Duty, ...]) -> Verdict:
        """The hospital's verdict on a clause: the worst of its systems, or the hospital-wide one without systems.

        A tiered indicator is always judged for the whole hospital.
        """
        given = self.judgements.get((catalog_id, clause), {})
        if not duties or is_tiered(row):
            return given[None].verdict if None in given else Verdict.UNKNOWN
        return worst([given[d.system.id].verdict if d.system.id in given else Verdict.UNKNOWN for d in duties])

    def tier(self, catalog_id: str, clause: str) -> str | None:
        """The tier recorded for a tiered indicator."""
        given = self.judgements.get((catalog_id, clause), {})
        return given[None].tier if None in given else None

    def proof(self, subject: str, catalog_id: str, ref: str) -> Proof:
        """How far documents back a clause (`ref` its id) or a measure (`ref` the item)."""
        return self.proofs.get((subject, catalog_id, ref), Proof.NONE)

    def on(self, day: date) -> "Situation":
        """The same verdicts, measures and documents on a later day: what proves then. Work to come is not foreseen.

        Raises ValueError for an earlier day.
        """
        if day < self.today:
            raise ValueError(f"{day} is before {self.today}")
        return replace(self, today=day, proofs=_proofs(self.backings, day))

    @cached_property
    def coverage(self) -> Mapping[str, Mapping[tuple[str, int | None], Decimal]]:
        """Catalog → (item, level or None) → entered coverage."""
        result: dict[str, dict[tuple[str, int | None], Decimal]] = {}
        for measure in self.measures:
            if measure.kind == COVERAGE:
                result.setdefault(measure.catalog, {})[(measure.item, measure.level)] = measure.value
        return result

    @cached_property
    def data_quality(self) -> Mapping[str, Mapping[tuple[str, int | None], Decimal]]:
        """Catalog → (item, level or None) → data quality index, as given or from the checks of the row."""
        index: dict[tuple[str, str, int | None], Decimal] = {}
        checks: dict[tuple[str, str, int | None], dict[int, Decimal]] = {}
        for measure in self.measures:
            key = (measure.catalog, measure.item, measure.level)
            if measure.kind != DATA_QUALITY:
                continue
            if measure.check_no is None:
                index[key] = measure.value
            else:
                checks.setdefault(key, {})[measure.check_no] = measure.value
        result: dict[str, dict[tuple[str, int | None], Decimal]] = {}
        for key in {**index, **checks}:
            catalog_id, item, level = key
            value = quality_index(index.get(key), checks.get(key, {}), self._check_count(catalog_id, item, level))
            if value is not None:
                result.setdefault(catalog_id, {})[(item, level)] = value
        return result

    def _check_count(self, catalog_id: str, item: str, level: int | None) -> int:
        row = getattr(self.catalogs[catalog_id], "rows_by_item", {}).get(item, {}).get(level)
        return len(row.data_quality_checks) if row is not None else 0


def load_situation(store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], today: date) -> Situation:
    """What the viewer sees of the situation of a hospital on a date; kept until something changes."""

    def compute() -> Situation:
        seen = _read(store, viewer, catalogs, today)
        return seen if sees_all(viewer) else _with_own_share(seen, load_situation(store, SYSTEM, catalogs, today))

    key = ("situation", store.revision(viewer), today, tuple(catalogs))
    situation: Situation = store.cached(viewer, key, compute)
    return situation


def whole_situation(store: Store, viewer: Viewer, situation: Situation) -> Situation:
    """The hospital as a whole behind what the viewer sees of it; not to be handed on to a screen."""
    return situation if sees_all(viewer) else load_situation(store, SYSTEM, situation.shipped, situation.today)


def _with_own_share(seen: Situation, whole: Situation) -> Situation:
    """What the hospital has measured and proven for the clauses of the systems that are seen, without names."""
    own = {(id_, clause) for id_ in whole.catalogs for clause, duties in seen.duties(id_).items() if duties}
    items = {
        (catalog.id, row.item)
        for catalog in whole.catalogs.values()
        for row in catalog.requirements
        if isinstance(row, LevelRequirement) and any((catalog.id, clause.id) in own for clause in row.clauses)
    }
    proven = [key for key in whole.proofs if key[1:] in (own if key[0] == CLAUSE else items)]
    documents = {period.document for backing in seen.backings.values() for period in backing.periods}
    return replace(
        seen,
        measures=tuple(
            replace(measure, author="", note="")
            for measure in whole.measures
            if (measure.catalog, measure.item) in items
        ),
        backings={key: whole.backings[key].naming(documents) for key in proven},
        proofs={key: whole.proofs[key] for key in proven},
    )


def _read(store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], today: date) -> Situation:
    with store.reading(viewer) as db:
        laid = laid_catalogs(db, catalogs)
        backings = read_backings(db, laid, today)
        return Situation(
            revision=revision_of(db),
            today=today,
            hospital=register.read_hospital(db),
            catalogs=laid,
            shipped=catalogs,
            systems=tuple(register.read_systems(db)),
            objects=tuple(register.read_objects(db)),
            targets=tuple(target for target in register.read_targets(db) if target.catalog in catalogs),
            tasks=tuple(read_tasks(db)),
            judgements=_judgements(db),
            measures=tuple(
                from_row(Measure, row)
                for row in db.query("SELECT * FROM measures ORDER BY id")
                if row["catalog"] in catalogs
            ),
            hazards={
                row["object_id"]: row["n"]
                for row in db.query("SELECT object_id, count(*) AS n FROM hazards WHERE fixed = 0 GROUP BY object_id")
            },
            backings=backings,
            proofs=_proofs(backings, today),
            overrides=_overrides(db),
        )


def _judgements(db: Database) -> dict[tuple[str, str], dict[int | None, Judgement]]:
    found: dict[tuple[str, str], dict[int | None, Judgement]] = {}
    for row in db.query("SELECT * FROM verdicts"):
        found.setdefault((row["catalog"], row["clause"]), {})[row["system_id"]] = from_row(Judgement, row)
    return found


def _overrides(db: Database) -> dict[tuple[str, str], dict[int, tuple[bool, str]]]:
    found: dict[tuple[str, str], dict[int, tuple[bool, str]]] = {}
    for row in db.query("SELECT * FROM assignments"):
        key = (row["catalog"], row["clause"])
        found.setdefault(key, {})[row["system_id"]] = (bool(row["assigned"]), row["reason"])
    return found


def _proofs(backings: Mapping[Proven, Backing], day: date) -> dict[Proven, Proof]:
    text = day.isoformat()
    return {key: backing.on(text) for key, backing in backings.items()}
