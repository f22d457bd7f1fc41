"""One task beside the board or the table."""

from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.gap_view import counts_by_reason
from evidence.judgement import audit_log
from evidence.naming import short_title
from evidence.records import Task
from evidence.standing import Basis
from evidence.task_effect import Effect, TaskClause, effect_of, figure_words, task_clauses
from evidence.task_view import history_lines, owner_of, system_name
from evidence.tasks import STATES
from evidence.words import BASIS_NAMES, PROOF_SIGNS, TASK_STATES, VERDICT_SIGNS
from pages.parts.gap_detail import coloured
from pages.parts.payment import draw_payment, task_payment
from pages.parts.session import Session
from pages.parts.task_actions import close_panel, move_to_chosen, open_task
from pages.parts.task_answer import change, effect_title
from pages.parts.task_board import facts
from pages.parts.task_close import draw_close
from pages.parts.task_form import begin_change, change_form, editing


def draw_task(session: Session, task: Task) -> None:
    """Facts, state, clauses, effect, dependencies, completion, changes, history."""
    left, right = st.columns([3, 1])
    with left:
        st.html(f'<b>{escape(task.title)}</b><br><span class="quiet">{" · ".join(facts(session, task))}</span>')
    with right:
        draw_close_button()
    may_plan = session.may(Permission.PLAN)
    if may_plan and editing(task):
        change_form(session, task)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if session.may(Permission.WORK) and (may_plan or task.state != "done"):
            _state(session, task)
        else:
            st.html(f"状态 <b>{TASK_STATES[task.state]}</b>", width="content")
        if may_plan:
            st.button("修改", key="task-edit", on_click=begin_change, args=(task,), icon=":material/edit:")
    _facts(session, task)
    clauses = task_clauses(session.situation, task)
    _clauses(session, clauses)
    if task.state != "done":
        draw_payment(task_payment(session, task))
    if clauses and task.state != "done" and session.may(Permission.STANDING):
        _effects(session, effect_of(session.situation, session.standings, [task]))
    if task.state != "done":
        with st.container(border=True, key="task-finish"):
            st.markdown("**完成任务**")
            draw_close(session, task)
    _history(session, task)


def draw_close_button() -> None:
    """Closes what is open."""
    st.button("关闭", key="task-close-panel", on_click=close_panel, type="tertiary")


def _state(session: Session, task: Task) -> None:
    open_states = STATES[:-1]
    key = f"task-state-{task.id}"
    st.session_state[key] = task.state if task.state in open_states else None
    st.segmented_control(
        "状态" if task.state != "done" else "已完成；选择一个状态即重新打开",
        open_states,
        format_func=TASK_STATES.__getitem__,
        key=key,
        on_change=move_to_chosen,
        args=(session, task, key),
    )


def _facts(session: Session, task: Task) -> None:
    titles = {other.id: other for other in session.situation.tasks}
    rows = [
        ("负责人", escape(owner_of(task))),
        ("系统", escape(system_name(session.situation, task)) or "不限"),
        ("开始", str(task.starts_on or "未定")),
        ("截止", str(task.due_on or "未定")),
        ("工作量", f"{task.effort_days} 人天" if task.effort_days is not None else "未估"),
        ("建立", f"{escape(task.author)}，{task.at:%Y-%m-%d}"),
    ]
    cells = "".join(f'<tr><td class="quiet" style="width:5em">{name}</td><td>{value}</td></tr>' for name, value in rows)
    st.html(f'<table class="plain">{cells}</table>')
    if task.description:
        st.html(f'<div class="clause" style="white-space:pre-line">{escape(task.description)}</div>')
    after = [other for other in session.situation.tasks if task.id in other.needs]
    _linked("前置任务", [titles[needed] for needed in task.needs if needed in titles])
    _linked("等待本任务的", after)


def _linked(heading: str, tasks: list[Task]) -> None:
    if not tasks:
        return
    st.markdown(f"**{heading}**")
    for task in tasks:
        label = f"{task.title}（{TASK_STATES[task.state]}，{task.due_on or '没有截止日期'}）"
        st.button(label, key=f"task-link-{task.id}", on_click=open_task, args=(task.id,), type="tertiary")


def _clauses(session: Session, clauses: list[TaskClause]) -> None:
    if not clauses:
        more = "打开“修改”可以选择。" if session.may(Permission.PLAN) else ""
        st.caption(f"这个任务没有关联要求点。{more}")
        return
    open_count = sum(not clause.settled for clause in clauses)
    st.markdown(f"**要补齐的要求点**　{len(clauses)} 条，{open_count} 条还没有落实")
    rows = "".join(map(_clause, clauses))
    with st.container(height=300 if len(clauses) > 4 else "content", border=False):
        st.html(rows)
    first = clauses[0]
    if session.opens("requirements"):
        st.page_link(
            "pages/requirements.py",
            label=f"到标准条款判定 {first.clause}",
            query_params={"catalog": first.catalog.id, "code": first.clause.split("#")[0]},
        )


def _clause(entry: TaskClause) -> str:
    return (
        '<div class="clause" style="border-top:1px solid #EDF0F3;padding:.3rem 0">'
        f'<span class="code">{entry.clause}</span> <span class="quiet">{short_title(entry.catalog)}</span> '
        f"{coloured(VERDICT_SIGNS[entry.verdict])} "
        f'<span class="quiet">佐证</span> {coloured(PROOF_SIGNS[entry.proof])}<br>{escape(entry.text)}</div>'
    )


def _effects(session: Session, effects: list[Effect]) -> None:
    st.markdown("**完成后的变化**")
    rows = "".join(
        f"<tr><td>{escape(effect_title(session.situation, effect))}</td>"
        + "".join(f"<td>{_move(effect, basis)}</td>" for basis in (Basis.CLAIMED, Basis.PROVEN))
        + f'<td class="num">{effect.open_before} → {effect.open_after}</td></tr>'
        for effect in effects
    )
    heads = "".join(f"<th>{BASIS_NAMES[basis]}</th>" for basis in (Basis.CLAIMED, Basis.PROVEN))
    st.html(f'<table class="plain"><tr><th>目标</th>{heads}<th class="num">差距（条）</th></tr>{rows}</table>')
    left = counts_by_reason(gap for effect in effects for gap in effect.left)
    if left:
        st.markdown("这些要求点完成后仍欠：" + "，".join(f"{count.name} {count.clauses} 条" for count in left))
    st.caption("按这些要求点均符合且有据推算；只属于一个系统的任务只算这个系统的部分，有效应用和数据质量不变。")


def _move(effect: Effect, basis: Basis) -> str:
    before, after = figure_words(effect.before.on(basis)), figure_words(effect.after.on(basis))
    figures = f"{before} → {after}" if before != after else before
    return f'{change(effect, basis)}<br><span class="quiet">{figures}</span>'


def _history(session: Session, task: Task) -> None:
    entries = audit_log(session.store, session.viewer, "tasks", task.id)
    with st.expander(f"记录（{len(entries)}）"):
        lines = "".join(
            f'<tr><td class="quiet" style="white-space:nowrap">{entry.at:%Y-%m-%d %H:%M}<br>{escape(entry.actor)}</td>'
            f"<td>{escape(text)}</td></tr>"
            for entry, text in history_lines(session.situation, entries)
        )
        st.html(f'<table class="plain">{lines}</table>')
