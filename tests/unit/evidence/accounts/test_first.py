"""The first administrator: only while there is nobody, with a password of their own; the accounts of examples."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from evidence import register
from evidence.accounts.accounts import accounts
from evidence.accounts.demo import create_demo_accounts, demo, demo_hint
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.first import create_first_admin, needs_first_admin
from evidence.accounts.own_password import change_password
from evidence.accounts.passwords import check_password
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.errors import InvalidInputError, NotAllowedError, UserError
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.accounts.people import PASSWORD
from tests.unit.evidence.house import TODAY, nothing_stored, refused


def test_a_new_hospital_has_nobody_and_no_default_password(store: Store) -> None:
    assert needs_first_admin(store)
    for login in ("admin", "root", "head"):
        with refused(NotSignedInError, "不正确"):
            sign_in(store, login, demo().password)


def test_the_first_administrator_chooses_login_and_password(store: Store) -> None:
    create_first_admin(store, " zhao ", "赵管理", PASSWORD, "127.0.0.1")
    assert not needs_first_admin(store)
    viewer = viewer_of(store, sign_in(store, "zhao", PASSWORD).token)
    assert (viewer.name, viewer.role) == ("赵管理", Role.ADMIN)


@pytest.mark.parametrize(
    ("login", "person", "password"),
    [("", "赵管理", PASSWORD), ("zhao", "", PASSWORD), ("zhao", "赵管理", "Admin@123456"), ("zhao", "赵管理", "")],
)
def test_what_is_not_good_enough_is_refused(store: Store, login: str, person: str, password: str) -> None:
    with nothing_stored(store), refused(InvalidInputError, ""):
        create_first_admin(store, login, person, password)


def test_there_is_one_first_administrator(store: Store) -> None:
    create_first_admin(store, "zhao", "赵管理", PASSWORD)
    with nothing_stored(store), refused(NotAllowedError, "已经有账号"):
        create_first_admin(store, "qian", "钱某", PASSWORD)


def test_of_several_at_once_one_is_the_first(store: Store) -> None:
    def claim(number: int) -> bool:
        try:
            create_first_admin(store, f"admin{number}", f"管理{number}", PASSWORD)
        except UserError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(claim, range(4))) == 1
    assert len(accounts(store, SYSTEM)) == 1


def test_an_example_has_one_documented_account_for_each_role(store: Store, viewer: Viewer) -> None:
    for system, kind, vendor in (("护理", "NIS", "东软"), ("检验", "LIS", "瑞美"), ("血库", "BLOOD", "瑞美")):
        register.add_system(store, viewer, register.SystemDraft(system, kind, vendor=vendor))
    create_demo_accounts(store)
    for role in Role:
        signed_in = sign_in(store, role.value, demo().password)
        assert (signed_in.account.role, signed_in.must_change, signed_in.account.example) == (role, False, True)
        assert viewer_of(store, signed_in.token).name.startswith("示例")
    found = {account.login: account for account in accounts(store, SYSTEM)}
    assert found["vendor"].vendor == "瑞美"
    assert found["expert"].valid_until == TODAY + timedelta(days=90)


def test_the_sign_in_of_an_example_tells_its_accounts_as_long_as_they_are_as_documented(store: Store) -> None:
    assert demo_hint(store) == ""
    create_demo_accounts(store)
    for login in ("admin", "head", "engineer", "expert", "auditor"):
        assert login in demo_hint(store)
    token = sign_in(store, "head", demo().password).token
    change_password(store, token, demo().password, PASSWORD)
    assert "head" not in demo_hint(store)


def test_an_example_without_vendors_has_no_vendor_account(store: Store) -> None:
    create_demo_accounts(store)
    assert {account.role for account in accounts(store, SYSTEM)} == set(Role) - {Role.VENDOR}


def test_a_hospital_with_people_of_its_own_gets_no_example_accounts(store: Store) -> None:
    create_first_admin(store, "zhao", "赵管理", PASSWORD)
    with nothing_stored(store), refused(NotAllowedError, "已经有账号"):
        create_demo_accounts(store)


def test_the_documented_password_keeps_the_rules() -> None:
    for entry in demo().accounts:
        check_password(demo().password, entry.login, entry.person)
