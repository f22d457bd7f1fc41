"""Shows one document in place — only pictures, PDF and plain text — or offers it for download."""

from collections.abc import Callable
from html import escape
from typing import Literal

import streamlit as st

from evidence.document_view import preview_image, preview_of, preview_text
from evidence.documents import content
from evidence.records import Document
from pages.parts.document_fields import file_size
from pages.parts.feedback import user_errors
from pages.parts.session import Session

# The scale that the style sheet gives to PDF pages.
_PDF_SCALE = 0.82


def show_preview(session: Session, document: Document, height: int) -> None:
    """The document itself, in a frame of this height that scrolls."""

    def load() -> bytes:
        return content(session.store, session.viewer, document.id)

    form = preview_of(document)
    with user_errors():
        if form == "pdf":
            st.pdf(load(), height=round(height / _PDF_SCALE), key=f"doc-pdf-{document.id}", alt=document.title)
            return
        if form == "text":
            st.code(preview_text(load()), language=None, wrap_lines=True, height=height)
            return
        with st.container(border=True, height=height if form == "image" else "content"):
            if form == "image":
                st.image(
                    _picture(str(document.sha256), load), width="stretch", output_format="JPEG", alt=document.title
                )
            elif form == "statement":
                st.html(f'<p class="clause" style="white-space:pre-wrap">{escape(document.statement)}</p>')
            else:
                st.write(f"“{document.file_name}”不能在页面上直接显示，请下载后用本机软件打开。")


def download_button(session: Session, document: Document, kind: Literal["secondary", "tertiary"] = "secondary") -> None:
    """The file as it is kept (masked where it was masked), read when the button is pressed; none for a statement."""
    if document.sha256 is None:
        return
    st.download_button(
        f"{'下载（已遮盖）' if document.original_sha256 else '下载原件'} {file_size(document.size)}",
        data=lambda: content(session.store, session.viewer, document.id),
        file_name=document.file_name,
        mime=document.media_type,
        key=f"doc-download-{document.id}",
        icon=":material/download:",
        on_click="ignore",
        type=kind,
    )


@st.cache_data(max_entries=24, show_spinner=False)
def _picture(digest: str, _load: Callable[[], bytes]) -> bytes:
    """A picture at screen size; made once per content."""
    return preview_image(_load())
