"""An identity from the hospital's provider opens the account it belongs to, once, and no other."""

from datetime import timedelta
from typing import Any

import pytest

from evidence.accounts.accounts import disable_account
from evidence.accounts.errors import NotSignedInError, StaleIdentityError
from evidence.accounts.oidc import sign_in_with_identity
from evidence.accounts.sessions import viewer_of
from evidence.settings import change_settings
from evidence.viewer import Role
from tests.unit.evidence.accounts.people import OTHER, People
from tests.unit.evidence.house import TODAY, nothing_stored, refused


def identity(people: People, **other: Any) -> dict[str, Any]:
    """What the provider says about zhang; a claim given as None is left out."""
    claims = {
        "iss": "https://id.hospital.cn",
        "sub": "10086",
        "iat": people.clock.now.timestamp(),
        "nonce": "n-1",
        "email": "zhang@hospital.cn",
        "email_verified": True,
        "preferred_username": "zhang",
    } | other
    return {name: value for name, value in claims.items() if value is not None}


@pytest.fixture(autouse=True)
def _zhang(people: People) -> None:
    people.open("zhang", email="Zhang@hospital.cn")


def test_a_verified_address_opens_its_account(people: People) -> None:
    signed_in = sign_in_with_identity(people.store, identity(people), "10.0.0.7")
    viewer = viewer_of(people.store, signed_in.token)
    assert (viewer.name, viewer.role) == ("zhang先生", Role.ENGINEER)
    assert (people.log()[-1].action, people.log()[-1].actor) == ("sign_in", "zhang先生")


def test_a_login_opens_its_account_where_the_hospital_says_so(people: People) -> None:
    people.open("li")
    claims = identity(people, preferred_username="LI", email=None, email_verified=None)
    with nothing_stored(people.store), refused(NotSignedInError, "没有给出“email”"):
        sign_in_with_identity(people.store, claims)
    change_settings(people.store, people.admin, {"oidc_claim": "preferred_username"})
    assert sign_in_with_identity(people.store, claims).account.login == "li"


@pytest.mark.parametrize("verified", [None, False, "true", 1, "yes"])
def test_an_address_that_was_not_verified_opens_nothing(people: People, verified: object) -> None:
    with nothing_stored(people.store), refused(NotSignedInError, "未经统一身份认证验证"):
        sign_in_with_identity(people.store, identity(people, email_verified=verified))


@pytest.mark.parametrize("address", ["", "  ", None])
def test_an_empty_address_does_not_match_accounts_without_one(people: People, address: str | None) -> None:
    people.open("li")
    with refused(NotSignedInError, "没有给出"):
        sign_in_with_identity(people.store, identity(people, email=address))


def test_who_has_no_account_gets_none(people: People) -> None:
    before = people.rows("accounts")
    with refused(NotSignedInError, "没有对应的账号"):
        sign_in_with_identity(people.store, identity(people, email="li@hospital.cn", preferred_username="li"))
    assert people.rows("accounts") == before
    assert people.log()[-1].subject_id == "li"


def test_a_disabled_or_expired_account_stays_closed(people: People) -> None:
    people.open("expert", Role.EXPERT, valid_until=TODAY, email="expert@hospital.cn")
    disable_account(people.store, people.admin, people.named("zhang").id)
    people.later(days=1)
    with refused(NotSignedInError, "已停用"):
        sign_in_with_identity(people.store, identity(people))
    with refused(NotSignedInError, "使用期限"):
        sign_in_with_identity(people.store, identity(people, email="expert@hospital.cn", preferred_username="expert"))
    assert people.log()[-1].action == "sign_in_refused"


def test_an_identity_opens_one_session(people: People) -> None:
    sign_in_with_identity(people.store, identity(people))
    with nothing_stored(people.store), refused(StaleIdentityError, "已用过"):
        sign_in_with_identity(people.store, identity(people))
    sign_in_with_identity(people.store, identity(people, nonce="n-2"))


@pytest.mark.parametrize("minutes", [-3, 6, 60 * 24 * 20])
def test_an_identity_from_another_time_opens_nothing(people: People, minutes: int) -> None:
    issued = people.clock.now - timedelta(minutes=minutes)
    with nothing_stored(people.store), refused(StaleIdentityError, "已过时"):
        sign_in_with_identity(people.store, identity(people, iat=issued.timestamp()))


@pytest.mark.parametrize("issued", [None, "now", []])
def test_an_identity_without_a_time_opens_nothing(people: People, issued: object) -> None:
    with nothing_stored(people.store), refused(NotSignedInError, "签发时间"):
        sign_in_with_identity(people.store, identity(people, iat=issued))


def test_wrong_passwords_do_not_keep_the_provider_from_opening(people: People) -> None:
    for _ in range(6):
        with refused(NotSignedInError, ""):
            people.sign_in("zhang", OTHER)
    sign_in_with_identity(people.store, identity(people))
