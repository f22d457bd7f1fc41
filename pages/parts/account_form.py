"""The fields of an account: a new one, or changes against the version that the person saw."""

from datetime import date

import streamlit as st

from evidence import register
from evidence.accounts.accounts import add_account, change_account
from evidence.accounts.records import Account, AccountDraft, Invited
from evidence.viewer import Role
from evidence.words import ROLE_NAMES, ROLE_RIGHTS
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.session import Session

INVITED = "account-invited"


@st.dialog("新建账号", width="medium")
def add_account_dialog(session: Session) -> None:
    """The new account is opened with the link of its invitation."""
    draft = _fields(session, AccountDraft("", "", Role.ENGINEER), "account-new")
    if st.button("新建并生成邀请链接", type="primary", key="account-new-submit"):
        with user_errors():
            invited = add_account(session.store, session.viewer, draft)
            show_invitation(invited)
            done(f"已新建账号 {invited.login}。请把邀请链接交给本人。")
            st.rerun()


def show_invitation(invited: Invited) -> None:
    """Opens the account of an invitation; its link stays in view until it is put away."""
    st.session_state[INVITED] = invited
    put("account", str(invited.account_id))


@st.dialog("修改账号", width="medium")
def change_account_dialog(session: Session, account: Account) -> None:
    """`account`: what the person sees."""
    draft = _fields(session, account.as_draft(), f"account-{account.id}")
    if st.button("保存修改", type="primary", key="account-change-submit"):
        with user_errors():
            changed = change_account(session.store, session.viewer, account.id, draft, account.version)
            done(f"已修改账号 {draft.login.strip()}。" if changed else "没有改动。")
            st.rerun()


def _fields(session: Session, known: AccountDraft, key: str) -> AccountDraft:
    left, right = st.columns(2)
    login = left.text_input("账号", value=known.login, key=f"{key}-login", placeholder="例如：zhang.san", max_chars=40)
    person = right.text_input(
        "姓名", value=known.person, key=f"{key}-person", placeholder="随修改一起记录", max_chars=40
    )
    roles = list(Role)
    role = left.selectbox(
        "角色", roles, index=roles.index(known.role), format_func=ROLE_NAMES.__getitem__, key=f"{key}-role"
    )
    email = right.text_input(
        "邮箱", value=known.email, key=f"{key}-email", placeholder="接收通知，可不填", max_chars=120
    )
    st.caption(f"{ROLE_NAMES[role]}：{ROLE_RIGHTS[role]}。")
    vendor = _vendor(session, known.vendor, f"{key}-vendor") if role is Role.VENDOR else ""
    begins, ends = st.columns(2)
    with begins:
        valid_from = _day("从哪天起可用", known.valid_from, f"{key}-from")
    with ends:
        valid_until = _day("用到哪天为止", known.valid_until, f"{key}-until")
    return AccountDraft(login, person, role, vendor, email, valid_from, valid_until)


def _vendor(session: Session, known: str, key: str) -> str:
    names = [vendor.name for vendor in register.vendors(session.store, session.viewer)]
    if not names:
        st.info("还没有登记厂商：请先在“系统”页登记厂商的系统或合同。", icon=":material/info:")
    chosen = st.selectbox(
        "厂商", names, index=names.index(known) if known in names else None, key=key, placeholder="请选择已登记的厂商"
    )
    return chosen or ""


def _day(label: str, value: date | None, key: str) -> date | None:
    day = st.date_input(label, value=value, key=key, format="YYYY-MM-DD")
    return day if isinstance(day, date) else None
