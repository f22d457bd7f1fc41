"""One obligation: when it is due, what the contract says, what was delivered, and what that can prove."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.contracts.deliveries import withdraw_delivery
from evidence.contracts.obligation_view import renewed_by
from evidence.contracts.obligations import Delivery, Obligation
from evidence.contracts.words import OBLIGATION_SIGNS
from evidence.documents import document
from evidence.errors import NotFoundError
from pages.parts.contract_delivery import draw_record
from pages.parts.contract_proof import draw_proofs, draw_renewed
from pages.parts.document_fields import facts_html, sign_html, state_html
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.session import Session

DUTY = "duty"


def draw_obligation(session: Session, entry: Obligation, entries: Sequence[Obligation]) -> None:
    """The panel of an open obligation."""
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        st.html(f"<b>{escape(entry.title)}</b><br>{sign_html(OBLIGATION_SIGNS[entry.state])}　{_when(session, entry)}")
        st.button("关闭", key="duty-close", on_click=put, args=(DUTY, ""), type="tertiary", shortcut="Escape")
    st.html(facts_html(_facts(session, entry)))
    if entry.quote:
        st.html(f'<div class="clause quiet">合同原文：“{escape(entry.quote)}”</div>')
    earlier = renewed_by(entry, entries)
    if entry.delivery is None:
        draw_renewed(session, entry, earlier)
        draw_record(session, entry)
        return
    _delivered(session, entry, entry.delivery)
    draw_proofs(session, entry, entry.delivery)


def _when(session: Session, entry: Obligation) -> str:
    days = entry.days_left(session.today)
    if entry.delivery is not None or days is None:
        return ""
    return f"还有 {days} 天" if days >= 0 else f"已过 {-days} 天"


def _facts(session: Session, entry: Obligation) -> list[tuple[str, str]]:
    systems = session.situation.system_by_id
    names = "、".join(systems[number].name for number in entry.system_ids if number in systems)
    return [
        ("到期日", str(entry.due_on or "未定")),
        ("说明", escape(entry.note)),
        ("责任方", escape(entry.vendor or "厂商未登记") if entry.owed_by == "vendor" else "医院"),
        ("合同", escape(entry.contract)),
        ("系统", escape(names)),
    ]


def _delivered(session: Session, entry: Obligation, delivery: Delivery) -> None:
    example = ' <span class="example">示例</span>' if delivery.example else ""
    returned = "" if delivery.counts else "　<b>材料被退回，上传新版本之前不计为已履约</b>"
    rows = [
        ("履约日期", f"{delivery.delivered_on}{example}{returned}"),
        ("材料", _document_words(session, delivery)),
        ("备注", escape(delivery.note)),
        ("登记", f"{escape(delivery.author)}，{delivery.at:%Y-%m-%d %H:%M}"),
    ]
    st.markdown("**履约记录**")
    st.html(facts_html(rows))
    with st.container(horizontal=True):
        if delivery.document_id is not None:
            parameters = {"part": "材料库", "doc": str(delivery.document_id)}
            st.page_link("pages/documents.py", label="打开材料", query_params=parameters, icon=":material/description:")
        mine = session.may(Permission.REGISTER) or delivery.vendor_id == session.viewer.vendor_id
        if mine:
            with st.popover("撤回记录"):
                _withdraw(session, delivery)


def _document_words(session: Session, delivery: Delivery) -> str:
    if delivery.document_id is None:
        return "没有材料"
    try:
        found, _ = document(session.store, session.viewer, delivery.document_id)
    except NotFoundError:
        return "您看不到这份材料"
    return f"《{escape(found.title)}》 {state_html(session, found)}"


def _withdraw(session: Session, delivery: Delivery) -> None:
    why = st.text_input("撤回原因", key=f"duty-why-{delivery.id}", max_chars=300)
    if st.button("撤回", key="duty-withdraw"):
        with user_errors():
            withdraw_delivery(session.store, session.viewer, delivery.id, why, delivery.version)
            done("已撤回履约记录，材料仍然保留。")
            st.rerun()
