"""谁出钱 for the gaps and tasks of a hospital: contracts, feature lists and free work read once, then asked often."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from criteria.feature_library import claims_of, feature_library
from evidence.access import Permission, may, sees_all
from evidence.contracts.coverage import Cover, Has, Question, Status, Terms, cover_by_any, status_name, words
from evidence.contracts.coverage_contracts import contracts_by_system, contracts_on
from evidence.contracts.customisations import Balance, CustomisationUse, balance_of, read_uses
from evidence.contracts.facts import ConfirmedFacts, read_facts
from evidence.gap_view import NO_VENDOR, level_place
from evidence.gaps import Gap
from evidence.records import Contract, System, Target, Task
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer

_Clause = tuple[int, str, str]


@dataclass(frozen=True)
class TaskCover:
    """Who pays for a task. `counts`: its open gaps by status; `covers`: each answer with the clauses that it is about.

    `use`: recorded as a free customisation; then that answers for the task. `free`: whether that lies within the quota.
    """

    counts: Mapping[Status, int]
    covers: tuple[tuple[Cover, tuple[str, ...]], ...]
    use: CustomisationUse | None
    free: bool

    @property
    def text(self) -> str:
        """免费 3 条，需协商 1 条; 使用免费定制 3 人天; empty for a task without open gaps."""
        if self.use is not None:
            return f"{'使用免费定制' if self.free else '定制超出免费额度，需协商'} {self.use.days.normalize():f} 人天"
        return "，".join(f"{status_name(status)} {count} 条" for status, count in self.counts.items() if count)


class CoverDesk:
    """Answers who pays, for one viewer at one revision. The same question is worked out once."""

    def __init__(self, situation: Situation, data: "_Read", narrow: bool) -> None:
        self.situation = situation
        self._data = data
        self._narrow = narrow
        self._answers: dict[tuple[object, ...], Cover] = {}
        self._terms: dict[int, tuple[Terms, ...]] = {}

    def of_gap(self, gap: Gap) -> Cover:
        """Who pays for closing a gap."""
        has = self._data.has.get((gap.system.id, gap.catalog, gap.clause), Has.UNKNOWN) if gap.system else Has.UNKNOWN
        catalog = self.situation.catalogs[gap.catalog]
        place = level_place(catalog, gap.requirement)
        system_id = gap.system.id if gap.system else 0
        key = (system_id, gap.target.id, place, gap.reason, has)
        if key not in self._answers:
            terms = self.terms(system_id) if gap.system else ()
            question = Question(catalog, place, gap.reason, has, self.situation.today, gap.target.review_on)
            self._answers[key] = self._worded(
                cover_by_any(question, terms, self._several(system_id)), gap.system, terms
            )
        return self._answers[key]

    def _worded(self, found: Cover, system: System | None, terms: tuple[Terms, ...]) -> Cover:
        """Who sees only their own contracts is not told that there is none."""
        hidden = self._narrow and system is not None and not terms
        return Cover(Status.NONE, words()["said"]["not_seen"]) if hidden else found

    def of_task(self, task: Task, gaps: Iterable[Gap]) -> TaskCover:
        """Who pays for a task; `gaps`: the open ones of any targets, of which the task's own are taken."""
        clauses = set(task.clauses)
        found: dict[Cover, list[str]] = {}
        for gap in gaps:
            if (gap.catalog, gap.clause) in clauses and _same_system(task, gap):
                found.setdefault(self.of_gap(gap), []).append(gap.clause)
        covers = tuple((answer, tuple(dict.fromkeys(own))) for answer, own in found.items())
        counts = {status: sum(len(own) for answer, own in covers if answer.status is status) for status in Status}
        use = self._data.uses.get(task.id)
        return TaskCover(counts, covers, use, use is not None and self._is_free(use))

    def _is_free(self, use: CustomisationUse) -> bool:
        """Whether a use was within the quota when all uses are taken in the order of their dates."""
        facts = self._data.facts.get(use.contract_id)
        if facts is None:
            return False
        earlier = [
            other
            for other in self._data.uses.values()
            if other.contract_id == use.contract_id and (other.used_on, other.id) < (use.used_on, use.id)
        ]
        before = balance_of(facts.draft, earlier, facts.starts, use.used_on)
        if before is None or before.exhausted:
            return False
        fits = before.granted.max_days is None or use.days <= before.granted.max_days
        return fits and (before.days_left is None or use.days <= before.days_left)

    def terms(self, system_id: int) -> tuple[Terms, ...]:
        """What the contracts say that hold for a system today (else the one that answers instead)."""
        if system_id not in self._terms:
            holding = contracts_on(self._data.contracts.get(system_id, ()), self.situation.today)
            self._terms[system_id] = tuple(self._of_contract(contract) for contract in holding)
        return self._terms[system_id]

    def _several(self, system_id: int) -> bool:
        return len(self._data.contracts.get(system_id, ())) > 1

    def _of_contract(self, contract: Contract) -> Terms:
        facts = self._data.facts.get(contract.id)
        return Terms(contract, facts.draft if facts else None, self.balance(contract.id))

    def balance(self, contract_id: int) -> Balance | None:
        """What is left of the free customisations of a contract; None when it grants none."""
        facts = self._data.facts.get(contract_id)
        if facts is None:
            return None
        own = [use for use in self._data.uses.values() if use.contract_id == contract_id]
        return balance_of(facts.draft, own, facts.starts, self.situation.today)


def _same_system(task: Task, gap: Gap) -> bool:
    return task.system_id is None or (gap.system is not None and gap.system.id == task.system_id)


def load_covers(store: Store, viewer: Viewer, situation: Situation) -> CoverDesk | None:
    """Answers for what the viewer sees, kept until something changes.

    None for those who take no part in the work (experts, auditors): they see no contracts.
    """
    if not may(viewer, Permission.WORK):
        return None

    def compute() -> CoverDesk:
        with store.reading(viewer) as db:
            return CoverDesk(situation, _read(db), narrow=not sees_all(viewer))

    key = ("covers", situation.revision, situation.today)
    desk: CoverDesk = store.cached(viewer, key, compute)
    return desk


@dataclass(frozen=True)
class _Read:
    contracts: Mapping[int, tuple[Contract, ...]]
    facts: Mapping[int, ConfirmedFacts]
    uses: Mapping[int, CustomisationUse]
    has: Mapping[_Clause, Has]


def _read(db: Database) -> _Read:
    return _Read(contracts_by_system(db), read_facts(db), {use.task_id: use for use in read_uses(db)}, _features(db))


def _features(db: Database) -> dict[_Clause, Has]:
    """Whether each system has the features that a clause asks for, by its ticked and its own features."""
    states: dict[_Clause, set[bool]] = {}
    for key, status in (*_ticked(db), *_own(db)):
        if status in words()["has"] or status in words()["lacks"]:
            states.setdefault(key, set()).add(status in words()["has"])
    return {
        key: Has.PARTS if len(found) == 2 else Has.YES if True in found else Has.NO for key, found in states.items()
    }


def _ticked(db: Database) -> list[tuple[_Clause, str]]:
    sql = "SELECT t.system_id, t.feature, t.status, s.kind FROM ticks AS t JOIN systems AS s ON s.id = t.system_id"
    claimed: dict[str, list[tuple[str, str]]] = {}
    rows = list(db.execute(sql))
    for kind in {row[3] for row in rows}:
        for claim in claims_of(feature_library()[kind]) if kind in feature_library() else ():
            claimed.setdefault(claim.feature.id, []).append((claim.catalog, claim.clause))
    return [((row[0], *clause), row[2]) for row in rows for clause in claimed.get(row[1], ())]


def _own(db: Database) -> list[tuple[_Clause, str]]:
    sql = """
        SELECT f.system_id, c.catalog, c.clause, f.status
        FROM features AS f JOIN feature_claims AS c ON c.feature_id = f.id
    """
    return [((row[0], row[1], row[2]), row[3]) for row in db.execute(sql)]


@dataclass(frozen=True)
class CoverTotals:
    """The gaps of a vendor for a target by who pays. `left`: free customisations left, contract by contract."""

    vendor: str
    target: Target
    counts: Mapping[Status, int]
    left: tuple[tuple[str, Balance], ...]

    @property
    def gaps(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def cover_totals(desk: CoverDesk, gaps_by_target: Mapping[int, Sequence[Gap]]) -> list[CoverTotals]:
    """Per vendor and target; `gaps_by_target`: target id → its gaps. Most gaps first within a target."""
    groups: dict[tuple[int, str], list[Gap]] = {}
    for target_id, gaps in gaps_by_target.items():
        for gap in gaps:
            if gap.system is not None:
                groups.setdefault((target_id, gap.vendor or NO_VENDOR), []).append(gap)
    found = [_totals(desk, vendor, gaps) for (_, vendor), gaps in groups.items()]
    order = list(gaps_by_target)
    return sorted(found, key=lambda totals: (order.index(totals.target.id), -totals.gaps))


def _totals(desk: CoverDesk, vendor: str, gaps: Sequence[Gap]) -> CoverTotals:
    answers = [desk.of_gap(gap) for gap in gaps]
    contracts = {answer.contract_id: answer.contract for answer in answers if answer.contract_id is not None}
    balances = [(title, desk.balance(contract_id)) for contract_id, title in contracts.items()]
    return CoverTotals(
        vendor=vendor,
        target=gaps[0].target,
        counts={status: sum(answer.status is status for answer in answers) for status in Status},
        left=tuple((title, balance) for title, balance in balances if balance is not None),
    )
