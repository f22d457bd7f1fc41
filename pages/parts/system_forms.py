"""Registering a system, changing it, taking it out of use."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from criteria.vocabulary import vocabulary
from evidence import register
from evidence.records import System
from evidence.register import SystemDraft
from evidence.system_view import CONNECTION_NAMES, MLPS_LEVEL_NAMES
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_choice import choose
from pages.parts.system_fields import choice_field, date_field, vendor_field


@st.dialog("登记系统", width="medium")
def add_system(session: Session) -> None:
    """A form for a new system."""
    with st.form("add-system-form", border=False):
        draft = _fields(session, SystemDraft("", ""))
        submitted = st.form_submit_button("登记", type="primary", key="add-system-submit")
    if submitted:
        with user_errors():
            system_id = register.add_system(session.store, session.viewer, draft)
            choose(system_id)
            done(f"已登记“{draft.name.strip()}”。下面是它要承担的要求。")
            st.rerun()


@st.dialog("修改系统", width="medium")
def change_system(session: Session, system: System) -> None:
    """A form for a registered system; `system` is what the person sees."""
    with st.form("change-system-form", border=False):
        draft = _fields(session, _entered(system))
        submitted = st.form_submit_button("保存", type="primary", key="change-system-submit")
    if submitted:
        with user_errors():
            changed = register.change_system(session.store, session.viewer, system.id, draft, system.version)
            done(f"已保存“{draft.name.strip()}”的登记信息。" if changed else "没有改动。")
            st.rerun()


def retire(session: Session, system: System) -> None:
    """Takes a system out of use; it can be taken back."""
    with user_errors():
        register.retire_system(session.store, session.viewer, system.id)
        choose(None)
        done(
            f"“{system.name}”已停用，不再承担标准要求；原有判定和材料都保留。",
            undo=lambda: register.retire_system(session.store, session.viewer, system.id, retired=False),
        )
        st.rerun()


def _entered(system: System) -> SystemDraft:
    return SystemDraft(
        name=system.name,
        kind=system.kind,
        product=system.product,
        product_version=system.product_version,
        vendor=system.vendor,
        contract_id=system.contract_id,
        go_live_on=system.go_live_on,
        connected=system.connected,
        mlps_level=system.mlps_level,
        filing_no=system.filing_no,
        note=system.note,
    )


def _fields(session: Session, known: SystemDraft) -> SystemDraft:
    """The fields, filled with what is registered."""
    left, right = st.columns(2)
    name = left.text_input("系统名称", value=known.name, placeholder="例如：检验信息系统", key="system-name")
    kind = _kind(right, known.kind)
    vendor = vendor_field(session, left, known.vendor, "system-vendor")
    contract = _contract(session, right, known.contract_id)
    product = left.text_input("产品名称", value=known.product, key="system-product")
    version = right.text_input("版本", value=known.product_version, key="system-version")
    live_on = date_field(left, "上线日期", known.go_live_on, "system-live")
    connected = choice_field(right, "接入信息平台", CONNECTION_NAMES, known.connected, "system-connected")
    level = choice_field(left, "等保定级", MLPS_LEVEL_NAMES, known.mlps_level, "system-level")
    filing = right.text_input("等保备案号", value=known.filing_no, key="system-filing")
    note = st.text_area("备注", value=known.note, height=80, key="system-note")
    return SystemDraft(name, kind, product, version, vendor, contract, live_on, connected, level, filing, note)


def _kind(box: DeltaGenerator, known: str) -> str:
    names = vocabulary().system_kinds
    kinds = list(names)
    chosen = box.selectbox(
        "系统类型",
        kinds,
        index=kinds.index(known) if known in kinds else None,
        format_func=lambda kind: f"{names[kind]}（{kind}）",
        key="system-kind",
        placeholder="请选择，决定它承担哪些要求",
    )
    return chosen or ""


def _contract(session: Session, box: DeltaGenerator, known: int | None) -> int | None:
    titles = {contract.id: contract.title for contract in register.contracts(session.store, session.viewer)}
    return choice_field(box, "维保合同", {None: "未归入合同"} | titles, known, "system-contract")
