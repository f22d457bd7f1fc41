"""How many messages wait, shown on every screen."""

import streamlit as st

from evidence.notifications.inbox import unread
from pages.parts.session import Session


def unread_badge(session: Session) -> None:
    """A link to the unread messages; nothing while there are none."""
    count = unread(session.store, session.viewer).count
    if count:
        st.page_link("pages/inbox.py", label=f"{count} 条未读消息", icon=":material/notifications_active:")
