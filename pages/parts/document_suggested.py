"""The clauses that a document probably proves: each one linked with a click, the links there are marked."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from evidence.document_suggestions import DocumentSuggestion, suggestions_of
from evidence.documents import may_link
from evidence.records import Document
from evidence.texts.queue import TextState, text_state
from evidence.words import GREEN, PROOF_SIGNS, Sign
from pages.parts.document_actions import add_links
from pages.parts.document_fields import sign_html
from pages.parts.session import Session

_SHOWN, _FIRST_WORDS, _MATCHED = 5, 46, 4
_LOOK_EVERY = "3s"
_LINKED = Sign("已关联", "✔", GREEN)


def show_suggested(session: Session, found: Document) -> None:
    """The first likely clauses of one document on the screen; nothing for somebody who may not link it."""
    if not may_link(session.viewer, found):
        return
    state = _state(session, found)
    suggested = _suggested(session, found, state)
    with st.container(gap="xsmall", key=f"doc-suggested-{found.id}"):
        st.html(f"<b>可能证明的要求点</b> {_source(state)}")
        for suggestion in suggested:
            _row(session, found, suggestion)
        if not suggested and not is_read(state):
            st.html('<span class="quiet">名称和文件名里还看不出它证明什么，识别完成后再给出建议。</span>')
        elif not suggested:
            st.html('<span class="quiet">没有找到相近的要求点，请按编码或文字查找后关联。</span>')


def is_read(state: TextState | None) -> bool:
    """Whether no text of the file is still to come."""
    return state is None or state.state not in ("waiting", "working")


def rerun_when_read(session: Session, shown: Iterable[Document]) -> None:
    """Draws the screen anew as soon as the text of one of these documents is there."""
    waiting = [found for found in shown if not is_read(_state(session, found))]

    @st.fragment(run_every=_LOOK_EVERY)
    def look() -> None:
        if any(is_read(_state(session, found)) for found in waiting):
            st.rerun()

    if waiting:
        look()


def _state(session: Session, found: Document) -> TextState | None:
    return text_state(session.store, session.viewer, found.sha256) if found.sha256 else None


def _suggested(session: Session, found: Document, state: TextState | None) -> list[DocumentSuggestion]:
    """Found once for a state of the hospital and of the document's text."""

    def find() -> list[DocumentSuggestion]:
        gaps = [gap for standing in session.standings for gap in session.gaps(standing)]
        return suggestions_of(session.store, session.viewer, session.situation, gaps, found.id, _SHOWN)

    key = ("document-suggestions", session.situation.revision, session.today, found.id, state)
    suggested: list[DocumentSuggestion] = session.store.cached(session.viewer, key, find)
    return suggested


def _source(state: TextState | None) -> str:
    if not is_read(state):
        return '<span class="quiet">正在识别文字…，先按名称和文件名给出</span>'
    if state is not None and state.state == "done" and state.pages:
        return '<span class="quiet">按名称和文件内容给出，请核对后点“关联”</span>'
    return '<span class="quiet">按名称和说明给出，请核对后点“关联”</span>'


def _row(session: Session, found: Document, suggestion: DocumentSuggestion) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.html(_row_html(session, suggestion), width="stretch")
        if suggestion.linked:
            st.html(sign_html(_LINKED), width="content")
            return
        wanted = suggestion.link
        key = f"doc-suggest-{found.id}-{wanted.subject}-{wanted.catalog}-{wanted.ref}"
        st.button("关联", key=key, icon=":material/add_link:", on_click=add_links, args=(session, found, [wanted]))


def _row_html(session: Session, suggestion: DocumentSuggestion) -> str:
    """Where it belongs and how far it is proven, its first words, the words that speak for it."""
    # As link_label puts it: standard, code, item and level, then the wording.
    place, _, text = suggestion.label.partition("：")
    wanted = suggestion.link
    proof = sign_html(PROOF_SIGNS[session.situation.proof(wanted.subject, wanted.catalog, wanted.ref)])
    gap = "目标差距 · " if suggestion.is_gap else ""
    short = text if len(text) <= _FIRST_WORDS else f"{text[:_FIRST_WORDS]}……"
    words = f"相关词：{'、'.join(suggestion.matched[:_MATCHED])}" if suggestion.matched else ""
    return (
        f'<div class="suggested" title="{escape(suggestion.label)}"><b>{escape(place)}</b> '
        f'<span class="quiet">{gap}</span>{proof}<br>{escape(short)} <span class="quiet">{escape(words)}</span></div>'
    )
