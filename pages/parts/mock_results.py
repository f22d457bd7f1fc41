"""The results of a mock review: agreement, findings and their tasks, the standing if they held, the report."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.judgement import record_verdicts
from evidence.mock_review.outlook import if_mock_held, rehearsed
from evidence.mock_review.records import Course
from evidence.mock_review.remedies import adopting_drafts, make_tasks, task_draft
from evidence.mock_review.report import TITLE, comparison_sentence, report
from evidence.mock_review.results import (
    ClauseResult,
    Tally,
    by_assessor,
    by_system,
    clause_results,
    mock_verdicts,
    overall,
    progress,
    short_results,
)
from evidence.mock_review.words import MOCK_SIGNS, words
from evidence.overview import percent
from evidence.requirement_view import undo_drafts
from evidence.standing import Basis, level_label
from evidence.words import BASIS_NAMES, TASK_STATES
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import Address
from pages.parts.mock_photos import draw_photos
from pages.parts.requirement_desk import in_html
from pages.parts.requirement_documents import plain_table, requirement_anchor
from pages.parts.session import Session

_PER_PAGE = 15
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HOW = """
- **一致率** = 与自评判定相同的要求点 ÷ 双方都给出判定的要求点。自评取评审人员首次判定时的值，
  之后整改或改判不影响比较。
- **自评偏高**：自评比模拟评审的判定好；**自评偏低**：相反。“符合”和“不适用”都算达标，不同时另计。
- 几位评审人员判定不同时，取最严的一个。
- **按系统、按自评人**：一条要求点由几个系统承担时，每个系统自己的判定分别与模拟判定比较。
- **若按模拟结果**：把模拟判定套在自评上重新计算，没有抽到的条款仍按自评；不会改动自评。
"""


def may_see(session: Session, known: Course) -> bool:
    """The hospital at any time; a reviewer once judging is over, so that nobody is led by the others."""
    return session.may(Permission.PLAN) or known.review.closed_at is not None


def draw_results(session: Session, known: Course) -> None:
    """The answer, the findings, then the comparison."""
    results = clause_results(known)
    short = short_results(results)
    how_far = progress(session.situation, known)
    done_tasks = _closed(session, short)
    with_task = sum(result.task_id is not None for result in short)
    st.html(
        f'<p class="lead">已评完 {how_far.done}/{how_far.total} 条条款，发现 {len(short)} 个问题，'
        f"{with_task} 个已建任务，{done_tasks} 个已整改完成。</p>"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="quiet">{escape(comparison_sentence(overall(results)))}</span>', width="content")
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_HOW)
        st.space("stretch")
        st.download_button(
            "导出报告（Word）",
            data=lambda: report(session.store, session.viewer, session.situation, known, session.today),
            file_name=f"{TITLE}-{known.review.title}-{session.today}.docx",
            mime=_WORD,
            key="mock-report",
            icon=":material/description:",
            on_click="ignore",
        )
    if not results:
        st.info("评审人员还没有给出判定。")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _findings(session, known, short)
    with right:
        _outlook(session, known)
        _tallies("按系统", by_system(session.situation, results))
        _tallies("按自评人", by_assessor(results))


def _closed(session: Session, short: Sequence[ClauseResult]) -> int:
    states = {task.id: task.state for task in session.situation.tasks}
    return sum(states.get(result.task_id or 0) == "done" for result in short)


def _outlook(session: Session, known: Course) -> None:
    store, viewer, situation = session.store, session.viewer, session.situation
    now = rehearsed(store, viewer, situation, known.review)
    then = if_mock_held(store, viewer, situation, known.review, mock_verdicts(known))
    st.markdown("**若按模拟结果**")
    rows = [
        [BASIS_NAMES[basis], level_label(now.on(basis)), f"<b>{level_label(then.on(basis))}</b>"] for basis in Basis
    ]
    plain_table(["口径", "现在", "若按模拟结果"], rows)


def _tallies(title: str, tallies: Sequence[Tally]) -> None:
    if not tallies:
        return
    st.markdown(f"**{title}**")
    table = pd.DataFrame(
        [
            {
                title[1:]: tally.name,
                "一致率": "—" if tally.agreement is None else percent(tally.agreement),
                "偏高": tally.over,
                "偏低": tally.under,
                "一致": tally.same,
                "比较": tally.compared,
            }
            for tally in tallies
        ]
    )
    st.dataframe(table, key=f"mock-{title}", hide_index=True, height="content")


def _findings(session: Session, known: Course, short: Sequence[ClauseResult]) -> None:
    st.markdown(f"**问题（{len(short)}）**")
    if not short:
        st.write("没有判为不符合或部分符合的要求点。")
        return
    left_over = [result for result in short if result.task_id is None]
    if len(left_over) > 1 and session.may(Permission.PLAN):
        st.button(
            f"为 {len(left_over)} 个问题各建一个任务",
            key="mock-all-tasks",
            on_click=_make_tasks,
            args=(session, known, left_over),
            icon=":material/add_task:",
        )
    page = Address("mock-findings").page("findings", -(-len(short) // _PER_PAGE))
    for result in short[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
        with st.container(border=True, key=f"mock-finding-{result.clause}"):
            _finding(session, known, result)


def _finding(session: Session, known: Course, result: ClauseResult) -> None:
    own = result.compared.verdict
    same = result.comparison
    compared = f"（{words().comparisons[same]}）" if same else ""
    link = requirement_anchor(known.review.catalog, result.code, result.clause)
    st.html(
        f"<b>{link}</b>　模拟 {in_html(MOCK_SIGNS[result.verdict])}　当时自评 {in_html(MOCK_SIGNS[own])}{compared}"
        + "".join(f'<div class="quiet">{escape(comment)}</div>' for comment in result.comments)
    )
    draw_photos(session, known, result.clause, judging=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        _task(session, known, result)
        if session.may(Permission.JUDGE):
            _adopt(session, known, result)


def _task(session: Session, known: Course, result: ClauseResult) -> None:
    task = next((task for task in session.situation.tasks if task.id == result.task_id), None)
    if task is not None:
        label = f"任务：{TASK_STATES[task.state]}，期限 {task.due_on or '未定'}"
        icon = ":material/task_alt:" if task.state == "done" else ":material/pending_actions:"
        st.page_link("pages/tasks.py", label=label, icon=icon, query_params={"task": str(task.id)})
    elif session.may(Permission.PLAN):
        st.button(
            "生成整改任务",
            key=f"mock-task-{result.clause}",
            on_click=_make_tasks,
            args=(session, known, [result]),
            type="primary",
        )


def _make_tasks(session: Session, known: Course, wanted: Sequence[ClauseResult]) -> None:
    store, viewer, review = session.store, session.viewer, known.review
    with user_errors():
        drafts = [(result.clause, task_draft(store, viewer, session.situation, review, result)) for result in wanted]
        make_tasks(store, viewer, review.id, drafts)
        done(f"已生成 {len(drafts)} 个整改任务，可在“整改”页指定负责人。")


def _adopt(session: Session, known: Course, result: ClauseResult) -> None:
    """A person takes the mock verdict over as the hospital's own."""
    with st.popover("按模拟结果改判"):
        duties = session.situation.duties(known.review.catalog)[result.clause]
        systems = {duty.system.id: duty.system.name for duty in duties}
        chosen = None
        if len(systems) > 1:
            chosen = st.selectbox(
                "改判哪个系统的自评",
                list(systems),
                None,
                systems.__getitem__,
                key=f"mock-adopt-system-{result.clause}",
                placeholder="全部责任系统",
            )
        st.write(f"自评将改为“{MOCK_SIGNS[result.verdict].word}”，可以撤销。")
        st.button(
            "改判",
            key=f"mock-adopt-{result.clause}",
            on_click=_change,
            args=(session, known, result, chosen),
            type="primary",
        )


def _change(session: Session, known: Course, result: ClauseResult, system_id: int | None) -> None:
    store, viewer = session.store, session.viewer
    with user_errors():
        view, drafts = adopting_drafts(store, viewer, session.situation, known.review, result, system_id)
        before = undo_drafts(view, drafts)
        if record_verdicts(store, viewer, view.catalog, drafts):
            done(
                f"{result.clause} 的自评已按模拟结果改为“{MOCK_SIGNS[result.verdict].word}”。",
                lambda: record_verdicts(store, viewer, view.catalog, before),
            )
        else:
            done("与现在的自评相同，没有改动。")
