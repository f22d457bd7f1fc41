"""佐证材料: what proves what, and what is missing or running out?"""

from pathlib import Path

import streamlit as st

from evidence.access import Permission
from evidence.document_queue import load_stock, queue_place, stock_sentence
from pages.parts import document_calendar, document_library, document_review, document_search, document_upload
from pages.parts.document_fields import GONE_TO, LIBRARY, PART, REVIEW, UPLOAD, choose_document, chosen_document
from pages.parts.session import Session, current

_PARTS = {
    LIBRARY: document_library.show,
    document_search.SEARCH: document_search.show,
    REVIEW: document_review.show,
    UPLOAD: document_upload.show,
    document_calendar.CALENDAR: document_calendar.show,
}

# What the part is for takes this permission.
_NEEDED = {REVIEW: Permission.REVIEW, UPLOAD: Permission.UPLOAD}


def _answer(session: Session) -> None:
    review_on = session.standing.target.review_on if session.standing else None
    found = load_stock(session.store, session.viewer, session.situation, review_on)
    notes = []
    days = found.waiting_days(session.today)
    if days:
        notes.append(f"等待审核最久的一份已等 {days} 天")
    if found.total and review_on is None and session.standing is not None:
        notes.append("所选目标还没有评审日期，无法计算评审日前到期的材料")
    st.html(f'<div class="lead">{stock_sentence(found)}</div><div class="quiet">{"；".join(notes)}</div>')


def _turn_to_queue(session: Session) -> None:
    """Callback: who turns to the queue sees its first document, unless the one beside the list waits for review."""
    chosen = chosen_document()
    if st.session_state[PART] == REVIEW and chosen is not None:
        place = queue_place(session.store, session.viewer, chosen)
        if place is None or place.document_id != chosen:
            choose_document(None)


def _show() -> None:
    st.html(Path(__file__).parent / "parts" / "document_style.css")
    session = current()
    _answer(session)
    parts = [part for part in _PARTS if part not in _NEEDED or session.may(_NEEDED[part])]
    if st.session_state.get(PART, LIBRARY) not in parts:
        st.session_state.pop(PART)
    part = st.segmented_control(
        "内容",
        parts,
        default=None if st.session_state.pop(GONE_TO, False) and PART in st.session_state else LIBRARY,
        required=True,
        key=PART,
        bind="query-params",
        on_change=_turn_to_queue,
        args=(session,),
        label_visibility="collapsed",
    )
    _PARTS[part or LIBRARY](session)


_show()
