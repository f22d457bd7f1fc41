"""Fields for simple settings, filled with what is in force, and saving them against what the person saw."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from zlib import crc32

import streamlit as st

from evidence.errors import InvalidInputError
from evidence.settings import Settings, change_settings, entries
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_CHOICES = {"oidc_claim": {"email": "邮箱", "preferred_username": "用户名"}}
_WIDTH = 340


def draw_fields(session: Session, shown: Settings, names: Sequence[str]) -> None:
    """One form for some settings."""
    with st.form(f"settings-{names[0]}", border=False):
        for name in names:
            _field(name, getattr(shown, name))
        st.form_submit_button(
            "保存", key=f"settings-save-{names[0]}", type="primary", on_click=_save, args=(session, shown, names)
        )


def _field(name: str, value: Any) -> None:
    entry, key = entries()[name], _key(name, value)
    with st.container(horizontal=True, wrap=False, vertical_alignment="bottom"):
        if name in _CHOICES:
            words = _CHOICES[name]
            st.selectbox(entry.name, list(words), list(words).index(value), words.__getitem__, key=key, width=_WIDTH)
        elif isinstance(value, bool):
            st.checkbox(entry.name, value, key=key, width=_WIDTH)
        elif isinstance(value, int):
            st.number_input(entry.name, entry.least, entry.most, value, key=key, width=_WIDTH)
        else:
            text = "、".join(map(str, value)) if isinstance(value, tuple) else value
            st.text_input(entry.name, text, key=key, width=_WIDTH)
        st.html(f'<div class="quiet" style="padding-bottom:.5rem">{escape(entry.hint)}</div>', width="stretch")


def _key(name: str, value: Any) -> str:
    """The value is part of the key: what somebody else has changed shows, instead of what was typed before."""
    return f"setting-{name}-{crc32(repr(value).encode()):08x}"


def _save(session: Session, shown: Settings, names: Sequence[str]) -> None:
    """A callback: `shown` is what the person saw while typing."""
    with user_errors():
        entered = {name: _entered(name, getattr(shown, name)) for name in names}
        save(session, shown, {name: value for name, value in entered.items() if value != _plain(getattr(shown, name))})


def _entered(name: str, value: Any) -> Any:
    entered = st.session_state[_key(name, value)]
    if not isinstance(value, tuple):
        return entered.strip() if isinstance(entered, str) else entered
    parts = [part for part in re.split(r"[\s,，、;；]+", entered) if part]
    if not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        raise InvalidInputError(f"“{entries()[name].name}”请填写用顿号隔开的天数，例如 30、7、1。")
    return [int(part) for part in parts]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def save(session: Session, shown: Settings, changes: Mapping[str, Any], undo: bool = True) -> None:
    """Stores changes and says so. `undo`: what was there can be put back (not so for a secret)."""
    if not changes:
        done("没有改动。")
        return
    before = {name: shown.model_dump(mode="json")[name] for name in changes}
    change_settings(session.store, session.viewer, changes, shown)
    names = "、".join(f"“{entries()[name].name}”" for name in changes)
    done(f"已保存{names}。", (lambda: change_settings(session.store, session.viewer, before)) if undo else None)
