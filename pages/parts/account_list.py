"""The table of accounts with filters and export; a row opens its account beside it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from evidence.accounts.overview import AccountState, state_of
from evidence.accounts.records import Account
from evidence.viewer import Role
from evidence.words import ACCOUNT_SIGNS, ROLE_NAMES
from pages.parts.account_form import add_account_dialog
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.tables import excel_button

OPENED = "account"
_TABLE = "accounts-table"


def opened_account(found: Sequence[Account]) -> Account | None:
    """The account in the address."""
    text = st.query_params.get(OPENED, "")
    return next((account for account in found if str(account.id) == text), None)


def open_account(account_id: int | None) -> None:
    """Opens an account beside the list, or closes the one that is open."""
    put(OPENED, "" if account_id is None else str(account_id))


def draw_list(session: Session, found: Sequence[Account], narrow: bool) -> None:
    """Filters, the table, and the way to a new account. `narrow`: an account is open beside it."""
    with st.container(horizontal=True, vertical_alignment="center", key="accounts-bar"):
        listed = _filtered(session, found)
        table = _table(session, listed)
        if st.button("新建账号", type="primary", icon=":material/person_add:", key="account-new"):
            add_account_dialog(session)
        excel_button(f"账号清单-{session.situation.hospital.name}", lambda: {"账号": table}, key="accounts-excel")
    if not listed:
        st.write("没有符合条件的账号，请放宽筛选。")
        return
    _draw_table(table, listed, narrow)
    count = f"共 {len(listed)} 个" if len(listed) == len(found) else f"筛选出 {len(listed)} / {len(found)} 个"
    st.caption(f"{count}。点选一行查看和修改这个账号。")


def _filtered(session: Session, found: Sequence[Account]) -> list[Account]:
    address, now = Address("accounts"), session.store.clock()
    text = address.text("q", "查找账号", "查找账号、姓名、邮箱、厂商").strip().casefold()
    roles = address.several("role", "角色", [role.value for role in Role], lambda role: ROLE_NAMES[Role(role)], 110)
    states = address.several(
        "state",
        "状态",
        [state.value for state in AccountState],
        lambda state: ACCOUNT_SIGNS[AccountState(state)].word,
        110,
    )
    return [
        account
        for account in found
        if text in f"{account.login} {account.person} {account.email} {account.vendor}".casefold()
        and (not roles or account.role in roles)
        and (not states or state_of(account, now) in states)
    ]


def _table(session: Session, listed: Sequence[Account]) -> pd.DataFrame:
    now = session.store.clock()
    rows = [
        {
            "状态": str(ACCOUNT_SIGNS[state_of(account, now)]),
            "账号": account.login,
            "姓名": account.person,
            "角色": ROLE_NAMES[account.role],
            "厂商": account.vendor or None,
            "使用期限": days_of(account),
            "动态验证码": "已启用" if account.second_factor else None,
            "最近使用": f"{account.seen_at:%Y-%m-%d %H:%M}" if account.seen_at else None,
            "邮箱": account.email or None,
        }
        for account in listed
    ]
    return pd.DataFrame(rows)


def days_of(account: Account) -> str | None:
    """2026-03-01 起, 至 2026-05-30, None without limits."""
    begins = f"{account.valid_from} 起" if account.valid_from else ""
    ends = f"至 {account.valid_until}" if account.valid_until else ""
    return f"{begins} {ends}".strip() or None


def _draw_table(table: pd.DataFrame, listed: Sequence[Account], narrow: bool) -> None:
    """The selection follows the address, whatever was filtered or sorted meanwhile."""
    ids = [str(account.id) for account in listed]
    chosen = st.query_params.get(OPENED, "")
    rows = [ids.index(chosen)] if chosen in ids else []
    st.session_state[_TABLE] = {"selection": {"rows": rows, "columns": [], "cells": []}}

    def opened() -> None:
        selected = st.session_state[_TABLE]["selection"]["rows"]
        open_account(listed[selected[0]].id if selected else None)

    text = st.column_config.TextColumn
    st.dataframe(
        table[["状态", "账号", "姓名", "角色", "厂商", "使用期限"]] if narrow else table,
        key=_TABLE,
        hide_index=True,
        height="content" if len(listed) <= 20 else 740,
        on_select=opened,
        selection_mode="single-row",
        placeholder="—",
        alt="账号清单",
        column_config={
            "状态": text(width=105),
            "账号": text(width=100),
            "姓名": text(width=140),
            "角色": text(width=65),
            "厂商": text(width=90),
            "使用期限": text(width=150),
            "动态验证码": text(width=85),
            "最近使用": text(width=130),
            "邮箱": text(width=150),
        },
    )
