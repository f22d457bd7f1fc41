"""定级对象: systems filed together for classified protection; systems in none of them stand out."""

import pandas as pd
import streamlit as st

from evidence import register
from evidence.access import Permission
from evidence.records import ProtectedObject
from evidence.system_view import SystemRow, unfiled_systems
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_layout import read_table, row_height, selected_row
from pages.parts.tables import excel_button


def draw(session: Session, _: list[SystemRow]) -> None:
    """Systems without an object first, then the list; who registers systems changes the selected object."""
    objects, may_change = list(session.situation.objects), session.may(Permission.REGISTER)
    _unfiled(session)
    with st.container(horizontal=True, vertical_alignment="center"):
        if may_change and st.button("新建定级对象", type="primary", icon=":material/add:", key="add-object"):
            _edit(session, None)
        if objects:
            table = _as_table(session, objects)
            excel_button("定级对象", lambda: {"定级对象": table}, key="export-objects")
            buttons = st.container(horizontal=True, vertical_alignment="center")
    if not objects:
        st.write("还没有定级对象。把一起定级备案的系统归为一个对象，等保测评按对象计算。")
        return
    height = row_height((table["系统"], _SYSTEMS_WIDTH))
    if not may_change:
        read_table(table, "objects-table", _COLUMNS, height)
        return
    row = selected_row(table, "objects-table", _COLUMNS, height)
    with buttons:
        if row is None:
            st.html('<span class="quiet">点选一行可修改。</span>')
        elif st.button(f"修改“{objects[row].name}”", icon=":material/edit:", key="change-object"):
            _edit(session, objects[row])


_SYSTEMS_WIDTH = 540
_COLUMNS = {
    "定级对象": st.column_config.TextColumn(width=220, pinned=True),
    "备案号": st.column_config.TextColumn(width=140),
    "系统数": st.column_config.NumberColumn(width=65),
    "系统": st.column_config.TextColumn(width=_SYSTEMS_WIDTH),
}


def _unfiled(session: Session) -> None:
    missing = unfiled_systems(session.situation)
    if missing:
        names = "、".join(system.name for system in missing)
        st.warning(
            f"{len(missing)} 个系统不在任何定级对象中，等保测评“系统”范围的要求没有算上它们：{names}",
            icon=":material/warning:",
        )


def _as_table(session: Session, objects: list[ProtectedObject]) -> pd.DataFrame:
    names = {system.id: system.name for system in session.situation.systems}
    members = [[names[i] for i in sorted(entry.systems) if i in names] for entry in objects]
    return pd.DataFrame(
        {
            "定级对象": [entry.name for entry in objects],
            "备案号": [entry.filing_no or None for entry in objects],
            "系统数": [len(found) for found in members],
            "系统": ["、".join(found) for found in members],
        }
    )


@st.dialog("定级对象", width="medium")
def _edit(session: Session, known: ProtectedObject | None) -> None:
    names = {system.id: system.name for system in session.situation.systems}
    proposed = known.systems if known else {system.id for system in unfiled_systems(session.situation)}
    with st.form("object-form", border=False):
        name = st.text_input("名称", value=known.name if known else "", key="object-name")
        filing_no = st.text_input("备案号", value=known.filing_no if known else "", key="object-filing")
        members = st.multiselect(
            "包含的系统",
            list(names),
            default=[system_id for system_id in names if system_id in proposed],
            format_func=lambda system_id: names[system_id],
            key="object-systems",
            placeholder="选择一起定级备案的系统",
        )
        submitted = st.form_submit_button("保存", type="primary", key="object-submit")
    if submitted:
        with user_errors():
            retired = set(known.systems - names.keys()) if known else set()
            object_id = known.id if known else None
            register.set_object(session.store, session.viewer, name, retired | set(members), filing_no, object_id)
            done(f"已保存定级对象“{name.strip()}”，包含 {len(members)} 个系统。")
            st.rerun()
