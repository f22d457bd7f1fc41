"""One message beside the list, and the way to what it is about."""

from html import escape

import streamlit as st

from evidence.access import screens
from evidence.notifications.inbox import Message, find_message, mark_read
from pages.parts.feedback import user_errors
from pages.parts.gap_url import put
from pages.parts.inbox_list import mark_messages
from pages.parts.session import Session

_OPEN = {"documents": "打开材料", "tasks": "打开任务", "accounts": "打开账号"}


def opened_message(session: Session) -> Message | None:
    """The message in the address, as long as it is in the viewer's inbox."""
    text = st.query_params.get("message", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        return None
    return find_message(session.store, session.viewer, int(text))


def draw_message(session: Session, message: Message) -> None:
    """What it says, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="top"):
        st.html(
            f'<div><b>{escape(message.kind_name)}</b><br><span class="quiet">{message.at:%Y-%m-%d %H:%M}</span></div>'
        )
        st.button(
            "关闭", key="inbox-close", on_click=close, type="tertiary", icon=":material/close:", shortcut="Escape"
        )
    st.html(f'<div class="clause">{escape(message.text)}</div>')
    with st.container(horizontal=True, vertical_alignment="center"):
        if message.screen in screens(session.viewer):
            label = _OPEN.get(message.screen, "打开")
            if st.button(label, key="inbox-open", type="primary", icon=":material/arrow_forward:"):
                _go(session, message)
        label = "标为未读" if message.read else "标为已读"
        args = (session, [message.id], not message.read)
        st.button(label, key="inbox-mark", on_click=mark_messages, args=args)


def close() -> None:
    """Closes the panel."""
    put("message", "")


def _go(session: Session, message: Message) -> None:
    """Who goes there has read it."""
    with user_errors():
        mark_read(session.store, session.viewer, [message.id])
    for name in message.address:
        # What was chosen there on an earlier visit gives way to what the message is about.
        st.session_state.pop(name, None)
    st.switch_page(f"pages/{message.screen}.py", query_params=dict(message.address))
