"""模拟评审: the list of mock reviews, or the one that is open with its sheets, results and plan."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.mock_review.drawing import draw_sample
from evidence.mock_review.planning import close_review, drop_review, reopen_review
from evidence.mock_review.records import Course, MockReview, course, reviews, target_of
from evidence.mock_review.results import clause_results, progress, short_results
from evidence.mock_review.scopes import scope_words
from evidence.worklist import target_name
from pages.parts import mock_plan, mock_results, mock_sample, mock_sheet
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import Address, put
from pages.parts.no_target import show_no_target
from pages.parts.session import Session
from pages.parts.tables import opening

OPEN, NEW = "mock", "new"
_WHAT = """
按评审当天的方式先演练一遍：从目标要求的条款中抽样（基本项全抽，其余按比例），院内人员或限期专家逐条查看、提问、记录、拍照，
结果与自评比较，每个问题一键生成整改任务。
"""
_SHEETS, _RESULTS, _SAMPLE, _PLAN = "评审表", "结果", "样本", "计划"


def show(session: Session) -> None:
    """The open mock review, the form of a new one, or the list."""
    chosen = st.query_params.get(OPEN, "")
    if chosen == NEW and session.may(Permission.PLAN):
        _close_button()
        mock_plan.draw_plan(session, None)
    elif chosen.isdecimal():
        with user_errors():
            _opened(session, course(session.store, session.viewer, int(chosen)))
            return
        _close_button()
    else:
        _list(session)


def _close_button() -> None:
    st.button("返回列表", key="mock-back", on_click=put, args=(OPEN, ""), icon=":material/arrow_back:", type="tertiary")


def _list(session: Session) -> None:
    found = reviews(session.store, session.viewer)
    going = sum(review.closed_at is None for review in found)
    st.html(f'<p class="lead">{escape(_lead(session, found, going))}</p>')
    if session.may(Permission.PLAN):
        if session.standing is None:
            show_no_target(session, "因此没有模拟评审可安排")
        else:
            st.button(
                "安排模拟评审", key="mock-new", on_click=put, args=(OPEN, NEW), type="primary", icon=":material/add:"
            )
    if not found:
        st.caption(_WHAT)
        return
    courses = [course(session.store, session.viewer, review.id) for review in found]
    key = f"mock-list-{'-'.join(str(review.id) for review in found)}"

    st.caption("点击单元格打开。")
    st.dataframe(
        _table(session, courses),
        key=key,
        hide_index=True,
        height="content",
        on_select=opening(key, lambda row: put(OPEN, str(found[row].id))),
        selection_mode="single-cell",
        alt="模拟评审",
    )


def _lead(session: Session, found: list[MockReview], going: int) -> str:
    if not found:
        return "还没有模拟评审。" if session.may(Permission.PLAN) else "目前没有安排您参加的模拟评审。"
    ahead = [review.held_on for review in found if review.closed_at is None and review.held_on >= session.today]
    soonest = f"，最近的一次{_when(min(ahead), session.today)}" if ahead else ""
    return f"共 {len(found)} 次模拟评审，{going} 次尚未结束{soonest}。"


def _when(day: date, today: date) -> str:
    return "就在今天" if day == today else f"在 {(day - today).days} 天后（{day}）"


def _table(session: Session, courses: list[Course]) -> pd.DataFrame:
    rows = []
    for known in courses:
        review, how_far = known.review, progress(session.situation, known)
        short = short_results(clause_results(known)) if mock_results.may_see(session, known) else []
        rows.append(
            {
                "日期": review.held_on,
                "名称": review.title,
                "目标": target_name(session.situation, target_of(session.situation, review)),
                "状态": state_word(review),
                "进度": f"{how_far.done}/{how_far.total}",
                "问题": len(short),
                "未建任务": sum(result.task_id is None for result in short),
                "评审人员": "、".join(reviewer.person for reviewer in review.reviewers),
                "示例": "示例" if review.example else "",
            }
        )
    return pd.DataFrame(rows)


def state_word(review: MockReview) -> str:
    """待抽样, 评审中, 已结束."""
    return "已结束" if review.closed_at else "评审中" if review.drawn_at else "待抽样"


def _opened(session: Session, known: Course) -> None:
    review = known.review
    with st.container(horizontal=True, vertical_alignment="center", key="mock-head"):
        _close_button()
        st.html(_facts(session, known))
        st.space("stretch")
        if session.may(Permission.PLAN):
            _actions(session, known)
    planner = session.may(Permission.PLAN)
    parts = {
        _SHEETS: known.sample and (review.names(session.viewer) or planner),
        _RESULTS: known.sample and mock_results.may_see(session, known),
        _SAMPLE: known.sample,
        _PLAN: planner,
    }
    open_to = [name for name, shown in parts.items() if shown]
    if not open_to:
        st.info("还没有抽样，抽样后在这里填写评审表。")
        return
    if not known.sample:
        _draw_button(session, review)
    part = Address("mock").one("view", "内容", open_to)
    if part == _SHEETS:
        mock_sheet.draw_sheets(session, known)
    elif part == _RESULTS:
        mock_results.draw_results(session, known)
    elif part == _SAMPLE:
        mock_sample.draw_sample_table(session, known)
    else:
        mock_plan.draw_plan(session, review)


def _facts(session: Session, known: Course) -> str:
    review = known.review
    target = target_name(session.situation, target_of(session.situation, review))
    told = f"{target} · {review.held_on} · {scope_words(session.situation, review)} · {state_word(review)}"
    return f"<b>{escape(review.title)}</b>　<span class='quiet'>{escape(told)}</span>"


def _draw_button(session: Session, review: MockReview) -> None:
    st.write("计划已保存，下一步抽取样本：必查的条款全部抽中，其余按比例抽取。")
    if st.button("抽取样本", key="mock-draw", type="primary", icon=":material/casino:"):
        with user_errors():
            count = draw_sample(session.store, session.viewer, session.situation, review.id)
            Address("mock").go(view=_SAMPLE)
            done(f"已抽取 {count} 条条款。")
            st.rerun()


def _actions(session: Session, known: Course) -> None:
    review, store, viewer = known.review, session.store, session.viewer
    if review.closed_at is None and known.findings:
        if st.button("结束评审", key="mock-close"):
            with user_errors():
                close_review(store, viewer, review.id, review.version)
                done("模拟评审已结束，评审人员不能再修改判定。", lambda: reopen_review(store, viewer, review.id))
                st.rerun()
    elif review.closed_at is not None:
        st.button("重新打开", key="mock-reopen", on_click=_reopen, args=(session, review.id))
    if not known.findings and not known.photos:
        with st.popover("删除"):
            st.write("删除这次模拟评审的计划和样本？")
            if st.button("确认删除", key="mock-drop", type="primary"):
                with user_errors():
                    drop_review(store, viewer, review.id)
                    put(OPEN, "")
                    done("已删除这次模拟评审。")
                    st.rerun()


def _reopen(session: Session, review_id: int) -> None:
    with user_errors():
        reopen_review(session.store, session.viewer, review_id)
        done("已重新打开，评审人员可以继续。")
