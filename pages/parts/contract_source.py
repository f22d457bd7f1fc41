"""The text of a contract with its marks: around the open sentence, or as a whole."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from evidence.contracts.draft import Quote
from evidence.contracts.text_marks import Piece, TextLine, around, marked_lines
from pages.parts.contract_pending import Pending

_NEAR, _WHOLE = "出处", "全文"
_CLASSES = {"read": "", "open": "open", "chosen": "chosen"}


def draw_source(found: Pending, chosen: Sequence[Quote]) -> None:
    """Near the sentences of what is open; without any, the whole text."""
    lines = marked_lines(found.text, found.draft, chosen)
    view = _WHOLE
    if chosen:
        view = st.segmented_control(
            "原文", (_NEAR, _WHOLE), default=_NEAR, required=True, key="source-view", label_visibility="collapsed"
        )
    elif found.opened is not None:
        st.caption("这一项没有对应的原文。")
    if view == _NEAR:
        groups = around(lines, {line for quote in chosen for line in _covered(found.text, quote)})
        st.html(f'<div class="source">{"<hr>".join(_shown(group) for group in groups)}</div>')
        return
    st.html(
        '<div class="source quiet"><mark>已读成一项</mark>　<mark class="open">未能理解或须决定</mark>'
        "　<span>没有标记的未读成任何一项</span></div>"
    )
    st.html(f'<div class="source">{_shown(lines)}</div>')


def _covered(text: str, quote: Quote) -> range:
    """The lines over which a sentence goes."""
    return range(quote.line, quote.line + text.count("\n", quote.start, quote.end) + 1)


def _shown(lines: Iterable[TextLine]) -> str:
    return "".join(
        f'<div><span class="no">{line.number}</span><span>{"".join(map(_piece, line.pieces))}</span></div>'
        for line in lines
        if line.pieces
    )


def _piece(piece: Piece) -> str:
    if not piece.mark:
        return escape(piece.text)
    return f'<mark class="{_CLASSES[piece.mark]}">{escape(piece.text)}</mark>'
