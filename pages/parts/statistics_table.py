"""核对与复核: the lines as a table, bulk confirmation, and the open line beside it."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from evidence.statistics.confirmation import confirm_figures, figures_of, may_confirm, take_back_confirmation
from evidence.statistics.confirmed import to_table
from evidence.statistics.records import State
from evidence.statistics.sheet import Entry, Sheet
from evidence.statistics.words import STATE_SIGNS
from pages.parts.feedback import done, user_errors
from pages.parts.gap_beside import beside
from pages.parts.gap_url import put
from pages.parts.session import Session
from pages.parts.statistics_detail import draw_detail
from pages.parts.tables import excel_button, opening

LINE = "line"
_WIDTHS = {
    "编号": 140,
    "项目": 115,
    "考察方面": 72,
    "复核状态": 100,
    "分子": 68,
    "分母": 68,
    "比例": 50,
    "要求": 50,
    "统计截止": 92,
    "存疑": 200,
    "考察内容": 260,
    "对目标的影响": 220,
    "系统": 140,
}
# Beside a line there is room for what tells the lines apart.
_NARROW = ("编号", "项目", "复核状态", "比例", "存疑", "分子", "分母")
_HEIGHT, _FULL = 620, 16
_COLOURS = {str(sign): sign.colour for sign in STATE_SIGNS.values()}


def show(session: Session, sheet: Sheet, shown: Sequence[Entry]) -> None:
    """The bar, the table and, once a cell is clicked, the line."""
    opened = sheet.by_id.get(st.query_params.get(LINE, ""))
    if opened is None:
        _list(session, shown, None)
        return
    left, right = beside("statistics-panel")
    with left:
        _list(session, shown, opened)
    with right:
        draw_detail(session, sheet, opened)


def _list(session: Session, shown: Sequence[Entry], opened: Entry | None) -> None:
    key = _table_key(session, shown)
    rows = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    chosen = [shown[row] for row in rows if row < len(shown)]
    if chosen:
        _bulk(session, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(shown)} 行。勾选行可批量复核，点击单元格查看口径、语句和历史。")
        name = f"{session.situation.hospital.name}-统计表"
        excel_button(name, lambda: {"统计表": to_table(shown)}, "statistics-excel")
    _table(shown, key, opened is not None)


def _table_key(session: Session, shown: Sequence[Entry]) -> str:
    """The rows are part of the key: a selection never survives on other rows than those it was made on."""
    identity = f"{session.situation.revision}|{'|'.join(entry.line.id for entry in shown)}"
    return f"statistics-list-{crc32(identity.encode()):08x}"


def _table(shown: Sequence[Entry], key: str, narrow: bool) -> None:
    table = to_table(shown)[[*(_NARROW if narrow else _WIDTHS)]]
    # Whole numbers with gaps stay whole numbers.
    table = table.astype({"分子": "Int64", "分母": "Int64"})
    st.dataframe(
        table.style.map(lambda text: f"color: {_COLOURS.get(text, 'inherit')}", subset=["复核状态"]),
        key=key,
        hide_index=True,
        height=_HEIGHT if len(shown) > _FULL else "content",
        placeholder="",
        column_config=_columns(table),
        on_select=opening(key, lambda row: put(LINE, shown[row].line.id)),
        selection_mode=["multi-row", "single-cell"],
        alt="统计表",
    )


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {name: st.column_config.Column(width=_WIDTHS[name]) for name in table.columns}
    found["编号"] = st.column_config.TextColumn(width=_WIDTHS["编号"], pinned=True)
    for name in {"比例", "要求"} & set(table.columns):
        found[name] = st.column_config.Column(width=_WIDTHS[name], alignment="right")
    return found


def _bulk(session: Session, chosen: Sequence[Entry]) -> None:
    """Confirms what waits among the chosen lines and was entered by somebody else."""
    waiting = [entry for entry in chosen if entry.state is State.ENTERED]
    open_to = [entry for entry in waiting if may_confirm(session.viewer, entry)]
    figures = figures_of(open_to)
    doubtful = sum(bool(entry.doubts) for entry in open_to)
    own = len(waiting) - len(open_to)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="statistics-bulk"):
        notes = [f"已选 **{len(chosen)}** 行，其中可由您复核 {len(open_to)} 行"]
        notes += [f"存疑 {doubtful} 行，请先逐条核对"] if doubtful else []
        notes += [f"{own} 行由您录入或您没有复核权限"] if own else []
        st.markdown("；".join(notes), width="content")
        if st.button(
            f"确认 {len(figures)} 个数据", type="primary", key="statistics-confirm-many", disabled=not figures
        ):
            with user_errors():
                reviewed = confirm_figures(session.store, session.viewer, figures)
                message = f"已复核 {len(reviewed)} 个统计数据。"
                done(message, lambda: take_back_confirmation(session.store, session.viewer, reviewed))
                st.rerun()
