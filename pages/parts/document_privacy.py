"""患者信息: what was found in a document, where, and the two ways out: mask it, or say why it may stay."""

import io
from collections import Counter
from html import escape

import pandas as pd
import streamlit as st
from PIL import Image

from evidence.access import Permission
from evidence.document_view import preview_of
from evidence.documents import content, may_change, may_review
from evidence.privacy.check import CLEARED, FLAGGED, MASKED, UNCHECKED
from evidence.privacy.desk import FoundIdentity, clear_document, found_identities, mask_document, original_content
from evidence.privacy.masking import draw_on
from evidence.records import Document
from evidence.texts.queue import text_state
from evidence.words import IDENTITY_NAMES, RED
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_MOST_SHOWN = 200


def show_privacy(session: Session, shown: Document) -> None:
    """Nothing for a document without findings; else what was found and what can be done."""
    if shown.privacy == FLAGGED:
        _flagged(session, shown)
    elif shown.privacy == CLEARED:
        st.info(f"患者信息由{shown.privacy_by}放行，理由：{shown.privacy_reason}", icon=":material/verified_user:")
    elif shown.privacy == UNCHECKED and shown.sha256:
        _unchecked(session, shown)
    if shown.original_sha256:
        _masked(session, shown)


def _unchecked(session: Session, shown: Document) -> None:
    state = text_state(session.store, session.viewer, shown.sha256 or "")
    if state is not None and state.state in ("waiting", "working"):
        st.info("正在识别文字并检查患者信息，完成后才能采纳，通常需要几秒到一两分钟。", icon=":material/hourglass_top:")
        return
    why = (
        "这类文件不能自动检查。"
        if state is None
        else state.error or ("" if state.complete else "文件太长，只检查了前一部分。")
    )
    if not session.may(Permission.UPLOAD):
        st.info(f"没有自动查完患者信息：{why}", icon=":material/visibility:")
        return
    st.warning(
        f"没有自动查完患者信息：{why}请审核人打开材料逐页确认；写明理由放行后，才能放入材料册和离线包。",
        icon=":material/visibility:",
    )
    _clearance(session, shown, "例如：已看完全部画面，不含真实患者")


def _flagged(session: Session, shown: Document) -> None:
    found = found_identities(session.store, session.viewer, shown.id)
    counts = Counter(IDENTITY_NAMES[identity.kind] for identity in found)
    parts = "、".join(f"{name} {count} 处" for name, count in counts.items())
    st.warning(
        f"发现疑似患者信息：{parts or '说明文字中有患者信息'}。遮盖或说明理由后才能采纳和导出。",
        icon=":material/privacy_tip:",
    )
    with st.expander("查看位置", expanded=False):
        _places(session, shown, found)
    maskable = shown.sha256 and may_change(session.viewer, shown)
    if maskable and st.button("自动遮盖", key="doc-mask", icon=":material/ink_eraser:", type="primary"):
        _mask(session, shown)
    _clearance(session, shown, "例如：测试数据，不含真实患者")


def _clearance(session: Session, shown: Document, example: str) -> None:
    """The reviewer's reason for letting a document pass, and the button in one line."""
    if not may_review(session.viewer, shown):
        return
    with st.container(horizontal=True, wrap=False, vertical_alignment="bottom"):
        reason = st.text_input("可以使用的理由", key=f"doc-clear-reason-{shown.id}", placeholder=example)
        if st.button("放行", key="doc-clear"):
            _clear(session, shown, reason)


def _places(session: Session, shown: Document, found: list[FoundIdentity]) -> None:
    rows = [
        {"类别": IDENTITY_NAMES[identity.kind], "页": identity.page, "内容（已隐去中间部分）": identity.excerpt}
        for identity in found[:_MOST_SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"doc-identities-{shown.id}", height="auto")
    boxes = [identity.box for identity in found if identity.box is not None and identity.page == 1]
    if boxes and preview_of(shown) == "image":
        with Image.open(io.BytesIO(content(session.store, session.viewer, shown.id))) as image:
            size = (found[0].width or image.width, found[0].height or image.height)
            st.image(draw_on(image.resize(size), boxes, RED), caption="红框为发现的位置")


def _mask(session: Session, shown: Document) -> None:
    with user_errors():
        with st.spinner("正在遮盖……"):
            count = mask_document(session.store, session.viewer, shown.id, expected=shown.version)
        done(f"已遮盖 {count} 处，《{shown.title}》换成遮盖后的文件；请核对画面后再采纳。")
        st.rerun()


def _clear(session: Session, shown: Document, reason: str) -> None:
    with user_errors():
        clear_document(session.store, session.viewer, shown.id, reason, shown.version)
        done(f"已放行《{shown.title}》，理由：{reason.strip()}")
        st.rerun()


def _masked(session: Session, shown: Document) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if shown.privacy == MASKED:
            st.html(f'<span class="quiet">患者信息已由{escape(shown.privacy_by)}遮盖。</span>', width="content")
        if session.may(Permission.DIRECT):
            st.download_button(
                "下载未遮盖原件（会留下记录）",
                lambda: original_content(session.store, session.viewer, shown.id),
                file_name=f"原件-{shown.title}",
                key=f"doc-original-{shown.id}",
                type="tertiary",
            )
