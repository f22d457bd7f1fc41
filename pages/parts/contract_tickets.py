"""故障工单: every fault with its times beside what the contract grants, and how it went month by month."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from evidence.access import Permission
from evidence.contracts.overview import Overview
from evidence.contracts.ticket_statistics import MonthFigures, chart_rows, monthly_figures
from evidence.contracts.ticket_statistics import to_table as months_table
from evidence.contracts.ticket_times import OUTCOME_NAMES, STAGE_NAMES, STAGES, Outcome
from evidence.contracts.tickets_compared import ComparedTicket, compared_tickets, to_table
from evidence.words import AMBER, GREEN, RED
from pages.parts import charts
from pages.parts.contract_ticket import NEW, TICKET, draw_new, draw_ticket
from pages.parts.gap_beside import beside
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.tables import excel_button, opening

_TICKETS, _MONTHS = "工单", "月度统计"
_BROKEN, _OPEN = "有超时", "未解决"
# The times come first: on a narrow screen the rest is reached by scrolling, or by the click on a row.
_WIDTHS = {
    "编号": 42,
    "报修时间": 118,
    **dict.fromkeys(STAGE_NAMES.values(), 116),
    "故障现象": 150,
    "系统": 110,
    "级别": 70,
    "厂商": 70,
    "示例": 55,
}
_NARROW = ("编号", "报修时间", "响应", "到场", "解决", "故障现象")
_STAGE_COLOURS = dict(zip(STAGE_NAMES.values(), ("#1F4E79", "#7FA3C7", "#B26A00", "#2E7D32"), strict=True))
_DASHES = dict(zip(STAGE_NAMES.values(), ("solid", "dot", "dash", "dashdot"), strict=True))


def show(session: Session, address: Address, overview: Overview) -> None:
    """The sentence, the filters, then the tickets or the months."""
    every = compared_tickets(session.store, session.viewer)
    shown, view = _filter(session, address, overview, every)
    _sentence(shown)
    opened = st.query_params.get(TICKET, "")
    entry = next((entry for entry in every if str(entry.ticket.id) == opened), None)
    if entry is None and opened != NEW:
        _draw(session, view, shown, narrow=False)
        return
    left, right = beside("ticket-panel")
    with left:
        _draw(session, view, shown, narrow=True)
    with right:
        if entry is None:
            draw_new(session)
        else:
            draw_ticket(session, entry)


def _filter(
    session: Session, address: Address, overview: Overview, every: Sequence[ComparedTicket]
) -> tuple[list[ComparedTicket], str]:
    titles = {str(row.contract.id): row.contract.title for row in overview.rows}
    systems = list(dict.fromkeys(entry.system for entry in every))
    with st.container(horizontal=True, vertical_alignment="bottom", key="tickets-filter"):
        view = address.one("view", "查看方式", (_TICKETS, _MONTHS))
        state = address.several("state", "状态", (_BROKEN, _OPEN), width=110)
        contract = address.several("contract", "合同", list(titles), titles.__getitem__)
        system = address.several("system", "系统", systems)
        if session.may(Permission.WORK):
            st.button("登记工单", key="ticket-new", on_click=put, args=(TICKET, NEW), icon=":material/add:")
    shown = [
        entry
        for entry in every
        if (not contract or str(entry.ticket.contract_id) in contract)
        and (not system or entry.system in system)
        and (_BROKEN not in state or entry.broken)
        and (_OPEN not in state or entry.ticket.is_open)
    ]
    return shown, view


def _sentence(shown: Sequence[ComparedTicket]) -> None:
    broken = sum(bool(entry.broken) for entry in shown)
    unsolved = sum(entry.ticket.is_open for entry in shown)
    st.html(f"<b>{len(shown)} 张工单，{broken} 张有超时，{unsolved} 张未解决。</b>")


def _draw(session: Session, view: str, shown: Sequence[ComparedTicket], narrow: bool) -> None:
    if not shown:
        st.info("没有工单。医院报修后在这里登记，厂商补填响应、到场、解决时间，系统按合同比对。")
    elif view == _MONTHS:
        _months(session, monthly_figures(shown))
    else:
        _table(session, shown, narrow)


def _table(session: Session, shown: Sequence[ComparedTicket], narrow: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("各环节与合同约定的时限比对（服务时间、工作日按合同）。点击一行查看算法、补填时间。")
        excel_button(
            f"{session.situation.hospital.name}-故障工单", lambda: {"故障工单": to_table(shown)}, "tickets-excel"
        )
    identity = f"{session.situation.revision}|{narrow}|{'|'.join(str(entry.ticket.id) for entry in shown)}"
    key = f"tickets-list-{crc32(identity.encode()):08x}"

    table = to_table(shown)
    table = table[[name for name in (_NARROW if narrow else _WIDTHS) if _says_something(table[name])]]
    stages = [name for name in STAGE_NAMES.values() if name in table.columns]
    st.dataframe(
        table.style.map(lambda text: _colour(str(text)), subset=pd.Index(stages)),
        key=key,
        hide_index=True,
        height="content" if len(table) <= 12 else 620,
        row_height=58,
        placeholder="",
        column_config=_columns(table),
        on_select=opening(key, lambda row: put(TICKET, str(shown[row].ticket.id))),
        selection_mode="single-cell",
        alt="故障工单",
    )


def _says_something(column: pd.Series) -> bool:
    """Whether a column is worth its room: not empty everywhere, and no stage that no contract grants."""
    return bool((~column.isin(["", OUTCOME_NAMES[Outcome.NOT_AGREED]])).any())


def _colour(text: str) -> str:
    """By the word with which the text begins."""
    colours = {"按时": GREEN, "超时": RED, "已超时": RED, "计时中": AMBER}
    return next((f"color: {colour}" for word, colour in colours.items() if text.startswith(word)), "")


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {name: st.column_config.Column(width=_WIDTHS[name]) for name in table.columns}
    found["报修时间"] = st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", width=_WIDTHS["报修时间"])
    return found


def _months(session: Session, figures: list[MonthFigures]) -> None:
    for vendor in dict.fromkeys(entry.vendor for entry in figures):
        own = [entry for entry in figures if entry.vendor == vendor]
        st.markdown(f"**{vendor}**　各环节按时率（%）")
        _chart(chart_rows(own), vendor)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("按时率 = 按时的工单 ÷ 可判定的工单（合同有约定、已完成或已超时的）。")
        name = f"{session.situation.hospital.name}-工单月度统计"
        excel_button(name, lambda: {"月度统计": months_table(figures)}, "tickets-months-excel")
    table = months_table(figures)
    said = table.loc[:, (table != "").any()]
    st.dataframe(said, hide_index=True, key="tickets-months", placeholder="", alt="工单月度统计")


def _chart(rows: pd.DataFrame, vendor: str) -> None:
    if rows.empty:
        st.caption("合同没有约定时限，或工单都还不能判定。")
        return
    figure = go.Figure()
    for stage in (STAGE_NAMES[stage] for stage in STAGES):
        own = rows[rows["环节"] == stage].sort_values("月份")
        if not own.empty:
            figure.add_scatter(
                x=own["月份"],
                y=own["按时率"],
                name=stage,
                mode="lines+markers",
                line={"color": _STAGE_COLOURS[stage], "dash": _DASHES[stage]},
                customdata=own[["工单"]],
                hovertemplate="%{x} " + stage + " 按时 %{y:.1f}%（%{customdata[0]} 张）<extra></extra>",
            )
    charts.dress(figure, 240, yaxis={"range": [-5, 105], "ticksuffix": "%"}, xaxis={"type": "category"})
    charts.show(figure, f"tickets-chart-{vendor}", f"{vendor} 每月各环节按时率")
