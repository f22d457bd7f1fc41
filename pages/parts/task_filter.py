"""The filter bar of the task screen; every choice is in the address."""

from collections.abc import Sequence

import streamlit as st

from evidence.gap_view import WHOLE
from evidence.records import Task
from evidence.task_view import TaskFilter, owner_of, system_key, system_name
from evidence.tasks import STATES
from evidence.words import TASK_STATES
from pages.parts.gap_url import Address
from pages.parts.session import Session

_CLEARED: dict[str, str | list[str]] = dict.fromkeys(("q", "owner", "state", "system", "late"), "")


def draw_filter(session: Session, address: Address, tasks: Sequence[Task]) -> TaskFilter:
    """Draws the bar and returns what is chosen. Offered is only what occurs among the tasks."""
    systems = {system_key(task): system_name(session.situation, task) or "不限系统" for task in tasks}
    systems = {WHOLE: "不限系统"} | systems if WHOLE in systems else systems
    with st.container(horizontal=True, vertical_alignment="center", key="task-filter"):
        chosen = TaskFilter(
            text=address.text("q", "查找", "查找任务、要求点编码", width=190),
            owners=address.several("owner", "负责人", sorted({owner_of(task) for task in tasks})),
            states=address.several("state", "状态", STATES, TASK_STATES.__getitem__),
            systems=address.several("system", "系统", list(systems), systems.__getitem__),
            overdue=address.switch("late", "只看逾期"),
        )
        if chosen != TaskFilter():
            st.button("清除筛选", key="task-clear", on_click=address.go, kwargs=_CLEARED, type="tertiary")
    return chosen
