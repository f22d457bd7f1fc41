"""What each system must do and how far it is: the read model of the screen 系统."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from criteria.models import (
    AnyRequirement,
    AssessmentUnit,
    Catalog,
    Clause,
    ComplianceCatalog,
    LevelRequirement,
    is_tiered,
)
from criteria.responsibility import kinds_in
from criteria.vocabulary import Verdict
from evidence.documents import CLAUSE
from evidence.gaps import Gap, asked_rows
from evidence.judgement import VerdictDraft
from evidence.naming import level_of, name_of, path_of
from evidence.records import Judgement, System, Target
from evidence.situation import Duty, Proof, Situation
from evidence.standing import Standing, object_duties

CONNECTION_NAMES: Mapping[bool | None, str] = {True: "是", False: "否", None: "未知"}
MLPS_LEVEL_NAMES: Mapping[int | None, str] = {None: "未定级", 1: "一级", 2: "二级", 3: "三级", 4: "四级", 5: "五级"}


@dataclass(frozen=True)
class Tally:
    """Clauses of a system by its own verdict. `proven`: met, with an accepted, current document."""

    verdicts: Mapping[Verdict, int]
    proven: int

    @property
    def total(self) -> int:
        """All clauses that the system answers for."""
        return sum(self.verdicts.values())

    @property
    def applicable(self) -> int:
        """All but those judged not applicable."""
        return self.total - self.verdicts.get(Verdict.NOT_APPLICABLE, 0)

    @property
    def share(self) -> Decimal | None:
        """The proven share of the applicable clauses, None when none applies."""
        return Decimal(self.proven) / self.applicable if self.applicable else None


@dataclass(frozen=True)
class SystemClause:
    """A clause that a system answers for, why, and what has been found about it."""

    catalog: Catalog
    requirement: AnyRequirement
    clause: Clause
    reason: str
    judgement: Judgement | None
    proof: Proof

    @property
    def item(self) -> str:
        """The heading that people look for: `05.01 标本处理`, an interop section, an MLPS control."""
        return path_of(self.catalog, self.requirement)[1]

    @property
    def name(self) -> str:
        """The item of a level row (`05.01 标本处理`), the name of an indicator, an MLPS control."""
        row = self.requirement
        name = name_of(self.catalog, row)
        return f"{row.item} {name}" if isinstance(row, LevelRequirement) else name

    @property
    def level(self) -> str:
        """`5级`, the grade of an indicator, empty for MLPS."""
        return level_of(self.requirement)

    @property
    def verdict(self) -> Verdict:
        """The system's own verdict; of a tiered indicator the hospital's."""
        return self.judgement.verdict if self.judgement else Verdict.UNKNOWN

    @property
    def note(self) -> str:
        """The note of the verdict."""
        return self.judgement.note if self.judgement else ""

    @property
    def version(self) -> int:
        """The version of the stored verdict, 0 when there is none."""
        return self.judgement.version if self.judgement else 0

    @property
    def for_hospital(self) -> bool:
        """Whether the clause is judged for the whole hospital, not per system (tiered indicators)."""
        return is_tiered(self.requirement)


@dataclass(frozen=True)
class SystemRow:
    """A line of the register. `tally` and `gaps` speak of the chosen target, None without one."""

    system: System
    requirements: Mapping[str, int]
    tally: Tally | None
    gaps: int | None
    open_tasks: int

    @property
    def required(self) -> int:
        """Requirements over all standards."""
        return sum(self.requirements.values())


@dataclass(frozen=True)
class RegisterFacts:
    """The register in numbers. `most_gaps`: the system with the most gaps for the chosen target, None without any."""

    systems: int
    vendors: int
    connected: int
    connection_unknown: int
    most_gaps: SystemRow | None


def requirement_counts(situation: Situation) -> dict[int, dict[str, int]]:
    """System id → catalog → the number of requirements with at least one clause that the system answers for."""
    counts: dict[int, dict[str, int]] = {system.id: {} for system in situation.systems}
    for catalog_id in situation.catalogs:
        codes: dict[int, set[str]] = {system.id: set() for system in situation.systems}
        for clause, duties in situation.duties(catalog_id).items():
            for duty in duties:
                codes[duty.system.id].add(clause.split("#")[0])
        for system_id, found in codes.items():
            counts[system_id][catalog_id] = len(found)
    return counts


def register_rows(situation: Situation, standing: Standing | None, gaps: Iterable[Gap]) -> list[SystemRow]:
    """The register with what the chosen target asks of each system; `gaps`: those of that target."""
    counts = requirement_counts(situation)
    tallies = target_tallies(situation, standing.target) if standing else {}
    owed = Counter(gap.system.id for gap in gaps if gap.system)
    tasks = Counter(task.system_id for task in situation.tasks if task.state != "done")
    return [
        SystemRow(
            system=system,
            requirements=counts[system.id],
            tally=tallies.get(system.id),
            gaps=owed[system.id] if standing else None,
            open_tasks=tasks[system.id],
        )
        for system in situation.systems
    ]


def register_facts(rows: Iterable[SystemRow]) -> RegisterFacts:
    """What the answer sentence of the register says."""
    listed = list(rows)
    worst = max(listed, key=lambda row: row.gaps or 0, default=None)
    return RegisterFacts(
        systems=len(listed),
        vendors=len({row.system.vendor for row in listed if row.system.vendor}),
        connected=sum(row.system.connected is True for row in listed),
        connection_unknown=sum(row.system.connected is None for row in listed),
        most_gaps=worst if worst and worst.gaps else None,
    )


def matching(rows: Iterable[SystemRow], kinds: Iterable[str], vendors: Iterable[str], text: str) -> list[SystemRow]:
    """The rows of some kinds and vendors (none given: all) in which every word of the text occurs."""
    of_kinds, of_vendors, words = set(kinds), set(vendors), text.lower().split()
    return [
        row
        for row in rows
        if (not of_kinds or row.system.kind in of_kinds)
        and (not of_vendors or row.system.vendor in of_vendors)
        and all(word in _searched(row.system) for word in words)
    ]


def _searched(system: System) -> str:
    parts = (system.name, system.kind, system.product, system.product_version, system.vendor, system.contract)
    return " ".join((*parts, system.filing_no, system.note)).lower()


def target_tallies(situation: Situation, target: Target) -> dict[int, Tally]:
    """System id → its clauses up to the target, by its own verdict."""
    catalog = situation.catalogs[target.catalog]
    verdicts: dict[int, Counter[Verdict]] = {system.id: Counter() for system in situation.systems}
    proven: Counter[int] = Counter()
    for row in asked_rows(catalog, target):
        for clause in row.clauses:
            for duty in _target_duties(situation, catalog, row, clause.id, target):
                entry = _system_clause(situation, catalog, row, clause, duty)
                verdicts[duty.system.id][entry.verdict] += 1
                proven[duty.system.id] += _proven(entry)
    return {system_id: Tally(found, proven[system_id]) for system_id, found in verdicts.items()}


def _target_duties(
    situation: Situation, catalog: Catalog, row: AnyRequirement, clause: str, target: Target
) -> tuple[Duty, ...]:
    if isinstance(row, AssessmentUnit) and isinstance(catalog, ComplianceCatalog):
        return object_duties(situation, catalog, row, target)
    return situation.duties(catalog.id)[clause]


def system_clauses(situation: Situation, catalog_id: str, system_id: int) -> list[SystemClause]:
    """The clauses of one standard that a system answers for, in catalog order."""
    catalog, duties = situation.catalogs[catalog_id], situation.duties(catalog_id)
    return [
        _system_clause(situation, catalog, row, clause, duty)
        for row in catalog.requirements
        for clause in row.clauses
        for duty in duties[clause.id]
        if duty.system.id == system_id
    ]


def _system_clause(
    situation: Situation, catalog: Catalog, row: AnyRequirement, clause: Clause, duty: Duty
) -> SystemClause:
    given = situation.judgements.get((catalog.id, clause.id), {})
    return SystemClause(
        catalog=catalog,
        requirement=row,
        clause=clause,
        reason=duty.reason,
        judgement=given.get(None if is_tiered(row) else duty.system.id),
        proof=situation.proof(CLAUSE, catalog.id, clause.id),
    )


def _proven(entry: SystemClause) -> bool:
    return entry.verdict is Verdict.MET and entry.proof is Proof.CURRENT


def tally(entries: Iterable[SystemClause]) -> Tally:
    """Clauses counted by verdict, with the number of proven ones."""
    listed = list(entries)
    return Tally(Counter(entry.verdict for entry in listed), sum(map(_proven, listed)))


def asked_codes(situation: Situation, catalog_id: str) -> set[str] | None:
    """The requirements that the hospital's targets ask of a standard; None without a target there."""
    targets = [target for target in situation.targets if target.catalog == catalog_id]
    catalog = situation.catalogs[catalog_id]
    return {row.code for target in targets for row in asked_rows(catalog, target)} if targets else None


def standard_tallies(situation: Situation, system_id: int) -> dict[str, Tally]:
    """Catalog → the system's clauses up to the hospital's targets (without a target: all); only where there are any."""
    tallies = {}
    for catalog_id in situation.catalogs:
        asked = asked_codes(situation, catalog_id)
        entries = system_clauses(situation, catalog_id, system_id)
        found = tally(entry for entry in entries if asked is None or entry.requirement.code in asked)
        if found.total:
            tallies[catalog_id] = found
    return tallies


def stored_verdicts(entries: Iterable[SystemClause], system_id: int) -> list[VerdictDraft]:
    """The verdicts as they are stored now, for taking a change of them back."""
    return [
        VerdictDraft(
            clause=entry.clause.id,
            verdict=entry.verdict,
            system_id=system_id,
            note=entry.note,
            example=entry.judgement is not None and entry.judgement.example,
            origin=entry.judgement.origin if entry.judgement else "person",
        )
        for entry in entries
    ]


def reviews_after(situation: Situation, ends_on: date | None) -> list[Target]:
    """The targets whose review comes after a contract has ended."""
    if ends_on is None:
        return []
    return [target for target in situation.targets if target.review_on is not None and target.review_on > ends_on]


def unfiled_systems(situation: Situation) -> list[System]:
    """Business systems that belong to no protected object (what carries them need not be filed with them)."""
    filed = {system_id for entry in situation.objects for system_id in entry.systems}
    return [s for s in situation.systems if s.id not in filed and s.kind not in kinds_in("foundation")]
