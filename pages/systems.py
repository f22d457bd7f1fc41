"""系统: what each system must do, and how far it is."""

from collections.abc import Callable, Mapping

import streamlit as st

from evidence.system_view import SystemRow, register_rows
from pages.parts import system_contracts, system_objects, system_register, system_targets
from pages.parts.session import Session, current
from pages.parts.system_choice import choose, chosen

_PARTS: Mapping[str, Callable[[Session, list[SystemRow]], None]] = {
    "系统登记": system_register.draw,
    "评审目标": system_targets.draw,
    "定级对象": system_objects.draw,
    "合同": system_contracts.draw,
}


def main() -> None:
    """The answer sentence, then the chosen part of the register; an open system belongs to the first part."""
    session = current()
    rows = register_rows(session.situation, session.standing, session.gaps())
    system_register.answer(session, rows)
    if chosen(session) and "part" in st.query_params:
        st.session_state["part"] = "系统登记"
    part = st.segmented_control(
        "登记内容",
        list(_PARTS),
        default="系统登记",
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
        on_change=choose,
        args=(None,),
    )
    _PARTS[part](session, rows)


main()
