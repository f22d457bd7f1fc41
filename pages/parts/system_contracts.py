"""合同: the maintenance contracts with their systems and periods; the contracts of one system."""

import pandas as pd
import streamlit as st

from evidence import register
from evidence.access import Permission
from evidence.contracts.overview import Overview, contract_warning, load_overview
from evidence.records import Contract, System
from evidence.system_view import SystemRow
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_fields import date_field, vendor_field
from pages.parts.system_forms import change_system
from pages.parts.system_layout import plain_table
from pages.parts.tables import excel_button

_ALERT = "到期提醒"


def draw(session: Session, _: list[SystemRow]) -> None:
    """The list of contracts; those that end before a review stand out; systems without a valid one are named."""
    found = load_overview(session.store, session.viewer, session.situation)
    table = _as_table(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        if session.may(Permission.REGISTER) and st.button(
            "登记合同", type="primary", icon=":material/add:", key="add-contract"
        ):
            _add(session)
        if found.rows:
            excel_button("维保合同", lambda: {"合同": table}, key="export-contracts")
        st.page_link("pages/contracts.py", label="到“合同履约”查看覆盖、履约和扣款", icon=":material/contract:")
    if not found.rows:
        st.write("还没有登记维保合同。登记后即可看到哪些系统的维保会在评审之前到期。")
        return
    without = [entry.system.name for entry in found.without if not entry.contracts]
    if without:
        names = "、".join(without)
        then = "请打开系统，在“合同”中归入。" if session.may(Permission.REGISTER) else ""
        st.warning(f"{len(without)} 个系统没有归入合同：{names}。{then}", icon=":material/warning:")
    plain_table(list(table.columns), table.astype(str).to_numpy().tolist(), alert=list(table.columns).index(_ALERT))


def _as_table(found: Overview) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "合同": row.contract.title,
                "厂商": row.vendor,
                "期限": period(row.contract),
                _ALERT: f"! {row.warning}" if row.warning else "",
                "系统数": len(row.systems),
                "系统": "、".join(row.systems),
                "约定": row.contract.note,
                "来源": row.contract.source,
            }
            for row in found.rows
        ]
    )


def period(contract: Contract) -> str:
    """2026-01-01 至 2026-12-31, 12 个月（起止日期未填）, 未填."""
    months = f"{contract.months} 个月" if contract.months else ""
    if contract.starts_on or contract.ends_on:
        dates = f"{contract.starts_on or '未填'} 至 {contract.ends_on or '未填'}"
        return f"{dates}（{months}）" if months else dates
    return f"{months}（起止日期未填）" if months else "未填"


def draw_system(session: Session, system: System) -> None:
    """The contracts of one system, and whether they last until the reviews."""
    found = load_overview(session.store, session.viewer, session.situation)
    entry = next((entry for entry in found.systems if entry.system.id == system.id), None)
    if entry is None or not entry.contracts:
        st.write("这个系统没有归入维保合同。")
    else:
        if entry.warning:
            st.warning(f"{entry.warning}。", icon=":material/event_busy:")
        for contract in entry.contracts:
            _contract(session, found, system, contract)
    if session.may(Permission.REGISTER) and st.button(
        "归入合同" if system.contract_id is None else "改归其他合同", icon=":material/edit:", key="change-contract"
    ):
        change_system(session, system)


def _contract(session: Session, found: Overview, system: System, contract: Contract) -> None:
    row = next(row for row in found.rows if row.contract.id == contract.id)
    warning = contract_warning(session.situation, contract)
    facts = {
        "合同": contract.title,
        "签约厂商": row.vendor or "未登记",
        "本系统厂商": system.vendor or "未登记",
        "期限": f"{period(contract)}{f'　! {warning}' if warning else ''}",
        "履约": f"30 天内到期 {row.due} 项，逾期未履约 {row.missed} 项" if row.facts else "合同内容还没有读取确认",
        "约定": contract.note or "—",
        "来源": contract.source or "—",
    }
    plain_table((), facts.items())
    st.page_link(
        "pages/contracts.py",
        label="打开合同：内容、履约、扣款",
        icon=":material/contract:",
        query_params={"open": str(contract.id)},
    )


@st.dialog("登记合同", width="medium")
def _add(session: Session) -> None:
    with st.form("add-contract-form", border=False):
        left, right = st.columns(2)
        title = left.text_input("合同名称", key="contract-title")
        vendor = vendor_field(session, right, "", "contract-vendor")
        starts_on = date_field(left, "开始日期", None, "contract-from")
        ends_on = date_field(right, "结束日期", None, "contract-to")
        months = left.number_input(
            "期限（月）",
            min_value=1,
            max_value=240,
            value=None,
            step=1,
            key="contract-months",
            placeholder="没有日期时填",
        )
        source = right.text_input("来源", key="contract-source", placeholder="例如：采购合同扫描件第 12 页")
        note = st.text_area("约定", height=100, key="contract-note", placeholder="响应时限、巡检次数、评级支持等")
        submitted = st.form_submit_button("登记", type="primary", key="add-contract-submit")
    if submitted:
        with user_errors():
            register.add_contract(
                session.store, session.viewer, title, vendor, starts_on, ends_on, months, source, note
            )
            done(f"已登记合同“{title.strip()}”。下一步：打开合同所含的系统，在“合同”中归入。")
            st.rerun()
