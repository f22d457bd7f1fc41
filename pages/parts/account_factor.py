"""我的账号 · 动态验证码: turning the second factor on and off, recovery codes."""

import streamlit as st

from evidence.accounts.records import Account
from evidence.accounts.second_factor import (
    Enrolment,
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    recovery_codes_left,
    renew_recovery_codes,
)
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_ENROLMENT, _CODES = "account-enrolment", "account-recovery-codes"
_FEW = 3


def draw_factor(session: Session, own: Account) -> None:
    """What there is, and the way to have it otherwise."""
    _new_codes(own)
    if own.second_factor:
        _enabled(session)
        return
    enrolment: Enrolment | None = st.session_state.get(_ENROLMENT)
    if enrolment is None:
        st.write("启用后，登录除密码外还要输入手机应用上每 30 秒变化一次的 6 位数字，密码泄露也不会被他人冒用。")
        st.write("需要一个支持 TOTP 的手机应用，例如微信小程序“腾讯身份验证器”、Microsoft Authenticator、FreeOTP。")
        st.button("启用动态验证码", type="primary", key="factor-begin", on_click=_begin, args=(session,))
        return
    _confirm(session, enrolment)


def _begin(session: Session) -> None:
    with user_errors():
        issuer = f"迎评 {session.situation.hospital.name}"
        st.session_state[_ENROLMENT] = begin_second_factor(session.store, session.viewer, issuer)


def _confirm(session: Session, enrolment: Enrolment) -> None:
    """The QR code is shown until the app has proven that it works."""
    picture, steps = st.columns([1, 2], gap="medium")
    with picture:
        st.html(f'<img alt="二维码" width="220" src="{enrolment.picture}">')
    with steps:
        st.write("1. 用手机应用扫描左侧二维码；不能扫描时手工输入密钥：")
        st.code(enrolment.secret, language=None, wrap_lines=True)
        st.write("2. 输入应用上显示的 6 位数字：")
        with st.form("factor-confirm", border=False):
            code = st.text_input("动态验证码", key="factor-code", autocomplete="one-time-code", max_chars=10)
            pressed = st.form_submit_button("确认启用", type="primary", key="factor-confirm-submit")
        if pressed:
            with user_errors():
                st.session_state[_CODES] = confirm_second_factor(session.store, session.viewer, enrolment.secret, code)
                del st.session_state[_ENROLMENT]
                done("动态验证码已启用，下次登录时使用。")
                st.rerun()
        st.button("暂不启用", type="tertiary", key="factor-cancel", on_click=st.session_state.pop, args=(_ENROLMENT,))


def _new_codes(own: Account) -> None:
    codes: list[str] = st.session_state.get(_CODES, [])
    if not codes:
        return
    with st.container(border=True, key="factor-codes"):
        st.write("**备用码只显示这一次。** 手机不在身边时，登录用一个备用码代替动态验证码，每个只能用一次。")
        st.code("\n".join(codes), language=None)
        with st.container(horizontal=True):
            st.download_button(
                "下载备用码",
                "\r\n".join([f"账号 {own.login} 的备用码（每个只能用一次）", *codes]),
                file_name=f"备用码-{own.login}.txt",
                key="factor-codes-download",
                icon=":material/download:",
                on_click="ignore",
            )
            st.button(
                "已保存好，收起", type="primary", key="factor-codes-done", on_click=st.session_state.pop, args=(_CODES,)
            )


def _enabled(session: Session) -> None:
    left = recovery_codes_left(session.store, session.viewer)
    st.write(f"动态验证码已启用，还有 {left} 个备用码未使用。")
    if left < _FEW:
        st.warning("备用码快用完了，请重新生成并妥善保存。", icon=":material/warning:")
    with st.form("factor-own", border=False, width=400):
        password = st.text_input(
            "当前密码", type="password", key="factor-password", autocomplete="current-password", max_chars=200
        )
        with st.container(horizontal=True):
            renew = st.form_submit_button("重新生成备用码", key="factor-renew")
            drop = st.form_submit_button("停用动态验证码", key="factor-drop")
    with user_errors():
        if renew:
            st.session_state[_CODES] = renew_recovery_codes(session.store, session.viewer, password)
            done("已重新生成备用码，原来的全部作废。")
            st.rerun()
        if drop:
            drop_second_factor(session.store, session.viewer, password)
            done("动态验证码已停用，登录只需密码。")
            st.rerun()
