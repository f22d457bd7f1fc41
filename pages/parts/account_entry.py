"""The forms before the first screen: signing in, accepting an invitation, a new password, the first administrator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from evidence import register
from evidence.accounts.demo import demo_hint
from evidence.accounts.errors import NotSignedInError, SecondFactorNeededError
from evidence.accounts.first import create_first_admin
from evidence.accounts.invitations import accept_invitation, invited_account
from evidence.accounts.own_password import change_password
from evidence.accounts.passwords import password_hint
from evidence.accounts.records import SignedIn
from evidence.accounts.sign_in import sign_in
from evidence.errors import InvalidInputError
from evidence.store import Store
from evidence.viewer import SYSTEM
from pages.parts.account_identity import identity_button
from pages.parts.feedback import done, user_errors

_CODE_ASKED = "sign-in-code-asked"
_WIDTH = 400


@contextmanager
def _card(store: Store, title: str, lead: str = "") -> Iterator[None]:
    """A narrow column in the middle of the page, under the name of the hospital. `lead`: HTML."""
    hospital = register.hospital(store, SYSTEM).name
    with st.container(horizontal_alignment="center"), st.container(width=_WIDTH, key="entry"):
        name = '<div class="lead" style="margin-top:8vh">医院信息化评级迎评</div>'
        st.html(f'{name}<div class="quiet">{escape(hospital)}</div>')
        with st.container(border=True):
            st.subheader(title, anchor=False)
            if lead:
                st.html(f'<p class="quiet">{lead}</p>')
            yield


def sign_in_form(store: Store, place: str, reason: str = "") -> SignedIn | None:
    """账号, 密码, and the code of the second factor once it is asked for. `reason`: why the last session is over."""
    with _card(store, "登录"):
        if reason:
            st.info(reason, icon=":material/info:")
        with st.form("sign-in", border=False):
            login = st.text_input("账号", key="sign-in-login", autocomplete="username", max_chars=60)
            password = st.text_input(
                "密码", type="password", key="sign-in-password", autocomplete="current-password", max_chars=200
            )
            code = _code_field()
            pressed = st.form_submit_button("登录", type="primary", width="stretch", key="sign-in-submit")
        signed_in = _tried(store, login, password, code, place) if pressed else None
        identity_button()
        hint = demo_hint(store)
        if hint:
            st.caption(hint)
    return signed_in


def _code_field() -> str:
    if not st.session_state.get(_CODE_ASKED):
        return ""
    return st.text_input(
        "动态验证码",
        key="sign-in-code",
        autocomplete="one-time-code",
        max_chars=40,
        help="手机应用上的 6 位数字；手机不在身边时填一个备用码。",
    )


def _tried(store: Store, login: str, password: str, code: str, place: str) -> SignedIn | None:
    with user_errors():
        try:
            signed_in = sign_in(store, login, password, code, place)
        except SecondFactorNeededError:
            if st.session_state.get(_CODE_ASKED):
                raise
            st.session_state[_CODE_ASKED] = True
            st.rerun()
        st.session_state.pop(_CODE_ASKED, None)
        return signed_in
    return None


def invitation_form(store: Store, token: str, place: str, leave: Callable[[], None]) -> SignedIn | None:
    """The invited person chooses a password and is signed in with it."""
    try:
        invited = invited_account(store, token)
    except NotSignedInError as error:
        with _card(store, "接受邀请"):
            st.error(str(error), icon=":material/error:")
            st.button("去登录", key="invitation-leave", on_click=leave)
        return None
    with (
        _card(store, "接受邀请", f"{escape(invited.person)}，您好。请为账号 <b>{escape(invited.login)}</b> 设置密码。"),
        st.form("invitation", border=False),
    ):
        password, again = _new_password("invitation")
        if not st.form_submit_button("设置密码并登录", type="primary", width="stretch", key="invitation-submit"):
            return None
        with user_errors():
            _must_be_same(password, again)
            accept_invitation(store, token, password, place)
            done("密码已设置，欢迎使用。")
            leave()
            return _signed_in_or_asked(store, invited.login, password, place)
    return None


def _signed_in_or_asked(store: Store, login: str, password: str, place: str) -> SignedIn | None:
    """Who has a second factor goes on with the sign-in form."""
    try:
        return sign_in(store, login, password, place=place)
    except SecondFactorNeededError:
        st.rerun()


def first_admin_form(store: Store, place: str, must_be_allowed: Callable[[], None]) -> SignedIn | None:
    """The first administrator of a hospital; no password is there before. `must_be_allowed` raises a UserError."""
    with (
        _card(store, "建立首位管理员", "这家医院还没有账号。管理员负责开通其他人的账号，请妥善保管密码。"),
        st.form("first-admin", border=False),
    ):
        login = st.text_input("账号", key="first-admin-login", autocomplete="username", max_chars=60)
        person = st.text_input("姓名", key="first-admin-person", autocomplete="name", max_chars=60)
        password, again = _new_password("first-admin")
        if not st.form_submit_button("建立首位管理员", type="primary", width="stretch", key="first-admin-submit"):
            return None
        with user_errors():
            must_be_allowed()
            _must_be_same(password, again)
            create_first_admin(store, login, person, password, place)
            done("管理员账号已建立。下一步：在“账号与权限”为同事和厂商开通账号。")
            return sign_in(store, login, password, place=place)
    return None


def password_change_form(store: Store, token: str, place: str, reason: str) -> None:
    """A new password before anything else is possible."""
    with _card(store, "设置新密码", reason), st.form("password-due", border=False):
        change_password_fields(store, token, place, "password-due")


def change_password_fields(store: Store, token: str, place: str, key: str) -> None:
    """The fields of a new password inside a form, and what happens when they are sent."""
    current = st.text_input(
        "当前密码", type="password", key=f"{key}-current", autocomplete="current-password", max_chars=200
    )
    password, again = _new_password(key)
    if st.form_submit_button("设置新密码", type="primary", key=f"{key}-submit"):
        with user_errors():
            _must_be_same(password, again)
            change_password(store, token, current, password, place)
            done("密码已更换，在其他地方的登录已全部退出。")
            st.rerun()


def _new_password(key: str) -> tuple[str, str]:
    password = st.text_input(
        "新密码", type="password", key=f"{key}-password", autocomplete="new-password", max_chars=200
    )
    again = st.text_input(
        "再输一遍新密码", type="password", key=f"{key}-again", autocomplete="new-password", max_chars=200
    )
    st.html(f'<div class="quiet">{password_hint()}</div>')
    return password, again


def _must_be_same(password: str, again: str) -> None:
    if password != again:
        raise InvalidInputError("两次输入的新密码不一致，请重新输入。")
