"""履约: what is owed and whether it came, as a list or by months, with the open obligation beside it."""

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.contracts.calendar_file import calendar_file
from evidence.contracts.obligation_view import PERIODS, Wanted, choose, to_table
from evidence.contracts.obligations import Obligation, State, obligations
from evidence.contracts.overview import Overview
from evidence.contracts.words import OBLIGATION_SIGNS
from pages.parts.contract_answer import READING, lead
from pages.parts.contract_calendar import draw_calendar
from pages.parts.contract_delivery import draw_extra
from pages.parts.contract_obligation import DUTY, draw_obligation
from pages.parts.gap_beside import beside
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.tables import excel_button, opening

_LIST, _CALENDAR = "清单", "日历"
EXTRA = "extra"
_WIDTHS = {
    "到期日": 95,
    "状态": 110,
    "履约义务": 195,
    "责任方": 130,
    "履约日期": 90,
    "材料": 150,
    "说明": 250,
    "示例": 55,
    "合同": 220,
    "系统": 160,
}
_NARROW = ("到期日", "状态", "履约义务", "责任方", "履约日期")
_COLOURS = {str(sign): sign.colour for sign in OBLIGATION_SIGNS.values()}
_CLEARED: dict[str, str | list[str]] = dict.fromkeys(("contract", "system", "state", "when"), "")


def show(session: Session, address: Address, overview: Overview) -> None:
    """Filters, exports, the chosen view, and what is open."""
    entries = obligations(session.store, session.viewer, session.today)
    if not entries:
        _empty(session, address)
        return
    view, wanted = _filter(session, address, overview, entries)
    shown = choose(entries, wanted, session.today)
    opened = next((entry for entry in entries if str(entry.id) == st.query_params.get(DUTY)), None)
    if opened is None and st.query_params.get(DUTY) != EXTRA:
        _draw(session, view, shown, narrow=False)
        return
    left, right = beside("duty-panel")
    with left:
        _draw(session, view, shown, narrow=True)
    with right:
        if opened is None:
            draw_extra(session, overview)
        else:
            draw_obligation(session, opened, entries)


def _empty(session: Session, address: Address) -> None:
    st.info("还没有履约义务：合同内容确认后，按约定的巡检、报告、测试、培训等自动排出。")
    if session.may(Permission.REGISTER):
        st.button("读取合同", type="primary", key="duties-read", on_click=lead, args=(address, READING))


def _filter(
    session: Session, address: Address, overview: Overview, entries: Sequence[Obligation]
) -> tuple[str, Wanted]:
    titles = {str(row.contract.id): row.contract.title for row in overview.rows}
    used = {number for entry in entries for number in entry.system_ids}
    systems = {str(system.id): system.name for system in session.situation.systems if system.id in used}
    with st.container(horizontal=True, vertical_alignment="bottom", key="duties-filter"):
        view = address.one("view", "查看方式", (_LIST, _CALENDAR))
        period = address.one("when", "期间", list(PERIODS))
        state = address.several("state", "状态", [*State], lambda s: str(OBLIGATION_SIGNS[State(s)]), 110)
        contract = address.several("contract", "合同", list(titles), titles.__getitem__)
        system = address.several("system", "系统", list(systems), systems.__getitem__)
        wanted = Wanted(
            frozenset(map(int, contract)), frozenset(map(int, system)), frozenset(map(State, state)), period
        )
        if wanted != Wanted():
            st.button("清除筛选", key="duties-clear", on_click=address.go, kwargs=_CLEARED, type="tertiary")
    return view, wanted


def _draw(session: Session, view: str, shown: Sequence[Obligation], narrow: bool) -> None:
    _bar(session, shown)
    if not shown:
        st.info("没有符合筛选条件的履约义务。")
    elif view == _CALENDAR:
        draw_calendar(shown, session.today)
    else:
        _table(session, shown, narrow)


def _bar(session: Session, shown: Sequence[Obligation]) -> None:
    name = f"{session.situation.hospital.name}-合同履约"
    with st.container(horizontal=True, vertical_alignment="center", key="duties-bar"):
        counts = "，".join(
            f"{sign} {count}" for state, sign in OBLIGATION_SIGNS.items() if (count := _count(shown, state))
        )
        st.caption(f"{len(shown)} 项{f'：{counts}' if counts else ''}。点击一项查看原文、登记履约。")
        if session.may(Permission.UPLOAD):
            st.button("登记日程以外的履约", key="duty-extra", on_click=put, args=(DUTY, EXTRA), icon=":material/add:")
        if shown:
            excel_button(name, lambda: {"履约义务": to_table(shown, session.situation)}, "duties-excel")
            st.download_button(
                "导出日历",
                data=lambda: calendar_file(session.store.slug, name, shown, session.store.clock()),
                file_name=f"{name}.ics",
                mime="text/calendar",
                key="duties-calendar",
                icon=":material/event:",
                on_click="ignore",
                help="iCalendar 文件，可导入 Outlook 或手机日历；重复导入会更新同一事项",
            )


def _count(shown: Sequence[Obligation], state: State) -> int:
    return sum(entry.state is state for entry in shown)


def _table(session: Session, shown: Sequence[Obligation], narrow: bool) -> None:
    identity = f"{session.situation.revision}|{narrow}|{'|'.join(str(entry.id) for entry in shown)}"
    key = f"duties-list-{crc32(identity.encode()):08x}"

    table = to_table(shown, session.situation)[[*(_NARROW if narrow else _WIDTHS)]]
    st.dataframe(
        table.style.map(lambda text: f"color: {_COLOURS.get(text, 'inherit')}", subset=["状态"]),
        key=key,
        hide_index=True,
        height="content" if len(table) <= 16 else 620,
        placeholder="",
        column_config=_columns(table),
        on_select=opening(key, lambda row: put(DUTY, str(shown[row].id))),
        selection_mode="single-cell",
        alt="履约义务",
    )


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    return {name: st.column_config.Column(width=_WIDTHS[name]) for name in table.columns}
