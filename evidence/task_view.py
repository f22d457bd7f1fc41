"""整改 as people plan it: will we make it, board, timeline, load per owner, table, history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from evidence.documents import CLAUSE, TASK, Link
from evidence.gap_view import WHOLE, linked_documents
from evidence.records import AuditEntry, Document, Task
from evidence.situation import Situation
from evidence.store import Store
from evidence.tasks import STATES
from evidence.viewer import Viewer
from evidence.words import TASK_STATES

# Work should be finished this long before the review, so that it can be checked.
_REHEARSAL = timedelta(days=14)
NO_OWNER = "未指定负责人"


def due_before(review_on: date | None, today: date) -> date | None:
    """The usual due date: two weeks before the review, the day before it when that is too late; None without a date."""
    if review_on is None:
        return None
    early = review_on - _REHEARSAL
    return early if early >= today else max(today, review_on - timedelta(days=1))


def of_target(tasks: Iterable[Task], catalog: str) -> list[Task]:
    """The tasks that close clauses of a catalog, and those that name no clause at all."""
    return [task for task in tasks if not task.clauses or any(own == catalog for own, _ in task.clauses)]


def owner_of(task: Task) -> str:
    """Who does it, `NO_OWNER` while nobody is named."""
    return task.owner or NO_OWNER


def system_name(situation: Situation, task: Task) -> str:
    """The name of the task's system, empty without one (or once it is out of use)."""
    system = situation.system_by_id.get(task.system_id or 0)
    return system.name if system else ""


def system_key(task: Task) -> str:
    """The id of the task's system as text, `WHOLE` without one: what a filter and an address hold."""
    return str(task.system_id) if task.system_id else WHOLE


@dataclass(frozen=True)
class Outlook:
    """The answer in numbers of open tasks. `after_review`: due later than the review, or waiting for such a task.

    `in_time` is None when it cannot be said: no review date, no open task, or tasks without a due date.
    """

    open: int
    overdue: int
    before_review: int
    after_review: int
    undated: int
    latest: date | None
    in_time: bool | None


def outlook(tasks: Sequence[Task], today: date, review_on: date | None) -> Outlook:
    """Whether the open tasks are done before the review."""
    unfinished = [task for task in tasks if task.state != "done"]
    due = [task.due_on for task in unfinished if task.due_on]
    after = sum(day > review_on for day in due) if review_on else 0
    undated = len(unfinished) - len(due)
    known = review_on is not None and bool(due) and (after > 0 or undated == 0)
    return Outlook(
        open=len(unfinished),
        overdue=sum(task.overdue(today) for task in unfinished),
        before_review=len(due) - after if review_on else 0,
        after_review=after,
        undated=undated,
        latest=max(due, default=None),
        in_time=after == 0 if known else None,
    )


@dataclass(frozen=True)
class TaskFilter:
    """What to list; an empty field lets everything through. `systems`: keys as `system_key` gives them."""

    text: str = ""
    owners: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    overdue: bool = False


def filter_tasks(situation: Situation, tasks: Iterable[Task], wanted: TaskFilter) -> list[Task]:
    """The tasks that a filter lets through: overdue ones first, then by due date."""
    words = wanted.text.lower().split()

    def fits(task: Task) -> bool:
        told = (task.title, task.description, task.owner, system_name(situation, task))
        text = " ".join((*told, *(clause for _, clause in task.clauses)))
        choices = ((wanted.owners, owner_of(task)), (wanted.states, task.state), (wanted.systems, system_key(task)))
        return (
            all(not allowed or value in allowed for allowed, value in choices)
            and (not wanted.overdue or task.overdue(situation.today))
            and all(word in text.lower() for word in words)
        )

    return overdue_first([task for task in tasks if fits(task)], situation.today)


def overdue_first(tasks: Iterable[Task], today: date) -> list[Task]:
    """Overdue tasks, then by due date, those without one last."""
    return sorted(tasks, key=lambda task: (not task.overdue(today), task.due_on or date.max, task.id))


def board(tasks: Iterable[Task], today: date) -> dict[str, list[Task]]:
    """State → its tasks, overdue first; the done ones newest first."""
    ordered = overdue_first(tasks, today)
    columns = {state: [task for task in ordered if task.state == state] for state in STATES}
    columns["done"].sort(key=lambda task: task.closed_at.isoformat() if task.closed_at else "", reverse=True)
    return columns


@dataclass(frozen=True)
class Bar:
    """A task on the time line. `planned`: it has a start of its own, otherwise due date minus effort stands for it.

    `waits_for`: the tasks it needs that end after it starts.
    """

    task: Task
    start: date
    end: date
    planned: bool
    waits_for: tuple[Task, ...]


def timeline(tasks: Iterable[Task]) -> list[Bar]:
    """The tasks that have a due date, by start and end."""
    dated = {task.id: task for task in tasks if task.due_on}
    bars = [_bar(task, dated) for task in dated.values()]
    return sorted(bars, key=lambda bar: (bar.start, bar.end, bar.task.id))


def _bar(task: Task, dated: Mapping[int, Task]) -> Bar:
    assert task.due_on is not None  # noqa: S101 - the caller has chosen those
    start = task.starts_on or task.due_on - timedelta(days=max(task.effort_days or 1, 1))
    late = tuple(dated[n] for n in task.needs if n in dated and _ends_after(dated[n], start))
    return Bar(task, start, task.due_on, task.starts_on is not None, late)


def _ends_after(task: Task, day: date) -> bool:
    return task.state != "done" and task.due_on is not None and task.due_on > day


@dataclass(frozen=True)
class Load:
    """Open work of one person. `unestimated`: open tasks without an effort."""

    owner: str
    tasks: int
    days: int
    unestimated: int


def load_per_owner(tasks: Iterable[Task]) -> list[Load]:
    """Open effort per owner, most first."""
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        if task.state != "done":
            groups.setdefault(owner_of(task), []).append(task)
    loads = [
        Load(
            owner=owner,
            tasks=len(own),
            days=sum(task.effort_days or 0 for task in own),
            unestimated=sum(task.effort_days is None for task in own),
        )
        for owner, own in groups.items()
    ]
    return sorted(loads, key=lambda load: (-load.days, load.owner))


def to_table(situation: Situation, tasks: Iterable[Task]) -> pd.DataFrame:
    """One row per task, for the screen and for Excel."""
    by_id = {task.id: task for task in situation.tasks}
    rows = [
        {
            "任务": task.title,
            "状态": TASK_STATES[task.state],
            "是否逾期": "逾期" if task.overdue(situation.today) else "",
            "负责人": task.owner,
            "系统": system_name(situation, task),
            "开始日期": task.starts_on,
            "截止日期": task.due_on,
            "工作量（人天）": task.effort_days,
            "要求点": len(task.clauses),
            "前置任务": "、".join(by_id[needed].title for needed in task.needs if needed in by_id),
            "示例": "示例" if task.example else "",
        }
        for task in tasks
    ]
    return pd.DataFrame(rows).astype({"工作量（人天）": "Int64"}) if rows else pd.DataFrame()


def proof_links(task: Task) -> tuple[Link, ...]:
    """What a document that proves a task is linked to: the task and its clauses."""
    return (Link(TASK, str(task.id)), *(Link(CLAUSE, clause, catalog) for catalog, clause in task.clauses))


def proof_candidates(store: Store, viewer: Viewer, task: Task) -> list[Document]:
    """The documents of a task or its clauses that may close it, newest first."""
    found = linked_documents(store, viewer, proof_links(task))
    return [document for document in found if document.state != "returned"]


_FIELDS: Mapping[str, str] = {
    "title": "任务名称",
    "description": "说明",
    "state": "状态",
    "owner": "负责人",
    "system_id": "系统",
    "starts_on": "开始日期",
    "due_on": "截止日期",
    "effort_days": "工作量（人天）",
    "closed_with": "证明材料",
}


def history_lines(situation: Situation, entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, str]]:
    """Each entry of a task's log with what it says in words: 状态由“待办”改为“进行中”."""
    return [(entry, _changes(situation, entry)) for entry in entries]


def _changes(situation: Situation, entry: AuditEntry) -> str:
    if entry.before is None:
        return "新建任务"
    after = entry.after or {}
    changed = [
        f"{name}由“{_shown(situation, field, entry.before.get(field))}”改为“{_shown(situation, field, after[field])}”"
        for field, name in _FIELDS.items()
        if field in after
    ]
    return "；".join(changed) or "修改任务"


def _shown(situation: Situation, field: str, value: Any) -> str:
    if value in (None, ""):
        return "空"
    shown: Mapping[str, Callable[[Any], str]] = {
        "state": lambda state: TASK_STATES[state],
        "system_id": lambda key: situation.system_by_id[key].name if key in situation.system_by_id else f"系统 {key}",
        "closed_with": lambda key: f"材料 {key}",
    }
    return shown[field](value) if field in shown else str(value)
