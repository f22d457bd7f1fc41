"""Recording what was delivered: for an obligation, or beyond the days of the contract; with its document."""

from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from evidence.contracts.deliveries import DeliveryDraft, record_delivery, record_extra, withdraw_delivery
from evidence.contracts.obligations import Obligation, obligations
from evidence.contracts.overview import Overview
from evidence.contracts.rules import rules
from evidence.documents import DocumentDraft, DocumentFilter, find_documents
from evidence.errors import InvalidInputError
from pages.parts.document_fields import kind_input
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.session import Session

_FILE, _EXISTING, _NONE = "上传文件", "已有材料", "没有材料"
_LISTED = 200
_UNDONE = "登记后撤销"
_EARLIEST = date(2000, 1, 1)


def draw_record(session: Session, entry: Obligation) -> None:
    """The form for an open obligation."""
    st.markdown("**登记履约**")
    if entry.owed_by == "hospital" and session.viewer.vendor_id is not None:
        st.caption("这一项由医院办理。")
        return
    system = entry.system_ids[0] if len(entry.system_ids) == 1 else None
    draft = _form(session, f"duty-{entry.id}", entry.title, entry.document_kind, system)
    if draft is None:
        return
    with user_errors():
        session.viewer.must_be_named()
        number = record_delivery(session.store, session.viewer, entry.id, draft)
        _tell(session, f"已登记“{entry.title}”的履约。", number)


def draw_extra(session: Session, overview: Overview) -> None:
    """The form for what was delivered without being due on a day."""
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        st.html("<b>登记日程以外的履约</b><br><span class='quiet'>例如补丁升级记录、临时巡检、追加的演练</span>")
        st.button("关闭", key="duty-close", on_click=put, args=("duty", ""), type="tertiary")
    titles = {row.contract.id: row.contract.title for row in overview.rows}
    contract = st.selectbox("合同", list(titles), format_func=titles.__getitem__, key="extra-contract")
    sorts = {key: sort.name for key, sort in rules().sorts.items() if sort.owed_by == "vendor"}
    sort = st.selectbox("类别", list(sorts), format_func=sorts.__getitem__, key="extra-sort")
    draft = _form(session, f"extra-{sort}", sorts[sort], rules().sorts[sort].kind, None)
    if draft is None:
        return
    with user_errors():
        session.viewer.must_be_named()
        number = record_extra(session.store, session.viewer, contract, sort, draft)
        entries = obligations(session.store, session.viewer, session.today)
        entry = next(e for e in entries if e.delivery is not None and e.delivery.id == number)
        put("duty", str(entry.id))
        _tell(session, f"已登记“{sorts[sort]}”。", number)


def _tell(session: Session, message: str, number: int) -> None:
    store, viewer = session.store, session.viewer
    done(f"{message}材料待审核采纳后才计为佐证。", lambda: withdraw_delivery(store, viewer, number, _UNDONE))
    st.rerun()


@dataclass(frozen=True)
class _Document:
    """The document as it is handed in: a new file with its title and type, or one that is there."""

    file: UploadedFile | None = None
    title: str = ""
    kind: str = ""
    existing: int | None = None


def _form(session: Session, key: str, title: str, kind: str, system: int | None) -> DeliveryDraft | None:
    """What was entered when the button is pressed, None before; what cannot be is one sentence."""
    way = st.segmented_control(
        "材料", (_FILE, _EXISTING, _NONE), default=_FILE, required=True, key=f"{key}-way", label_visibility="collapsed"
    )
    text = st.text_input("查找材料", key=f"{key}-find", placeholder="名称或文件名") if way == _EXISTING else ""
    with st.form(f"{key}-form", border=False):
        day = st.date_input("履约日期", session.today, _EARLIEST, format="YYYY-MM-DD", key=f"{key}-day", required=True)
        given = _new(key, title, kind) if way == _FILE else _existing(session, key, text) if way == _EXISTING else None
        note = st.text_input("备注", key=f"{key}-note", max_chars=300)
        if not st.form_submit_button("登记履约", type="primary", key=f"{key}-save"):
            return None
    with user_errors():
        return _draft(day, note, given, system)
    return None


def _new(key: str, title: str, kind: str) -> _Document:
    file = st.file_uploader("文件（报告、记录、签字扫描件）", key=f"{key}-file")
    named = st.text_input("材料名称", title, key=f"{key}-title", max_chars=200)
    return _Document(file, named, kind_input(f"{key}-kind", kind))


def _existing(session: Session, key: str, text: str) -> _Document:
    page = find_documents(session.store, session.viewer, DocumentFilter(text=text), session.today, _LISTED)
    titles = {found.id: f"{found.title}（{found.effective_on}）" for found in page.documents}
    chosen = st.selectbox(
        "材料", list(titles), index=None, format_func=titles.__getitem__, key=f"{key}-doc", placeholder="请选择"
    )
    if page.total > _LISTED:
        st.caption(f"共 {page.total} 份，列出最近 {_LISTED} 份；可先在上面查找。")
    return _Document(existing=chosen)


def _draft(day: date, note: str, given: _Document | None, system: int | None) -> DeliveryDraft:
    if given is None:
        if not note.strip():
            raise InvalidInputError("没有材料时请在备注中写明做了什么。")
        return DeliveryDraft(day, note)
    if given.file is None:
        if given.existing is None:
            raise InvalidInputError("请选择材料文件或一份已有材料；确实没有的请改选“没有材料”并写明情况。")
        return DeliveryDraft(day, note, document_id=given.existing)
    document = DocumentDraft(
        title=given.title,
        kind=given.kind,
        effective_on=day,
        file_name=given.file.name,
        content=given.file.getvalue(),
        system_id=system,
        note=note,
    )
    return DeliveryDraft(day, note, document)
