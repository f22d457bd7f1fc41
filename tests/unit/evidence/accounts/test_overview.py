"""The first sentence of 账号与权限: who can sign in, and why others cannot."""

from datetime import timedelta

import pytest

from evidence.accounts.accounts import accounts, disable_account
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.overview import AccountState, account_facts, state_of
from evidence.viewer import SYSTEM, Role
from evidence.words import ACCOUNT_SIGNS
from tests.unit.evidence.accounts.people import OTHER, People
from tests.unit.evidence.house import TODAY


def state(people: People, login: str) -> AccountState:
    return state_of(people.named(login), people.clock.now)


def test_every_state_has_its_reason(people: People) -> None:
    people.invite("invited")
    people.open("expert", Role.EXPERT, valid_until=TODAY)
    people.open("later", valid_from=TODAY + timedelta(days=3))
    people.open("locked")
    people.open("gone")
    disable_account(people.store, people.admin, people.named("gone").id)
    for _ in range(5):
        with pytest.raises(NotSignedInError):
            people.sign_in("locked", OTHER)
    assert state(people, "admin") is AccountState.USABLE
    assert state(people, "invited") is AccountState.INVITED
    assert state(people, "expert") is AccountState.USABLE
    assert state(people, "later") is AccountState.LATER
    assert state(people, "locked") is AccountState.LOCKED
    assert state(people, "gone") is AccountState.DISABLED
    people.later(days=8)
    assert state(people, "invited") is AccountState.UNUSABLE
    assert state(people, "expert") is AccountState.ENDED
    assert state(people, "later") is AccountState.USABLE
    assert state(people, "locked") is AccountState.USABLE


def test_the_facts_count_those_who_can_sign_in(people: People) -> None:
    people.open("expert", Role.EXPERT, valid_until=TODAY + timedelta(days=9))
    people.open("guest", Role.EXPERT, valid_until=TODAY + timedelta(days=2))
    people.open("zhang")
    people.invite("li")
    facts = account_facts(accounts(people.store, SYSTEM), people.clock.now)
    assert facts.usable == 4
    assert facts.roles == {Role.ADMIN: 1, Role.EXPERT: 2, Role.ENGINEER: 1}
    assert facts.states[AccountState.INVITED] == 1
    assert facts.second_factors == 0
    assert facts.ends_next is not None
    assert facts.ends_next.login == "guest"


def test_every_state_has_a_word_and_a_sign_of_its_own() -> None:
    assert set(ACCOUNT_SIGNS) == set(AccountState)
    assert len({sign.word for sign in ACCOUNT_SIGNS.values()}) == len(AccountState)
