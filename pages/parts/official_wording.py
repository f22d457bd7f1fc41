"""官方原文: which wording a standard has for this hospital, and adopting it from the hospital's own document."""

from html import escape

import streamlit as st

from criteria.models import Catalog, LevelsCatalog
from criteria.overlay import asking, number_of, source_of
from criteria.vocabulary import Kind
from evidence.access import Permission
from evidence.naming import short_title
from evidence.official_wording.adopting import AdoptedDocument, adopted_documents, withdraw_wording
from pages.parts import requirement_address as address
from pages.parts.feedback import done, user_errors
from pages.parts.official_wording_upload import show_upload
from pages.parts.session import Session

VIEW, OFFICIAL = "view", "official"


def official_mark(catalog: Catalog, clause_id: str) -> str:
    """HTML behind a clause that has the official wording; empty for this project's own."""
    source = source_of(catalog, clause_id)
    return f'<div class="quiet">官方原文 · 《{escape(source)}》</div>' if source else ""


def annex_number(catalog: Catalog, code: str) -> str:
    """附表序号 20, empty where the hospital's document has none."""
    number = number_of(catalog, code)
    return f"附表序号 {escape(number)}" if number else ""


def show_way_in(catalog: Catalog) -> None:
    """One line under the answer: whose wording this is, and the way to change it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="quiet">{_state(catalog)}</div>', width="content")
        st.button("官方原文", key="official-open", icon=":material/menu_book:", type="tertiary", on_click=_open)


def _open() -> None:
    address.put(VIEW, OFFICIAL)


def _close() -> None:
    address.put(VIEW, "")


def show_official(session: Session, catalog: Catalog) -> None:
    """The answer, what was adopted, and a new document."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("返回条款", key="official-close", icon=":material/arrow_back:", on_click=_close)
        st.html(f'<div class="lead">{escape(short_title(catalog))}官方原文：{_state(catalog)}</div>')
    _show_adopted(session, catalog)
    if not session.may(Permission.DIRECT):
        st.caption("上传和采用官方文件由主任或管理员办理。")
        return
    show_upload(session, catalog)


def _state(catalog: Catalog) -> str:
    """12 个要求点用官方原文（共 735 个）；基本项／选择项已确认 80 条，待确认 228 条."""
    clauses = [clause.id for row in asking(catalog) for clause in row.clauses]
    official = sum(bool(source_of(catalog, clause)) for clause in clauses)
    wording = f"{len(clauses)} 个要求点中 {official} 个用官方原文" if official else "条文是本系统的改写，未采用官方原文"
    if not isinstance(catalog, LevelsCatalog):
        return wording + "。"
    kinds = [row.kind for row in catalog.requirements if row.level > 0]
    unsure = kinds.count(Kind.UNCONFIRMED)
    return wording + (f"；{unsure} 条的基本项或选择项待确认。" if unsure else "；基本项和选择项全部确认。")


def _show_adopted(session: Session, catalog: Catalog) -> None:
    found = adopted_documents(session.store, session.viewer, catalog.id)
    if not found:
        st.caption("还没有采用过官方文件。采用后本院的条款、差距、任务和导出都用官方原文，随时可以撤销。")
        return
    for document in found:
        with st.container(horizontal=True, vertical_alignment="center", border=True, gap="small"):
            st.html(_told(document), width="stretch")
            if session.may(Permission.DIRECT):
                st.button(
                    "重新采用" if document.withdrawn else "撤销",
                    key=f"official-withdraw-{document.id}",
                    on_click=_withdraw,
                    args=(session, document),
                )


def _told(document: AdoptedDocument) -> str:
    state = "已撤销" if document.withdrawn else "使用中"
    kinds = f"，基本项或选择项 {document.kinds} 条" if document.kinds else ""
    return (
        f"<div><b>{state}</b> 《{escape(document.source)}》 {document.requirements} 条{kinds}"
        f'<div class="quiet">{escape(document.author)} {document.at:%Y-%m-%d %H:%M} 采用 · '
        f"{escape(document.file_name)} · 校验值 {document.sha256[:12]}</div></div>"
    )


def _withdraw(session: Session, document: AdoptedDocument) -> None:
    store, viewer, wanted = session.store, session.viewer, not document.withdrawn
    with user_errors():
        withdraw_wording(store, viewer, document.id, wanted)
        word = "已撤销，恢复为采用前的条文；判定和材料没有改动" if wanted else "已重新采用"
        done(f"《{document.source}》{word}。", lambda: withdraw_wording(store, viewer, document.id, not wanted))
