"""评审目标: which standard, which level, when; adding, changing and removing targets."""

from datetime import date

import pandas as pd
import streamlit as st

from criteria.models import Catalog, ComplianceCatalog
from evidence import register
from evidence.access import Permission
from evidence.naming import short_title
from evidence.records import Target
from evidence.situation import Situation
from evidence.standing import Basis, Standing, level_label
from evidence.system_view import SystemRow
from evidence.words import BASIS_NAMES
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_fields import choice_field, date_field
from pages.parts.system_layout import read_table, row_height, selected_row
from pages.parts.tables import excel_button


def draw(session: Session, _: list[SystemRow]) -> None:
    """The list; who sets targets changes or removes the selected one."""
    standings, may_set = session.standings, session.may(Permission.DIRECT)
    if not standings:
        st.write("还没有评审目标。定下参加哪项评审、达到几级、何时评审，各页才能算出差距。")
    with st.container(horizontal=True, vertical_alignment="center"):
        if may_set and st.button("新增评审目标", type="primary", icon=":material/add:", key="add-target"):
            _add(session)
        if standings:
            table = _as_table(session, standings)
            excel_button("评审目标", lambda: {"评审目标": table}, key="export-targets")
            buttons = st.container(horizontal=True, vertical_alignment="center")
    if not standings:
        return
    height = row_height((table["备注"], _NOTE_WIDTH))
    if may_set:
        row = selected_row(table, "targets-table", _COLUMNS, height)
        with buttons:
            _selected(session, None if row is None else standings[row].target)
    else:
        read_table(table, "targets-table", _COLUMNS, height)
    undated = sum(standing.target.review_on is None for standing in standings)
    if undated:
        then = "；请选中后填写" if may_set else ""
        st.warning(f"{undated} 个目标没有评审日期，无法倒排任务{then}。", icon=":material/event:")


_NOTE_WIDTH = 190
_COLUMNS = {
    "标准": st.column_config.TextColumn(width=90, pinned=True),
    "目标": st.column_config.TextColumn(width=90),
    "定级对象": st.column_config.TextColumn(width=180),
    "评审日期": st.column_config.DateColumn(format="YYYY-MM-DD", width=95),
    "剩余天数": st.column_config.NumberColumn(width=75),
    "备注": st.column_config.TextColumn(width=_NOTE_WIDTH),
}


def _as_table(session: Session, standings: list[Standing]) -> pd.DataFrame:
    bases = list(Basis) if session.may(Permission.STANDING) else []
    return pd.DataFrame(
        [
            {
                "标准": short_title(standing.catalog),
                "目标": _level_name(standing.target.level),
                "定级对象": _object_name(session, standing.target),
                "评审日期": standing.target.review_on,
                "剩余天数": standing.target.days_left(session.today),
                **{BASIS_NAMES[basis]: level_label(standing.on(basis)) for basis in bases},
                "备注": standing.target.note,
                "示例": "示例" if standing.target.example else "",
            }
            for standing in standings
        ]
    )


def _level_name(level: str) -> str:
    return f"{level}级" if level.isdigit() else level


def _object_name(session: Session, target: Target) -> str:
    found = session.situation.object_by_id.get(target.object_id or 0)
    return found.name if found else ""


def _selected(session: Session, target: Target | None) -> None:
    if target is None:
        st.html('<span class="quiet">点选一行可修改或删除。</span>')
        return
    catalog = session.situation.catalogs[target.catalog]
    name = f"{short_title(catalog)} {_level_name(target.level)}"
    if st.button(f"修改“{name}”", icon=":material/edit:", key="change-target"):
        _change(session, target)
    if st.button("删除", icon=":material/delete:", key="remove-target"):
        with user_errors():
            register.drop_target(session.store, session.viewer, target.id)
            done(
                f"已删除评审目标“{name}”，它的历史趋势也一并删除；判定和材料都保留。",
                undo=lambda: register.set_target(
                    session.store,
                    session.viewer,
                    catalog,
                    target.level,
                    target.review_on,
                    target.object_id,
                    target.note,
                    target.example,
                ),
            )
            st.rerun()


@st.dialog("新增评审目标", width="medium")
def _add(session: Session) -> None:
    situation = session.situation
    free = {c.id: f"{short_title(c)} · {c.title}" for c in situation.catalogs.values() if _is_free(situation, c)}
    if not free:
        st.write("每个标准都已有评审目标，请在表中选中后修改。")
        return
    catalog = situation.catalogs[choice_field(st.container(), "标准", free, next(iter(free)), "target-standard")]
    if isinstance(catalog, ComplianceCatalog) and not situation.objects:
        st.warning("等保目标要落在一个定级对象上，请先在“定级对象”中新建。", icon=":material/warning:")
        return
    _form(session, catalog, None)


def _is_free(situation: Situation, catalog: Catalog) -> bool:
    """Whether a target can still be added: one for a standard, for MLPS one for each protected object."""
    if isinstance(catalog, ComplianceCatalog):
        return not situation.objects or bool(_free_objects(situation, catalog))
    return all(target.catalog != catalog.id for target in situation.targets)


def _free_objects(situation: Situation, catalog: Catalog) -> dict[int, str]:
    taken = {target.object_id for target in situation.targets if target.catalog == catalog.id}
    return {entry.id: entry.name for entry in situation.objects if entry.id not in taken}


@st.dialog("修改评审目标", width="medium")
def _change(session: Session, target: Target) -> None:
    catalog = session.situation.catalogs[target.catalog]
    protected = _object_name(session, target)
    st.write(f"《{catalog.title}》" + (f" · {protected}" if protected else ""))
    _form(session, catalog, target)


def _form(session: Session, catalog: Catalog, target: Target | None) -> None:
    levels = register.target_levels(catalog)
    default = catalog.default_target if isinstance(catalog, ComplianceCatalog) else levels[-1]
    with st.form("target-form", border=False):
        left, right = st.columns(2)
        level = choice_field(
            left,
            "目标",
            {level: _level_name(level) for level in levels},
            target.level if target else default,
            f"target-level-{catalog.id}",
        )
        review_on = date_field(right, "评审日期", target.review_on if target else None, "target-date")
        object_id = target.object_id if target else _object_field(session, catalog)
        note = st.text_area("备注", value=target.note if target else "", height=80, key="target-note")
        submitted = st.form_submit_button("保存", type="primary", key="target-submit")
    if submitted:
        _save(session, catalog, level, review_on, object_id, note)


def _object_field(session: Session, catalog: Catalog) -> int | None:
    if not isinstance(catalog, ComplianceCatalog):
        return None
    names = _free_objects(session.situation, catalog)
    return choice_field(st.container(), "定级对象", names, next(iter(names)), "target-object")


def _save(
    session: Session, catalog: Catalog, level: str, review_on: date | None, object_id: int | None, note: str
) -> None:
    with user_errors():
        register.set_target(session.store, session.viewer, catalog, level, review_on, object_id, note)
        done(f"评审目标已定为 {short_title(catalog)} {_level_name(level)}。各页的水平和差距已按它重新计算。")
        st.rerun()
