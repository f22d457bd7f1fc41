"""文字: what was read from a file, page by page."""

import streamlit as st

from evidence.records import Document
from evidence.texts.queue import text_of, text_state
from pages.parts.session import Session

_LONGEST = 20_000


def show_text(session: Session, shown: Document) -> None:
    """The text of a document's file, or why there is none."""
    if shown.sha256 is None:
        st.write("这是一段说明，没有文件。")
        return
    state = text_state(session.store, session.viewer, shown.sha256)
    if state is None or state.state in ("waiting", "working"):
        st.write("正在识别文字，稍后刷新即可看到。")
        return
    if state.state == "failed":
        st.write(state.error)
        return
    pages = text_of(session.store, session.viewer, shown.sha256)
    if not pages:
        st.write("这类文件没有可识别的文字。")
        return
    if any(page.by_ocr for page in pages):
        st.caption("以下文字由图片识别，个别字可能有误。")
    text = "\n\n".join(f"—— 第 {page.number} 页 ——\n{page.text}" if len(pages) > 1 else page.text for page in pages)
    shortened = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n……（后面还有，请下载查看）"
    st.code(shortened, language=None, wrap_lines=True, height=320)
