"""合同: the maintenance contracts with their systems and periods; the contract of one system."""

from datetime import date

import pandas as pd
import streamlit as st

from evidence import register
from evidence.access import Permission
from evidence.records import Contract, System
from evidence.situation import Situation
from evidence.system_view import SystemRow, reviews_after
from evidence.worklist import target_name
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_fields import date_field, vendor_field
from pages.parts.system_forms import change_system
from pages.parts.system_layout import plain_table
from pages.parts.tables import excel_button

_ALERT = "到期提醒"


def draw(session: Session, rows: list[SystemRow]) -> None:
    """The list of contracts; those that end before a review stand out; systems without a contract are named."""
    contracts = register.contracts(session.store, session.viewer)
    table = _as_table(session, contracts, rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        if session.may(Permission.REGISTER) and st.button(
            "登记合同", type="primary", icon=":material/add:", key="add-contract"
        ):
            _add(session)
        if contracts:
            excel_button("维保合同", lambda: {"合同": table}, key="export-contracts")
    if not contracts:
        st.write("还没有登记维保合同。登记后即可看到哪些系统的维保会在评审之前到期。")
        return
    without = [row.system.name for row in rows if row.system.contract_id is None]
    if without:
        names = "、".join(without)
        then = "请打开系统，在“合同”中归入。" if session.may(Permission.REGISTER) else ""
        st.warning(f"{len(without)} 个系统没有归入合同：{names}。{then}", icon=":material/warning:")
    plain_table(list(table.columns), table.astype(str).to_numpy().tolist(), alert=list(table.columns).index(_ALERT))


def _as_table(session: Session, contracts: list[Contract], rows: list[SystemRow]) -> pd.DataFrame:
    vendors = {vendor.id: vendor.name for vendor in register.vendors(session.store, session.viewer)}
    systems: dict[int | None, list[str]] = {}
    for row in rows:
        systems.setdefault(row.system.contract_id, []).append(row.system.name)
    return pd.DataFrame(
        [
            {
                "合同": contract.title,
                "厂商": vendors.get(contract.vendor_id or 0, ""),
                "期限": period(contract),
                _ALERT: _alert(session.situation, contract.ends_on),
                "系统数": len(systems.get(contract.id, [])),
                "系统": "、".join(systems.get(contract.id, [])),
                "约定": contract.note,
                "来源": contract.source,
            }
            for contract in contracts
        ]
    )


def period(contract: Contract) -> str:
    """2026-01-01 至 2026-12-31, 12 个月（起止日期未填）, 未填."""
    months = f"{contract.months} 个月" if contract.months else ""
    if contract.starts_on or contract.ends_on:
        dates = f"{contract.starts_on or '未填'} 至 {contract.ends_on or '未填'}"
        return f"{dates}（{months}）" if months else dates
    return f"{months}（起止日期未填）" if months else "未填"


def _alert(situation: Situation, ends_on: date | None) -> str:
    """! 早于 电子病历 5级 评审（2027-03-21）."""
    late = [f"{target_name(situation, t)} 评审（{t.review_on}）" for t in reviews_after(situation, ends_on)]
    return f"! 早于{'、'.join(late)}到期" if late else ""


def draw_system(session: Session, system: System) -> None:
    """The contract of one system, and whether it lasts until the reviews."""
    contracts = register.contracts(session.store, session.viewer)
    contract = next((contract for contract in contracts if contract.id == system.contract_id), None)
    if contract is None:
        st.write("这个系统没有归入维保合同。")
    else:
        alert = _alert(session.situation, contract.ends_on)
        if alert:
            st.error(f"合同{alert.removeprefix('! ')}，请续签或把评审支持写入新合同。", icon=":material/event_busy:")
        vendors = {vendor.id: vendor.name for vendor in register.vendors(session.store, session.viewer)}
        facts = {
            "合同": contract.title,
            "签约厂商": vendors.get(contract.vendor_id or 0, "未登记"),
            "本系统厂商": system.vendor or "未登记",
            "期限": period(contract),
            "约定": contract.note or "—",
            "来源": contract.source or "—",
        }
        plain_table((), facts.items())
    label = "归入合同" if contract is None else "改归其他合同"
    if session.may(Permission.REGISTER) and st.button(label, icon=":material/edit:", key="change-contract"):
        change_system(session, system)


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
