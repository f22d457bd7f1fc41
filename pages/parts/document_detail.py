"""One document beside the list: state, preview, and tabs for what it proves, its fields, versions and history."""

from collections.abc import Callable
from html import escape

import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.dates import iso
from evidence.document_history import history
from evidence.document_queue import system_name, versions
from evidence.document_view import link_label
from evidence.documents import (
    Link,
    document,
    link_document,
    may_change,
    may_link,
    may_review,
    may_unlink,
    unlink_document,
)
from evidence.expiry import current_until
from evidence.records import Document
from evidence.reviews import refusal_of_acceptance
from evidence.words import DOCUMENT_SIGNS, PROOF_SIGNS
from pages.parts.document_actions import accept, add_links, send_back
from pages.parts.document_change import change_fields, upload_version
from pages.parts.document_fields import (
    LIBRARY,
    REVIEW,
    choose_links,
    facts_html,
    file_size,
    go,
    sign_html,
    state_html,
)
from pages.parts.document_preview import download_button, show_preview
from pages.parts.document_privacy import show_privacy
from pages.parts.document_suggested import rerun_when_read, show_suggested
from pages.parts.document_text import show_text
from pages.parts.feedback import done, user_errors
from pages.parts.inbox_comments import draw_comments
from pages.parts.session import Session

_HEIGHT = 300
_TAB, _NEW_VERSION = "doc-tab", "上传新版本"


def show_detail(session: Session, document_id: int, part: str = LIBRARY) -> None:
    """The selected document beside the list of a part. Raises NotFoundError for an address without one."""
    found, links = document(session.store, session.viewer, document_id)
    st.html(f'<div class="lead">{escape(found.title)}</div>{state_html(session, found)}{_reason(found)}')
    _actions(session, found, part)
    show_privacy(session, found)
    show_preview(session, found, _HEIGHT)
    contents = _contents(session, found, links)
    for tab, draw in zip(st.tabs(list(contents), key=_TAB, on_change="rerun"), contents.values(), strict=True):
        if tab.open:
            with tab:
                draw()
    rerun_when_read(session, [found])


def _contents(session: Session, found: Document, links: list[Link]) -> dict[str, Callable[[], None]]:
    """The tabs and what each of them draws; none for what the person may not do."""
    contents: dict[str, Callable[[], None]] = {
        f"证明内容（{len(links)}）": lambda: _links(session, found, links),
        "资料": lambda: _fields(session, found),
        "文字": lambda: show_text(session, found),
    }
    if session.may(Permission.UPLOAD):
        contents["留言"] = lambda: draw_comments(session, found.id)
    if _may_renew(session, found):
        contents[_NEW_VERSION] = lambda: upload_version(session, found)
    return contents | {"历史": lambda: _history(session, found)}


def _may_renew(session: Session, found: Document) -> bool:
    """Whether a new version may be uploaded: it follows the newest one."""
    return session.may(Permission.UPLOAD) and found.state != "superseded"


def _reason(found: Document) -> str:
    if found.state != "returned" or not found.reason:
        return ""
    return f'<p style="margin:.3rem 0 0 0">退回原因：{escape(found.reason)}</p>'


def _actions(session: Session, found: Document, part: str) -> None:
    """What can be done with a document in its state."""
    with st.container(horizontal=True, vertical_alignment="center"):
        reviewer = may_review(session.viewer, found)
        if reviewer and found.state == "pending":
            st.button("审核这份材料", key="doc-review", type="primary", on_click=go, args=(REVIEW, found.id))
        if reviewer and found.state == "accepted":
            with st.popover("改为退回", icon=":material/undo:"):
                reason = st.text_input("退回原因（必填）", key=f"doc-back-reason-{found.id}")
                if st.button("退回", key="doc-back"):
                    send_back(session, found, reason, found.id)
        if found.state == "returned" and _may_renew(session, found):
            st.button(_NEW_VERSION, key="doc-renew", type="primary", on_click=_open_new_version)
        if reviewer and found.state == "returned":
            refusal = refusal_of_acceptance(session.store, session.viewer, found.id)
            if st.button("改为采纳", key="doc-take", disabled=bool(refusal), help=refusal or None):
                accept(session, found, found.id)
        download_button(session, found)
        st.button("关闭", key="doc-close", icon=":material/close:", on_click=go, args=(part,))


def _open_new_version() -> None:
    st.session_state[_TAB] = _NEW_VERSION


def _fields(session: Session, found: Document) -> None:
    """What was entered as text, and to be corrected by who may."""
    st.html(facts_html(_facts(session, found)))
    if may_change(session.viewer, found):
        change_fields(session, found)


def _facts(session: Session, found: Document) -> list[tuple[str, str]]:
    size = f"（{file_size(found.size)}）" if found.sha256 else ""
    reviewed = f"{found.reviewed_at:%Y-%m-%d %H:%M}" if found.reviewed_at else ""
    kinds = vocabulary().evidence_types
    rows = [
        ("类型", kinds.get(found.kind, found.kind)),
        ("系统", system_name(session.situation, found.system_id) or "全院"),
        ("生效日期", iso(found.effective_on) or ""),
        ("失效日期", iso(found.expires_on) or "未写"),
        ("文件", f"{found.file_name}{size}"),
        ("上传", f"{found.uploader} {found.uploaded_at:%Y-%m-%d %H:%M}"),
        ("审核", f"{found.reviewer} {reviewed}".strip()),
        ("备注", found.note),
    ]
    return [(name, escape(value)) for name, value in rows]


def _links(session: Session, found: Document, links: list[Link]) -> None:
    if not links:
        st.write("还没有关联任何要求点，这份材料暂时不能证明任何条款。")
    changing = may_unlink(session.viewer, found)
    for link in links:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            st.html(_link_html(session, found, link), width="stretch")
            key = f"doc-unlink-{link.subject}-{link.catalog}-{link.ref}"
            removed = changing and st.button("移除", key=key, type="tertiary", icon=":material/link_off:")
            if removed:
                _unlink(session, found, link)
    if not may_link(session.viewer, found):
        return
    show_suggested(session, found)
    added = choose_links(session, f"doc-add-{found.id}-{len(links)}", label="按编码或文字查找要求点")
    new = [link for link in added if link not in links]
    st.button("关联", key="doc-link", disabled=not new, on_click=add_links, args=(session, found, new))


def _link_html(session: Session, found: Document, link: Link) -> str:
    """What a link points at, its proof, and until when this document proves it."""
    proof = until = ""
    if link.catalog:
        proof = sign_html(PROOF_SIGNS[session.situation.proof(link.subject, link.catalog, link.ref)])
        last = current_until(session.situation, found, link)
        until = f' <span class="quiet">本材料有效至 {last}</span>' if last else ""
    return f'<div class="clause">{escape(link_label(session.situation, link))} {proof}{until}</div>'


def _unlink(session: Session, found: Document, link: Link) -> None:
    with user_errors():
        unlink_document(session.store, session.viewer, found.id, link)
        done(
            f"《{found.title}》不再证明 {link.ref}。",
            lambda: link_document(session.store, session.viewer, found.id, [link]),
        )
        st.rerun()


def _history(session: Session, found: Document) -> None:
    others = versions(session.store, session.viewer, found.id)
    if len(others) > 1:
        st.write(f"共 {len(others)} 个版本：")
        for place, other in enumerate(others):
            label = f"第 {len(others) - place} 版 {iso(other.effective_on)} {DOCUMENT_SIGNS[other.state]}"
            here = other.id == found.id
            args = (LIBRARY, other.id)
            st.button(label, key=f"doc-version-{other.id}", disabled=here, type="tertiary", on_click=go, args=args)
    rows = "".join(
        f'<tr><td style="white-space:nowrap">{event.at:%Y-%m-%d %H:%M}</td>'
        f'<td style="white-space:nowrap">{escape(event.actor)}</td><td>{escape(event.what)}</td></tr>'
        for event in history(session.store, session.viewer, found.id)
    )
    st.html(f'<table class="plain">{rows}</table>')
