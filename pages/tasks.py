"""整改: who does what by when, and will we make it?"""

from collections.abc import Sequence

import streamlit as st

from evidence.access import Permission
from evidence.records import Task
from evidence.standing import Standing
from evidence.task_effect import effect_of
from evidence.task_view import filter_tasks, of_target, outlook
from pages.parts.gap_beside import beside
from pages.parts.gap_url import Address
from pages.parts.no_target import show_no_target
from pages.parts.session import Session, current
from pages.parts.task_actions import NEW, open_task
from pages.parts.task_answer import draw_answer
from pages.parts.task_board import draw_board
from pages.parts.task_detail import draw_close_button, draw_task
from pages.parts.task_filter import draw_filter
from pages.parts.task_form import new_form
from pages.parts.task_gantt import draw_gantt
from pages.parts.task_table import draw_table

# A title is a button that reads like a heading; the open card is marked like the chosen card elsewhere.
_STYLE = """<style>
[class*="st-key-task-open-"] button, [class*="st-key-task-link-"] button, [class*="st-key-task-need-"] button {
    text-align: left; justify-content: flex-start; padding: 0; min-height: 0; }
[class*="st-key-task-open-"] button p { font-weight: 600; white-space: normal; }
[class*="st-key-task-card-"] { padding: .6rem .7rem; }
[class*="st-key-task-card-open"] { border-color: #1F4E79; box-shadow: inset 0 3px 0 #1F4E79; }
.st-key-task-close-panel button { white-space: nowrap; padding: 0; }
@media (max-width: 1250px) {
    .st-key-task-beside [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { min-width: 45%; } }
</style>"""
_BOARD, _TABLE, _GANTT = "看板", "表格", "甘特图"
_OWN, _ALL = "本目标", "全部目标"


def main() -> None:
    """The answer, the filters, then the chosen part with the open task beside it."""
    session = current()
    if session.standing is None:
        show_no_target(session, "因此还没有整改可安排")
        return
    st.html(_STYLE)
    address = Address("task")
    bar = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="task-bar"):
        part = address.one("part", "查看方式", (_BOARD, _TABLE, _GANTT))
        scope = address.one("scope", "范围", (_OWN, _ALL))
        if session.may(Permission.PLAN):
            st.button("新建任务", key="task-new", on_click=open_task, args=(NEW,), icon=":material/add:")
    every = session.situation.tasks
    tasks = of_target(every, session.standing.catalog.id) if scope == _OWN else list(every)
    with bar:
        _answer(session, session.standing, tasks)
    opened = _opened(session)
    if not tasks and opened is None:
        _empty(session)
        return
    shown = filter_tasks(session.situation, tasks, draw_filter(session, address, tasks)) if tasks else []
    if opened is None:
        _draw_part(part, session, session.standing, shown, narrow=False)
        return
    left, right = beside("task-panel")
    with left, st.container(key="task-beside"):
        _draw_part(part, session, session.standing, shown, narrow=True)
    with right:
        _draw_opened(session, opened)


def _answer(session: Session, standing: Standing, tasks: Sequence[Task]) -> None:
    unfinished = [task for task in tasks if task.state != "done"]
    whole = [standing] if session.may(Permission.STANDING) else []
    effects = effect_of(session.situation, whole, unfinished)
    found = outlook(tasks, session.today, standing.target.review_on)
    draw_answer(found, standing.target, effects[0] if effects else None)


def _empty(session: Session) -> None:
    if not session.may(Permission.PLAN):
        st.info("还没有整改任务。医院安排任务后会列在这里，并在“消息”中提醒。")
        return
    st.info("还没有整改任务。在“差距”中勾选要补齐的要求点，可以一次生成多个任务；也可以直接新建。")
    st.page_link("pages/gaps.py", label="到差距清单生成任务", query_params={"part": "清单"})


def _opened(session: Session) -> Task | str | None:
    """The task named in the address, `NEW` for the form of a new one."""
    text = st.query_params.get("task", "")
    if text == NEW and not session.may(Permission.PLAN):
        return None
    if not text or text == NEW:
        return text or None
    task = next((task for task in session.situation.tasks if str(task.id) == text), None)
    if task is None:
        st.error(f"没有编号为“{text}”的任务，请从看板或表格中重新打开。", icon=":material/error:")
    return task


def _draw_part(part: str, session: Session, standing: Standing, tasks: Sequence[Task], narrow: bool) -> None:
    if part == _BOARD:
        draw_board(session, tasks)
    elif part == _TABLE:
        draw_table(session, tasks)
    else:
        draw_gantt(session, tasks, standing.target.review_on, narrow)


def _draw_opened(session: Session, opened: Task | str) -> None:
    if isinstance(opened, Task):
        draw_task(session, opened)
    else:
        draw_close_button()
        new_form(session)


main()
