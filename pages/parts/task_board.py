"""整改 as a board: four columns of cards, overdue first."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.records import Task
from evidence.task_view import board, owner_of, system_name
from evidence.words import TASK_STATES
from pages.parts.session import Session
from pages.parts.task_actions import NEXT_LABEL, NEXT_STATE, move, open_task

_DONE_SHOWN = 8


def draw_board(session: Session, tasks: Sequence[Task]) -> None:
    """The columns side by side."""
    columns = board(tasks, session.today)
    for place, (state, cards) in zip(st.columns(len(columns), gap="small"), columns.items(), strict=True):
        with place:
            st.markdown(f"**{TASK_STATES[state]}**　{len(cards)}")
            shown = cards[:_DONE_SHOWN] if state == "done" else cards
            for task in shown:
                _card(session, task)
            if len(shown) < len(cards):
                st.caption(f"另有 {len(cards) - len(shown)} 个，见“表格”。")


def _card(session: Session, task: Task) -> None:
    chosen = st.query_params.get("task") == str(task.id)
    with st.container(border=True, gap="xsmall", key=f"task-card-{'open-' if chosen else ''}{task.id}"):
        st.button(task.title, key=f"task-open-{task.id}", on_click=open_task, args=(task.id,), type="tertiary")
        st.html(f'<div class="quiet">{"<br>".join(facts(session, task))}</div>')
        if task.state in NEXT_STATE and session.may(Permission.WORK):
            st.button(
                NEXT_LABEL[task.state],
                key=f"task-next-{task.id}",
                on_click=move,
                args=(session, task, NEXT_STATE[task.state]),
                icon=":material/arrow_forward:",
            )
        elif task.state == "verifying" and session.may(Permission.REVIEW):
            st.button(
                "完成任务",
                key=f"task-next-{task.id}",
                on_click=open_task,
                args=(task.id,),
                icon=":material/task_alt:",
            )


def facts(session: Session, task: Task) -> list[str]:
    """逾期 3 天（2026-11-18 截止）, 张工, LIS系统 示例: the system only where the title does not name it."""
    system = system_name(session.situation, task)
    lines = [_time(session, task), escape(owner_of(task))]
    if system and system not in task.title:
        lines.append(escape(system))
    if task.example:
        lines[-1] += ' <span class="example">示例</span>'
    return lines


def _time(session: Session, task: Task) -> str:
    if task.state == "done" and task.closed_at:
        return f"{task.closed_at:%Y-%m-%d} 完成"
    if task.due_on is None:
        return "没有截止日期"
    due = f'<span style="white-space:nowrap">{task.due_on} 截止</span>'
    if task.overdue(session.today):
        return f"<b>逾期 {(session.today - task.due_on).days} 天</b> {due}"
    return due
