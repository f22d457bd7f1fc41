"""The choices of the screen 标准条款 as they stand in the address: every view can be shared and is found again.

The address is the only place where a choice is kept; a widget takes its value from it on every run and writes it back.
"""

from collections.abc import Mapping

import streamlit as st

_FILTERS = ("part", "q", "level", "state", "system", "blocks")
_OWN = ("catalog", "code", *_FILTERS, "order", "for", "view")
_MEMORY = "requirement-address"
_REFILTERED = "requirement-refiltered"


def get(name: str) -> str:
    """A choice, empty when there is none."""
    return str(st.query_params.get(name, ""))


def put(name: str, value: str) -> None:
    """Sets a choice; an empty value removes it."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def clear_filters() -> None:
    """Shows the whole list again."""
    for name in _FILTERS:
        put(name, "")


def begin(target: str) -> None:
    """Brings back the last view when the person returns from another screen.

    A changed target begins anew: the header decides what every screen shows.
    """
    memory: tuple[str, dict[str, str]] = st.session_state.get(_MEMORY, (target, {}))
    given = {name: get(name) for name in _OWN if get(name)}
    if memory[0] != target and given == memory[1]:
        for name in given:
            put(name, "")
    elif memory[0] == target and not given:
        for name, value in memory[1].items():
            put(name, value)


def remember(target: str) -> None:
    """Keeps the view for a return to the screen."""
    st.session_state[_MEMORY] = (target, {name: get(name) for name in _OWN if get(name)})


def _key(name: str) -> str:
    return f"requirement-{name}"


def select(name: str, label: str, options: Mapping[str, str], width: int, labelled: bool = True) -> str:
    """A list to choose from; the first option (the empty value) is the default."""
    key = _key(name)
    st.session_state[key] = get(name) if get(name) in options else next(iter(options))
    chosen = st.selectbox(
        label,
        list(options),
        format_func=lambda value: options[value],
        key=key,
        label_visibility="visible" if labelled else "collapsed",
        on_change=_save,
        args=(name,),
        width=width,
    )
    return str(chosen)


def search(name: str, label: str, placeholder: str, width: int) -> str:
    """A search text."""
    key = _key(name)
    st.session_state[key] = get(name)
    found = st.text_input(
        label, key=key, placeholder=placeholder, type="search", on_change=_save, args=(name,), width=width
    )
    return found or ""


def switch(name: str, label: str, help_text: str) -> bool:
    """A switch, off by default."""
    key = _key(name)
    st.session_state[key] = get(name) == "1"
    return st.toggle(label, key=key, help=help_text, on_change=_save, args=(name,))


def _save(name: str) -> None:
    value = st.session_state[_key(name)]
    put(name, "1" if value is True else str(value or ""))
    st.session_state[_REFILTERED] = name in _FILTERS


def refiltered() -> bool:
    """Whether this run follows a change of the filter."""
    return bool(st.session_state.pop(_REFILTERED, False))
