"""What a click does to a task: opening it, moving it, with undo."""

from collections.abc import Mapping

import streamlit as st

from evidence.records import Task
from evidence.tasks import close_task, move_task
from evidence.words import TASK_STATES
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.session import Session

NEW = "new"
NEXT_STATE: Mapping[str, str] = {"todo": "doing", "doing": "verifying"}
NEXT_LABEL: Mapping[str, str] = {"todo": "开始", "doing": "提交验证"}


def open_task(task_id: int | str) -> None:
    """Opens a task (`NEW`: the form of a new one) beside the list."""
    put("task", str(task_id))


def close_panel() -> None:
    """Closes what is open."""
    put("task", "")


def move(session: Session, task: Task, state: str) -> None:
    """A callback: moves the task that the person saw; a done one is reopened."""
    with user_errors():
        move_task(session.store, session.viewer, task.id, state, task.version)
        done(f"任务已改为“{TASK_STATES[state]}”：{task.title}", lambda: _move_back(session, task))


def move_to_chosen(session: Session, task: Task, key: str) -> None:
    """A callback of the state control."""
    state = st.session_state.pop(key)
    if state and state != task.state:
        move(session, task, state)


def _move_back(session: Session, task: Task) -> None:
    if task.state == "done" and task.closed_with is not None:
        close_task(session.store, session.viewer, task.id, task.closed_with)
    else:
        move_task(session.store, session.viewer, task.id, task.state)
