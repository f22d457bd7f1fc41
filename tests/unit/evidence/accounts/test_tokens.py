"""Personal tokens: made once, used within the rights of their account, ended at any time."""

from datetime import date, datetime, timedelta

import pytest

from evidence.accounts.accounts import disable_account, set_password_for
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.tokens import create_token, revoke_token, tokens, viewer_of_token
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.accounts.people import OTHER, People
from tests.unit.evidence.house import TODAY, nothing_stored, refused

UNTIL = TODAY + timedelta(days=90)


@pytest.fixture
def zhang(people: People) -> Viewer:
    people.open("zhang")
    return people.viewer("zhang")


def test_a_token_stands_for_its_account(people: People) -> None:
    vendor = people.vendor("瑞美")
    people.open("ruimei", Role.VENDOR, vendor="瑞美", person="王工")
    viewer = people.viewer("ruimei")
    token = create_token(people.store, viewer, "  巡检 上传 ", UNTIL)
    assert token.startswith("rdn_")
    assert len(token) > 40
    found = viewer_of_token(people.store, token, "10.0.0.9")
    assert (found.name, found.role, found.vendor_id, found.place) == ("王工", Role.VENDOR, vendor, "10.0.0.9")
    assert found.account_id == viewer.account_id
    assert not found.trusted
    [record] = tokens(people.store, viewer)
    assert (record.name, record.expires_on, record.revoked_at) == ("巡检 上传", UNTIL, None)
    assert token not in str(record)


@pytest.mark.parametrize("token", ["", "rdn_", "rdn_made-up", "令牌"])
def test_a_token_that_was_never_given_out_is_refused(people: People, token: str) -> None:
    with nothing_stored(people.store), refused(NotSignedInError, "无效"):
        viewer_of_token(people.store, token)


def test_what_the_database_keeps_of_a_token_opens_nothing(people: People, zhang: Viewer) -> None:
    create_token(people.store, zhang, "脚本", UNTIL)
    [row] = people.rows("api_tokens")
    with refused(NotSignedInError, "无效"):
        viewer_of_token(people.store, row["token_hash"])


def test_a_session_is_no_token_and_a_token_no_session(people: People, zhang: Viewer) -> None:
    with refused(NotSignedInError, "无效"):
        viewer_of_token(people.store, people.sign_in("zhang").token)


@pytest.mark.parametrize(
    ("name", "until", "reason"),
    [
        (" ", UNTIL, "用途"),
        ("名" * 61, UNTIL, "用途"),
        ("脚本", TODAY - timedelta(days=1), "366 天以内"),
        ("脚本", TODAY + timedelta(days=367), "366 天以内"),
        ("脚本", date.max, "366 天以内"),
    ],
)
def test_a_token_has_a_purpose_and_an_end(people: People, zhang: Viewer, name: str, until: date, reason: str) -> None:
    with nothing_stored(people.store), refused(InvalidInputError, reason):
        create_token(people.store, zhang, name, until)


def test_without_an_account_there_is_no_token(people: People) -> None:
    with nothing_stored(people.store), refused(NotAllowedError, "请先登录"):
        create_token(people.store, Viewer("命令行", Role.ADMIN), "脚本", UNTIL)


def test_a_token_works_through_its_last_day_and_not_after(people: People, zhang: Viewer) -> None:
    token = create_token(people.store, zhang, "脚本", TODAY + timedelta(days=1))
    people.later(days=1)
    viewer_of_token(people.store, token)
    people.later(days=1)
    with refused(NotSignedInError, "已于 2026-03-03 到期"):
        viewer_of_token(people.store, token)


def test_an_expired_token_does_not_come_back_with_the_clock(people: People, zhang: Viewer) -> None:
    token = create_token(people.store, zhang, "脚本", TODAY + timedelta(days=1))
    people.later(days=5)
    people.sign_in("admin")
    people.back(days=5)
    with refused(NotSignedInError, "早于已有记录的日期"):
        viewer_of_token(people.store, token)


def test_a_revoked_token_is_refused_at_once(people: People, zhang: Viewer) -> None:
    token = create_token(people.store, zhang, "脚本", UNTIL)
    other = create_token(people.store, zhang, "另一个脚本", UNTIL)
    [_, record] = tokens(people.store, zhang)
    revoke_token(people.store, zhang, record.id)
    with refused(NotSignedInError, "已撤销"):
        viewer_of_token(people.store, token)
    viewer_of_token(people.store, other)
    with nothing_stored(people.store):
        revoke_token(people.store, zhang, record.id)


def test_nobody_sees_or_ends_the_tokens_of_others(people: People, zhang: Viewer) -> None:
    create_token(people.store, zhang, "脚本", UNTIL)
    [record] = tokens(people.store, zhang)
    people.open("li")
    for viewer in (people.viewer("li"), people.admin, Viewer("某人")):
        assert tokens(people.store, viewer) == []
        with nothing_stored(people.store), refused(NotFoundError, "不存在"):
            revoke_token(people.store, viewer, record.id)


def test_a_disabled_account_and_a_reset_password_end_the_tokens(people: People, zhang: Viewer) -> None:
    first = create_token(people.store, zhang, "脚本", UNTIL)
    set_password_for(people.store, people.admin, zhang.account_id or 0, OTHER)
    with refused(NotSignedInError, "已撤销"):
        viewer_of_token(people.store, first)
    second = create_token(people.store, zhang, "脚本", UNTIL)
    disable_account(people.store, people.admin, zhang.account_id or 0)
    with refused(NotSignedInError, "已撤销"):
        viewer_of_token(people.store, second)


def test_an_experts_token_ends_with_the_account(people: People) -> None:
    people.open("expert", Role.EXPERT, valid_until=TODAY)
    token = create_token(people.store, people.viewer("expert"), "脚本", UNTIL)
    people.later(days=1)
    with refused(NotSignedInError, "使用期限"):
        viewer_of_token(people.store, token)


def test_use_is_noted_now_and_then_and_nobody_waits_for_it(people: People, zhang: Viewer) -> None:
    token = create_token(people.store, zhang, "脚本", UNTIL)

    def used_at() -> datetime | None:
        return tokens(people.store, zhang)[0].used_at

    with people.store.writing(people.admin):
        viewer_of_token(people.store, token)
    assert used_at() is None
    viewer_of_token(people.store, token)
    first = used_at()
    assert first == people.clock.now
    people.later(seconds=30)
    viewer_of_token(people.store, token)
    assert used_at() == first
    people.later(seconds=30)
    viewer_of_token(people.store, token)
    assert used_at() == people.clock.now
