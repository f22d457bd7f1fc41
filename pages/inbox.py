"""消息: what is new for me, and where do I go with it?"""

import streamlit as st

from evidence.notifications.inbox import Unread, unread
from pages.parts.gap_beside import beside
from pages.parts.inbox_detail import draw_message, opened_message
from pages.parts.inbox_list import draw_list
from pages.parts.session import current


def main() -> None:
    """The answer, then the list with the opened message beside it."""
    session = current()
    found = unread(session.store, session.viewer)
    st.html(f'<div class="lead">{_sentence(found)}</div><div class="quiet">{_kinds(found)}</div>')
    opened = opened_message(session)
    if opened is None:
        draw_list(session, found, narrow=False)
        return
    left, right = beside("inbox-panel")
    with left:
        draw_list(session, found, narrow=True)
    with right:
        draw_message(session, opened)


def _sentence(found: Unread) -> str:
    """3 条未读消息，最早的一条来自 2026-03-02."""
    if found.since is None:
        return "没有未读消息。"
    return f"{found.count} 条未读消息，最早的一条来自 {found.since:%Y-%m-%d}。"


def _kinds(found: Unread) -> str:
    """任务逾期 2 · 材料退回 1."""
    return " · ".join(f"{name} {count}" for name, count in found.kinds.items())


main()
