"""Which system is open: its id in the address, so that a view can be shared; and links to other screens."""

from urllib.parse import urlencode

import streamlit as st

from evidence.records import System
from pages.parts.session import Session

_PARAMETER = "system"
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


def requirement_link(catalog: str, code: str, shown: str) -> str:
    """The address of a requirement on its own screen; what a table shows for it stands behind the #."""
    parameters = kept_parameters() | {"catalog": catalog, "code": code}
    return f"/requirements?{urlencode(parameters)}#{shown}"


def kept_parameters() -> dict[str, str]:
    """The header's choices as they stand in the address."""
    return {name: st.query_params[name] for name in _KEPT if name in st.query_params}
