"""批量采纳: all that waits for review as a table; what is ticked is accepted at once, what may not be is named."""

import zlib
from html import escape

import streamlit as st

from evidence.document_queue import PENDING, load_page, pending_table
from evidence.documents import DocumentFilter
from evidence.records import Document
from evidence.reviews import NotAccepted, accept_each, take_back_reviews
from pages.parts.document_fields import choose_document
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.tables import selectable

_PAGE, _HEIGHT, _FULL = 50, 560, 14
_REFUSED = "doc_bulk_refused"
_WIDTHS = {"材料名称": 240, "审核前请注意": 230, "证明": 140, "类型": 92, "系统": 112, "生效日期": 92, "上传人": 100}


def show(session: Session) -> None:
    """The filter, the button and the table of what waits."""
    names = {system.id: system.name for system in session.situation.systems}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("查找", key="doc_bulk_q", placeholder="名称、文件名、备注", width=190)
        system = st.selectbox(
            "系统", list(names), None, names.__getitem__, key="doc_bulk_system", placeholder="全部", width=190
        )
        wanted = DocumentFilter(text, frozenset({PENDING}), system_id=system)
        total = load_page(session.store, session.viewer, session.situation, wanted, 0, 0).total
        page = st.pagination(-(-total // _PAGE), key="doc_bulk_page", width=280) if total > _PAGE else 1
        st.html(f'<span class="quiet">共 {total} 份待审，勾选左侧方框后一次采纳</span>', width="content")
        st.space("stretch")
        bar = st.container(width="content")
    if not total:
        st.write("没有符合条件的待审材料，请放宽筛选条件。")
        return
    found = load_page(session.store, session.viewer, session.situation, wanted, _PAGE, (page - 1) * _PAGE)
    review_on = session.standing.target.review_on if session.standing else None
    rows = selectable(
        pending_table(session.situation, session.viewer, found, review_on),
        f"doc-bulk-{zlib.crc32(repr([document.id for document in found.documents]).encode())}",
        "multi-row",
        {name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
        _HEIGHT if len(found.documents) > _FULL else "content",
    )
    chosen = [found.documents[row] for row in rows]
    label = f"采纳所选 {len(chosen)} 份" if chosen else "采纳所选"
    with bar:
        st.button(
            label, key="doc-bulk-accept", type="primary", disabled=not chosen, on_click=_accept, args=(session, chosen)
        )


def _accept(session: Session, chosen: list[Document]) -> None:
    """Callback: accepts what may be accepted and keeps the names and reasons of the rest."""
    with user_errors():
        refused = accept_each(session.store, session.viewer, chosen)
        left = {entry.document.id for entry in refused}
        accepted = [document for document in chosen if document.id not in left]
        st.session_state[_REFUSED] = (session.store.slug, refused)
        choose_document(None)
        if accepted:
            rest = f"，{len(refused)} 份没有采纳" if refused else ""
            done(
                f"已采纳 {len(accepted)} 份材料{rest}。",
                lambda: take_back_reviews(session.store, session.viewer, accepted),
            )


def show_refused(session: Session) -> None:
    """Each document that the last press did not accept, with its reason, until it has been read."""
    slug, refused = st.session_state.get(_REFUSED, ("", []))
    if slug != session.store.slug or not refused:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(f"{len(refused)} 份没有采纳，原因如下：", icon=":material/warning:")
            st.button("知道了", key="doc-bulk-read", on_click=_forget)
        st.html("".join(_refused_html(entry) for entry in refused))


def _refused_html(entry: NotAccepted) -> str:
    return f"<div>《{escape(entry.document.title)}》：{escape(entry.reason)}</div>"


def _forget() -> None:
    st.session_state.pop(_REFUSED, None)
