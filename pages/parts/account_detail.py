"""One account beside the list: its facts, and what an administrator can do with it."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from evidence.accounts.accounts import disable_account, disable_vendor_accounts, enable_account, set_password_for
from evidence.accounts.invitations import invitation_address, invite_again
from evidence.accounts.overview import AccountState, state_of
from evidence.accounts.passwords import password_hint
from evidence.accounts.records import Account
from evidence.accounts.second_factor import drop_second_factor_of
from evidence.settings import settings
from evidence.words import ACCOUNT_SIGNS, ROLE_NAMES
from pages.parts.account_form import INVITED, change_account_dialog, show_invitation
from pages.parts.account_list import days_of, open_account
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_layout import plain_table


def draw_account(session: Session, account: Account, found: Sequence[Account]) -> None:
    """Facts and actions. `found`: all accounts, for what concerns the others of a vendor."""
    with st.container(horizontal=True, vertical_alignment="top"):
        role = ROLE_NAMES[account.role] + (f"（{escape(account.vendor)}）" if account.vendor else "")
        st.html(
            f'<div><b>{escape(account.person)}</b><br><span class="quiet">{escape(account.login)} · {role}</span></div>'
        )
        st.button(
            "关闭",
            key="account-close",
            on_click=open_account,
            args=(None,),
            type="tertiary",
            icon=":material/close:",
            shortcut="Escape",
        )
    _invitation(session, account)
    state = state_of(account, session.store.clock())
    plain_table(("", ""), _facts(account, state))
    _actions(session, account, state)
    _for_the_vendor(session, account, found)


def _facts(account: Account, state: AccountState) -> list[tuple[str, str]]:
    locked = (
        f"，至 {account.locked_until:%Y-%m-%d %H:%M}" if state is AccountState.LOCKED and account.locked_until else ""
    )
    invited = f"{account.invited_until:%Y-%m-%d %H:%M} 前有效" if account.invited_until else ""
    return [
        ("状态", f"{ACCOUNT_SIGNS[state]}{locked}"),
        ("使用期限", days_of(account) or "不限"),
        ("邮箱", account.email),
        ("动态验证码", "已启用" if account.second_factor else "未启用"),
        ("密码", _password(account)),
        ("邀请", invited),
        ("最近使用", f"{account.seen_at:%Y-%m-%d %H:%M}" if account.seen_at else "从未登录"),
    ]


def _password(account: Account) -> str:
    if account.password_at is None:
        return "尚未设置"
    changed = f"{account.password_at:%Y-%m-%d} 设置"
    return f"{changed}，下次登录须更换" if account.must_change else changed


def _invitation(session: Session, account: Account) -> None:
    """The link of a new invitation, as long as it is needed; nobody can show it again."""
    invited = st.session_state.get(INVITED)
    if invited is None or invited.account_id != account.id:
        return
    with st.container(border=True, key="account-invitation"):
        st.write(f"邀请链接只显示这一次，{invited.expires_at:%Y-%m-%d %H:%M} 前有效：")
        st.code(
            invitation_address(_base(session), session.situation.hospital.name, invited.token),
            language=None,
            wrap_lines=True,
        )
        st.button("已复制，收起", key="account-invitation-done", on_click=st.session_state.pop, args=(INVITED,))


def _base(session: Session) -> str:
    """The address of this server: as set by the hospital, else as the browser knows it."""
    here = urlsplit(st.context.url or "http://127.0.0.1:8501")
    return settings(session.store, session.viewer).base_url or f"{here.scheme}://{here.netloc}"


def _actions(session: Session, account: Account, state: AccountState) -> None:
    with st.container(horizontal=True, key="account-actions"):
        if st.button("修改", key="account-change", icon=":material/edit:"):
            change_account_dialog(session, account)
        if account.disabled:
            if st.button("恢复使用", key="account-enable", type="primary"):
                _enable(session, account, "已恢复使用。")
            return
        if state is AccountState.LOCKED and st.button("解除锁定", key="account-unlock", type="primary"):
            _enable(session, account, "已解除锁定。")
        label = "重新邀请" if account.has_password or account.invited_until else "邀请"
        if st.button(label, key="account-invite", help="使用人打开链接自己设密码；忘记密码时也这样做"):
            _invite(session, account)
        if st.button("设初始密码", key="account-password", help="不便发送链接时使用；本人下次登录须更换"):
            _password_dialog(session, account)
        if account.second_factor and st.button(
            "停用动态验证码", key="account-factor", help="本人手机和备用码都丢失时使用"
        ):
            _factor_dialog(session, account)
        if st.button("停用", key="account-disable", help="登录、令牌和邀请立即失效，记录保留"):
            _disable(session, account)


def _enable(session: Session, account: Account, message: str) -> None:
    with user_errors():
        enable_account(session.store, session.viewer, account.id)
        done(f"{account.person}的账号{message}")
        st.rerun()


def _disable(session: Session, account: Account) -> None:
    with user_errors():
        disable_account(session.store, session.viewer, account.id)
        done(
            f"已停用{account.person}的账号，登录和令牌已立即失效。",
            lambda: enable_account(session.store, session.viewer, account.id),
        )
        st.rerun()


def _invite(session: Session, account: Account) -> None:
    with user_errors():
        show_invitation(invite_again(session.store, session.viewer, account.id))
        st.rerun()


@st.dialog("设置初始密码")
def _password_dialog(session: Session, account: Account) -> None:
    st.write(f"为{account.person}（{account.login}）设置初始密码。其登录和令牌会立即失效，下次登录须更换密码。")
    with st.form("account-password-form", border=False):
        password = st.text_input(
            "初始密码", type="password", key="account-password-new", autocomplete="new-password", max_chars=200
        )
        st.html(f'<div class="quiet">{password_hint()}</div>')
        pressed = st.form_submit_button("设置初始密码", type="primary", key="account-password-submit")
    if pressed:
        with user_errors():
            set_password_for(session.store, session.viewer, account.id, password)
            done(f"已为{account.person}设置初始密码，下次登录须更换。")
            st.rerun()


@st.dialog("停用动态验证码")
def _factor_dialog(session: Session, account: Account) -> None:
    st.write(f"请先确认是{account.person}本人的请求。停用后只凭密码登录，本人可重新启用。")
    if st.button("确认停用", type="primary", key="account-factor-submit"):
        with user_errors():
            drop_second_factor_of(session.store, session.viewer, account.id)
            done(f"已停用{account.person}的动态验证码。")
            st.rerun()


def _for_the_vendor(session: Session, account: Account, found: Sequence[Account]) -> None:
    """For a vendor whose contract is over: all its accounts at once."""
    others = [other for other in found if other.vendor_id == account.vendor_id and not other.disabled]
    if account.vendor_id is None or len(others) < 2:
        return
    label = f"停用{account.vendor}的全部 {len(others)} 个账号"
    if st.button(label, key="account-disable-vendor", icon=":material/group_off:"):
        with user_errors():
            count = disable_vendor_accounts(session.store, session.viewer, account.vendor_id)
            done(
                f"已停用{account.vendor}的 {count} 个账号，登录和令牌已立即失效。", lambda: _enable_all(session, others)
            )
            st.rerun()


def _enable_all(session: Session, accounts: Sequence[Account]) -> None:
    for account in accounts:
        enable_account(session.store, session.viewer, account.id)
