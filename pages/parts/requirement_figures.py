"""Entering 有效应用 and 数据质量: counted figures with their window, the share worked out while typing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape

import streamlit as st

from criteria.models import LevelRequirement, LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.errors import InvalidInputError
from evidence.measures import COVERAGE, DATA_QUALITY, MeasureDraft, record_measures
from evidence.records import Measure
from evidence.requirement_measures import (
    CoverageView,
    QualityView,
    clear_measures,
    coverage_view,
    draft_of,
    quality_view,
    restore_measures,
    share_of,
)
from evidence.requirement_related import statistics_documents
from pages.parts.feedback import done, user_errors
from pages.parts.requirement_desk import Desk
from pages.parts.requirement_documents import documents_link, example_mark, show_documents
from pages.parts.requirement_measured import BY_FUNCTION, NOT_ASKED, show_measured, show_value


def show_figures(desk: Desk) -> None:
    """Coverage, data quality, and the statistics documents of the item."""
    row, catalog = desk.view.requirement, desk.view.catalog
    assert isinstance(row, LevelRequirement)  # noqa: S101 - the tab exists for the levels method only
    assert isinstance(catalog, LevelsCatalog)  # noqa: S101
    _figures(desk, catalog, row)
    st.markdown("**本项目的统计佐证**")
    show_documents(statistics_documents(desk.session.store, desk.session.viewer, desk.view), desk.session.situation)
    parameters = {"catalog": catalog.id, "clause": desk.view.clauses[0].id}
    documents_link(desk, "上传统计材料", parameters)


@st.fragment
def _figures(desk: Desk, catalog: LevelsCatalog, row: LevelRequirement) -> None:
    situation = desk.session.situation
    coverage, quality = coverage_view(situation, catalog, row), quality_view(situation, catalog, row)
    if desk.may_judge:
        _coverage(desk, catalog, row, coverage)
        _quality(desk, catalog, row, quality)
    else:
        show_measured(coverage, quality)


def _level(row: LevelRequirement, name: str, own: Measure | None, general: Measure | None) -> int | None:
    """The level that a figure is for, None = all levels of the item; begins with what is stored."""
    for_all = st.segmented_control(
        f"{name}适用级别",
        [False, True],
        format_func=lambda chosen: "本项目各级通用" if chosen else f"只用于 {row.level} 级",
        default=own is None and general is not None,
        required=True,
        key=f"figure-{name}-{row.code}",
        label_visibility="collapsed",
    )
    return None if for_all else row.level


def _coverage(desk: Desk, catalog: LevelsCatalog, row: LevelRequirement, view: CoverageView) -> None:
    if view.kind is CoverageKind.FUNCTION:
        st.markdown(BY_FUNCTION)
        return
    show_value("有效应用", view.value, view.threshold, view.enough, view.proof)
    level = _level(row, "有效应用", view.own, view.general)
    stored = view.own if level is not None else view.general
    draft = _draft(row.item, COVERAGE, level, None, stored)
    key = f"coverage-{row.item}-{level}-{draft.expected}"
    if view.kind is CoverageKind.APPLIED:
        used = st.segmented_control(
            "实际应用",
            ["1", "0"],
            format_func={"1": "已在用", "0": "未在用"}.__getitem__,
            default=str(int(stored.value > 0)) if stored else None,
            key=f"{key}-used",
        )
        drafts = [replace(draft, share=Decimal(used) if used else None)]
    else:
        st.caption(f"分子：{view.numerator}；分母：{view.denominator}；统计时间：{view.window}")
        drafts = [_counted(draft, stored, key, with_window=True)]
    _save(desk, catalog, drafts, [stored], key)


def _quality(desk: Desk, catalog: LevelsCatalog, row: LevelRequirement, view: QualityView) -> None:
    if not view.asked:
        st.markdown(NOT_ASKED)
        return
    show_value("数据质量", view.value, view.floor, view.enough, view.proof)
    st.caption(f"{view.basis}。本级要求：{'；'.join(view.demands)}")
    with st.container(horizontal=True, gap="small"):
        level = _level(row, "数据质量", view.own, None if view.checks else view.general)
        stored = view.own if level is not None else view.general
        by_check = bool(view.checks) and level is not None and _asked_by_check(row, stored)
    key = f"quality-{row.item}-{level}-{by_check}"
    if not by_check:
        draft = _draft(row.item, DATA_QUALITY, level, None, stored)
        drafts, before = [_index(draft, stored, f"{key}-{draft.expected}")], [stored]
    else:
        drafts, before = [], []
        for part in view.checks:
            st.markdown(f"{part.number}. {part.check.aspect}：{part.check.check}")
            draft = _draft(row.item, DATA_QUALITY, level, part.number, part.stored)
            own_key = f"{key}-{part.number}-{draft.expected}"
            drafts.append(_counted(draft, part.stored, own_key, with_window=part.number == 1))
            before.append(part.stored)
        if stored:
            st.caption(f"已直接填写指数 {stored.value:.2f}，逐项结果不计入；清除指数后按各项平均计算。")
        else:
            st.caption("指数取各项系数的平均，没有统计的项按 0 计（标准未规定合成办法，这是本系统的约定）。")
    _save(desk, catalog, drafts, before, key)


def _asked_by_check(row: LevelRequirement, stored: Measure | None) -> bool:
    chosen = st.segmented_control(
        "数据质量录入方式",
        [True, False],
        format_func=lambda by_check: "逐项考察" if by_check else "直接填指数",
        default=stored is None,
        required=True,
        key=f"quality-mode-{row.code}",
        label_visibility="collapsed",
    )
    return bool(chosen)


def _draft(item: str, kind: str, level: int | None, check_no: int | None, stored: Measure | None) -> MeasureDraft:
    """Nothing typed yet, to be stored against the version shown."""
    seen, note = (stored.version, stored.note) if stored else (0, "")
    return MeasureDraft(item, kind, level, check_no, note=note, expected=seen)


def _counted(draft: MeasureDraft, stored: Measure | None, key: str, with_window: bool) -> MeasureDraft:
    """Numerator and denominator, with the share below as soon as both are there."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        top = _number("分子", stored.numerator if stored else None, f"{key}-top")
        bottom = _number("分母", stored.denominator if stored else None, f"{key}-bottom")
        window = (stored.window_from, stored.window_to) if stored else (None, None)
        if with_window:
            window = (_day("统计开始", window[0], f"{key}-from"), _day("统计截止", window[1], f"{key}-to"))
    if top is not None and bottom is not None:
        with user_errors():
            st.markdown(f"{top} ÷ {bottom} = **{share_of(top, bottom):.2f}**")
    return replace(draft, numerator=top, denominator=bottom, window_from=window[0], window_to=window[1])


def _index(draft: MeasureDraft, stored: Measure | None, key: str) -> MeasureDraft:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        value = st.number_input(
            "数据质量指数（0 到 1）",
            value=float(stored.value) if stored else None,
            step=0.01,
            format="%.2f",
            key=f"{key}-index",
            width=170,
        )
        window = (stored.window_from, stored.window_to) if stored else (None, None)
        start, end = _day("统计开始", window[0], f"{key}-from"), _day("统计截止", window[1], f"{key}-to")
    share = None if value is None else Decimal(str(value))
    return replace(draft, share=share, window_from=start, window_to=end)


def _number(label: str, value: int | None, key: str) -> int | None:
    found = st.number_input(label, value=value, step=1, format="%d", key=key, width=120)
    return None if found is None else int(found)


def _day(label: str, value: date | None, key: str) -> date | None:
    found = st.date_input(label, value=value, key=key, format="YYYY-MM-DD", width=140)
    return found if isinstance(found, date) else None


def _save(
    desk: Desk,
    catalog: LevelsCatalog,
    drafts: Sequence[MeasureDraft],
    before: Sequence[Measure | None],
    key: str,
) -> None:
    """The buttons that store what was typed, or take it away."""
    known = [measure for measure in before if measure is not None]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        store = st.button("保存统计结果", key=f"save-{key}", type="primary")
        clear = st.button("清除", key=f"clear-{key}") if known else False
        if known:
            last = max(known, key=lambda measure: measure.at)
            signed = f"{escape(last.author)} {last.at:%Y-%m-%d} 录入{example_mark(last.example)}"
            st.html(f'<span class="quiet">{signed}</span>', width="content")
    with user_errors():
        if store:
            _store(desk, catalog, drafts, before)
        if clear:
            _clear(desk, catalog, known)


def _store(
    desk: Desk, catalog: LevelsCatalog, drafts: Sequence[MeasureDraft], before: Sequence[Measure | None]
) -> None:
    session = desk.session
    pairs = [pair for pair in zip(drafts, before, strict=True) if _is_filled(pair[0])]
    if not pairs:
        raise InvalidInputError("还没有填写统计结果。")
    chosen, former = [draft for draft, _ in pairs], [measure for _, measure in pairs]
    if record_measures(session.store, session.viewer, catalog, chosen):
        undo = lambda: restore_measures(session.store, session.viewer, catalog, chosen, former)  # noqa: E731
        done(f"已保存 {chosen[0].item} 的统计结果。", undo)
    else:
        done("与已保存的统计结果相同，没有改动。")
    st.rerun()


def _is_filled(draft: MeasureDraft) -> bool:
    return (draft.numerator, draft.denominator, draft.share) != (None, None, None)


def _clear(desk: Desk, catalog: LevelsCatalog, known: Sequence[Measure]) -> None:
    session = desk.session
    clear_measures(session.store, session.viewer, known)
    drafts = [draft_of(measure) for measure in known]
    done("已清除统计结果，按未统计处理。", lambda: record_measures(session.store, session.viewer, catalog, drafts))
    st.rerun()
