"""What a screen shows while the hospital has no target: the way to set one, for those who may."""

import streamlit as st

from evidence.access import Permission
from pages.parts.session import Session


def show_no_target(session: Session, so_far: str) -> None:
    """`so_far`: what cannot be shown without a target, as half a sentence (因此没有差距可算)."""
    may_set = session.may(Permission.DIRECT)
    then = "请先在“系统”页登记评审目标。" if may_set else "评审目标由医院的主任或管理员设定。"
    st.info(f"还没有评审目标，{so_far}。{then}")
    if may_set:
        target_link("去登记评审目标")


def target_link(label: str) -> None:
    """The way to where targets are set; only for those who may."""
    st.page_link("pages/systems.py", label=label, icon=":material/flag:", query_params={"part": "评审目标"})
