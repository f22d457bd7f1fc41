"""What happened: messages that survive a rerun, undo, and errors as one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from evidence.errors import UserError

_KEY = "feedback"


def done(message: str, undo: Callable[[], object] | None = None) -> None:
    """Tells after the next rerun what changed, with a way back where there is one."""
    st.session_state[_KEY] = (message, undo)


def show_feedback() -> None:
    """Shows the message of the last action once."""
    message, undo = st.session_state.pop(_KEY, (None, None))
    # The place is there without a message too: else all that follows is drawn anew, and the page jumps to its top.
    place = st.container(key="feedback-place")
    if message is None:
        return
    with place, st.container(horizontal=True, vertical_alignment="center", key="feedback-bar"):
        st.success(message, icon=":material/check_circle:")
        if undo is not None:
            st.button("撤销", key="undo", on_click=_run_undo, args=(undo,))


def _run_undo(undo: Callable[[], object]) -> None:
    with user_errors():
        undo()
        done("已撤销。")


@contextmanager
def user_errors() -> Iterator[None]:
    """A mistake that a person can mend becomes one sentence on the screen; anything else fails loudly."""
    try:
        yield
    except UserError as error:
        st.error(str(error), icon=":material/error:")
