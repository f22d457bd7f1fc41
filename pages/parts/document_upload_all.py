"""全部设为: one value for a field of all dropped files that wait, with a way back."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from criteria.vocabulary import vocabulary
from pages.parts.document_fields import day_input
from pages.parts.document_upload_row import Row
from pages.parts.feedback import done
from pages.parts.session import Session

_TURN = "doc_all_turn"


def show_for_all(session: Session, rows: list[Row], turn: int) -> None:
    """The fields that files of one delivery have in common; a choice is put into all rows at once."""
    kinds = vocabulary().evidence_types
    systems = {system.id: system.name for system in session.situation.systems}
    # Emptied after each use: what stands in the rows is what counts.
    key = f"doc-all-{turn}-{st.session_state.get(_TURN, 0)}"
    with st.container(horizontal=True, vertical_alignment="bottom", key="doc-for-all"):
        st.html(f"<b>全部 {len(rows)} 份设为</b>", width="content")
        _choice("系统", systems, f"{key}-system", (rows, "system"), 220)
        _choice("类型", kinds, f"{key}-kind", (rows, "kind"), 180)
        day_input("生效日期", f"{key}-from", _fill, (rows, "from", "生效日期", {}, f"{key}-from"), 160)


def _choice(name: str, words: Mapping[Any, str], key: str, target: tuple[list[Row], str], width: int) -> None:
    st.selectbox(
        name,
        list(words),
        None,
        words.__getitem__,
        key=key,
        placeholder="不改动",
        on_change=_fill,
        args=(*target, name, words, key),
        width=width,
    )


def _fill(rows: list[Row], field: str, name: str, words: Mapping[Any, str], key: str) -> None:
    """Callback: puts what was chosen into a field of all rows."""
    value = st.session_state[key]
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    if value is None:
        return
    keys = [f"{row.key}-{field}" for row in rows]
    before = {name: st.session_state[name] for name in keys if name in st.session_state}

    def undo() -> None:
        for name in keys:
            st.session_state.pop(name, None)
        st.session_state.update(before)

    st.session_state.update(dict.fromkeys(keys, value))
    done(f"已把 {len(rows)} 份材料的{name}设为“{words.get(value, value)}”。", undo)
