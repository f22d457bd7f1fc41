"""Second factor: setting it up, signing in with it, and that no code works twice."""

from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pyotp
import pytest

from evidence.accounts.accounts import accounts
from evidence.accounts.errors import NotSignedInError, SecondFactorNeededError
from evidence.accounts.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    drop_second_factor_of,
    recovery_codes_left,
    renew_recovery_codes,
)
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.accounts.people import OTHER, PASSWORD, People
from tests.unit.evidence.house import nothing_stored, refused


class Phone:
    """The app on the phone of zhang, who has turned the second factor on."""

    def __init__(self, people: People) -> None:
        people.open("zhang")
        self.people = people
        self.viewer = people.viewer("zhang")
        self.secret = begin_second_factor(people.store, self.viewer, "人民医院").secret
        self.recovery = confirm_second_factor(people.store, self.viewer, self.secret, self.code())
        people.later(minutes=1)

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.people.clock.now, counter_offset=steps)


@pytest.fixture
def phone(people: People) -> Phone:
    return Phone(people)


def test_the_app_gets_the_secret_as_address_and_picture(people: People) -> None:
    enrolment = begin_second_factor(people.store, people.admin, "第一人民医院")
    address = urlsplit(enrolment.address)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/第一人民医院:admin"
    assert parse_qs(address.query)["secret"] == [enrolment.secret]
    kind, picture = enrolment.picture.split(",", 1)
    assert kind.startswith("data:image/svg+xml")
    assert ElementTree.fromstring(unquote(picture)).tag.endswith("svg")  # noqa: S314 - our own
    assert enrolment.secret != begin_second_factor(people.store, people.admin, "第一人民医院").secret


def test_nothing_is_stored_before_the_app_has_shown_a_right_code(people: People) -> None:
    with nothing_stored(people.store):
        secret = begin_second_factor(people.store, people.admin, "人民医院").secret
        wrong = str((int(pyotp.TOTP(secret).at(people.clock.now)) + 1) % 10**6).zfill(6)
        for code in ("", "abc", "12345", wrong, "１２３４５６"):
            with refused(InvalidInputError, "动态验证码不正确"):
                confirm_second_factor(people.store, people.admin, secret, code)
    people.sign_in("admin")


def test_signing_in_asks_for_the_code(people: People, phone: Phone) -> None:
    with nothing_stored(people.store), refused(SecondFactorNeededError, "动态验证码"):
        people.sign_in("zhang")
    people.sign_in("zhang", code=f"{phone.code()[:3]} {phone.code()[3:]} ")
    assert people.log()[-1].after == {"second_factor": "totp"}


def test_the_code_is_not_asked_for_before_the_password_is_right(people: People, phone: Phone) -> None:
    for code in ("", phone.code()):
        with refused(NotSignedInError, "账号或密码不正确"):
            people.sign_in("zhang", OTHER, code)


def test_a_code_works_once_and_none_before_it(people: People, phone: Phone) -> None:
    later, now = phone.code(1), phone.code()
    people.sign_in("zhang", code=later)
    for code in (later, now):
        with refused(NotSignedInError, "不正确或已用过"):
            people.sign_in("zhang", code=code)


def test_the_code_that_confirmed_does_not_sign_in(people: People) -> None:
    phone = Phone(people)
    people.back(minutes=1)
    with refused(NotSignedInError, "不正确或已用过"):
        people.sign_in("zhang", code=phone.code())


def test_a_clock_that_is_set_back_makes_no_old_code_good(people: People, phone: Phone) -> None:
    overheard = phone.code()
    people.sign_in("zhang", code=overheard)
    people.later(hours=1)
    people.sign_in("zhang", code=phone.code())
    people.back(hours=1)
    with refused(NotSignedInError, "不正确或已用过"):
        people.sign_in("zhang", code=overheard)


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(people: People, phone: Phone, seconds: int, good: bool) -> None:
    code = phone.code(seconds // 30)
    if good:
        people.sign_in("zhang", code=code)
    else:
        with refused(NotSignedInError, "不正确"):
            people.sign_in("zhang", code=code)


def test_wrong_codes_lock_as_wrong_passwords_do(people: People, phone: Phone) -> None:
    for _ in range(5):
        with refused(NotSignedInError, "不正确"):
            people.sign_in("zhang", code="000000")
    with refused(NotSignedInError, "已暂时锁定"):
        people.sign_in("zhang", code=phone.code())


def test_each_recovery_code_opens_once(people: People, phone: Phone) -> None:
    assert len(set(phone.recovery)) == 10
    people.sign_in("zhang", code=phone.recovery[3])
    people.sign_in("zhang", code=phone.recovery[4].lower().replace("-", " "))
    assert people.log()[-1].after == {"second_factor": "recovery_code"}
    assert recovery_codes_left(people.store, phone.viewer) == 8
    with refused(NotSignedInError, "已用过"):
        people.sign_in("zhang", code=phone.recovery[3])


def test_a_recovery_code_is_of_one_account(people: People, phone: Phone) -> None:
    secret = begin_second_factor(people.store, people.admin, "人民医院").secret
    confirm_second_factor(people.store, people.admin, secret, pyotp.TOTP(secret).at(people.clock.now))
    with refused(NotSignedInError, "不正确"):
        people.sign_in("admin", code=phone.recovery[0])


def test_new_recovery_codes_replace_the_old_ones(people: People, phone: Phone) -> None:
    with refused(NotSignedInError, "当前密码不正确"):
        renew_recovery_codes(people.store, phone.viewer, OTHER)
    new = renew_recovery_codes(people.store, phone.viewer, PASSWORD)
    with refused(NotSignedInError, "不正确"):
        people.sign_in("zhang", code=phone.recovery[0])
    people.sign_in("zhang", code=new[0])


def test_it_is_turned_off_with_the_own_password_only(people: People, phone: Phone) -> None:
    with refused(NotSignedInError, "当前密码不正确"):
        drop_second_factor(people.store, phone.viewer, OTHER)
    with refused(SecondFactorNeededError, "动态验证码"):
        people.sign_in("zhang")
    drop_second_factor(people.store, phone.viewer, PASSWORD)
    people.sign_in("zhang")
    assert recovery_codes_left(people.store, phone.viewer) == 0
    with refused(InvalidInputError, "还没有启用"):
        drop_second_factor(people.store, phone.viewer, PASSWORD)


def test_an_administrator_turns_it_off_for_who_has_lost_the_phone(people: People, phone: Phone) -> None:
    with nothing_stored(people.store), refused(NotAllowedError, "权限"):
        drop_second_factor_of(people.store, Viewer("李工", Role.ENGINEER), people.named("zhang").id)
    drop_second_factor_of(people.store, people.admin, people.named("zhang").id)
    people.sign_in("zhang")
    assert people.log()[-2].actor == "赵管理"


def test_there_is_one_second_factor(people: People, phone: Phone) -> None:
    with nothing_stored(people.store):
        with refused(InvalidInputError, "已启用"):
            begin_second_factor(people.store, phone.viewer, "人民医院")
        with refused(InvalidInputError, "已启用"):
            confirm_second_factor(people.store, phone.viewer, pyotp.random_base32(), "123456")
        with refused(NotAllowedError, "请先登录"):
            begin_second_factor(people.store, Viewer("某人"), "人民医院")


def test_neither_log_nor_lists_show_the_secret_or_a_code(people: People, phone: Phone) -> None:
    people.sign_in("zhang", code=phone.recovery[0])
    shown = f"{accounts(people.store, people.admin)}{[(e.before, e.after) for e in people.log()]}"
    hashes = [row["code_hash"] for row in people.rows("recovery_codes")]
    for secret in (phone.secret, *phone.recovery, *hashes):
        assert secret not in shown
        assert secret.replace("-", "") not in shown
