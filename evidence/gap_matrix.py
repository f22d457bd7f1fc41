"""The matrix requirements × systems: the state of each system on each requirement, and one cell in full."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from criteria.models import AnyRequirement, AssessmentUnit, ComplianceCatalog, LevelRequirement, is_tiered
from criteria.vocabulary import Verdict, worst
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link
from evidence.gap_weights import Weight
from evidence.gaps import Gap, asked_rows
from evidence.naming import item_of
from evidence.records import System
from evidence.situation import Duty, Proof, Situation
from evidence.standing import Standing, object_duties

SystemId = int | None
_WORST_LAST = tuple(Proof)


@dataclass(frozen=True)
class Cell:
    """One system (or the hospital as a whole) on one requirement: the worst of the clauses it answers for.

    `proof` is None where nothing is to be proven (not applicable). `measures`: whether coverage or data quality or
    their statistics are what is missing.
    """

    verdict: Verdict
    proof: Proof | None
    measures: bool
    gaps: int


@dataclass(frozen=True)
class ClauseState:
    """A clause within a cell. `others`: the other systems that still owe it."""

    clause: str
    text: str
    verdict: Verdict
    proof: Proof
    note: str
    gaps: tuple[Gap, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class CellDetail:
    """One cell in full, with what has to be linked to a document that proves it."""

    requirement: AnyRequirement
    system: System | None
    weight: Weight | None
    clauses: tuple[ClauseState, ...]
    links: tuple[Link, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """All gaps of the cell."""
        return tuple(gap for state in self.clauses for gap in state.gaps)


class Matrix:
    """Rows and columns of a target's matrix; cells are worked out when they are asked for.

    `everything`: all rows that the target asks for and all systems, otherwise only those with one of the gaps.
    """

    def __init__(self, situation: Situation, standing: Standing, gaps: Sequence[Gap], everything: bool = False) -> None:
        self._situation = situation
        self._standing = standing
        self._gaps: dict[tuple[str, SystemId], list[Gap]] = {}
        for gap in gaps:
            self._gaps.setdefault((gap.requirement.code, gap.system.id if gap.system else None), []).append(gap)
        self._weights: Mapping[str, Weight] = {gap.requirement.code: gap.weight for gap in gaps}
        self.rows: tuple[AnyRequirement, ...] = tuple(
            row for row in asked_rows(standing.catalog, standing.target) if everything or row.code in self._weights
        )
        owing = {system_id for _, system_id in self._gaps}
        self.systems: tuple[System | None, ...] = (
            *(system for system in situation.systems if everything or system.id in owing),
            *([None] if None in owing or everything else []),
        )

    def weight(self, row: AnyRequirement) -> Weight | None:
        """What the gaps of a row weigh; None without a gap."""
        return self._weights.get(row.code)

    def cells(self, row: AnyRequirement) -> dict[SystemId, Cell]:
        """System id → cell, for the systems that answer for the row (None: the hospital as a whole)."""
        found: dict[SystemId, list[str]] = {}
        for clause in row.clauses:
            for system_id in self._owners(row, clause.id):
                found.setdefault(system_id, []).append(clause.id)
        return {system_id: self._cell(row, system_id, clauses) for system_id, clauses in found.items()}

    def detail(self, code: str, system_id: SystemId) -> CellDetail | None:
        """One cell in full; None when the target does not ask for it or the system does not answer for it."""
        row = next((row for row in self.rows if row.code == code), None)
        if row is None:
            return None
        states = tuple(
            self._state(row, clause.id, clause.text, system_id)
            for clause in row.clauses
            if system_id in self._owners(row, clause.id)
        )
        if not states:
            return None
        system = self._situation.system_by_id[system_id] if system_id is not None else None
        return CellDetail(row, system, self.weight(row), states, self._links(row, states))

    def _duties(self, row: AnyRequirement, clause: str) -> tuple[Duty, ...]:
        catalog = self._standing.catalog
        if isinstance(row, AssessmentUnit) and isinstance(catalog, ComplianceCatalog):
            return object_duties(self._situation, catalog, row, self._standing.target)
        return self._situation.duties(catalog.id)[clause]

    def _owners(self, row: AnyRequirement, clause: str) -> list[SystemId]:
        """Who is judged: each responsible system, for a tiered indicator the first of them, else the hospital."""
        owners: list[SystemId] = [duty.system.id for duty in self._duties(row, clause)]
        return owners[:1] or [None] if is_tiered(row) else owners or [None]

    def _verdict(self, row: AnyRequirement, clause: str, system_id: SystemId) -> Verdict:
        given = self._situation.judgements.get((self._standing.catalog.id, clause), {})
        judged = None if is_tiered(row) else system_id
        return given[judged].verdict if judged in given else Verdict.UNKNOWN

    def _proof(self, clause: str) -> Proof:
        return self._situation.proof(CLAUSE, self._standing.catalog.id, clause)

    def _cell(self, row: AnyRequirement, system_id: SystemId, clauses: list[str]) -> Cell:
        verdicts = {clause: self._verdict(row, clause, system_id) for clause in clauses}
        applicable = [self._proof(clause) for clause in clauses if verdicts[clause] is not Verdict.NOT_APPLICABLE]
        gaps = self._gaps.get((row.code, system_id), [])
        return Cell(
            verdict=worst(list(verdicts.values())),
            proof=max(applicable, key=_WORST_LAST.index, default=None),
            measures=any(gap.about != CLAUSE for gap in gaps),
            gaps=len(gaps),
        )

    def _state(self, row: AnyRequirement, clause: str, text: str, system_id: SystemId) -> ClauseState:
        given = self._situation.judgements.get((self._standing.catalog.id, clause), {})
        judged = None if is_tiered(row) else system_id
        others = (owner for owner in self._owners(row, clause) if owner != system_id)
        return ClauseState(
            clause=clause,
            text=text,
            verdict=self._verdict(row, clause, system_id),
            proof=self._proof(clause),
            note=given[judged].note if judged in given else "",
            gaps=tuple(self._of_clause(row, clause, system_id)),
            others=tuple(gap.system.name for o in others for gap in self._of_clause(row, clause, o) if gap.system),
        )

    def _of_clause(self, row: AnyRequirement, clause: str, system_id: SystemId) -> Iterable[Gap]:
        return (gap for gap in self._gaps.get((row.code, system_id), ()) if gap.clause == clause)

    def _links(self, row: AnyRequirement, states: tuple[ClauseState, ...]) -> tuple[Link, ...]:
        catalog = self._standing.catalog.id
        measures = (COVERAGE, DATA_QUALITY) if isinstance(row, LevelRequirement) else ()
        return (
            *(Link(CLAUSE, state.clause, catalog) for state in states),
            *(Link(subject, item_of(row), catalog) for subject in measures),
        )
