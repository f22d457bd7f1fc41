"""我的账号 · 访问令牌: for own scripts that upload or read over HTTP."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from evidence.accounts.records import Account, TokenRecord
from evidence.accounts.rules import rules
from evidence.accounts.tokens import create_token, revoke_token, tokens
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_NEW = "account-token"
_DAYS = 90


def draw_tokens(session: Session, own: Account) -> None:
    """A new token, shown once, and the list of those there are."""
    st.write("用脚本上传材料或读取差距时使用，权限与您的账号相同。请像密码一样保管，不用时撤销。")
    token = st.session_state.get(_NEW)
    if token is not None:
        _show(token)
    _form(session)
    found = tokens(session.store, session.viewer)
    if found:
        _list(session, found)


def _show(token: str) -> None:
    with st.container(border=True, key="token-new"):
        st.write("**令牌只显示这一次**，请复制后保存到您的脚本：")
        st.code(token, language=None, wrap_lines=True)
        st.caption("使用时放在请求头里：Authorization: Bearer 令牌")
        st.button("已保存好，收起", key="token-done", on_click=st.session_state.pop, args=(_NEW,))


def _form(session: Session) -> None:
    today = session.store.clock().date()
    with st.form("token-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("用途", key="token-name", placeholder="例如：巡检截图自动上传", max_chars=80, width=300)
        until = st.date_input(
            "到期日期",
            value=today + timedelta(days=_DAYS),
            min_value=today,
            max_value=today + timedelta(days=rules().token_days),
            key="token-until",
            format="YYYY-MM-DD",
            width=150,
        )
        pressed = st.form_submit_button("生成令牌", type="primary", key="token-create")
    if pressed and isinstance(until, date):
        with user_errors():
            token = create_token(session.store, session.viewer, name, until)
            # The server finds the hospital by what stands before the point.
            st.session_state[_NEW] = f"{session.store.slug}.{token}"
            st.rerun()


def _list(session: Session, found: Sequence[TokenRecord]) -> None:
    for token in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"token-{token.id}"):
            st.markdown(f"**{token.name}**", width=260)
            st.caption(_state(token, session.store.clock().date()), width="stretch")
            if token.revoked_at is None:
                st.button("撤销", key=f"token-revoke-{token.id}", on_click=_revoke, args=(session, token))


def _state(token: TokenRecord, today: date) -> str:
    if token.revoked_at is not None:
        return f"○ 已于 {token.revoked_at:%Y-%m-%d} 撤销"
    used = f"最近使用 {token.used_at:%Y-%m-%d %H:%M}" if token.used_at else "尚未使用"
    if token.expires_on < today:
        return f"⌛ 已于 {token.expires_on} 到期 · {used}"
    return f"● 有效至 {token.expires_on} · {used}"


def _revoke(session: Session, token: TokenRecord) -> None:
    with user_errors():
        revoke_token(session.store, session.viewer, token.id)
        done(f"已撤销令牌“{token.name}”。")
