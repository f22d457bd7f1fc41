"""待审: one pending document after the other — what is asked on the left, the document on the right."""

from html import escape

import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.comments import comments
from evidence.dates import iso
from evidence.document_asked import asked
from evidence.document_queue import QueuePlace, cautions, not_waiting, queue_place, system_name
from evidence.document_view import link_label
from evidence.documents import Link, document, may_review
from evidence.expiry import age_cautions
from evidence.records import Document
from evidence.reviews import refusal_of_acceptance
from pages.parts import document_bulk
from pages.parts.document_actions import accept, send_back
from pages.parts.document_asked import show_asked
from pages.parts.document_fields import (
    LIBRARY,
    UPLOAD,
    choose_document,
    chosen_document,
    empty_state,
    go,
    state_html,
)
from pages.parts.document_preview import download_button, show_preview
from pages.parts.document_privacy import show_privacy
from pages.parts.document_suggested import rerun_when_read, show_suggested
from pages.parts.document_text import show_text
from pages.parts.feedback import user_errors
from pages.parts.inbox_comments import draw_comments
from pages.parts.session import Session

_HEIGHT = 520
_ONE, _SEVERAL = "逐份审核", "批量采纳"


def show(session: Session) -> None:
    """The queue at the document in the address, else at the oldest one; or all that waits, to accept several."""
    document_bulk.show_refused(session)
    wanted = chosen_document()
    place = queue_place(session.store, session.viewer, wanted)
    if wanted is not None and (place is None or place.document_id != wanted):
        _gone(session, wanted)
    if place is None:
        empty_state("没有等待审核的材料。", "上传材料", "doc-to-upload", lambda: go(UPLOAD))
        return
    ways = [_ONE, _SEVERAL]
    with st.container(horizontal=True, vertical_alignment="center", key="doc-review-head"):
        way = st.segmented_control(
            "方式", ways, default=_ONE, required=True, key="doc-way", label_visibility="collapsed"
        )
        if way != _SEVERAL:
            _steps(place)
    if way == _SEVERAL:
        document_bulk.show(session)
        return
    _show_one(session, place)


def _gone(session: Session, wanted: int) -> None:
    """What has become of the document that somebody came for, from an old link, before the queue is shown."""
    with user_errors():
        found, _ = document(session.store, session.viewer, wanted)
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="doc-gone"):
            st.write(not_waiting(found))
            st.button("在材料库中查看", key="doc-gone-open", on_click=go, args=(LIBRARY, wanted))


def _show_one(session: Session, place: QueuePlace) -> None:
    """What is asked on the left, the document on the right, the decision below."""
    found, links = document(session.store, session.viewer, place.document_id)
    left, right = st.columns([9, 11], gap="medium")
    with left, st.container(height=_HEIGHT, border=False):
        _asked(session, found, links)
    with right:
        said = len(comments(session.store, session.viewer, found.id))
        names = ["材料", "文字", f"留言（{said}）"]
        picture, text, talk = st.tabs(names, key="doc-review-tab", on_change="rerun")
        if picture.open:
            with picture:
                show_preview(session, found, _HEIGHT)
        if text.open:
            with text:
                show_text(session, found)
        if talk.open:
            with talk:
                draw_comments(session, found.id)
    _bar(session, found, place)
    rerun_when_read(session, [found])


def _asked(session: Session, found: Document, links: list[Link]) -> None:
    facts = f'<div class="quiet">{_facts(session, found)}</div>'
    st.html(f'<div class="lead">{escape(found.title)}</div>{state_html(session, found)}{facts}')
    with st.container(horizontal=True, gap="medium"):
        download_button(session, found, "tertiary")
        label = "在材料库中打开"
        st.button(label, key="doc-open", type="tertiary", on_click=go, args=(LIBRARY, found.id))
    review_on = session.standing.target.review_on if session.standing else None
    aged = age_cautions(session.situation, found, links, review_on)
    noticed = [*cautions(found, links, session.today, review_on), *aged]
    if noticed:
        st.warning("  \n".join(noticed), icon=":material/warning:")
    show_privacy(session, found)
    show_asked(asked(session.situation, links), found.kind)
    for link in links:
        if not link.catalog:
            st.write(link_label(session.situation, link))
    show_suggested(session, found)


def _facts(session: Session, found: Document) -> str:
    parts = [
        vocabulary().evidence_types.get(found.kind, found.kind),
        _period(found),
        system_name(session.situation, found.system_id) or "全院",
        f"{found.uploader} {found.uploaded_at:%Y-%m-%d} 上传",
        found.note,
    ]
    return " · ".join(escape(part) for part in parts if part)


def _period(found: Document) -> str:
    first, last = iso(found.effective_on), iso(found.expires_on)
    return f"{first} 至 {last}" if last else f"{first} 起，未写失效日期"


def _bar(session: Session, found: Document, place: QueuePlace) -> None:
    """Accept, return with a reason; letters work as keys while nothing is being typed.

    What would be refused cannot be pressed, and why stands beside it.
    """
    then = place.next_id or place.previous_id
    refusal = refusal_of_acceptance(session.store, session.viewer, found.id)
    reason, returned, label = "", False, "退回原因（必填）"
    with st.container(horizontal=True, vertical_alignment="center", key="doc-review-bar"):
        accepted = st.button("采纳", key="doc-accept", type="primary", shortcut="A", disabled=bool(refusal))
        if refusal:
            st.html(f'<span class="refusal">{escape(refusal)}</span>', width="content")
        if may_review(session.viewer, found):
            key = f"doc-reason-{found.id}"
            reason = st.text_input(label, key=key, placeholder=label, label_visibility="collapsed", width=240)
            returned = st.button("退回", key="doc-return", shortcut="T")
    if accepted:
        accept(session, found, then)
    if returned:
        send_back(session, found, reason, then)


def _steps(place: QueuePlace) -> None:
    st.space("stretch")
    st.html(f'<span class="quiet">第 {place.position} / {place.total} 份</span>', width="content")
    _step("上一份", "P", place.previous_id)
    _step("下一份", "N", place.next_id)


def _step(label: str, shortcut: str, document_id: int | None) -> None:
    st.button(
        label,
        key=f"doc-step-{shortcut}",
        shortcut=shortcut,
        disabled=document_id is None,
        on_click=choose_document,
        args=(document_id,),
    )
