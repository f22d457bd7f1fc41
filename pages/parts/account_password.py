"""我的账号 · 密码."""

import streamlit as st

from evidence.accounts.records import Account
from pages.parts.account_entry import change_password_fields
from pages.parts.session import Session
from pages.parts.sign_in import own_token, place


def draw_password(session: Session, own: Account) -> None:
    """A new password; who signs in through the hospital's provider only has none here."""
    if not own.has_password:
        st.write("您通过统一身份登录，在本系统没有密码；如需设置，请联系管理员发送邀请链接。")
        return
    with st.form("password-own", border=False, width=400):
        change_password_fields(session.store, own_token(session.store.slug), place(), "password-own")
