"""违约与扣款: what was late or missed under a contract, what it costs by its own words, and how far the caps are."""

from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.contracts.overview import ContractRow, Overview
from evidence.contracts.penalties import Cap
from evidence.contracts.penalty_account import (
    Ledger,
    ledger,
    money_text,
    to_table,
)
from evidence.contracts.penalty_terms import percent, terms_by_person
from evidence.contracts.statement import TITLE, to_word, total_lines
from evidence.contracts.words import PENALTY_SIGNS
from evidence.words import RED
from pages.parts.contract_answer import READING, lead
from pages.parts.contract_breach import BREACH, draw_breach
from pages.parts.gap_beside import beside
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.tables import excel_button, opening

_OF = "of"
# The money stands before the words, so that it is seen on a narrow screen.
_WIDTHS = {"日期": 90, "扣款": 130, "状态": 95, "情形": 300, "说明": 330, "类别": 85, "示例": 50}
_NARROW = ("日期", "扣款", "状态", "情形")


def show(session: Session, address: Address, overview: Overview) -> None:
    """The chosen contract and period, its totals and caps, the breaches, and the open one beside them."""
    rows = [row for row in overview.rows if row.facts is not None]
    if not rows:
        st.info("还没有确认过内容的合同：扣款按合同原文计算，请先读取并确认合同。")
        if session.may(Permission.REGISTER):
            st.button("读取合同", type="primary", key="penalties-read", on_click=lead, args=(address, READING))
        return
    row, found = _choose(session, rows)
    if found is None:
        return
    _totals(found)
    opened = next((e for e in found.account.entries if e.breach.key == st.query_params.get(BREACH)), None)
    if opened is None:
        _breaches(session, found, narrow=False)
        _caps(found)
        return
    left, right = beside("breach-panel")
    with left:
        _breaches(session, found, narrow=True)
        _caps(found)
    with right:
        draw_breach(session, address, row, opened)


def _choose(session: Session, rows: list[ContractRow]) -> tuple[ContractRow, Ledger | None]:
    """The contract in the address and the period, with the statement as a file."""
    titles = {str(row.contract.id): _label(row) for row in rows}
    given = st.query_params.get(_OF, "")
    by_cost = max(rows, key=lambda row: row.ledger.account.payable.high if row.ledger else Decimal(0))
    start = given if given in titles else str(by_cost.contract.id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="penalties-bar"):
        chosen = st.selectbox(
            "合同",
            list(titles),
            index=list(titles).index(start),
            format_func=titles.__getitem__,
            key=f"penalties-of-{start}",
            width=420,
        )
        put(_OF, chosen)
        row = next(row for row in rows if str(row.contract.id) == chosen)
        first = st.date_input("自", value=None, format="YYYY-MM-DD", key="penalties-from", width=140)
        last = st.date_input("至", value=None, format="YYYY-MM-DD", key="penalties-to", width=140)
        found = _ledger(session, row, first, last)
        if found is not None:
            _files(session, row, found)
    return row, found


def _label(row: ContractRow) -> str:
    money = money_text(row.ledger.account.payable) if row.ledger else ""
    return f"{row.contract.title}（{money}）"


def _ledger(session: Session, row: ContractRow, first: date | None, last: date | None) -> Ledger | None:
    if first is None and last is None:
        return row.ledger
    if first and last and last < first:
        st.error("对账期间的结束日期早于开始日期，请重新选择。", icon=":material/error:")
        return None
    return ledger(session.store, session.viewer, row.contract.id, session.today, first, last)


def _files(session: Session, row: ContractRow, found: Ledger) -> None:
    name = f"{session.situation.hospital.name}-{row.contract.title[:40]}"
    st.download_button(
        "导出对账单（Word）",
        data=lambda: to_word(found, session.situation.hospital.name, row.vendor, session.viewer.name, session.today),
        file_name=f"{TITLE}-{name}.docx",
        mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        key="penalties-word",
        icon=":material/description:",
        on_click="ignore",
        help="年终谈判用：履约、工单、扣款和合同原文，末尾留签字栏",
    )
    if found.account.entries:
        excel_button(f"违约与扣款-{name}", lambda: {"违约与扣款": to_table(found.account)}, "penalties-excel")


def _totals(found: Ledger) -> None:
    """The totals in sentences; what cannot be worked out says why."""
    amount = f"{found.facts.amount:,.2f} 元" if found.facts.amount is not None else "未录入"
    lines = "".join(f"<div><b>{escape(line)}</b></div>" for line in total_lines(found))
    st.html(f'{lines}<div class="quiet">{found.first} 至 {found.last} · 合同金额 {amount}</div>')


def _breaches(session: Session, found: Ledger, narrow: bool) -> None:
    entries = found.account.entries
    if not entries:
        return
    key = f"penalties-list-{session.situation.revision}-{found.facts.contract_id}-{found.first}-{found.last}-{narrow}"

    table = to_table(found.account)[[*(_NARROW if narrow else _WIDTHS)]]
    table["状态"] = [str(PENALTY_SIGNS[entry.state]) for entry in entries]
    if not narrow and not table["示例"].any():
        table = table.drop(columns="示例")
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height="content" if len(table) <= 14 else 560,
        row_height=58,
        placeholder="",
        column_config=_columns(table),
        on_select=opening(key, lambda row: put(BREACH, entries[row].breach.key)),
        selection_mode="single-cell",
        alt="违约与扣款",
    )


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    return {name: st.column_config.Column(width=_WIDTHS[name]) for name in table.columns}


def _caps(found: Ledger) -> None:
    if found.account.caps:
        st.markdown("**扣款上限**")
        heads = ("上限", "已累计", "距上限", "状态", "达到后")
        head = "".join(f"<th>{name}</th>" for name in heads)
        st.html(f'<table class="plain"><tr>{head}</tr>{"".join(map(_cap, found.account.caps))}</table>')
    by_person = terms_by_person(found.facts.draft)
    if by_person:
        lines = "".join(
            f'<div class="clause quiet">“{escape(fact.quotes[0].text if fact.quotes else fact.value.event)}”</div>'
            for fact in by_person
        )
        st.html(f"<b>须由人认定的约定</b>（记录看不出是否发生）{lines}")


def _cap(cap: Cap) -> str:
    share = percent(cap.share) if cap.share is not None else ""
    limit = f"{cap.limit:,.2f} 元" if cap.limit is not None else escape(cap.said)
    reached = money_text(cap.reached) + ("（本合同年度）" if cap.yearly else "")
    left = money_text(cap.left) if cap.left is not None else "无法计算"
    hit = f'<b style="color:{RED}">! {cap.hit}</b>' if cap.hit in ("已达到", "可能达到") else cap.hit
    quote = f'<tr><td colspan="5" class="quiet">“{escape(cap.quote.text)}”</td></tr>' if cap.quote else ""
    return (
        f"<tr><td>{share} {limit}</td><td>{reached}</td><td>{left}</td><td>{hit}</td>"
        f"<td>{escape(cap.effect) or '不再增加'}</td></tr>{quote}"
    )
