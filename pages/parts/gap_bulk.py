"""Making tasks of chosen gaps: one form, used for the selected rows of the list and for an open cell."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from evidence.gap_view import Grouping, TaskPlan, draft_tasks
from evidence.gaps import Gap
from evidence.standing import Standing
from evidence.task_view import due_before
from evidence.tasks import create_tasks
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_GROUPINGS = {Grouping.SYSTEM: "每个系统一个任务", Grouping.REQUIREMENT: "每条条款一个任务"}
_NEW = "gap-new-tasks"


def task_form(session: Session, standing: Standing, gaps: Sequence[Gap], key: str) -> None:
    """Grouping, owner, due date and effort; the button creates all tasks in one action."""
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-form"):
        grouping = st.selectbox(
            "分成", list(_GROUPINGS), format_func=_GROUPINGS.__getitem__, key=f"{key}-grouping", width=170
        )
        owner = st.text_input("负责人", key=f"{key}-owner", placeholder="可稍后指定", width=130)
        review_on = standing.target.review_on
        due = st.date_input(
            "截止日期",
            value=due_before(review_on, session.today),
            key=f"{key}-due",
            format="YYYY-MM-DD",
            width=140,
            help="默认为评审前两周，留出核查和补正的时间。" if review_on else "评审日期未定，请自行填写。",
        )
        effort = st.number_input("每个任务人天", min_value=0, value=None, step=1, key=f"{key}-effort", width=130)
        plan = TaskPlan(grouping or Grouping.SYSTEM, owner, due if isinstance(due, date) else None, effort)
        drafts = draft_tasks(standing.catalog, gaps, plan)
        label = f"生成 {len(drafts)} 个任务"
        pressed = st.button(label, key=f"{key}-create", type="primary", disabled=not drafts)
    if review_on and plan.due_on and plan.due_on > review_on:
        st.caption(f"注意：截止日期晚于评审日期 {review_on}。")
    if pressed:
        with user_errors():
            st.session_state[_NEW] = create_tasks(session.store, session.viewer, drafts)
            clauses = len({clause for draft in drafts for clause in draft.clauses})
            done(f"已生成 {len(drafts)} 个整改任务，覆盖 {clauses} 条要求点。")
            st.session_state["gap-round"] = st.session_state.get("gap-round", 0) + 1
            st.rerun()


def show_new_tasks(session: Session) -> None:
    """Links to the tasks that were just created."""
    ids = set(st.session_state.pop(_NEW, ()))
    for task in [task for task in session.situation.tasks if task.id in ids][:5]:
        st.page_link("pages/tasks.py", label=f"打开任务：{task.title}", query_params={"task": str(task.id)})
    if len(ids) > 5:
        st.page_link("pages/tasks.py", label=f"查看全部任务（新增 {len(ids)} 个）")
