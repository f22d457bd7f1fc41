"""我的账号 · 登录记录: where one is signed in, and ending what is not one's own doing."""

import streamlit as st

from evidence.accounts.records import Account, SessionRecord
from evidence.accounts.sessions import end_other_sessions, end_session, own_sessions
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.sign_in import own_token


def draw_sessions(session: Session, own: Account) -> None:
    """The open sessions of the account."""
    token = own_token(session.store.slug)
    found = own_sessions(session.store, session.viewer, token)
    others = [entry for entry in found if not entry.current]
    if not others:
        st.write("您只在这里登录。")
    else:
        st.write(f"除这里以外还有 {len(others)} 处登录；不是您本人的请立即结束，并更换密码。")
    for entry in found:
        _entry(session, entry)
    if len(others) > 1:
        st.button("结束其他全部登录", key="sessions-end", on_click=_end_others, args=(session, token))


def _entry(session: Session, entry: SessionRecord) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"session-{entry.id}"):
        st.markdown(f"**{entry.place or '未知地址'}**", width=160)
        times = f"{entry.started_at:%Y-%m-%d %H:%M} 登录 · 最近使用 {entry.seen_at:%Y-%m-%d %H:%M}"
        st.caption(times, width="stretch")
        if entry.current:
            st.markdown("● 当前登录", width="content")
        else:
            st.button("结束", key=f"session-end-{entry.id}", on_click=_end, args=(session, entry))


def _end(session: Session, entry: SessionRecord) -> None:
    with user_errors():
        end_session(session.store, session.viewer, entry.id)
        done(f"已结束来自 {entry.place or '未知地址'} 的登录。")


def _end_others(session: Session, token: str) -> None:
    with user_errors():
        count = end_other_sessions(session.store, session.viewer, token)
        done(f"已结束 {count} 处登录。")
