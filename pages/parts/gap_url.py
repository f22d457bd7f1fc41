"""Choices that live in the address, so that a view can be shared and a link from another screen is obeyed.

A widget takes its value from the address when it first appears and writes it back on every change; a widget bound by
Streamlit itself would keep what the person chose on an earlier visit and ignore the link.
"""

from collections.abc import Callable, Sequence

import streamlit as st

_CHOSEN_WIDTH = 230


class Address:
    """The address of one screen. `screen` begins the keys of its widgets: two screens may use the same names."""

    def __init__(self, screen: str) -> None:
        self._screen = screen

    def key(self, name: str) -> str:
        """The widget key for a name in the address."""
        return f"{self._screen}-{name}"

    def one(self, name: str, label: str, options: Sequence[str], names: Callable[[str], str] = str) -> str:
        """A row of buttons, exactly one chosen; the first is the default and is not written to the address."""
        key = self.key(name)
        if st.session_state.get(key) not in options:
            given = st.query_params.get(name, options[0])
            st.session_state[key] = given if given in options else options[0]
        chosen = st.segmented_control(
            label,
            options,
            format_func=names,
            key=key,
            required=True,
            label_visibility="collapsed",
            on_change=self._save,
            args=(name, options[0]),
        )
        return str(chosen)

    def several(
        self, name: str, label: str, options: Sequence[str], names: Callable[[str], str] = str, width: int = 132
    ) -> frozenset[str]:
        """A list of which any number can be chosen; it grows with a choice so that the chosen words can be read."""
        key = self.key(name)
        chosen = st.session_state[key] if key in st.session_state else st.query_params.get_all(name)
        st.session_state[key] = [value for value in chosen if value in options]
        found = st.multiselect(
            label,
            options,
            format_func=names,
            key=key,
            placeholder=label,
            label_visibility="collapsed",
            width=max(width, _CHOSEN_WIDTH) if st.session_state[key] else width,
            on_change=self._save,
            args=(name,),
        )
        return frozenset(found)

    def text(self, name: str, label: str, placeholder: str, width: int = 200) -> str:
        """A search text."""
        key = self.key(name)
        st.session_state.setdefault(key, st.query_params.get(name, ""))
        found = st.text_input(
            label,
            key=key,
            placeholder=placeholder,
            type="search",
            label_visibility="collapsed",
            width=width,
            on_change=self._save,
            args=(name,),
        )
        return found or ""

    def switch(self, name: str, label: str) -> bool:
        """A switch, off by default."""
        key = self.key(name)
        st.session_state.setdefault(key, st.query_params.get(name) == "1")
        return st.toggle(label, key=key, on_change=self._save, args=(name,))

    def page(self, name: str, pages: int) -> int:
        """A page number from 1."""
        if pages == 1:
            return 1
        key = self.key(name)
        given = str(st.session_state.pop(key, None) or st.query_params.get(name, "1"))
        number = min(int(given), pages) if given.isdecimal() and int(given) else 1
        width = 90 + 40 * min(pages, 7)
        return st.pagination(pages, default=number, key=key, width=width, on_change=self._save, args=(name, 1))

    def go(self, **values: str | list[str]) -> None:
        """Sets choices from a callback (before the widgets are drawn); an empty value clears one."""
        for name, value in values.items():
            st.session_state.pop(self.key(name), None)
            put(name, value)

    def _save(self, name: str, default: object = "") -> None:
        value = st.session_state[self.key(name)]
        if isinstance(value, list):
            put(name, value)
        else:
            put(name, "" if value in (default, False) else "1" if value is True else str(value))


def put(name: str, value: str | list[str]) -> None:
    """Writes a parameter of the address; an empty value removes it."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
