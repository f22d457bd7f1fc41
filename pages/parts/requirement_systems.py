"""Who answers for a requirement and why, each system's verdicts, and changing the assignment."""

from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.requirement_view import RequirementView, change_duty, undo_duty
from evidence.words import VERDICT_SIGNS
from pages.parts.requirement_desk import Desk, act, in_html
from pages.parts.requirement_documents import plain_table


def show_systems(desk: Desk) -> None:
    """The responsible systems and the form that changes them."""
    if desk.view.systems:
        _table(desk.view)
    else:
        _nobody(desk)
    if desk.may_judge:
        with st.expander("调整责任系统"):
            _form(desk)


def _nobody(desk: Desk) -> None:
    then = "可登记系统、指定责任系统，或由医院整体判定。" if desk.may_judge else ""
    st.info(f"登记的系统中没有承担本条的。{then}", icon=":material/info:")
    if desk.session.may(Permission.REGISTER):
        st.page_link("pages/systems.py", label="登记系统", icon=":material/dns:")


def _table(view: RequirementView) -> None:
    rows = []
    for system in view.systems:
        parts = [(c, p) for c in view.clauses for p in c.systems if p.duty.system.id == system.id]
        verdicts = "<br>".join(
            (f"#{clause.number} " if len(view.clauses) > 1 else "")
            + in_html(VERDICT_SIGNS[part.verdict])
            + (f"　{escape(part.given.author)} {part.given.at:%Y-%m-%d}" if part.given else "")
            for clause, part in parts
        )
        duty = parts[0][1].duty
        why = f"{'人工指定' if duty.by_person else '按类型'}：{escape(duty.reason)}"
        rows.append([f"{escape(system.name)}<br><span class='quiet'>{escape(system.vendor)}</span>", verdicts, why])
    plain_table(["系统、厂商", "判定、判定人", "为何负责"], rows)


def _form(desk: Desk) -> None:
    names = {system.id: system.name for system in desk.session.situation.systems}
    if not names:
        st.caption("还没有登记系统。")
        return
    whole = {"": f"整条（{len(desk.view.clauses)} 个要求点）"}
    parts = whole | {clause.id: f"要求点 #{clause.number}" for clause in desk.view.clauses}
    with st.form("duty", border=False):
        st.selectbox("系统", list(names), format_func=names.__getitem__, key="duty-system")
        st.selectbox("范围", list(parts), format_func=parts.__getitem__, key=f"duty-clause-{desk.view.code}")
        st.segmented_control("调整", ["指定", "免除"], default="指定", required=True, key="duty-action")
        st.text_input("理由", key="duty-why", placeholder="例如：本院由集成平台统一实现这项功能")
        st.form_submit_button("保存调整", type="primary", on_click=_change, args=(desk,))


def _change(desk: Desk) -> None:
    session, view, form = desk.session, desk.view, st.session_state
    system, clause = form["duty-system"], form[f"duty-clause-{view.code}"] or None
    assigned = form["duty-action"] == "指定"
    name = session.situation.system_by_id[system].name
    if act(
        lambda: change_duty(session.store, session.viewer, view, clause, system, assigned, form["duty-why"]),
        f"{name} 已{'指定为' if assigned else '不再是'} {clause or view.code} 的责任系统。",
        lambda: undo_duty(session.store, session.viewer, view, clause, system, assigned),
    ):
        form["duty-why"] = ""
