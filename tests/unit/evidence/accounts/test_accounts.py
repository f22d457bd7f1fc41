"""账号: opening, inviting, changing and disabling; what ends when rights are taken away; the last administrator."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pyotp import TOTP

from evidence.accounts.accounts import (
    account,
    accounts,
    add_account,
    change_account,
    disable_account,
    disable_vendor_accounts,
    enable_account,
    set_password_for,
)
from evidence.accounts.errors import NotSignedInError, PasswordChangeNeededError
from evidence.accounts.invitations import accept_invitation, invite_again, invited_account
from evidence.accounts.own_password import change_password
from evidence.accounts.records import AccountDraft
from evidence.accounts.second_factor import begin_second_factor, confirm_second_factor
from evidence.accounts.sessions import viewer_of
from evidence.accounts.tokens import create_token, viewer_of_token
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.accounts.people import OTHER, PASSWORD, People
from tests.unit.evidence.house import TODAY, nothing_stored, refused

SOON = TODAY + timedelta(days=30)
OTHERS = [role for role in Role if role is not Role.ADMIN]


def test_who_is_invited_sets_the_password_and_signs_in(people: People) -> None:
    vendor = people.vendor("瑞美")
    token = people.invite("ruimei", Role.VENDOR, vendor="瑞美", person="王工")
    assert invited_account(people.store, token).person == "王工"
    assert not people.named("ruimei").has_password
    accepted = accept_invitation(people.store, token, PASSWORD)
    viewer = people.viewer("ruimei")
    assert viewer == Viewer("王工", Role.VENDOR, account_id=accepted.id, vendor_id=vendor)
    found = people.named("ruimei")
    assert (found.vendor, found.has_password, found.invited_until, found.must_change) == ("瑞美", True, None, False)


def test_an_invitation_works_once_and_for_seven_days(people: People) -> None:
    token = people.invite("zhang")
    with refused(InvalidInputError, "10 到 128 位"):
        accept_invitation(people.store, token, "short")
    accept_invitation(people.store, token, PASSWORD)
    with nothing_stored(people.store), refused(NotSignedInError, "已经用过"):
        accept_invitation(people.store, token, OTHER)
    late = people.invite("li")
    people.later(days=7)
    with nothing_stored(people.store), refused(NotSignedInError, "已过期"):
        accept_invitation(people.store, late, PASSWORD)
    with refused(NotSignedInError, "无效"):
        accept_invitation(people.store, "made up", PASSWORD)


def test_an_expired_invitation_does_not_come_back_with_the_clock(people: People) -> None:
    token = people.invite("zhang")
    people.later(days=9)
    people.sign_in("admin")
    people.back(days=5)
    with refused(NotSignedInError, "已过期"):
        accept_invitation(people.store, token, PASSWORD)


def test_a_new_invitation_replaces_the_old_one_and_the_password_holds_until_it_is_accepted(people: People) -> None:
    found = people.open("zhang")
    first = invite_again(people.store, people.admin, found.id)
    second = invite_again(people.store, people.admin, found.id)
    with refused(NotSignedInError, "无效"):
        accept_invitation(people.store, first.token, OTHER)
    session = people.sign_in("zhang")
    accept_invitation(people.store, second.token, OTHER)
    people.sign_in("zhang", OTHER)
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, session.token)
    with refused(NotSignedInError, "不正确"):
        people.sign_in("zhang", PASSWORD)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"login": ""}, "2 到 40 位"),
        ({"login": "张三"}, "2 到 40 位"),
        ({"login": "a b"}, "2 到 40 位"),
        ({"login": "x" * 41}, "2 到 40 位"),
        ({"login": "ADMIN"}, "已被另一个账号使用"),
        ({"person": " \t"}, "姓名"),
        ({"person": "名" * 31}, "姓名"),
        ({"email": "no address"}, "邮箱"),
        ({"email": "ADMIN@hospital.cn"}, "已被另一个账号使用"),
        ({"role": Role.VENDOR}, "须选择已登记的厂商"),
        ({"role": Role.VENDOR, "vendor": "无此厂商"}, "须选择已登记的厂商"),
        ({"vendor": "瑞美"}, "只有厂商账号"),
        ({"role": Role.EXPERT}, "截止日期"),
        ({"valid_from": SOON, "valid_until": TODAY}, "早于开始日期"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    people: People, change: dict[str, object], reason: str
) -> None:
    people.vendor("瑞美")
    change_account(
        people.store,
        people.admin,
        people.admin.account_id or 0,
        AccountDraft("admin", "赵管理", Role.ADMIN, email="admin@hospital.cn"),
        people.named("admin").version,
    )
    draft = replace(AccountDraft("zhang", "张工", Role.ENGINEER), **change)  # type: ignore[arg-type]
    with nothing_stored(people.store), refused(InvalidInputError, reason):
        add_account(people.store, people.admin, draft)


def test_two_accounts_without_an_address_do_not_collide(people: People) -> None:
    people.open("zhang")
    people.open("li")
    assert {found.login for found in accounts(people.store, people.admin)} == {"admin", "zhang", "li"}


@pytest.mark.parametrize("role", OTHERS)
def test_only_administrators_touch_accounts(people: People, role: Role) -> None:
    found = people.open("zhang")
    viewer = Viewer("某人", role, account_id=99)
    draft = AccountDraft("new", "新人", Role.ADMIN)
    with nothing_stored(people.store):
        for refuse in (
            lambda: add_account(people.store, viewer, draft),
            lambda: change_account(people.store, viewer, found.id, draft, found.version),
            lambda: disable_account(people.store, viewer, found.id),
            lambda: disable_vendor_accounts(people.store, viewer, 1),
            lambda: enable_account(people.store, viewer, found.id),
            lambda: set_password_for(people.store, viewer, found.id, OTHER),
            lambda: invite_again(people.store, viewer, found.id),
        ):
            with refused(NotAllowedError, "权限"):
                refuse()


def test_a_vendor_and_an_expert_see_no_account_but_their_own(people: People) -> None:
    people.vendor("瑞美")
    people.open("ruimei", Role.VENDOR, vendor="瑞美")
    people.open("expert", Role.EXPERT, valid_until=SOON)
    for login in ("ruimei", "expert"):
        viewer = people.viewer(login)
        assert [found.login for found in accounts(people.store, viewer)] == [login]
        with refused(NotFoundError, "不存在"):
            account(people.store, viewer, people.admin.account_id or 0)


def test_an_auditor_sees_who_has_a_second_factor_but_no_secret(people: People) -> None:
    people.open("zhang")
    viewer = people.viewer("zhang")
    secret = begin_second_factor(people.store, viewer, "人民医院").secret
    confirm_second_factor(people.store, viewer, secret, TOTP(secret).at(people.clock.now))
    auditor = Viewer("审计", Role.AUDITOR, account_id=99)
    found = accounts(people.store, auditor)
    assert {entry.login: entry.second_factor for entry in found} == {"admin": False, "zhang": True}
    assert secret not in str(found)


def test_two_administrators_do_not_overwrite_each_other(people: People) -> None:
    seen = people.open("zhang")
    version = people.again(seen).version
    assert change_account(people.store, people.admin, seen.id, replace(seen.as_draft(), person="张三"), version)
    with nothing_stored(people.store), refused(ConflictError, "刚被赵管理修改过"):
        change_account(people.store, people.admin, seen.id, replace(seen.as_draft(), person="张四"), version)


def test_signing_in_is_no_change_that_an_administrator_could_collide_with(people: People) -> None:
    people.open("zhang")
    seen = people.named("zhang")
    with refused(NotSignedInError, "不正确"):
        people.sign_in("zhang", OTHER)
    people.sign_in("zhang")
    assert change_account(people.store, people.admin, seen.id, replace(seen.as_draft(), person="张三"), seen.version)


@pytest.mark.parametrize(
    "change",
    [
        {"role": Role.HEAD},
        {"role": Role.VENDOR, "vendor": "瑞美"},
        {"valid_from": TODAY},
        {"valid_until": SOON},
    ],
)
def test_other_rights_end_the_sessions(people: People, change: dict[str, object]) -> None:
    people.vendor("瑞美")
    people.open("zhang")
    token = people.sign_in("zhang").token
    found = people.named("zhang")
    draft = replace(found.as_draft(), **change)  # type: ignore[arg-type]
    assert change_account(people.store, people.admin, found.id, draft, found.version)
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, token)
    people.sign_in("zhang")


def test_another_name_does_not_end_the_sessions(people: People) -> None:
    people.open("zhang")
    token = people.sign_in("zhang").token
    found = people.named("zhang")
    change_account(people.store, people.admin, found.id, replace(found.as_draft(), person="张三"), found.version)
    assert viewer_of(people.store, token).name == "张三"


def test_a_vendor_of_another_vendor_starts_without_the_old_tokens(people: People) -> None:
    people.vendor("瑞美")
    people.vendor("东软")
    people.open("wang", Role.VENDOR, vendor="瑞美")
    token = create_token(people.store, people.viewer("wang"), "巡检上传", SOON)
    found = people.named("wang")
    change_account(people.store, people.admin, found.id, replace(found.as_draft(), vendor="东软"), found.version)
    with refused(NotSignedInError, "已撤销"):
        viewer_of_token(people.store, token)


def test_a_removed_vendor_is_out_at_once_and_stays_out(people: People) -> None:
    vendor = people.vendor("瑞美")
    people.vendor("东软")
    people.open("rui1", Role.VENDOR, vendor="瑞美")
    people.open("dong", Role.VENDOR, vendor="东软")
    pending = people.invite("rui2", Role.VENDOR, vendor="瑞美")
    session = people.sign_in("rui1").token
    token = create_token(people.store, viewer_of(people.store, session), "巡检上传", SOON)
    assert disable_vendor_accounts(people.store, people.admin, vendor) == 2
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, session)
    with refused(NotSignedInError, "已撤销"):
        viewer_of_token(people.store, token)
    with refused(NotSignedInError, "已停用"):
        people.sign_in("rui1")
    with refused(NotSignedInError, "无效"):
        accept_invitation(people.store, pending, PASSWORD)
    people.sign_in("dong")
    # Back in use the person has to sign in anew, and the tokens do not come to life again.
    enable_account(people.store, people.admin, people.named("rui1").id)
    people.sign_in("rui1")
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, session)
    with refused(NotSignedInError, "已撤销"):
        viewer_of_token(people.store, token)


def test_a_disabled_account_is_not_invited(people: People) -> None:
    found = people.open("zhang")
    disable_account(people.store, people.admin, found.id)
    with nothing_stored(people.store), refused(InvalidInputError, "已停用"):
        invite_again(people.store, people.admin, found.id)


def test_the_last_administrator_stays(people: People) -> None:
    own = people.named("admin")
    people.invite("second", Role.ADMIN)
    people.open("guest", Role.ADMIN, valid_until=SOON)
    for draft in (
        replace(own.as_draft(), role=Role.HEAD),
        replace(own.as_draft(), valid_until=SOON),
        replace(own.as_draft(), valid_from=SOON),
    ):
        with nothing_stored(people.store), refused(InvalidInputError, "至少要保留一个"):
            change_account(people.store, people.admin, own.id, draft, own.version)
    with nothing_stored(people.store), refused(InvalidInputError, "至少要保留一个"):
        disable_account(people.store, people.admin, own.id)


def test_an_administrator_goes_when_another_one_can_sign_in(people: People) -> None:
    people.open("second", Role.ADMIN)
    disable_account(people.store, people.admin, people.named("admin").id)
    second = people.viewer("second")
    with refused(InvalidInputError, "至少要保留一个"):
        disable_account(people.store, second, people.named("second").id)


def test_an_invited_administrator_can_still_be_corrected(people: People) -> None:
    people.invite("second", Role.ADMIN)
    found = people.named("second")
    draft = replace(found.as_draft(), email="second@hospital.cn")
    assert change_account(people.store, people.admin, found.id, draft, found.version)


def test_a_password_from_the_administrator_is_changed_first(people: People) -> None:
    found = people.open("zhang")
    session = people.sign_in("zhang").token
    set_password_for(people.store, people.admin, found.id, OTHER)
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, session)
    signed_in = people.sign_in("zhang", OTHER)
    assert signed_in.must_change
    with refused(PasswordChangeNeededError, "初始密码"):
        viewer_of(people.store, signed_in.token)
    own = "My-0wn-choice"
    change_password(people.store, signed_in.token, OTHER, own)
    assert viewer_of(people.store, signed_in.token).name == "zhang先生"
    assert not people.sign_in("zhang", own).must_change


def test_the_log_names_every_change_and_keeps_no_secret(people: People) -> None:
    found = people.open("zhang")
    token = people.invite("li")
    personal = create_token(people.store, people.viewer("zhang"), "脚本", date(2026, 6, 1))
    set_password_for(people.store, people.admin, found.id, OTHER)
    session = people.sign_in("zhang", OTHER).token
    disable_account(people.store, people.admin, found.id)
    tables = {entry.subject for entry in people.log()}
    assert {"accounts", "invitations", "api_tokens", "sign_in"} <= tables
    actors = {entry.actor for entry in people.log() if entry.subject == "accounts"}
    assert actors == {"赵管理", "zhang先生"}
    everything = people.everything_stored()
    for secret in (PASSWORD, OTHER, token, personal, session):
        assert secret not in everything
    logged = "".join(f"{entry.before}{entry.after}" for entry in people.log())
    assert "$argon2" not in logged
    hashes = [row["token_hash"] for table in ("sessions", "api_tokens", "invitations") for row in people.rows(table)]
    assert len(hashes) == 6
    assert not any(hashed in logged for hashed in hashes)
