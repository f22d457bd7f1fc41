"""我的账号: my password, second factor, tokens and sessions."""

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from evidence.accounts.accounts import account
from evidence.accounts.records import Account
from evidence.errors import NotAllowedError
from evidence.words import ROLE_NAMES
from pages.parts.account_factor import draw_factor
from pages.parts.account_list import days_of
from pages.parts.account_password import draw_password
from pages.parts.account_sessions import draw_sessions
from pages.parts.account_tokens import draw_tokens
from pages.parts.gap_url import Address
from pages.parts.session import Session, current

_PARTS: Mapping[str, Callable[[Session, Account], None]] = {
    "密码": draw_password,
    "动态验证码": draw_factor,
    "访问令牌": draw_tokens,
    "登录记录": draw_sessions,
}


def main() -> None:
    """Who one is here, then the chosen part."""
    session = current()
    if session.viewer.account_id is None:
        raise NotAllowedError("请先登录再查看自己的账号。")
    own = account(session.store, session.viewer, session.viewer.account_id)
    role = ROLE_NAMES[own.role] + (f"（{escape(own.vendor)}）" if own.vendor else "")
    lead = f'<div class="lead">{escape(own.person)}，{role}，账号 {escape(own.login)}。</div>'
    st.html(f'{lead}<div class="quiet">{" · ".join(_notes(own))}</div>')
    part = Address("my-account").one("part", "内容", list(_PARTS))
    with st.container(width=760):
        _PARTS[part](session, own)


def _notes(own: Account) -> list[str]:
    return [
        "动态验证码已启用" if own.second_factor else "动态验证码未启用",
        f"密码于 {own.password_at:%Y-%m-%d} 设置" if own.password_at else "未设密码，使用统一身份登录",
        f"使用期限 {days_of(own)}" if days_of(own) else "使用期限不限",
        f"邮箱 {escape(own.email)}" if own.email else "未登记邮箱，如需邮件通知请联系管理员",
    ]


main()
