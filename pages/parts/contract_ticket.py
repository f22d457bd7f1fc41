"""One fault ticket: its stages beside what is granted, and the form to record, complete or withdraw it."""

from datetime import datetime
from html import escape

import streamlit as st

from evidence.contracts.coverage_contracts import contract_on
from evidence.contracts.facts import all_facts
from evidence.contracts.service_clock import Length
from evidence.contracts.system_contracts import system_contracts
from evidence.contracts.ticket_times import OUTCOME_NAMES, STAGE_NAMES, Outcome, StageResult, severities
from evidence.contracts.tickets import (
    MOMENTS,
    Ticket,
    TicketDraft,
    add_ticket,
    change_ticket,
    may_rewrite,
    withdraw_ticket,
)
from evidence.contracts.tickets_compared import ComparedTicket, counted_by_weekdays, duration_text, stage_text
from evidence.errors import InvalidInputError
from evidence.words import GREEN, GREY, RED
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.session import Session

TICKET, NEW = "ticket", "new"
_UNGRADED = "不分级"
_SIGNS = {Outcome.WITHIN: ("✔", GREEN), Outcome.LATE: ("!", RED), Outcome.OVERDUE: ("!", RED)}


def draw_new(session: Session) -> None:
    """The form for a new fault."""
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        st.html("<b>登记故障工单</b>")
        _close()
    systems = {system.id: system.name for system in session.situation.systems}
    if not systems:
        st.info("还没有登记系统。")
        return
    system = st.selectbox("系统", list(systems), format_func=systems.__getitem__, key="ticket-system")
    draft = _form(session, "ticket-new-form", system, _contract_of(session, system), None)
    if draft is None:
        return
    with user_errors():
        session.viewer.must_be_named()
        number = add_ticket(session.store, session.viewer, draft)
        put(TICKET, str(number))
        done(f"已登记工单 {number}“{draft.title.strip()}”。")
        st.rerun()


def draw_ticket(session: Session, entry: ComparedTicket) -> None:
    """The panel of an open ticket."""
    ticket = entry.ticket
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        example = ' <span class="example">示例</span>' if ticket.example else ""
        st.html(
            f"<b>工单 {ticket.id}　{escape(ticket.title)}</b>{example}<br>"
            f'<span class="quiet">{escape(entry.system)} · {escape(entry.severity)} · '
            f"{escape(entry.vendor or '厂商未登记')}<br>{escape(entry.contract) or '没有合同'}</span>"
        )
        _close()
    rows = "".join(_stage(stage) for stage in entry.stages)
    st.html(f'<table class="plain"><tr><th>环节</th><th>约定</th><th>实际</th><th>结果</th></tr>{rows}</table>')
    for said in dict.fromkeys(stage.said for stage in entry.stages if stage.said):
        st.caption(f"计时：{said}。")
    if any(map(counted_by_weekdays, entry.stages)):
        st.caption("这一年的节假日调休安排尚未公布，工作日按周末和法定节假日推算。")
    for quote in dict.fromkeys(quote for stage in entry.stages if stage.granted for quote in stage.granted.quotes):
        st.html(f'<div class="clause quiet">合同原文：“{escape(" ".join(quote.text.split()))}”</div>')
    st.markdown("**修改、补填时间**" if may_rewrite(session.viewer) else "**补填时间**")
    _change(session, ticket)
    if may_rewrite(session.viewer):
        with st.popover("撤回工单"):
            _withdraw(session, ticket)


def _close() -> None:
    st.button("关闭", key="ticket-close", on_click=put, args=(TICKET, ""), type="tertiary", shortcut="Escape")


def _stage(stage: StageResult) -> str:
    sign, colour = _SIGNS.get(stage.outcome, ("–", GREY))
    granted = _length(stage.granted.length) if stage.granted else "—"
    at = f"{stage.at:%m-%d %H:%M}" if stage.at else "—"
    until = f'<div class="quiet">截至 {stage.deadline:%m-%d %H:%M}</div>' if stage.deadline else ""
    result = escape(stage_text(stage))
    return (
        f"<tr><td>{STAGE_NAMES[stage.stage]}</td><td>{granted}{until}</td><td>{at}</td>"
        f'<td><span class="sign" style="color:{colour}">{sign}</span> {result}</td></tr>'
    )


def _length(length: Length) -> str:
    if length.workdays is not None:
        return f"{length.workdays.normalize():f} 个工作日"
    return duration_text(int(length.minutes)) if length.minutes is not None else OUTCOME_NAMES[Outcome.NOT_AGREED]


def _contract_of(session: Session, system: int) -> int | None:
    entries = system_contracts(session.store, session.viewer, session.situation)
    found = next((entry for entry in entries if entry.system.id == system), None)
    contract = contract_on(found.contracts, session.today) if found else None
    return contract.id if contract else None


def _form(session: Session, key: str, system: int, contract: int | None, known: Ticket | None) -> TicketDraft | None:
    """What was entered when the button is pressed, None before. A vendor fills in what is empty."""
    facts = all_facts(session.store, session.viewer).get(contract or 0)
    named = [_UNGRADED, *(severities(facts.draft) if facts else ())]
    fixed = known is not None and not may_rewrite(session.viewer)
    severity = known.severity if known and known.severity in named else _UNGRADED
    with st.form(key, border=False):
        title = st.text_input(
            "故障现象", known.title if known else "", key=f"{key}-title", disabled=fixed, max_chars=200
        )
        chosen = st.selectbox(
            "级别（合同约定）",
            named,
            index=named.index(severity),
            key=f"{key}-severity",
            disabled=fixed,
        )
        moments = {name: _moment(f"{key}-{name}", name, known, fixed) for name in MOMENTS}
        note = st.text_area(
            "备注", known.note if known else "", key=f"{key}-note", disabled=fixed and bool(known and known.note)
        )
        if not st.form_submit_button("保存" if known else "登记工单", type="primary", key=f"{key}-save"):
            return None
    with user_errors():
        reported = moments["reported_at"]
        if reported is None:
            raise InvalidInputError("请填写报修时间。")
        return TicketDraft(
            system,
            title,
            reported,
            severity="" if chosen == _UNGRADED else chosen,
            responded_at=moments["responded_at"],
            remote_at=moments["remote_at"],
            onsite_at=moments["onsite_at"],
            solved_at=moments["solved_at"],
            note=note,
            contract_id=contract if known else None,
        )
    return None


def _moment(key: str, name: str, known: Ticket | None, fixed: bool) -> datetime | None:
    value: datetime | None = getattr(known, name) if known else None
    return st.datetime_input(
        MOMENTS[name], value, key=key, format="YYYY-MM-DD", step=60, disabled=fixed and value is not None
    )


def _change(session: Session, ticket: Ticket) -> None:
    key = f"ticket-{ticket.id}-{ticket.version}"
    draft = _form(session, key, ticket.system_id, ticket.contract_id, ticket)
    if draft is None:
        return
    with user_errors():
        if not change_ticket(session.store, session.viewer, ticket.id, draft, ticket.version):
            raise InvalidInputError("内容没有改动，不必保存。")
        done(f"已保存工单 {ticket.id}。")
        st.rerun()


def _withdraw(session: Session, ticket: Ticket) -> None:
    why = st.text_input("撤回原因", key=f"ticket-why-{ticket.id}", max_chars=300)
    if st.button("撤回", key="ticket-withdraw"):
        with user_errors():
            withdraw_ticket(session.store, session.viewer, ticket.id, why, ticket.version)
            put(TICKET, "")
            done(f"已撤回工单 {ticket.id}，不再计入统计和扣款。")
            st.rerun()
