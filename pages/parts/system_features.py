"""功能: what a system does, how far it is live, and which clauses that is said to fulfil."""

import pandas as pd
import streamlit as st

from evidence import features
from evidence.access import Permission
from evidence.features import STATUS_NAMES, Claim, Feature, FeatureDraft
from evidence.naming import short_title
from evidence.records import System
from evidence.system_view import system_clauses
from evidence.ticklist import library_of
from pages.parts import system_suggestions, system_ticklist
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_layout import read_table, row_height, selected_row
from pages.parts.tables import excel_button


def draw(session: Session, system: System) -> None:
    """The library's features to be ticked off, then the system's own."""
    system_ticklist.draw(session, system)
    st.html("<b>本系统另有的功能</b>" if library_of(system) else "<b>本系统的功能</b>")
    _own(session, system)


def _own(session: Session, system: System) -> None:
    """The own features; who works on them changes or removes the selected one."""
    may_change = session.may(Permission.WORK)
    found = features.features(session.store, session.viewer, system.id)
    if not found:
        then = "清单里没有的功能可在这里登记，并写明对应的要求点，判定时就有依据。" if may_change else ""
        st.write(f"还没有另外登记功能。{then}")
    table = _as_table(session, found)
    with st.container(horizontal=True, vertical_alignment="center"):
        if may_change and st.button("新增功能", type="primary", icon=":material/add:", key="add-feature"):
            _add(session, system)
        if found:
            excel_button(f"功能清单-{system.name}", lambda: {"功能": table}, key="export-features")
            buttons = st.container(horizontal=True)
    if not found:
        return
    height = row_height((table["对应要求点"], _CLAIMS_WIDTH), (table["说明"], _NOTE_WIDTH))
    if not may_change:
        read_table(table, f"features-{system.id}", _COLUMNS, height)
        return
    row = selected_row(table, f"features-{system.id}", _COLUMNS, height)
    with buttons:
        _selected(session, system, None if row is None else found[row])


_CLAIMS_WIDTH, _NOTE_WIDTH = 300, 230
_COLUMNS = {
    "功能": st.column_config.TextColumn(width=210, pinned=True),
    "状态": st.column_config.TextColumn(width=90),
    "要求点数": st.column_config.NumberColumn(width=80),
    "对应要求点": st.column_config.TextColumn(width=_CLAIMS_WIDTH),
    "说明": st.column_config.TextColumn(width=_NOTE_WIDTH),
    "示例": st.column_config.TextColumn(width=60),
}


def _as_table(session: Session, found: list[Feature]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "功能": [feature.name for feature in found],
            "状态": [STATUS_NAMES[feature.status] for feature in found],
            "要求点数": [len(feature.claims) for feature in found],
            "对应要求点": ["、".join(_claim_name(session, claim) for claim in feature.claims) for feature in found],
            "说明": [feature.note for feature in found],
            "示例": ["示例" if feature.example else "" for feature in found],
        }
    )


def _claim_name(session: Session, claim: Claim) -> str:
    catalog, clause = claim
    known = session.situation.catalogs.get(catalog)
    return f"{short_title(known) if known else catalog} {clause}"


def _selected(session: Session, system: System, feature: Feature | None) -> None:
    if feature is None:
        st.html('<span class="quiet">点选一行可修改或删除。</span>')
        return
    if st.button(f"修改“{feature.name}”", icon=":material/edit:", key="change-feature"):
        _change(session, system, feature)
    if st.button("删除", icon=":material/delete:", key="remove-feature"):
        with user_errors():
            features.remove_feature(session.store, session.viewer, feature.id)
            done(f"已删除功能“{feature.name}”。", undo=lambda: _add_again(session, feature))
            st.rerun()


def _add_again(session: Session, feature: Feature) -> None:
    draft = FeatureDraft(feature.name, feature.status, feature.note, feature.claims, feature.example)
    features.add_feature(session.store, session.viewer, session.situation.catalogs, feature.system_id, draft)


@st.dialog("新增功能", width="medium")
def _add(session: Session, system: System) -> None:
    draft = _fields(session, system, FeatureDraft("", "live"))
    if st.button("新增", type="primary", key="add-feature-submit"):
        with user_errors():
            features.add_feature(session.store, session.viewer, session.situation.catalogs, system.id, draft)
            done(f"已新增功能“{draft.name.strip()}”，对应 {len(draft.claims)} 个要求点。")
            st.rerun()


@st.dialog("修改功能", width="medium")
def _change(session: Session, system: System, feature: Feature) -> None:
    known = FeatureDraft(feature.name, feature.status, feature.note, feature.claims)
    draft = _fields(session, system, known)
    if st.button("保存", type="primary", key="change-feature-submit"):
        with user_errors():
            changed = features.change_feature(session.store, session.viewer, session.situation.catalogs, feature, draft)
            done(f"已保存功能“{draft.name.strip()}”。" if changed else "没有改动。")
            st.rerun()


def _fields(session: Session, system: System, known: FeatureDraft) -> FeatureDraft:
    """Not a form: what is typed brings up the clauses that may fit."""
    name = st.text_input("功能名称", value=known.name, placeholder="例如：危急值闭环提醒", key="feature-name")
    statuses = list(STATUS_NAMES)
    status = st.selectbox(
        "状态",
        statuses,
        index=statuses.index(known.status),
        format_func=lambda code: STATUS_NAMES[code],
        key="feature-status",
    )
    note = st.text_area("说明", value=known.note, height=80, key="feature-note")
    confirmed = system_suggestions.show(session, system, f"{name} {note}")
    texts = _claimable(session, system, known.claims)
    claims = st.multiselect(
        "对应的要求点",
        list(texts),
        default=list(known.claims),
        format_func=lambda claim: texts[claim],
        key="feature-claims",
        placeholder="输入编号或文字查找本系统的要求点",
        filter_mode="contains",
    )
    return FeatureDraft(name, status, note, tuple(dict.fromkeys([*claims, *confirmed])))


def _claimable(session: Session, system: System, claims: tuple[Claim, ...]) -> dict[Claim, str]:
    """The clauses of the system, and those that the feature claims already."""
    situation = session.situation
    texts: dict[Claim, str] = {claim: _claim_name(session, claim) for claim in claims}
    for catalog_id, catalog in situation.catalogs.items():
        for entry in system_clauses(situation, catalog_id, system.id):
            label = f"{short_title(catalog)} {entry.clause.id} {entry.clause.text}"
            texts[(catalog_id, entry.clause.id)] = label
    return texts
