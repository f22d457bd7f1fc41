"""MLPS: when an unmet unit is a high risk, and the major hazards of the protected object."""

from html import escape

import streamlit as st

from criteria.grading.results import ComplianceResult
from criteria.models import AssessmentUnit, ComplianceCatalog
from evidence.access import Permission
from evidence.hazards import Hazard, add_hazard, drop_hazard, fix_hazard, hazards, unrecorded
from pages.parts.no_target import target_link
from pages.parts.requirement_desk import Desk, act, open_code
from pages.parts.requirement_documents import example_mark


def show_hazards(desk: Desk) -> None:
    """The unit's own risk first, then all hazards of the object and those proposed from unmet units."""
    unit, catalog = desk.view.requirement, desk.view.catalog
    assert isinstance(unit, AssessmentUnit)  # noqa: S101 - the tab exists for MLPS only
    assert isinstance(catalog, ComplianceCatalog)  # noqa: S101
    _risk(unit, catalog)
    st.caption(f"测评对象：{'、'.join(unit.objects)}。")
    if desk.standing is None or desk.standing.target.object_id is None:
        st.info("登记重大风险隐患要先有定级对象和等保目标。", icon=":material/info:")
        if desk.session.may(Permission.DIRECT):
            target_link("设定目标")
        return
    object_id = desk.standing.target.object_id
    recorded = hazards(desk.session.store, desk.session.viewer, object_id)
    name = desk.session.situation.object_by_id[object_id].name
    st.markdown(f"**重大风险隐患**（{name}）")
    _recorded(desk, recorded)
    if isinstance(desk.standing.claimed, ComplianceResult):
        _proposed(desk, catalog, object_id, desk.standing.claimed, recorded)
    if desk.may_judge:
        _form(desk, catalog, object_id)


def _risk(unit: AssessmentUnit, catalog: ComplianceCatalog) -> None:
    trigger = catalog.trigger_by_code.get(unit.code)
    if not unit.high_risk.applies and trigger is None:
        st.write("本条不符合时不属于所列高风险情形。")
    if unit.high_risk.applies:
        st.write(f"**高风险情形**：{unit.high_risk.when}")
        if not unit.high_risk.sure:
            st.caption("这一情形据回忆录入，未经公布文本核实，以测评机构判断为准。")
    if trigger is not None:
        st.write(f"**重大风险隐患触发项**：{trigger}，不符合时由测评机构确认是否构成重大风险隐患。")


def _recorded(desk: Desk, recorded: list[Hazard]) -> None:
    if not recorded:
        st.caption("没有登记的重大风险隐患。")
    for hazard in recorded:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            state = "已整改" if hazard.fixed else "<b>未整改</b>"
            signed = f"（{escape(hazard.author)} {hazard.at:%Y-%m-%d}）" if hazard.at else ""
            mark = example_mark(hazard.example)
            code = f'<span class="code">{escape(hazard.code)}</span> ' if hazard.code else ""
            st.html(f"<div>{state}　{code}{escape(hazard.description)}<span class='quiet'>{signed}</span>{mark}</div>")
            label = "重新打开" if hazard.fixed else "已整改"
            if desk.may_judge:
                st.button(label, key=f"fix-{hazard.id}", on_click=_fix, args=(desk, hazard))


def _fix(desk: Desk, hazard: Hazard) -> None:
    store, viewer = desk.session.store, desk.session.viewer
    act(
        lambda: fix_hazard(store, viewer, hazard.id, not hazard.fixed),
        "已重新打开这项隐患。" if hazard.fixed else "已标记为整改完成，不再影响测评结论。",
        lambda: fix_hazard(store, viewer, hazard.id, hazard.fixed),
    )


def _proposed(
    desk: Desk, catalog: ComplianceCatalog, object_id: int, result: ComplianceResult, recorded: list[Hazard]
) -> None:
    """One click records a proposal; the open unit's own stands first."""
    found = sorted(unrecorded(result, recorded), key=lambda risk: risk.code != desk.view.code)
    if not found:
        return
    st.markdown(f"**待确认**：{len(found)} 个不符合的单元属于高风险情形或触发项，由测评师确认后登记。")
    for risk in found:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            st.button(risk.code, key=f"risk-{risk.code}", type="tertiary", on_click=open_code, args=(risk.code,))
            text = risk.when or f"触发项 {risk.trigger}"
            st.html(f'<div class="clause quiet">{escape(text)}</div>')
            args = (desk, catalog, object_id, text, risk.code)
            if desk.may_judge:
                st.button("登记", key=f"record-{risk.code}", on_click=_record_proposed, args=args)


def _record_proposed(desk: Desk, catalog: ComplianceCatalog, object_id: int, text: str, code: str) -> None:
    _record(desk, catalog, object_id, text, code)


def _record(desk: Desk, catalog: ComplianceCatalog, object_id: int, text: str, code: str) -> bool:
    store, viewer = desk.session.store, desk.session.viewer
    added: list[int] = []
    return act(
        lambda: added.append(add_hazard(store, viewer, catalog, object_id, text, code)),
        f"已登记重大风险隐患{f'（{code}）' if code else ''}。",
        lambda: drop_hazard(store, viewer, added[0]),
    )


def _form(desk: Desk, catalog: ComplianceCatalog, object_id: int) -> None:
    with st.expander("登记其他隐患"), st.form("hazard", border=False):
        st.text_area("情形", key="hazard-text", placeholder="测评机构指出的情形")
        st.checkbox(f"属于 {desk.view.code}", value=True, key="hazard-own")
        st.form_submit_button("登记", type="primary", on_click=_record_typed, args=(desk, catalog, object_id))


def _record_typed(desk: Desk, catalog: ComplianceCatalog, object_id: int) -> None:
    code = desk.view.code if st.session_state["hazard-own"] else ""
    if _record(desk, catalog, object_id, st.session_state["hazard-text"], code):
        st.session_state["hazard-text"] = ""
