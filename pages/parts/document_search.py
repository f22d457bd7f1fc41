"""检索: what stands in the files, best hits first, each with the place where the words were found."""

from collections.abc import Sequence
from html import escape
from zlib import crc32

import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.document_queue import system_name
from evidence.documents import document
from evidence.texts.search import Hit, search
from pages.parts.document_detail import show_detail
from pages.parts.document_fields import choose_document, chosen_document, state_html
from pages.parts.session import Session

SEARCH = "检索"
_PAGE = 15


def show(session: Session) -> None:
    """The search field, the hits and, once one is chosen, its document beside them."""
    wanted = st.text_input(
        "检索文件内容",
        key="doc_find",
        bind="query-params",
        placeholder="例如：危急值 回报；多个词用空格分开",
        icon=":material/search:",
        max_chars=100,
        on_change=choose_document,
        args=(None,),
    )
    if not wanted.strip():
        st.html('<span class="quiet">在材料的名称、备注和文件内容（包括截图和扫描件上的文字）中查找。</span>')
        return
    # Each search has a pagination of its own, which begins on its first page.
    turning = f"doc_find_page_{crc32(wanted.strip().encode())}"
    page = st.session_state.get(turning, 1)
    found = search(session.store, session.viewer, wanted, _PAGE, (page - 1) * _PAGE)
    if not found.total:
        st.write(f"没有找到含“{wanted.strip()}”的材料。刚上传的文件要等文字识别完成后才能按内容找到。")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="quiet">共 {found.total} 份材料含有“{escape(wanted.strip())}”</span>', width="content")
        if found.total > _PAGE:
            st.pagination(-(-found.total // _PAGE), width=280, key=turning)
    chosen = chosen_document()
    if chosen is None:
        _list(session, found.hits)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _list(session, found.hits)
    with right:
        show_detail(session, chosen, SEARCH)


def _list(session: Session, hits: Sequence[Hit]) -> None:
    for hit in hits:
        with st.container(border=True):
            with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
                st.html(f"<b>{marked(hit.title, hit.title_ranges)}</b>", width="stretch")
                st.button("查看", key=f"doc-hit-{hit.document_id}", on_click=choose_document, args=(hit.document_id,))
            st.html(
                f'<div>{marked(hit.snippet.text, hit.snippet.ranges)}</div><div class="quiet">'
                f"{_facts(session, hit)}</div>"
            )


def _facts(session: Session, hit: Hit) -> str:
    found, _ = document(session.store, session.viewer, hit.document_id)
    place = f"第 {hit.page} 页" if hit.page else ""
    parts = [
        vocabulary().evidence_types.get(found.kind, found.kind),
        system_name(session.situation, found.system_id) or "全院",
        f"{found.effective_on}",
        place,
        "文字由图片识别" if hit.by_ocr else "",
    ]
    return f"{state_html(session, found)} · {' · '.join(escape(part) for part in parts if part)}"


def marked(text: str, ranges: Sequence[tuple[int, int]]) -> str:
    """A text as HTML in which the ranges stand out."""
    parts, done = [], 0
    for start, end in ranges:
        parts += [escape(text[done:start]), f"<mark>{escape(text[start:end])}</mark>"]
        done = end
    return "".join([*parts, escape(text[done:])])
