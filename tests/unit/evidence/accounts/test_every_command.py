"""What holds for every command on accounts: a named person, entries in the log, and no command left out here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp
import pytest

from evidence.accounts import (
    accounts,
    demo,
    first,
    invitations,
    oidc,
    own_password,
    second_factor,
    sessions,
    sign_in,
    tokens,
)
from evidence.accounts.records import AccountDraft
from evidence.errors import NotAllowedError
from evidence.store import create_store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.accounts.people import OTHER, PASSWORD, People
from tests.unit.evidence.house import TODAY, contents, nothing_stored, refused
from tests.unit.evidence.test_every_command import writing_functions

MODULES = (accounts, invitations, second_factor, tokens, sessions, own_password, first, oidc, demo, sign_in)
# What follows from an entry about something else, or moves with every use.
DERIVED = {"sessions", "password_history"}
UNTIL = TODAY + timedelta(days=30)


@dataclass(frozen=True)
class Prepared:
    """A hospital in which every command has something to change."""

    people: People
    account: int
    vendor: int
    invitation: str
    secret: str
    token: int
    session: str
    other_session: int


@pytest.fixture
def prepared(people: People) -> Prepared:
    vendor = people.vendor("瑞美")
    people.open("ruimei", Role.VENDOR, vendor="瑞美")
    account = people.open("zhang", email="zhang@hospital.cn").id
    invitation = people.invite("li")
    secret = second_factor.begin_second_factor(people.store, people.admin, "人民医院").secret
    code = pyotp.TOTP(secret).at(people.clock.now)
    second_factor.confirm_second_factor(people.store, people.admin, secret, code)
    tokens.create_token(people.store, people.admin, "脚本", UNTIL)
    people.later(minutes=1)
    own = people.sign_in("zhang").token
    [token] = tokens.tokens(people.store, people.admin)
    [session] = sessions.own_sessions(people.store, people.admin)
    return Prepared(people, account, vendor, invitation, secret, token.id, own, session.id)


Command = Callable[[Prepared, Viewer], object]

# Those of a person who is signed in.
COMMANDS: dict[str, Command] = {
    "accounts.add_account": lambda p, who: accounts.add_account(
        p.people.store, who, AccountDraft("new", "新人", Role.HEAD)
    ),
    "accounts.change_account": lambda p, who: accounts.change_account(
        p.people.store, who, p.account, AccountDraft("zhang", "张三", Role.HEAD), p.people.named("zhang").version
    ),
    "accounts.disable_account": lambda p, who: accounts.disable_account(p.people.store, who, p.account),
    "accounts.disable_vendor_accounts": lambda p, who: accounts.disable_vendor_accounts(p.people.store, who, p.vendor),
    "accounts.enable_account": lambda p, who: _enable(p, who),
    "accounts.set_password_for": lambda p, who: accounts.set_password_for(p.people.store, who, p.account, OTHER),
    "invitations.invite_again": lambda p, who: invitations.invite_again(p.people.store, who, p.account),
    "second_factor.confirm_second_factor": lambda p, who: _confirm(p, who),
    "second_factor.renew_recovery_codes": lambda p, who: second_factor.renew_recovery_codes(
        p.people.store, who, PASSWORD
    ),
    "second_factor.drop_second_factor": lambda p, who: second_factor.drop_second_factor(p.people.store, who, PASSWORD),
    "second_factor.drop_second_factor_of": lambda p, who: second_factor.drop_second_factor_of(
        p.people.store, who, p.people.admin.account_id or 0
    ),
    "tokens.create_token": lambda p, who: tokens.create_token(p.people.store, who, "新脚本", UNTIL),
    "tokens.revoke_token": lambda p, who: tokens.revoke_token(p.people.store, who, p.token),
    "sessions.end_session": lambda p, who: sessions.end_session(p.people.store, who, p.other_session),
    "sessions.end_other_sessions": lambda p, who: sessions.end_other_sessions(p.people.store, who, ""),
}

# Those of somebody who signs in, or is known by something else than a viewer.
BEFORE_SIGN_IN: dict[str, Callable[[Prepared], object]] = {
    "invitations.accept_invitation": lambda p: invitations.accept_invitation(p.people.store, p.invitation, PASSWORD),
    "own_password.change_password": lambda p: own_password.change_password(p.people.store, p.session, PASSWORD, OTHER),
    "own_password.must_know_password": lambda p: _forget(p),
    "sessions.sign_out": lambda p: sessions.sign_out(p.people.store, p.session),
    "sign_in.sign_in": lambda p: sign_in.sign_in(p.people.store, "zhang", PASSWORD),
    "oidc.sign_in_with_identity": lambda p: oidc.sign_in_with_identity(
        p.people.store,
        {"iat": p.people.clock.now.timestamp(), "email": "zhang@hospital.cn", "email_verified": True},
    ),
}
# They work on a hospital without accounts: test_first.py.
FIRST = {"first.create_first_admin", "demo.create_demo_accounts"}
# It only keeps when a token was used.
UNLOGGED = {"tokens.viewer_of_token"}


def _enable(p: Prepared, who: Viewer) -> None:
    if who.name.strip():
        accounts.disable_account(p.people.store, p.people.admin, p.account)
    accounts.enable_account(p.people.store, who, p.account)


def _confirm(p: Prepared, who: Viewer) -> None:
    zhang = replace(who, account_id=p.account)
    code = pyotp.TOTP(p.secret).at(p.people.clock.now)
    second_factor.confirm_second_factor(p.people.store, zhang, p.secret, code)


def _forget(p: Prepared) -> None:
    with refused(sign_in.NotSignedInError, "不正确"):
        own_password.must_know_password(p.people.store, p.people.named("zhang"), OTHER, "")


def test_no_command_is_left_out() -> None:
    found = set().union(*(writing_functions(module) for module in MODULES))
    assert found == {*COMMANDS, *BEFORE_SIGN_IN, *FIRST, *UNLOGGED}


def logged(prepared: Prepared, command: Callable[[], object], actors: set[str]) -> None:
    """The command changes something, and every changed table, or the sign-in itself, has an entry of the person."""
    people = prepared.people
    before, log = contents(people.store), len(people.log())
    command()
    after, new = contents(people.store), people.log()[log:]
    changed = {table for table in after if after[table] != before[table]} - DERIVED - {"audit"}
    assert new
    assert changed <= {entry.subject for entry in new} | ({"accounts"} if new[0].subject == "sign_in" else set())
    assert {entry.subject for entry in new} - changed <= {"sign_in"}
    assert {entry.actor for entry in new} == actors
    assert all(entry.before != entry.after for entry in new)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_change_is_in_the_log(name: str, prepared: Prepared) -> None:
    logged(prepared, lambda: COMMANDS[name](prepared, prepared.people.admin), {"赵管理"})


@pytest.mark.parametrize("name", BEFORE_SIGN_IN)
def test_every_sign_in_is_in_the_log(name: str, prepared: Prepared) -> None:
    actor = "li先生" if name == "invitations.accept_invitation" else "zhang先生"
    logged(prepared, lambda: BEFORE_SIGN_IN[name](prepared), {actor})


@pytest.mark.parametrize("name", COMMANDS)
def test_a_viewer_without_a_name_changes_nothing(name: str, prepared: Prepared) -> None:
    nameless = replace(prepared.people.admin, name=" ")
    with nothing_stored(prepared.people.store), refused(NotAllowedError, "请先登录"):
        COMMANDS[name](prepared, nameless)


def test_the_first_accounts_are_in_the_log_too(people: People) -> None:
    store = create_store(people.store.folder.parent / "other", people.clock)
    first.create_first_admin(store, "zhao", "赵管理", PASSWORD, "127.0.0.1")
    with store.reading(people.admin.as_program()) as db:
        assert {tuple(row) for row in db.execute("SELECT actor, subject, place FROM audit")} == {
            ("赵管理", "accounts", "127.0.0.1")
        }
