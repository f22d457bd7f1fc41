"""Reviewing and linking a document, with a way back."""

from collections.abc import Sequence

import streamlit as st

from evidence.documents import Link, link_document, unlink_document
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


def add_links(session: Session, document: Document, added: Sequence[Link]) -> None:
    """Callback: links a document to what it proves."""

    def undo() -> None:
        for entry in added:
            unlink_document(session.store, session.viewer, document.id, entry)

    with user_errors():
        count = link_document(session.store, session.viewer, document.id, added)
        what = added[0].ref if len(added) == 1 else f"{count} 项"
        done(f"《{document.title}》已关联 {what}。", undo)


def _tell(session: Session, before: Document, message: str, then: int | None) -> None:
    def undo() -> None:
        take_back_review(session.store, session.viewer, before)
        choose_document(before.id)

    done(message, undo)
    choose_document(then)
    st.rerun()
