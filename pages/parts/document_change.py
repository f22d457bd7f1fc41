"""Correcting what was entered about a document, and replacing it by a new version."""

import streamlit as st

from evidence.documents import DocumentDraft, add_document, change_document
from evidence.intake.kinds import kinds
from evidence.records import Document
from pages.parts.document_fields import (
    choose_document,
    first_day_input,
    kind_input,
    last_day_input,
    mark_row_anew,
)
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session


def change_fields(session: Session, found: Document) -> None:
    """Title, kind, dates and note, against the version on the screen."""
    stamp = f"{found.id}-{found.version}"
    with st.form(f"doc-change-{stamp}"):
        title = st.text_input("材料名称", found.title, key=f"doc-title-{stamp}")
        kind = kind_input(f"doc-kind-{stamp}", found.kind)
        first, last = st.columns(2)
        with first:
            effective = first_day_input(f"doc-from-{stamp}", found.effective_on)
        with last:
            expires = last_day_input(f"doc-to-{stamp}", found.expires_on)
        note = st.text_input("备注", found.note, key=f"doc-note-{stamp}")
        if st.form_submit_button("保存修改", key=f"doc-save-change-{stamp}"):
            with user_errors():
                _change(session, found, DocumentDraft(title, kind, effective, expires_on=expires, note=note))


def _change(session: Session, found: Document, draft: DocumentDraft) -> None:
    def store(values: Document | DocumentDraft, expected: int) -> bool:
        return change_document(
            session.store,
            session.viewer,
            found.id,
            values.title,
            values.kind,
            values.effective_on,
            values.expires_on,
            values.note,
            expected,
        )

    anew = store(draft, found.version)
    again = "类型或日期有变，需要重新审核。" if anew else ""
    done(f"已修改《{draft.title.strip()}》的资料。{again}", lambda: store(found, found.version + 1))
    st.rerun()


def upload_version(session: Session, found: Document) -> None:
    """A new file (or statement) that replaces this one and keeps its links."""
    st.caption("新版本沿用名称、类型、系统和全部关联，上传后送审；采纳之前仍以本版为据，采纳后本版留在历史中。")
    key = f"doc-new-{found.id}"
    with st.form(key, border=False):
        file = st.file_uploader("新版本文件", list(kinds().media_types), key=f"{key}-file")
        statement = "" if found.sha256 else st.text_area("或填写新的说明", key=f"{key}-text")
        first, last = st.columns(2)
        with first:
            effective = first_day_input(f"{key}-from", session.today)
        with last:
            expires = last_day_input(f"{key}-to", None)
        if st.form_submit_button("上传新版本并送审", type="primary", key=f"{key}-save"):
            draft = DocumentDraft(
                title=found.title,
                kind=found.kind,
                effective_on=effective,
                file_name=file.name if file else "",
                content=file.getvalue() if file else b"",
                statement=statement,
                expires_on=expires,
                system_id=found.system_id,
                note=found.note,
                supersedes_id=found.id,
            )
            with user_errors():
                session.viewer.must_be_named()
                choose_document(add_document(session.store, session.viewer, draft))
                mark_row_anew()
                done(f"已上传《{found.title}》的新版本，等待审核。")
                st.rerun()
