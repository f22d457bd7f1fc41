"""Keeps a person signed in when the page is loaded anew: a cookie that the server sets, not a script."""

import json

import streamlit as st

from evidence.http.session_cookie import PATH, TICKETS, session_token
from pages.parts import serving


def read(slug: str) -> str | None:
    """The session of a hospital that the browser brings along."""
    return session_token(st.context.cookies, slug)


def keep(slug: str, token: str) -> None:
    """Lets the browser fetch its cookie and come back with it; without our own server the run just goes on."""
    if not serving.is_own_server():
        return
    ticket = json.dumps(TICKETS.issue(slug, token))
    st.html(
        f"<div>已登录，正在进入……</div><script>fetch({json.dumps(PATH)}, {{method: 'POST', body: {ticket}}})"
        ".then(() => window.location.reload())</script>",
        unsafe_allow_javascript=True,
    )
    st.stop()
