"""The form of a task: a new one, or changes to an existing one against the version the person saw."""

from dataclasses import fields
from datetime import date

import streamlit as st

from evidence.gap_view import by_importance
from evidence.records import Task
from evidence.task_view import due_before
from evidence.tasks import TaskDraft, change_task, create_tasks
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.task_actions import open_task

_EDITED, _SEEN = "task-edited", "task-edited-version"


def new_form(session: Session) -> None:
    """An empty form; the new task is opened afterwards."""
    st.markdown("**新建整改任务**")
    draft = _form(session, None, "建立任务")
    if draft is not None:
        with user_errors():
            (task_id,) = create_tasks(session.store, session.viewer, [draft])
            open_task(task_id)
            done(f"已建立任务：{draft.title.strip()}")
            st.rerun()


def editing(task: Task) -> bool:
    """Whether the form of this task is open."""
    return st.session_state.get(_EDITED) == task.id


def begin_change(task: Task) -> None:
    """A callback: opens the form and keeps which version the person sees in it."""
    st.session_state[_EDITED], st.session_state[_SEEN] = task.id, task.version


def end_change() -> None:
    """Closes the form."""
    st.session_state.pop(_EDITED, None)


def change_form(session: Session, task: Task) -> None:
    """The fields of a task; saving is refused when somebody else has changed it since the form was opened."""
    draft = _form(session, task, "保存修改")
    st.button("放弃修改", key="task-edit-cancel", on_click=end_change, type="tertiary")
    if draft is not None:
        with user_errors():
            change_task(session.store, session.viewer, task.id, draft, st.session_state[_SEEN])
            end_change()
            done(f"已修改任务：{draft.title.strip()}", lambda: _restore(session, task))
            st.rerun()


def _restore(session: Session, task: Task) -> None:
    """Undo: puts back what was there before, unless somebody has changed the task again."""
    values = {field.name: getattr(task, field.name) for field in fields(TaskDraft)}
    change_task(session.store, session.viewer, task.id, TaskDraft(**values), task.version + 1)


def _form(session: Session, task: Task | None, label: str) -> TaskDraft | None:
    """The draft when the button was pressed, else None."""
    key = f"task-form-{task.id if task else 'new'}"
    review_on = session.standing.target.review_on if session.standing else None
    systems = {system.id: system.name for system in session.situation.systems}
    own = task.system_id if task and task.system_id in systems else None
    with st.form(key, border=False):
        title = st.text_input("任务名称", value=task.title if task else "", key=f"{key}-title")
        description = st.text_area("说明", value=task.description if task else "", key=f"{key}-text", height=90)
        left, right = st.columns(2)
        with left:
            owner = st.text_input("负责人", value=task.owner if task else "", key=f"{key}-owner")
            starts = _day("开始日期", task.starts_on if task else None, f"{key}-start")
            effort = st.number_input(
                "工作量（人天）", min_value=0, step=1, value=task.effort_days if task else None, key=f"{key}-effort"
            )
        with right:
            system = st.selectbox(
                "系统",
                [None, *systems],
                index=[None, *systems].index(own),
                format_func=lambda key: systems.get(key or 0, "不限"),
                key=f"{key}-system",
            )
            due = _day("截止日期", task.due_on if task else due_before(review_on, session.today), f"{key}-due")
        clauses = _clauses(session, task, f"{key}-clauses")
        needs = _needs(session, task, f"{key}-needs")
        pressed = st.form_submit_button(label, type="primary", key=f"{key}-submit")
    if not pressed:
        return None
    return TaskDraft(title, description, owner, system, starts, due, effort, tuple(clauses), tuple(needs))


def _day(label: str, value: date | None, key: str) -> date | None:
    day = st.date_input(label, value=value, key=key, format="YYYY-MM-DD")
    return day if isinstance(day, date) else None


def _clauses(session: Session, task: Task | None, key: str) -> list[tuple[str, str]]:
    """To choose from: the task's own clauses and all with a gap for the target of the header."""
    own = task.clauses if task else ()
    gaps = by_importance(session.gaps(), session.standing.catalog) if session.standing else []
    names = {(gap.catalog, gap.clause): f"{gap.clause} {gap.name} {gap.level} {gap.text}" for gap in gaps}
    return st.multiselect(
        "要补齐的要求点",
        list(dict.fromkeys((*own, *names))),
        default=list(own),
        format_func=lambda pair: names.get(pair, pair[1]),
        key=key,
        placeholder="可以不选；按编码或内容查找",
    )


def _needs(session: Session, task: Task | None, key: str) -> list[int]:
    others = {other.id: other.title for other in session.situation.tasks if task is None or other.id != task.id}
    return st.multiselect(
        "前置任务",
        list(others),
        default=[needed for needed in task.needs if needed in others] if task else [],
        format_func=others.__getitem__,
        key=key,
        placeholder="完成哪些任务之后才能完成本任务",
    )
