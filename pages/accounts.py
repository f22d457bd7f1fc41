"""账号与权限: who may sign in, as what, until when?"""

from html import escape

import streamlit as st

from evidence.access import Permission, must
from evidence.accounts.accounts import accounts
from evidence.accounts.overview import AccountFacts, AccountState, account_facts
from evidence.words import ACCOUNT_SIGNS, ROLE_NAMES
from pages.parts.account_detail import draw_account
from pages.parts.account_list import draw_list, opened_account
from pages.parts.gap_beside import beside
from pages.parts.session import current


def main() -> None:
    """The answer, then the list with the opened account beside it."""
    session = current()
    must(session.viewer, Permission.ACCOUNTS)
    found = accounts(session.store, session.viewer)
    facts = account_facts(found, session.store.clock())
    st.html(f'<div class="lead">{_sentence(facts)}</div><div class="quiet">{_notes(facts)}</div>')
    opened = opened_account(found)
    if opened is None:
        draw_list(session, found, narrow=False)
        return
    left, right = beside("account-panel")
    with left:
        draw_list(session, found, narrow=True)
    with right:
        draw_account(session, opened, found)


def _sentence(facts: AccountFacts) -> str:
    """6 个账号可登录（管理员 1，主任 1，厂商 4）；2 个待接受邀请，1 个已锁定."""
    roles = "，".join(f"{ROLE_NAMES[role]} {facts.roles[role]}" for role in ROLE_NAMES if facts.roles[role])
    other = [state for state in AccountState if state is not AccountState.USABLE and facts.states[state]]
    rest = "，".join(f"{facts.states[state]} 个{ACCOUNT_SIGNS[state].word}" for state in other)
    return f"{facts.usable} 个账号可登录（{roles}）" + (f"；{rest}" if rest else "") + "。"


def _notes(facts: AccountFacts) -> str:
    notes = [f"已启用动态验证码 {facts.second_factors} / {facts.usable}"]
    if facts.ends_next is not None:
        notes.append(f"最早到期：{escape(facts.ends_next.person)}，{facts.ends_next.valid_until}")
    return " · ".join(notes)


main()
