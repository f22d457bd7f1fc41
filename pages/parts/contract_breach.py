"""One breach of a contract: the clause, how the amount comes about, and what a person decides."""

from decimal import Decimal
from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.contracts.overview import ContractRow
from evidence.contracts.penalties import Entry
from evidence.contracts.penalty_account import amount_text, decide_penalty, drop_decision, remark
from evidence.contracts.words import PENALTY_SIGNS
from evidence.errors import InvalidInputError
from pages.parts.contract_answer import OBLIGATIONS, TICKETS, lead
from pages.parts.document_fields import facts_html, sign_html
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import Address, put
from pages.parts.session import Session

BREACH = "breach"
# What was broken → how it is opened: label, part of the screen, parameter of the address.
_RECORDS = {
    "obligation": ("打开这项履约义务", OBLIGATIONS, "duty"),
    "ticket": ("打开这张工单", TICKETS, "ticket"),
}


def draw_breach(session: Session, address: Address, row: ContractRow, entry: Entry) -> None:
    """One breach: the clause, how the amount comes about, and the decision."""
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        example = ' <span class="example">示例</span>' if entry.breach.example else ""
        st.html(f"<b>{escape(entry.breach.sort_name)}</b>{example}<br>{sign_html(PENALTY_SIGNS[entry.state])}")
        st.button("关闭", key="breach-close", on_click=put, args=(BREACH, ""), type="tertiary", shortcut="Escape")
    facts = [
        ("情形", escape(entry.breach.title)),
        *([("约定", escape(entry.rate))] if entry.rate else []),
        ("扣款", escape(amount_text(entry))),
        ("说明", escape(remark(entry))),
    ]
    if entry.decision is not None:
        facts.append(("处理", f"{escape(entry.decision.author)}，{entry.decision.at[:16].replace('T', ' ')}"))
    st.html(facts_html(facts))
    for quote in entry.quotes:
        st.html(f'<div class="clause quiet">合同原文：“{escape(" ".join(quote.text.split()))}”</div>')
    kind, _, rest = entry.breach.key.partition("/")
    label, part, name = _RECORDS[kind]
    st.button(label, key="breach-open", on_click=lead, args=(address, part), kwargs={name: rest.partition("/")[0]})
    if session.may(Permission.DIRECT):
        _decide(session, row.contract.id, entry)


def _decide(session: Session, contract_id: int, entry: Entry) -> None:
    key = f"breach-{entry.breach.key}-{entry.decision.version if entry.decision else 0}"
    if entry.decision is not None and st.button("取消处理，恢复按合同计算", key="breach-drop"):
        with user_errors():
            drop_decision(session.store, session.viewer, contract_id, entry.breach.key)
            done("已恢复按合同计算。")
            st.rerun()
    with st.form(key, border=False):
        st.markdown("**免除或核定**")
        way = st.radio("处理", ("免除", "核定金额"), horizontal=True, key=f"{key}-way", label_visibility="collapsed")
        amount = st.number_input(
            "核定金额（元）", min_value=0.0, value=None, step=100.0, format="%.2f", key=f"{key}-amount"
        )
        reason = st.text_input("理由（必填，写入对账单）", key=f"{key}-reason", max_chars=300)
        if not st.form_submit_button("保存处理", type="primary", key=f"{key}-save"):
            return
    with user_errors():
        if way == "核定金额" and amount is None:
            raise InvalidInputError("请填写核定金额，或者选择“免除”。")
        fixed = None if way == "免除" else Decimal(f"{amount:.2f}")
        store, viewer, breach = session.store, session.viewer, entry.breach.key
        decide_penalty(store, viewer, contract_id, breach, fixed, reason)
        word = "已免除" if fixed is None else f"已核定为 {fixed:,.2f} 元"
        done(f"{word}。", None if entry.decision else lambda: drop_decision(store, viewer, contract_id, breach))
        st.rerun()
