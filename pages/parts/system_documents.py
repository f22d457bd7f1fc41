"""佐证: the documents of one system, page by page."""

import pandas as pd
import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.documents import (
    CLAUSE,
    COVERAGE,
    DATA_QUALITY,
    FEATURE,
    TASK,
    DocumentFilter,
    DocumentPage,
    Link,
    find_documents,
)
from evidence.records import System
from evidence.words import DOCUMENT_SIGNS
from pages.parts.session import Session
from pages.parts.system_choice import kept_parameters
from pages.parts.system_layout import row_height

_PER_PAGE = 20
_TITLE_WIDTH, _LINKS_WIDTH, _NAMED = 210, 230, 4
_WHAT = {
    CLAUSE: "{ref}",
    COVERAGE: "{ref} 有效应用",
    DATA_QUALITY: "{ref} 数据质量",
    TASK: "整改任务",
    FEATURE: "功能",
}


def draw(session: Session, system: System) -> None:
    """Filter by state, one page of the list, the way to the documents' own screen."""
    with st.container(horizontal=True, vertical_alignment="center"):
        states = st.multiselect(
            "材料状态",
            list(DOCUMENT_SIGNS),
            format_func=lambda state: str(DOCUMENT_SIGNS[state]),
            key="document-state",
            bind="query-params",
            placeholder="全部状态",
            label_visibility="collapsed",
            width=260,
        )
        st.page_link(
            "pages/documents.py",
            label=f"到“佐证材料”{_purpose(session)}",
            icon=":material/upload_file:" if session.may(Permission.UPLOAD) else ":material/folder_open:",
            query_params=kept_parameters() | {"doc_system": system.name},
        )
    wanted = DocumentFilter(states=frozenset(states), system_id=system.id)
    shown = _one_page(session, wanted)
    if shown.total == 0:
        then = "，请到“佐证材料”页上传" if session.may(Permission.UPLOAD) else ""
        st.write("没有符合条件的材料。" if states else f"这个系统还没有佐证材料{then}。")
        return
    _table(session, shown)


def _purpose(session: Session) -> str:
    if session.may(Permission.REVIEW):
        return "上传或审核"
    return "上传" if session.may(Permission.UPLOAD) else "查看"


def _one_page(session: Session, wanted: DocumentFilter) -> DocumentPage:
    def read(offset: int) -> DocumentPage:
        return find_documents(session.store, session.viewer, wanted, session.today, _PER_PAGE, offset)

    number = int(st.session_state.get("document-page", 1))
    shown = read((number - 1) * _PER_PAGE)
    pages = max(1, -(-shown.total // _PER_PAGE))
    if number > pages:
        st.session_state["document-page"] = pages
        shown = read((pages - 1) * _PER_PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="quiet">共 {shown.total} 份材料</span>', width="content")
        if pages > 1:
            st.pagination(pages, key="document-page", width=90 + 40 * min(pages, 7))
    return shown


def _proves(links: list[Link]) -> str:
    """05.01.3#1、05.01.3#2、05.01 有效应用统计 等 5 项."""
    names = [_WHAT[link.subject].format(ref=link.ref) for link in links]
    return "、".join(names[:_NAMED]) + (f" 等 {len(names)} 项" if len(names) > _NAMED else "")


def _table(session: Session, shown: DocumentPage) -> None:
    types = vocabulary().evidence_types
    table = pd.DataFrame(
        [
            {
                "材料": document.title,
                "状态": str(DOCUMENT_SIGNS[document.state_on(session.today)]),
                "类型": types.get(document.kind, document.kind),
                "生效日期": document.effective_on,
                "失效日期": document.expires_on,
                "证明": _proves(shown.links[document.id]),
                "上传人": document.uploader,
                "示例": "示例" if document.example else "",
                "退回原因": document.reason,
            }
            for document in shown.documents
        ]
    )
    colours = [f"color: {DOCUMENT_SIGNS[d.state_on(session.today)].colour}" for d in shown.documents]
    day = st.column_config.DateColumn(format="YYYY-MM-DD", width=95)
    st.dataframe(
        table.style.apply(lambda _: colours, subset=["状态"]),
        key="system-documents",
        hide_index=True,
        height="content",
        row_height=row_height((table["证明"], _LINKS_WIDTH), (table["材料"], _TITLE_WIDTH)),
        column_config={
            "材料": st.column_config.TextColumn(width=_TITLE_WIDTH, pinned=True),
            "状态": st.column_config.TextColumn(width=115),
            "类型": st.column_config.TextColumn(width=100),
            "生效日期": day,
            "失效日期": day,
            "证明": st.column_config.TextColumn(width=_LINKS_WIDTH),
            "上传人": st.column_config.TextColumn(width=85),
            "示例": st.column_config.TextColumn(width=50),
            "退回原因": st.column_config.TextColumn(width=220),
        },
        placeholder="—",
        alt="本系统的佐证材料",
    )
