"""What-if: how the standing moves when a task is done, by the same grading on a changed copy of the situation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from criteria.grading.numbers import two_places
from criteria.grading.points import required_tier
from criteria.grading.results import ComplianceResult, GradeResult
from criteria.models import AnyRequirement, Catalog, Indicator, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.documents import CLAUSE
from evidence.gaps import Gap, gaps_of
from evidence.overview import percent
from evidence.records import Judgement, Target, Task
from evidence.situation import Proof, Situation
from evidence.standing import Standing, standing_of


@dataclass(frozen=True)
class Effect:
    """The standing of one target before and after, and how many of its clauses have a gap before and after.

    `left`: the gaps that the clauses of the tasks have even then (measures, other systems).
    """

    before: Standing
    after: Standing
    open_before: int
    open_after: int
    left: tuple[Gap, ...]

    @property
    def target(self) -> Target:
        """The target concerned."""
        return self.before.target


def effect_of(situation: Situation, standings: Iterable[Standing], tasks: Iterable[Task]) -> list[Effect]:
    """How the standings of the targets move when some tasks are done; targets they do not touch are left out.

    A clause counts as met and proven; of a task for one system only that system's part. Measures stay as they are.
    """
    done = list(tasks)
    after = with_tasks_done(situation, done)
    closed = {pair for task in done for pair in task.clauses}
    touched = {catalog for catalog, _ in closed}
    return [_effect(situation, after, standing, closed) for standing in standings if standing.target.catalog in touched]


def _effect(situation: Situation, changed: Situation, before: Standing, closed: set[tuple[str, str]]) -> Effect:
    after = standing_of(changed, before.target)
    gaps = gaps_of(changed, after)
    return Effect(
        before=before,
        after=after,
        open_before=len({gap.clause for gap in gaps_of(situation, before)}),
        open_after=len({gap.clause for gap in gaps}),
        left=tuple(gap for gap in gaps if (gap.catalog, gap.clause) in closed),
    )


def with_tasks_done(situation: Situation, tasks: Iterable[Task]) -> Situation:
    """A copy of the situation in which the clauses of the tasks are met and proven."""
    done = list(tasks)
    judgements = dict(situation.judgements)
    proofs = dict(situation.proofs)
    rows = _rows_by_clause(situation, {catalog for task in done for catalog, _ in task.clauses})
    for task in done:
        for key in task.clauses:
            if key in rows:
                proofs[(CLAUSE, *key)] = Proof.CURRENT
                judgements[key] = {**judgements.get(key, {}), **_met(situation, task, key, rows[key])}
    return replace(situation, judgements=judgements, proofs=proofs)


def _rows_by_clause(situation: Situation, catalogs: set[str]) -> dict[tuple[str, str], AnyRequirement]:
    return {
        (catalog, clause.id): row
        for catalog in catalogs & situation.catalogs.keys()
        for row in situation.catalogs[catalog].requirements
        for clause in row.clauses
    }


def _met(situation: Situation, task: Task, key: tuple[str, str], row: AnyRequirement) -> dict[int | None, Judgement]:
    """The judgements that the task changes; what does not apply stays so."""
    given = situation.judgements.get(key, {})
    tier = _tier_after(situation, key, row)
    owners: list[int | None] = [duty.system.id for duty in situation.duties(key[0])[key[1]]]
    if tier is not None or not owners:
        owners = [None]
    elif task.system_id in owners:
        owners = [task.system_id]
    return {
        owner: Judgement(*key, owner, Verdict.MET, tier, "", task.owner, task.at, 0, task.example)
        for owner in owners
        if owner not in given or given[owner].verdict is not Verdict.NOT_APPLICABLE
    }


def _tier_after(situation: Situation, key: tuple[str, str], row: AnyRequirement) -> str | None:
    """The tier that the target asks of a tiered indicator (without a target its top tier), or a higher one reached."""
    catalog = situation.catalogs[key[0]]
    if not isinstance(row, Indicator) or not row.tiers or not isinstance(catalog, PointsCatalog):
        return None
    target = next((target for target in situation.targets if target.catalog == catalog.id), None)
    asked = (required_tier(catalog, row, target.level) if target else None) or row.tiers[-1]
    reached = situation.tier(*key) or asked.grade
    return max(asked.grade, reached, key=lambda grade: catalog.order[grade])


@dataclass(frozen=True)
class TaskClause:
    """A clause that a task closes, in its current state: of the task's system where it answers for it."""

    catalog: Catalog
    clause: str
    text: str
    verdict: Verdict
    proof: Proof

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do: not applicable, or met and proven."""
        met = self.verdict is Verdict.MET and self.proof is Proof.CURRENT
        return met or self.verdict is Verdict.NOT_APPLICABLE


def task_clauses(situation: Situation, task: Task) -> list[TaskClause]:
    """The clauses of a task in its order; those that a catalog no longer has are left out."""
    rows = _rows_by_clause(situation, {catalog for catalog, _ in task.clauses})
    return [_task_clause(situation, task, key, rows[key]) for key in task.clauses if key in rows]


def _task_clause(situation: Situation, task: Task, key: tuple[str, str], row: AnyRequirement) -> TaskClause:
    duties = situation.duties(key[0])[key[1]]
    own = tuple(duty for duty in duties if duty.system.id == task.system_id)
    return TaskClause(
        catalog=situation.catalogs[key[0]],
        clause=key[1],
        text=next(clause.text for clause in row.clauses if clause.id == key[1]),
        verdict=situation.verdict(key[0], row, key[1], own or duties),
        proof=situation.proof(CLAUSE, *key),
    )


def figure_words(result: GradeResult) -> str:
    """The number behind a standing: 168.20 分, 符合率 87.7%; empty where the method has none."""
    if isinstance(result, ComplianceResult):
        return f"符合率 {percent(result.rate)}"
    return f"{two_places(result.score)} 分"
