"""What follows from a finding, each as an action of a person: a task, or another self-assessment."""

from collections.abc import Sequence

from criteria.models import AnyRequirement, Clause
from criteria.vocabulary import Verdict
from evidence.access import Permission, must
from evidence.errors import InvalidInputError
from evidence.judgement import VerdictDraft
from evidence.mock_review.outlook import rehearsed, target_tier
from evidence.mock_review.records import MockReview, course
from evidence.mock_review.results import ClauseResult
from evidence.mock_review.words import MOCK_WORDS
from evidence.naming import level_of, name_of
from evidence.requirement_list import clause_duties, find_entry, load_entries
from evidence.requirement_view import RequirementView, verdict_drafts, view_requirement
from evidence.situation import Situation
from evidence.store import Store
from evidence.task_view import due_before
from evidence.tasks import TaskDraft, add_tasks
from evidence.viewer import Viewer


def task_draft(
    store: Store, viewer: Viewer, situation: Situation, review: MockReview, result: ClauseResult
) -> TaskDraft:
    """The task that a finding asks for: of the first responsible system, due before the review."""
    standing = rehearsed(store, viewer, situation, review)
    catalog = standing.catalog
    row, clause = _clause(catalog.requirements, result.clause)
    duties = clause_duties(situation, catalog, row, clause.id, standing)
    told = [f"要求：{clause.text}", f"模拟评审“{review.title}”判为{MOCK_WORDS[result.verdict]}。", *result.comments]
    return TaskDraft(
        title=f"模拟评审问题 {result.clause} {name_of(catalog, row)}{level_of(row)}",
        description="\n".join(told),
        system_id=duties[0].system.id if duties else None,
        due_on=due_before(standing.target.review_on, situation.today),
        clauses=((catalog.id, result.clause),),
    )


def _clause(rows: Sequence[AnyRequirement], clause_id: str) -> tuple[AnyRequirement, Clause]:
    for row in rows:
        for clause in row.clauses:
            if clause.id == clause_id:
                return row, clause
    raise InvalidInputError(f"标准目录中没有要求点“{clause_id}”，请刷新页面。")


def make_tasks(store: Store, viewer: Viewer, review_id: int, drafts: Sequence[tuple[str, TaskDraft]]) -> list[int]:
    """Makes a task for each finding (clause, task) in one action and returns their ids.

    Raises NotAllowedError, NotFoundError, InvalidInputError for a finding that has its task.
    """
    must(viewer, Permission.PLAN)
    known = course(store, viewer, review_id)
    judged = {finding.clause for finding in known.findings}
    with store.writing(viewer) as transaction:
        for clause, _ in drafts:
            if clause not in judged:
                raise InvalidInputError(f"这次模拟评审没有对 {clause} 的判定，请刷新页面。")
            if transaction.find("mock_tasks", "review_id = ? AND clause = ?", [review_id, clause]):
                raise InvalidInputError(f"{clause} 的问题已经生成过任务，请刷新页面。")
        task_ids = add_tasks(transaction, [draft for _, draft in drafts])
        for (clause, _), task_id in zip(drafts, task_ids, strict=True):
            transaction.insert("mock_tasks", {"review_id": review_id, "clause": clause, "task_id": task_id})
        return task_ids


def requirement_of(
    store: Store, viewer: Viewer, situation: Situation, review: MockReview, code: str
) -> RequirementView:
    """A requirement of the rehearsed target as 标准条款 shows it. Raises InvalidInputError."""
    standing = rehearsed(store, viewer, situation, review)
    entries = load_entries(store, viewer, situation, standing.catalog, None)
    entry = find_entry(entries, code)
    if entry is None:
        raise InvalidInputError(f"标准目录中没有条款“{code}”，请刷新页面。")
    return view_requirement(situation, standing.catalog, entry, standing)


def adopting_drafts(
    store: Store,
    viewer: Viewer,
    situation: Situation,
    review: MockReview,
    result: ClauseResult,
    system_id: int | None = None,
) -> tuple[RequirementView, list[VerdictDraft]]:
    """按模拟结果改判: what to store so that the self-assessment says what was found, and how it stood before.

    `system_id`: only of this system, None = all responsible ones. Raises InvalidInputError.
    """
    view = requirement_of(store, viewer, situation, review, result.code)
    standing = rehearsed(store, viewer, situation, review)
    tier = None
    if result.verdict is Verdict.MET:
        tier = target_tier(situation, standing, view.requirement, result.clause)
    return view, verdict_drafts(view, result.clause, system_id, result.verdict, tier)
