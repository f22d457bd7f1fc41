"""One contract beside the list: its period, its sum, what it agrees with the sentences, and its file."""

from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.contracts.draft_rows import DraftLine, draft_lines
from evidence.contracts.facts import ConfirmedFacts, contract_file
from evidence.contracts.overview import ContractRow
from evidence.contracts.record import set_start
from evidence.errors import InvalidInputError
from evidence.words import RED
from pages.parts.contract_answer import OBLIGATIONS, PENALTIES, READING, lead
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import Address, put
from pages.parts.session import Session


def draw_contract(session: Session, address: Address, row: ContractRow) -> None:
    """The panel of an open contract."""
    contract, facts = row.contract, row.facts
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        example = ' <span class="example">示例</span>' if facts and facts.example else ""
        st.html(f"<b>{escape(contract.title)}</b>{example}")
        st.button("关闭", key="contract-close", on_click=put, args=("open", ""), type="tertiary", shortcut="Escape")
    warning = f'<br><b style="color:{RED}">! {escape(row.warning)}</b>' if row.warning else ""
    amount = f"{row.amount:,.2f} 元" if row.amount is not None else "未录入"
    st.html(
        f'<div class="quiet">{escape(row.vendor or "厂商未登记")} · {row.period} · 合同金额 {amount}'
        f"<br>{escape('、'.join(row.systems) or '没有归入系统')}{warning}</div>"
    )
    _links(session, address, row)
    if facts is None:
        st.info("合同内容还没有读取确认，因此没有履约义务。请上传合同文本，核对后确认。")
        return
    if facts.starts is None and session.may(Permission.REGISTER):
        _start(session, facts)
    _file(session, facts)
    st.html(f'<table class="plain">{"".join(_line(line) for line in draft_lines(facts.draft) if line.fact)}</table>')
    unread = facts.draft.not_understood
    if unread:
        with st.expander(f"未能理解的句子 {len(unread)} 句"):
            st.html("".join(f'<div class="clause">第 {q.line} 行：{escape(q.text)}</div>' for q in unread))


def _links(session: Session, address: Address, row: ContractRow) -> None:
    number = str(row.contract.id)
    with st.container(horizontal=True, key="contract-links"):
        if row.facts is not None:
            values = {"contract": [number]}
            st.button("履约义务", key="contract-duties", on_click=lead, args=(address, OBLIGATIONS), kwargs=values)
            st.button(
                "违约与扣款", key="contract-money", on_click=lead, args=(address, PENALTIES), kwargs={"of": number}
            )
        if session.may(Permission.REGISTER):
            label = "读取合同文本" if row.facts is None else "重新读取"
            st.button(label, key="contract-read", on_click=lead, args=(address, READING), kwargs={"again": number})


def _start(session: Session, facts: ConfirmedFacts) -> None:
    with st.form("contract-start", border=True):
        st.write("合同开始日期未填，履约义务还没有到期日。")
        day = st.date_input("服务期起", value=None, format="YYYY-MM-DD", key=f"contract-start-{facts.contract_id}")
        if st.form_submit_button("填写开始日期，排出日程", type="primary"):
            with user_errors():
                if day is None:
                    raise InvalidInputError("请选择服务期的开始日期。")
                set_start(session.store, session.viewer, facts.contract_id, day)
                done(f"合同自 {day} 起，履约义务已排出日期。")
                st.rerun()


def _file(session: Session, facts: ConfirmedFacts) -> None:
    signed = f"{escape(facts.author)} {facts.at:%Y-%m-%d %H:%M} 确认"
    changed = f"，其中 {len(facts.changed)} 项与读到的不同（人工确认）" if facts.changed else ""
    ocr = "，文字由扫描件识别" if facts.by_ocr else ""
    st.html(f'<div class="quiet">{signed}{changed}{ocr}</div>')
    if facts.file_name:
        st.download_button(
            facts.file_name,
            data=lambda: contract_file(session.store, session.viewer, facts.contract_id)[1],
            file_name=facts.file_name,
            key="contract-file",
            icon=":material/download:",
            on_click="ignore",
        )


def _line(line: DraftLine) -> str:
    quotes = line.fact.quotes if line.fact else ()
    shown = "".join(
        f'<div class="quiet">第 {quote.line} 行：{escape(" ".join(quote.text.split()))}</div>' for quote in quotes[:2]
    )
    note = f'<div class="quiet">{escape(line.fact.note)}</div>' if line.fact and line.fact.note else ""
    name = escape(line.name) if line.number == 0 else ""
    return f'<tr><td style="white-space:nowrap">{name}</td><td>{escape(line.value)}{note}{shown}</td></tr>'
