"""要求: what a system must do and why, with its own verdicts — typed in a table or set for many rows at once.

Who does not judge reads the same table.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from criteria.vocabulary import Verdict
from evidence.access import Permission
from evidence.errors import ConflictError
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.naming import short_title
from evidence.records import System
from evidence.system_view import SystemClause, asked_codes, stored_verdicts, system_clauses
from evidence.words import PROOF_SIGNS, VERDICT_SIGNS
from pages.parts import system_taking_over
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_choice import requirement_cell, requirement_column
from pages.parts.system_edits import NOTE, OPTIONS, PICK, VERDICT, Desk
from pages.parts.system_verdicts import (
    ITEM_WIDTH,
    REASON_WIDTH,
    TEXT_WIDTH,
    clauses_height,
    item_text,
    show_judged_for_hospital,
    show_verdicts,
)

_STORED, _PROBLEM = "已保存", "verdict-problem"
# The sign on the buttons in the colour of its state.
_COLOURED = "".join(
    f".st-key-judge-{verdict.value} p::first-letter {{ color: {sign.colour}; }}"
    for verdict, sign in VERDICT_SIGNS.items()
)
_ALL_ITEMS = "全部项目"
_WITHIN, _EVERYTHING = "评审目标以内", "全部级别"


@dataclass(frozen=True)
class _Bench:
    """What an action on the table needs. `messages`: where an error is shown."""

    session: Session
    catalog_id: str
    desk: Desk
    messages: DeltaGenerator


def draw(session: Session, system: System) -> None:
    """The tab; inside a fragment, so that typing does not rebuild the whole screen."""
    standards = {
        c: found for c in session.situation.catalogs if (found := system_clauses(session.situation, c, system.id))
    }
    if not standards:
        st.write("这个系统没有要判定的要求点。")
        return
    system_taking_over.draw(session, system)
    _panel(session, system, standards)


@st.fragment
def _panel(session: Session, system: System, standards: dict[str, list[SystemClause]]) -> None:
    catalog_id, listed = _filters(session, standards)
    entries = [entry for entry in listed if not entry.for_hospital]
    if session.may(Permission.JUDGE):
        _judging(session, system, catalog_id, standards[catalog_id], entries)
    elif entries:
        show_verdicts(session, entries)
    if not entries:
        st.info("没有符合筛选条件的要求点，请放宽筛选。", icon=":material/filter_alt_off:")
    show_judged_for_hospital(session, [entry for entry in listed if entry.for_hospital])


def _judging(
    session: Session, system: System, catalog_id: str, every: list[SystemClause], entries: list[SystemClause]
) -> None:
    desk = Desk(session.situation.hospital.slug, system.id, catalog_id)
    desk.show_again(every)
    bench = _Bench(session, catalog_id, desk, st.container())
    if st.session_state.get(_PROBLEM):
        bench.messages.error(st.session_state[_PROBLEM], icon=":material/error:")
    _actions(bench, every, entries)
    if entries:
        _editor(bench, entries)


def _filters(session: Session, standards: dict[str, list[SystemClause]]) -> tuple[str, list[SystemClause]]:
    names = {short_title(session.situation.catalogs[c]): c for c in standards}
    own = session.standing.target.catalog if session.standing else ""
    default = next((name for name, c in names.items() if c == own), next(iter(names)))
    with st.container(horizontal=True, vertical_alignment="center"):
        standard = st.segmented_control(
            "标准",
            list(names),
            default=default,
            required=True,
            key="standard",
            bind="query-params",
            label_visibility="collapsed",
        )
        catalog_id = names.get(standard or default, names[default])
        asked = asked_codes(session.situation, catalog_id)
        entries = _in_scope(standards[catalog_id], asked)
        return catalog_id, _by_state(_by_item(entries))


def _in_scope(entries: list[SystemClause], asked: set[str] | None) -> list[SystemClause]:
    if asked is None:
        return entries
    scope = st.selectbox(
        "范围", [_WITHIN, _EVERYTHING], key="scope", bind="query-params", label_visibility="collapsed", width=140
    )
    return [entry for entry in entries if scope == _EVERYTHING or entry.requirement.code in asked]


def _by_item(entries: list[SystemClause]) -> list[SystemClause]:
    items = [_ALL_ITEMS, *dict.fromkeys(entry.item for entry in entries)]
    item = st.selectbox("项目", items, key="item", bind="query-params", label_visibility="collapsed", width=220)
    return [entry for entry in entries if item in (_ALL_ITEMS, entry.item)]


def _by_state(entries: list[SystemClause]) -> list[SystemClause]:
    states = st.multiselect(
        "判定状态",
        list(OPTIONS),
        format_func=lambda verdict: OPTIONS[verdict],
        key="state",
        bind="query-params",
        placeholder="全部判定",
        label_visibility="collapsed",
        width=200,
    )
    return [entry for entry in entries if not states or entry.verdict in states]


def _actions(bench: _Bench, every: list[SystemClause], entries: list[SystemClause]) -> None:
    """Saving what was typed; one verdict for all selected rows."""
    picked = [entry for entry in entries if entry.clause.id in bench.desk.picked]
    st.html(f"<style>{_COLOURED}</style>")
    with st.container(horizontal=True, vertical_alignment="center", key="judging-bar"):
        _save_buttons(bench, every)
        if len(picked) < len(entries):
            clauses = [entry.clause.id for entry in entries]
            st.button(f"全选所列 {len(entries)} 个", key="pick-all", on_click=bench.desk.pick, args=(clauses,))
        if picked:
            _judge_buttons(bench, picked)
        else:
            unknown = sum(entry.verdict is Verdict.UNKNOWN for entry in entries)
            st.html(
                f'<span class="quiet">所列 {len(entries)} 个要求点中 {unknown} 个未评估。勾选多行可一次判定。</span>'
            )


def _judge_buttons(bench: _Bench, picked: list[SystemClause]) -> None:
    st.button("取消选择", key="pick-none", on_click=bench.desk.pick, args=((),))
    st.html(f'<span class="quiet">已选 {len(picked)} 个，判为</span>', width="content")
    for verdict, sign in VERDICT_SIGNS.items():
        if st.button(OPTIONS[verdict], key=f"judge-{verdict.value}"):
            _store(bench, picked, bench.desk.bulk(picked, verdict), f"判为“{sign.word}”")


def _save_buttons(bench: _Bench, every: list[SystemClause]) -> None:
    edits = bench.desk.edits
    label = f"保存修改（{len(edits)}）" if edits else "保存修改"
    if st.button(label, type="primary", icon=":material/save:", disabled=not edits, key="save-verdicts"):
        changed = [entry for entry in every if entry.clause.id in edits]
        _store(bench, changed, bench.desk.drafts(changed), "已保存判定")
    if edits and st.button("放弃修改", key="drop-verdicts"):
        bench.desk.give_up(edits)
        st.session_state.pop(_PROBLEM, None)
        st.rerun(scope="fragment")


def _store(bench: _Bench, entries: list[SystemClause], drafts: list[VerdictDraft], what: str) -> None:
    """One action. When it fails, what was typed stays on the desk and the stored verdicts are shown again."""
    session, desk = bench.session, bench.desk
    catalog, before = session.situation.catalogs[bench.catalog_id], stored_verdicts(entries, desk.system_id)
    st.session_state.pop(_PROBLEM, None)
    with bench.messages, user_errors():
        try:
            count = record_verdicts(session.store, session.viewer, catalog, drafts)
        except ConflictError as error:
            desk.forget_versions()
            st.session_state[_PROBLEM] = str(error)
            st.rerun()
        desk.give_up(draft.clause for draft in drafts)
        done(
            f"{what}：{short_title(catalog)} {count} 个要求点有变化。",
            undo=lambda: record_verdicts(session.store, session.viewer, catalog, before),
        )
        st.rerun()


def _editor(bench: _Bench, entries: list[SystemClause]) -> None:
    desk, height = bench.desk, clauses_height(entries)
    rows = [_row(bench, entry) for entry in entries]
    table = pd.DataFrame(rows, index=pd.Index([entry.clause.id for entry in entries], name="编号"))
    colours = [f"color: {VERDICT_SIGNS[entry.verdict].colour}" for entry in entries]
    st.data_editor(
        table.style.apply(lambda _: colours, subset=[_STORED]),
        key=desk.editor_key,
        hide_index=True,
        height=min(640, 40 + height * len(entries)),
        row_height=height,
        num_rows="fixed",
        disabled=[name for name in table.columns if name not in (PICK, VERDICT, NOTE)],
        column_config=_columns(bench.session),
        on_change=desk.take,
        args=(entries,),
        alt="本系统的要求点与判定",
    )


def _row(bench: _Bench, entry: SystemClause) -> dict[str, Any]:
    desk = bench.desk
    verdict, note = desk.shown(entry)
    return {
        PICK: entry.clause.id in desk.picked,
        "要求点": requirement_cell(bench.session, entry.catalog.id, entry.requirement.code, entry.clause.id),
        "要求内容": entry.clause.text,
        VERDICT: OPTIONS[verdict],
        _STORED: OPTIONS[entry.verdict],
        NOTE: note,
        "项目": item_text(entry),
        "佐证": str(PROOF_SIGNS[entry.proof]),
        "为什么由本系统负责": entry.reason,
    }


def _columns(session: Session) -> dict[str, Any]:
    text, chosen = st.column_config.TextColumn, st.column_config.SelectboxColumn
    return {
        PICK: st.column_config.CheckboxColumn(width=50, pinned=True),
        "要求点": requirement_column(session, 94, pinned=True),
        "项目": text(width=ITEM_WIDTH),
        "要求内容": text(width=TEXT_WIDTH),
        VERDICT: chosen(width=100, options=list(OPTIONS.values()), required=True, help="双击或按回车后选择"),
        NOTE: text(width=120, help="双击后填写", max_chars=500),
        _STORED: text(width=85, help="已经保存的判定"),
        "佐证": text(width=65),
        "为什么由本系统负责": text(width=REASON_WIDTH),
    }
