"""Reviewing a document, with a way back."""

import streamlit as st

from evidence.records import Document
from evidence.reviews import accept_document, return_document, take_back_review
from pages.parts.document_fields import choose_document
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session


def accept(session: Session, document: Document, then: int | None) -> None:
    """Accepts a document and shows another one (or the same)."""
    with user_errors():
        accept_document(session.store, session.viewer, document.id, document.version)
        _tell(session, document, f"已采纳《{document.title}》。", then)


def send_back(session: Session, document: Document, reason: str, then: int | None) -> None:
    """Returns a document with a reason and shows another one (or the same)."""
    with user_errors():
        return_document(session.store, session.viewer, document.id, reason, document.version)
        _tell(session, document, f"已退回《{document.title}》，原因：{reason.strip()}", then)


def _tell(session: Session, before: Document, message: str, then: int | None) -> None:
    def undo() -> None:
        take_back_review(session.store, session.viewer, before)
        choose_document(before.id)

    done(message, undo)
    choose_document(then)
    st.rerun()
