"""差距 as a list: rows are chosen for bulk actions, a clicked cell opens the detail beside it."""

from collections.abc import Sequence
from zlib import crc32

import streamlit as st

from evidence.access import Permission
from evidence.gap_view import Payer, by_importance, system_key, to_table
from evidence.gaps import Gap
from evidence.naming import short_title
from evidence.standing import Standing
from pages.parts.gap_bulk import task_form
from pages.parts.gap_url import put
from pages.parts.session import Session
from pages.parts.tables import excel_button, opening

# Texts wrap only in rows higher than 56 pixels.
_ROW_HEIGHT = 58
_SHOWN = ("要求点", "级别", "要求内容", "原因", "权重", "系统", "厂商", "谁出钱", "任务", "截止日期")


def draw_list(session: Session, standing: Standing, gaps: Sequence[Gap], narrow: bool) -> None:
    """Bulk actions (once rows are chosen), count and export, the table. `narrow`: a detail is open beside it."""
    ordered = by_importance(gaps, standing.catalog)
    if not ordered:
        st.info("没有符合筛选条件的差距。")
        return
    desk = session.covers()
    payer = desk.of_gap if desk else None
    key, may_plan = _table_key(ordered), session.may(Permission.PLAN)
    rows = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    chosen = [ordered[row] for row in rows if row < len(ordered)]
    if chosen and may_plan:
        _bulk(session, standing, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        clauses = len({gap.clause for gap in ordered})
        bulk = "勾选行可批量生成任务，" if may_plan else ""
        st.caption(f"{len(ordered)} 项差距（{clauses} 条要求点），卡级的在前。{bulk}点击单元格查看详情。")
        excel_button(
            f"{session.situation.hospital.name}-{short_title(standing.catalog)}-差距",
            lambda: {"差距": to_table(ordered, payer)},
            "gap-excel",
        )
    _table(ordered, payer, key, narrow, may_plan)


def _table_key(gaps: Sequence[Gap]) -> str:
    """The rows are part of the key: a selection never survives on other rows than those it was made on."""
    identity = "|".join(f"{gap.clause} {system_key(gap)}" for gap in gaps)
    return f"gap-list-{crc32(identity.encode()):08x}-{st.session_state.get('gap-round', 0)}"


def _bulk(session: Session, standing: Standing, chosen: Sequence[Gap]) -> None:
    with st.container(border=True, key="gap-bulk"):
        tasked = sum(gap.task is not None for gap in chosen)
        skipped = f"，其中 {tasked} 项已有任务，不再重复生成" if tasked else ""
        st.markdown(f"**已选 {len(chosen)} 项差距**{skipped}")
        task_form(session, standing, chosen, "gap-many")


def _table(gaps: Sequence[Gap], payer: Payer | None, key: str, narrow: bool, rows: bool) -> None:
    """`rows`: whether rows can be chosen for bulk actions."""

    def open_gap(row: int) -> None:
        put("code", gaps[row].requirement.code)
        put("at", system_key(gaps[row]))

    st.dataframe(
        to_table(gaps, payer),
        key=key,
        hide_index=True,
        height=640,
        row_height=_ROW_HEIGHT,
        placeholder="",
        column_order=_SHOWN,
        column_config={
            "要求点": st.column_config.TextColumn(width=105, pinned=True),
            "要求内容": st.column_config.TextColumn(width=220 if narrow else 330),
            "级别": st.column_config.TextColumn(width=60),
            "原因": st.column_config.TextColumn(width=110),
            "权重": st.column_config.TextColumn(width=55),
            "谁出钱": st.column_config.TextColumn(width=75, help="按维保合同原文判断，点击行查看依据"),
            "任务": st.column_config.TextColumn(width=180),
            "截止日期": st.column_config.DateColumn(format="YYYY-MM-DD", width=95),
        },
        on_select=opening(key, open_gap),
        selection_mode=["multi-row", "single-cell"] if rows else "single-cell",
        alt="差距清单",
    )
