"""Which part and which system is open, kept in the address so that a view can be shared; links to other screens."""

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from evidence.records import System
from pages.parts.session import Session

_PARAMETER, _PART = "system", "part"
_PART_KEY = "systems-part"
# What the header has put into the address: a link to another screen keeps it.
_KEPT = ("hospital", "target", "on")


def chosen(session: Session) -> System | None:
    """The system named in the address; None when there is none, or none in use with this id."""
    text = st.query_params.get(_PARAMETER, "")
    return session.situation.system_by_id.get(int(text)) if text.isdecimal() else None


def choose(system_id: int | None) -> None:
    """Opens a system (None: closes it) with the next run."""
    if system_id is None:
        st.query_params.pop(_PARAMETER, None)
    else:
        st.query_params[_PARAMETER] = str(system_id)


def choose_part(session: Session, parts: list[str]) -> str:
    """The part of the screen, in the address unless it is the first; an open system belongs to the first.

    Not bound by Streamlit: a bound choice outlives the visit and would hide the system that a link asks for.
    """
    if chosen(session):
        st.session_state[_PART_KEY] = parts[0]
        st.query_params.pop(_PART, None)
    elif st.session_state.get(_PART_KEY) not in parts:
        given = st.query_params.get(_PART, parts[0])
        st.session_state[_PART_KEY] = given if given in parts else parts[0]
    if len(parts) == 1:
        return parts[0]
    chosen_part = st.segmented_control(
        "登记内容",
        parts,
        required=True,
        key=_PART_KEY,
        label_visibility="collapsed",
        on_change=_remember_part,
        args=(parts[0],),
    )
    return chosen_part or parts[0]


def _remember_part(first: str) -> None:
    choose(None)
    part = st.session_state[_PART_KEY]
    if part == first:
        st.query_params.pop(_PART, None)
    else:
        st.query_params[_PART] = part


def requirement_link(catalog: str, code: str, shown: str) -> str:
    """The address of a requirement on its own screen; what a table shows for it stands behind the #."""
    parameters = kept_parameters() | {"catalog": catalog, "code": code}
    return f"/requirements?{urlencode(parameters)}#{shown}"


def requirement_cell(session: Session, catalog: str, code: str, shown: str) -> str:
    """What a column of requirements holds: a link for who has that screen, else the code alone."""
    return requirement_link(catalog, code, shown) if session.opens("requirements") else shown


def requirement_column(session: Session, width: int, pinned: bool = False) -> Any:
    """How a column of such cells is shown."""
    if not session.opens("requirements"):
        return st.column_config.TextColumn(width=width, pinned=pinned)
    return st.column_config.LinkColumn(width=width, display_text=r"#(.+)$", help="打开标准条款", pinned=pinned)


def kept_parameters() -> dict[str, str]:
    """The header's choices as they stand in the address."""
    return {name: st.query_params[name] for name in _KEPT if name in st.query_params}
