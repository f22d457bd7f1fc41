"""The requirements of one standard as a list: state, proof and owner of each, filtered, grouped, paged."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.grading.facts import ReachedTier
from criteria.grading.points import satisfies
from criteria.models import (
    AnyRequirement,
    AssessmentUnit,
    Catalog,
    ComplianceCatalog,
    Indicator,
    LevelRequirement,
    PointsCatalog,
)
from criteria.vocabulary import WORST_FIRST, Verdict, worst
from evidence.documents import CLAUSE
from evidence.gaps import asked_rows, load_gaps
from evidence.naming import item_of, name_of, path_of
from evidence.register import target_levels
from evidence.situation import Duty, Proof, Situation
from evidence.standing import Standing, object_duties
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.words import KIND_NAMES

# What is shown for several proofs together: the worst of them.
_PROOF_WORST_FIRST = (Proof.NONE, Proof.EXPIRED, Proof.RETURNED, Proof.PENDING, Proof.CURRENT)
UP_TO_TARGET, ALL_LEVELS, UNPROVEN = "target", "all", "unproven"
STANDARD_ORDER, VERDICT_ORDER, PROOF_ORDER = "standard", "verdict", "proof"
WITHOUT_SYSTEM = "none"


@dataclass(frozen=True)
class Entry:
    """One requirement in the list. `asked`: by the target; `blocks`: holds the target back by itself.

    `proof` is None where none is owed. `judged` and `proven` count its clauses; a clause that is not applicable needs
    no proof.
    """

    requirement: AnyRequirement
    place: int
    headings: tuple[str, str]
    label: str
    level: str
    verdict: Verdict
    proof: Proof | None
    clauses: int
    judged: int
    proven: int
    systems: frozenset[int]
    asked: bool
    blocks: bool
    words: str

    @property
    def code(self) -> str:
        """The code of the requirement."""
        return self.requirement.code


@dataclass(frozen=True)
class ListFilter:
    """What to list. `level`: UP_TO_TARGET, ALL_LEVELS or a key of level_names; `state`: a verdict or UNPROVEN."""

    text: str = ""
    level: str = UP_TO_TARGET
    state: str = ""
    system: str = ""
    heading: str = ""
    blocking: bool = False
    order: str = STANDARD_ORDER


@dataclass(frozen=True)
class Summary:
    """Counts over a list. `requirements` and `open`: requirements, the others: clauses."""

    requirements: int
    clauses: int
    judged: int
    proven: int
    open: int
    blocking: int


def asks_nothing(row: AnyRequirement) -> bool:
    """Level 0 only describes the state without a system: nothing is judged there."""
    return isinstance(row, LevelRequirement) and row.level == 0


def clause_duties(
    situation: Situation, catalog: Catalog, row: AnyRequirement, clause: str, standing: Standing | None
) -> tuple[Duty, ...]:
    """The systems whose verdicts count for a clause: for MLPS those of the target's protected object."""
    if isinstance(row, AssessmentUnit) and isinstance(catalog, ComplianceCatalog) and standing is not None:
        return object_duties(situation, catalog, row, standing.target)
    return situation.duties(catalog.id)[clause]


def clause_verdict(
    situation: Situation,
    catalog: Catalog,
    row: AnyRequirement,
    clause: str,
    duties: tuple[Duty, ...],
    standing: Standing | None,
) -> Verdict:
    """The hospital's verdict; a tier below the one that the target asks for is partly met."""
    verdict = situation.verdict(catalog.id, row, clause, duties)
    tier = situation.tier(catalog.id, clause)
    if verdict is not Verdict.MET or tier is None or standing is None:
        return verdict
    if not isinstance(row, Indicator) or not isinstance(catalog, PointsCatalog):
        return verdict
    enough = satisfies(catalog, row, ReachedTier(tier), standing.target.level)
    return Verdict.MET if enough else Verdict.PARTIAL


def is_proven(verdict: Verdict, proof: Proof) -> bool:
    """Whether nothing is owed for a clause: not applicable, or met with an accepted, current document."""
    return verdict is Verdict.NOT_APPLICABLE or (verdict is Verdict.MET and proof is Proof.CURRENT)


def worst_proof(proofs: Iterable[Proof]) -> Proof | None:
    """The proof of several clauses together, None when none is owed."""
    return min(proofs, key=_PROOF_WORST_FIRST.index, default=None)


def together(verdicts: list[Verdict]) -> Verdict:
    """The verdict on a requirement from its clauses; a requirement without clauses is met."""
    return worst(verdicts) if verdicts else Verdict.MET


def load_entries(
    store: Store, viewer: Viewer, situation: Situation, catalog: Catalog, standing: Standing | None
) -> list[Entry]:
    """All requirements of a catalog in its order, kept until something changes."""
    target = standing.target.id if standing else 0
    key = ("requirements", situation.revision, situation.today, situation.editions, catalog.id, target)
    found: list[Entry] = store.cached(viewer, key, lambda: _entries(store, viewer, situation, catalog, standing))
    return found


def _entries(
    store: Store, viewer: Viewer, situation: Situation, catalog: Catalog, standing: Standing | None
) -> list[Entry]:
    asked = {row.code for row in asked_rows(catalog, standing.target)} if standing else set()
    gaps = load_gaps(store, viewer, situation, standing) if standing else []
    blocking = {gap.requirement.code for gap in gaps if gap.blocks}
    found = []
    for place, row in enumerate(_in_order(catalog)):
        parts = [_clause_state(situation, catalog, row, clause.id, standing) for clause in row.clauses]
        owed = [proof for verdict, proof, _ in parts if verdict is not Verdict.NOT_APPLICABLE]
        found.append(
            Entry(
                requirement=row,
                place=place,
                headings=path_of(catalog, row),
                label=_label(row),
                level=level_key(row),
                verdict=together([verdict for verdict, _, _ in parts]),
                proof=worst_proof(owed),
                clauses=len(parts),
                judged=sum(verdict is not Verdict.UNKNOWN for verdict, _, _ in parts),
                proven=sum(is_proven(verdict, proof) for verdict, proof, _ in parts),
                systems=frozenset(duty.system.id for _, _, duties in parts for duty in duties),
                asked=row.code in asked or (standing is None and not asks_nothing(row)),
                blocks=row.code in blocking,
                words=_words(catalog, row),
            )
        )
    return found


def _in_order(catalog: Catalog) -> list[AnyRequirement]:
    """Catalog order; MLPS in the order of the standard's chapters, whatever file they are in."""
    if not isinstance(catalog, ComplianceCatalog):
        return list(catalog.requirements)
    chapters = {domain.name: place for place, domain in enumerate(catalog.domains)}
    return sorted(catalog.requirements, key=lambda unit: chapters[path_of(catalog, unit)[0]])


def _clause_state(
    situation: Situation, catalog: Catalog, row: AnyRequirement, clause: str, standing: Standing | None
) -> tuple[Verdict, Proof, tuple[Duty, ...]]:
    duties = clause_duties(situation, catalog, row, clause, standing)
    verdict = clause_verdict(situation, catalog, row, clause, duties, standing)
    return verdict, situation.proof(CLAUSE, catalog.id, clause), duties


def _label(row: AnyRequirement) -> str:
    if isinstance(row, LevelRequirement):
        kind = f" · {KIND_NAMES[row.kind]}" if row.kind is not None else ""
        return f"{row.code}　{row.level}级{kind}"
    return f"{row.code}　{row.name if isinstance(row, Indicator) else row.clauses[0].text}"


def _words(catalog: Catalog, row: AnyRequirement) -> str:
    texts = [row.code, item_of(row), name_of(catalog, row), *path_of(catalog, row)]
    texts += [text for clause in row.clauses for text in (clause.id, clause.text)]
    texts += [row.clause] if isinstance(row, AssessmentUnit) else []
    return "\n".join(texts).casefold()


def level_key(row: AnyRequirement) -> str:
    """`5`, the grade of an indicator or of its first tier, empty where the standard has no levels."""
    if isinstance(row, LevelRequirement):
        return str(row.level)
    if isinstance(row, Indicator):
        return row.tiers[0].grade if row.tiers else row.grade or ""
    return ""


def level_names(catalog: Catalog) -> dict[str, str]:
    """The levels that a list can be narrowed to, key → name; empty for a standard without levels."""
    if isinstance(catalog, ComplianceCatalog):
        return {}
    levels = target_levels(catalog)
    return {key: key if isinstance(catalog, PointsCatalog) else f"{key}级" for key in levels}


def filter_entries(entries: Iterable[Entry], wanted: ListFilter) -> list[Entry]:
    """The entries that match every condition, in the order asked for."""
    words = wanted.text.casefold().split()
    found = [
        entry
        for entry in entries
        if _level_matches(entry, wanted.level)
        and _state_matches(entry, wanted.state)
        and _system_matches(entry, wanted.system)
        and (not wanted.heading or entry.headings[0] == wanted.heading)
        and (not wanted.blocking or entry.blocks)
        and all(word in entry.words for word in words)
    ]
    if wanted.order == VERDICT_ORDER:
        found.sort(key=lambda entry: _verdict_rank(entry.verdict))
    elif wanted.order == PROOF_ORDER:
        found.sort(key=lambda entry: _proof_rank(entry.proof))
    return found


def _verdict_rank(verdict: Verdict) -> int:
    return WORST_FIRST.index(verdict) if verdict in WORST_FIRST else len(WORST_FIRST)


def _proof_rank(proof: Proof | None) -> int:
    return len(_PROOF_WORST_FIRST) if proof is None else _PROOF_WORST_FIRST.index(proof)


def _level_matches(entry: Entry, level: str) -> bool:
    if level == UP_TO_TARGET:
        return entry.asked
    return level == ALL_LEVELS or entry.level == level


def _state_matches(entry: Entry, state: str) -> bool:
    if state == UNPROVEN:
        return entry.verdict is Verdict.MET and entry.proof is not Proof.CURRENT and entry.clauses > 0
    return not state or (entry.verdict.value == state and not asks_nothing(entry.requirement))


def _system_matches(entry: Entry, system: str) -> bool:
    if system == WITHOUT_SYSTEM:
        return not entry.systems and not asks_nothing(entry.requirement)
    return not system or int(system) in entry.systems


def headings(entries: Iterable[Entry]) -> list[str]:
    """The upper headings (角色, 章, 安全类) in the order of the standard."""
    return list(dict.fromkeys(entry.headings[0] for entry in entries))


def summary(entries: Iterable[Entry]) -> Summary:
    """Counts over some entries; what asks nothing does not count."""
    counted = [entry for entry in entries if not asks_nothing(entry.requirement)]
    return Summary(
        requirements=len(counted),
        clauses=sum(entry.clauses for entry in counted),
        judged=sum(entry.judged for entry in counted),
        proven=sum(entry.proven for entry in counted),
        open=sum(entry.judged < entry.clauses for entry in counted),
        blocking=sum(entry.blocks for entry in counted),
    )


def find_entry(entries: list[Entry], reference: str) -> Entry | None:
    """The requirement meant by its code, by one of its clauses (05.01.6#2), or by its item or section.

    Of an item or section: the first requirement that the target asks for and that is not proven.
    """
    code = reference.split("#")[0].strip()
    exact = next((entry for entry in entries if entry.code == code), None)
    if exact is not None or not code:
        return exact
    under = [entry for entry in entries if entry.code.startswith(f"{code}.") or item_of(entry.requirement) == code]
    asked = [entry for entry in under if entry.asked] or under
    return next((entry for entry in asked if entry.proven < entry.clauses), next(iter(asked), None))
