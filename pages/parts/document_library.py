"""材料库: the filtered list, page by page from the store, with the selected document beside it."""

import json
import zlib
from typing import Any

import pandas as pd
import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.document_queue import document_table, export_table, library_filter, load_page
from evidence.document_view import link_label
from evidence.documents import CLAUSE, DocumentFilter, DocumentPage
from evidence.expiry import ending_documents
from evidence.words import DOCUMENT_SIGNS
from pages.parts.document_detail import show_detail
from pages.parts.document_fields import (
    UPLOAD,
    arrived_clause,
    choose_document,
    chosen_document,
    empty_state,
    go,
    options_of,
    set_arrived_clause,
    target_catalog,
)
from pages.parts.session import Session
from pages.parts.tables import excel_button

_PAGE = 50
_HEIGHT, _FULL = 620, 16
_FILTERS = ("doc_q", "doc_state", "doc_kind", "doc_system", "doc_due")
# Beside a document there is room for what tells the rows apart.
_NARROW = {"材料名称": 180, "状态": 84, "失效日期": 94, "关联": 50}
_WIDTHS = {
    "材料名称": 300,
    "状态": 84,
    "类型": 105,
    "系统": 130,
    "生效日期": 92,
    "失效日期": 92,
    "关联": 50,
    "上传人": 86,
    "示例": 50,
}
_COLOURS = {str(sign): sign.colour for sign in DOCUMENT_SIGNS.values()}


def show(session: Session) -> None:
    """Filters, then the list and, once a row is selected, its document."""
    entered = _filters(session)
    bar = st.container(horizontal=True, vertical_alignment="center", key="doc-list-bar")
    with bar:
        wanted = library_filter(entered, _due(session))
    total = load_page(session.store, session.viewer, session.situation, wanted, 0, 0).total
    if not total:
        _nothing(session)
        return
    with bar:
        page = st.pagination(-(-total // _PAGE), width=280, key="doc_page", bind="query-params")
        st.html(f'<span class="quiet">共 {total} 份</span>', width="content")
        st.space("stretch")
        excel_button(
            f"佐证材料 {session.today}",
            lambda: {"佐证材料": export_table(session.store, session.viewer, session.situation, wanted)},
            "doc-export",
        )
    start = (page - 1) * _PAGE
    found = load_page(session.store, session.viewer, session.situation, wanted, _PAGE, start)
    chosen = chosen_document()
    if chosen is None:
        _table(session, found, wanted, page, None)
        st.caption("选中一行，在旁边查看材料、它证明的要求点和修改记录。")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _table(session, found, wanted, page, chosen)
    with right:
        show_detail(session, chosen)


def _due(session: Session) -> frozenset[int] | None:
    """The documents that run out before the review when only they are wanted."""
    review_on = session.standing.target.review_on if session.standing else None
    due = st.checkbox(
        "评审日前到期", key="doc_due", disabled=review_on is None, bind="query-params", on_change=_first_page
    )
    return frozenset(ending_documents(session.situation, review_on)) if due and review_on else None


def _filters(session: Session) -> DocumentFilter:
    """The filters, all of them in the address."""
    words = {state: sign.word for state, sign in DOCUMENT_SIGNS.items()}
    kinds, names = vocabulary().evidence_types, {s.id: s.name for s in session.situation.systems}
    bound: dict[str, Any] = {"bind": "query-params", "on_change": _first_page}
    with st.container(horizontal=True, vertical_alignment="bottom", key="doc-filters"):
        text = st.text_input(
            "查找", key="doc_q", placeholder="名称、文件名、备注", width=180, icon=":material/search:", **bound
        )
        states = st.multiselect(
            "状态", list(words), format_func=words.__getitem__, key="doc_state", placeholder="全部", width=165, **bound
        )
        found_kinds = st.multiselect(
            "类型", list(kinds), format_func=kinds.__getitem__, key="doc_kind", placeholder="全部", width=165, **bound
        )
        system = st.selectbox(
            "系统", list(names), None, names.__getitem__, key="doc_system", placeholder="全部", width=185, **bound
        )
        _clause_filter(session)
    clause = arrived_clause(session)
    proves = (clause.catalog, clause.ref) if clause else None
    return DocumentFilter(text, frozenset(states), frozenset(found_kinds), system, proves)


def _clause_filter(session: Session) -> None:
    """The clause in the address, chosen from the target's standard."""
    labels = {
        link: text for link, text in options_of(session, target_catalog(session)).items() if link.subject == CLAUSE
    }
    arrived = arrived_clause(session)
    if arrived is not None and arrived not in labels:
        labels[arrived] = link_label(session.situation, arrived)
    st.session_state["doc_clause"] = arrived
    st.selectbox(
        "证明的要求点",
        list(labels),
        format_func=labels.__getitem__,
        key="doc_clause",
        index=None,
        placeholder="全部，按编码或文字查找",
        filter_mode="contains",
        on_change=_choose_clause,
        width=250,
    )


def _choose_clause() -> None:
    set_arrived_clause(st.session_state["doc_clause"])
    _first_page()


def _first_page() -> None:
    # Streamlit complains of a page that is set while the widget has its own first one.
    if st.session_state.get("doc_page", 1) != 1:
        st.session_state["doc_page"] = 1


def _clear_filters() -> None:
    for key in _FILTERS:
        st.session_state.pop(key, None)
    set_arrived_clause(None)
    _first_page()


def _nothing(session: Session) -> None:
    may_upload = session.may(Permission.UPLOAD)
    filtered = any(st.session_state.get(key) for key in (*_FILTERS, "doc_clause"))
    if not filtered and not may_upload:
        st.info("医院和厂商上传材料后，这里列出材料和它们证明的要求点。")
        return
    if not filtered:
        empty_state(
            "上传截图、制度、统计结果等文件，并写明它们证明哪些要求点。",
            "上传第一份材料",
            "doc-first",
            lambda: go(UPLOAD),
        )
        return
    with st.container(border=True):
        st.write("没有符合条件的材料。")
        with st.container(horizontal=True):
            if st.session_state.get("doc_clause") and may_upload:
                label = "为这个要求点上传材料"
                st.button(label, key="doc-for-clause", type="primary", on_click=go, args=(UPLOAD,))
            st.button("清除全部筛选条件", key="doc-clear", on_click=_clear_filters)


def _table(session: Session, found: DocumentPage, wanted: DocumentFilter, page: int, chosen: int | None) -> None:
    """One page of the list; selecting a row puts its document into the address."""
    table = document_table(session.situation, found.documents, found.links)
    ids = [document.id for document in found.documents]
    mark = json.dumps([repr(wanted), page, st.session_state.get("doc_round", 0)])
    key = f"doc-table-{zlib.crc32(mark.encode())}"

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        choose_document(ids[rows[0]] if rows else None)

    widths = _WIDTHS if chosen is None else _NARROW
    st.dataframe(
        _coloured(table if chosen is None else table[list(_NARROW)]),
        key=key,
        hide_index=True,
        height=_HEIGHT if len(ids) > _FULL else "content",
        column_config={name: st.column_config.Column(width=width) for name, width in widths.items()},
        on_select=choose,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [ids.index(chosen)] if chosen in ids else []}},
    )


def _coloured(table: pd.DataFrame) -> object:
    return table.style.map(lambda text: f"color: {_COLOURS.get(text, 'inherit')}", subset=["状态"])
