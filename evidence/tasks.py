"""整改任务: creating, moving, linking and closing the work that closes gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.dates import iso
from evidence.documents import CLAUSE, TASK, Link, insert_link
from evidence.errors import InvalidInputError
from evidence.notifications.events import task_changed, tasks_given
from evidence.records import Task, from_row
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

STATES = ("todo", "doing", "verifying", "done")


@dataclass(frozen=True)
class TaskDraft:
    """What a person enters about a task. `clauses`: (catalog, clause id); `needs`: ids of tasks to be done before."""

    title: str
    description: str = ""
    owner: str = ""
    system_id: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    effort_days: int | None = None
    clauses: tuple[tuple[str, str], ...] = ()
    needs: tuple[int, ...] = ()
    example: bool = False


def create_tasks(store: Store, viewer: Viewer, drafts: Iterable[TaskDraft]) -> list[int]:
    """Creates tasks in one action and returns their ids. Raises InvalidInputError."""
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        return add_tasks(transaction, drafts)


def add_tasks(transaction: Transaction, drafts: Iterable[TaskDraft]) -> list[int]:
    """Creates tasks within an open action and returns their ids. Raises InvalidInputError."""
    task_ids = [_create(transaction, draft) for draft in drafts]
    tasks_given(transaction, task_ids)
    return task_ids


def _create(transaction: Transaction, draft: TaskDraft) -> int:
    row = _row(draft) | {
        "state": "todo",
        "author": transaction.viewer.name.strip(),
        "at": transaction.now,
        "example": int(draft.example),
    }
    task_id = transaction.insert("tasks", row)
    _set_clauses(transaction, task_id, draft.clauses)
    _set_needs(transaction, task_id, draft.needs)
    return task_id


def _row(draft: TaskDraft) -> Row:
    if not draft.title.strip():
        raise InvalidInputError("请填写任务名称。")
    if draft.starts_on and draft.due_on and draft.due_on < draft.starts_on:
        raise InvalidInputError("截止日期早于开始日期，请核对后重新填写。")
    if draft.effort_days is not None and draft.effort_days < 0:
        raise InvalidInputError("工作量不能为负数，请按人天填写。")
    return {
        "title": draft.title.strip(),
        "description": draft.description.strip(),
        "owner": draft.owner.strip(),
        "system_id": draft.system_id,
        "starts_on": iso(draft.starts_on),
        "due_on": iso(draft.due_on),
        "effort_days": draft.effort_days,
    }


def change_task(store: Store, viewer: Viewer, task_id: int, draft: TaskDraft, expected: int) -> None:
    """Changes a task against the version the person saw. Raises InvalidInputError, ConflictError."""
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        before = transaction.get("tasks", task_id)
        changed = transaction.update("tasks", task_id, _row(draft), expected)
        clauses_changed = _set_clauses(transaction, task_id, draft.clauses)
        needs_changed = _set_needs(transaction, task_id, draft.needs)
        if not changed and (clauses_changed or needs_changed):
            transaction.touch("tasks", task_id)
        task_changed(transaction, before)


def move_task(store: Store, viewer: Viewer, task_id: int, state: str, expected: int | None = None) -> None:
    """Moves an open task between todo, doing and verifying, or reopens a done one.

    Raises InvalidInputError for `done`: a task is closed with close_task; NotAllowedError when a vendor reopens one.
    """
    if state not in STATES[:-1]:
        raise InvalidInputError("完成任务需要证明材料，请使用“完成任务”。")
    with store.writing(viewer) as transaction:
        if transaction.get("tasks", task_id)["state"] == "done":
            must(viewer, Permission.PLAN)
        changes: Row = {"state": state, "closed_with": None, "closed_at": None}
        transaction.update("tasks", task_id, changes, expected)


def close_task(store: Store, viewer: Viewer, task_id: int, document_id: int, expected: int | None = None) -> None:
    """Closes a task with the document that proves it; the document is linked to the task and to its clauses.

    Raises InvalidInputError for a returned, superseded or expired document or while a task it depends on is open.
    """
    must(viewer, Permission.REVIEW)
    with store.writing(viewer) as transaction:
        document = transaction.get("documents", document_id)
        if document["state"] in ("returned", "superseded"):
            raise InvalidInputError("这份材料已被退回或替换，不能用来证明任务完成，请另选一份。")
        if document["expires_on"] is not None and document["expires_on"] < iso(transaction.today):
            raise InvalidInputError("这份材料已过失效日期，不能用来证明任务完成，请另选一份或先上传新版本。")
        blocking = transaction.find(
            "tasks", "state <> 'done' AND id IN (SELECT needs_id FROM task_dependencies WHERE task_id = ?)", [task_id]
        )
        if blocking:
            raise InvalidInputError(f"前置任务“{blocking['title']}”还没有完成，请先完成它。")
        changes: Row = {"state": "done", "closed_with": document_id, "closed_at": transaction.now}
        transaction.update("tasks", task_id, changes, expected)
        insert_link(transaction, document_id, Link(TASK, str(task_id)))
        for row in transaction.db.query("SELECT * FROM task_clauses WHERE task_id = ?", [task_id]):
            insert_link(transaction, document_id, Link(CLAUSE, row["clause"], row["catalog"]))


def _set_clauses(transaction: Transaction, task_id: int, clauses: tuple[tuple[str, str], ...]) -> bool:
    """Returns whether anything changed."""
    current = {
        (row["catalog"], row["clause"]): row["id"]
        for row in transaction.db.query("SELECT * FROM task_clauses WHERE task_id = ?", [task_id])
    }
    for key in current.keys() - set(clauses):
        transaction.delete("task_clauses", current[key])
    for catalog, clause in dict.fromkeys(clauses):
        if (catalog, clause) not in current:
            transaction.insert("task_clauses", {"task_id": task_id, "catalog": catalog, "clause": clause})
    return current.keys() != set(clauses)


def _set_needs(transaction: Transaction, task_id: int, needs: tuple[int, ...]) -> bool:
    """Returns whether anything changed."""
    current = {
        row["needs_id"]: row["id"]
        for row in transaction.db.query("SELECT * FROM task_dependencies WHERE task_id = ?", [task_id])
    }
    for needed in current.keys() - set(needs):
        transaction.delete("task_dependencies", current[needed])
    for needed in dict.fromkeys(needs):
        if needed not in current:
            transaction.get("tasks", needed)
            if task_id in _all_needs(transaction, needed):
                raise InvalidInputError("任务之间不能互相依赖，请调整前置任务。")
            transaction.insert("task_dependencies", {"task_id": task_id, "needs_id": needed})
    return current.keys() != set(needs)


def _all_needs(transaction: Transaction, task_id: int) -> set[int]:
    """The task itself and all that it directly or indirectly waits for."""
    sql = """
        WITH RECURSIVE needed(id) AS (
            VALUES (?) UNION SELECT needs_id FROM task_dependencies JOIN needed ON task_id = needed.id
        ) SELECT id FROM needed
    """
    return {row["id"] for row in transaction.db.query(sql, [task_id])}


def read_tasks(db: Database) -> list[Task]:
    """All tasks of an open read: overdue and early ones first, tasks without a due date last."""
    clauses: dict[int, list[tuple[str, str]]] = {}
    for row in db.query("SELECT * FROM task_clauses ORDER BY id"):
        clauses.setdefault(row["task_id"], []).append((row["catalog"], row["clause"]))
    needs: dict[int, list[int]] = {}
    for row in db.query("SELECT * FROM task_dependencies ORDER BY id"):
        needs.setdefault(row["task_id"], []).append(row["needs_id"])
    return [
        from_row(Task, row, clauses=tuple(clauses.get(row["id"], ())), needs=tuple(needs.get(row["id"], ())))
        for row in db.query("SELECT * FROM tasks ORDER BY due_on IS NULL, due_on, id")
    ]


def tasks(store: Store, viewer: Viewer) -> list[Task]:
    """All tasks: overdue and early ones first, tasks without a due date last."""
    with store.reading(viewer) as db:
        return read_tasks(db)
