"""Sessions: who they stand for, and all the ways in which they end."""

from datetime import datetime, timedelta

import pytest

from evidence.accounts.errors import NotSignedInError
from evidence.accounts.own_password import change_password
from evidence.accounts.sessions import (
    end_other_sessions,
    end_session,
    own_sessions,
    session_of,
    sign_out,
    viewer_of,
)
from evidence.errors import InvalidInputError, NotFoundError
from evidence.settings import change_settings
from evidence.viewer import Role, Viewer
from tests.unit.evidence.accounts.people import OTHER, PASSWORD, People
from tests.unit.evidence.house import TODAY, nothing_stored, refused


@pytest.fixture
def token(people: People) -> str:
    """A session of the engineer zhang."""
    people.open("zhang")
    return people.sign_in("zhang").token


def seen(people: People) -> datetime:
    return datetime.fromisoformat(people.rows("sessions")[-1]["seen_at"])


@pytest.mark.parametrize("token", ["", "made up", "'; DROP TABLE sessions; --", "令牌"])
def test_a_token_that_nobody_has_stands_for_nobody(people: People, token: str) -> None:
    with nothing_stored(people.store), refused(NotSignedInError, "请先登录"):
        viewer_of(people.store, token)


def test_what_the_database_keeps_of_a_session_signs_nobody_in(people: People, token: str) -> None:
    for row in people.rows("sessions"):
        with refused(NotSignedInError, "请先登录"):
            viewer_of(people.store, row["token_hash"])


def test_the_viewer_is_all_that_the_store_asks_for(people: People) -> None:
    vendor = people.vendor("瑞美")
    until = TODAY + timedelta(days=9)
    found = people.open("ruimei", Role.VENDOR, vendor="瑞美", person="王工", valid_from=TODAY, valid_until=until)
    viewer = viewer_of(people.store, people.sign_in("ruimei").token, "10.1.1.1")
    assert viewer == Viewer("王工", Role.VENDOR, found.id, vendor, TODAY, until, "10.1.1.1")


def test_use_is_noted_once_a_minute_and_is_in_no_log(people: People, token: str) -> None:
    begun, log = seen(people), len(people.log())
    people.later(seconds=59)
    viewer_of(people.store, token)
    assert seen(people) == begun
    people.later(seconds=1)
    viewer_of(people.store, token)
    assert seen(people) == begun + timedelta(minutes=1)
    assert len(people.log()) == log


def test_who_looks_does_not_wait_for_who_writes(people: People, token: str) -> None:
    people.later(minutes=5)
    with people.store.writing(people.admin):
        assert viewer_of(people.store, token).name == "zhang先生"
    assert viewer_of(people.store, token).name == "zhang先生"
    assert seen(people) == people.clock.now


def test_a_session_ends_after_half_an_hour_without_use(people: People, token: str) -> None:
    people.later(minutes=29, seconds=59)
    viewer_of(people.store, token)
    people.later(minutes=30)
    with refused(NotSignedInError, "超过 30 分钟没有操作"):
        viewer_of(people.store, token)
    # It stays ended, whatever the clock says later.
    people.back(minutes=30)
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, token)
    assert (people.log()[-1].action, people.log()[-1].actor) == ("sign_out", "zhang先生")


def test_an_idle_session_is_over_even_while_somebody_writes(people: People, token: str) -> None:
    people.later(minutes=31)
    with people.store.writing(people.admin), refused(NotSignedInError, "没有操作"):
        viewer_of(people.store, token)


def test_a_session_ends_after_its_hours_even_in_use(people: People, token: str) -> None:
    for _ in range(47):
        people.later(minutes=15)
        viewer_of(people.store, token)
    people.later(minutes=15)
    with refused(NotSignedInError, "已满 12 小时"):
        viewer_of(people.store, token)


def test_the_hospital_sets_the_times(people: People, token: str) -> None:
    change_settings(people.store, people.admin, {"idle_minutes": 5})
    people.later(minutes=5)
    with refused(NotSignedInError, "超过 5 分钟"):
        viewer_of(people.store, token)


@pytest.mark.parametrize("minutes", [3, 60, 60 * 24 * 365])
def test_setting_the_clock_back_makes_no_session_immortal(people: People, token: str, minutes: int) -> None:
    people.back(minutes=minutes)
    with refused(NotSignedInError, "服务器时间被调回"):
        viewer_of(people.store, token)
    people.later(minutes=minutes)
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, token)


def test_a_small_correction_of_the_clock_ends_nothing(people: People, token: str) -> None:
    people.back(seconds=90)
    assert viewer_of(people.store, token).name == "zhang先生"


def test_an_experts_session_ends_with_the_last_day(people: People) -> None:
    people.open("expert", Role.EXPERT, valid_until=TODAY)
    people.later(hours=14, minutes=20)
    token = people.sign_in("expert").token
    viewer_of(people.store, token)
    people.later(minutes=10)
    with refused(NotSignedInError, "到 2026-03-02 为止"):
        viewer_of(people.store, token)


def test_signing_out_ends_this_session_only(people: People, token: str) -> None:
    other = people.sign_in("zhang").token
    sign_out(people.store, token, "10.0.0.7")
    with refused(NotSignedInError, "您已退出"):
        viewer_of(people.store, token)
    assert viewer_of(people.store, other).name == "zhang先生"
    with nothing_stored(people.store):
        sign_out(people.store, token)
        sign_out(people.store, "made up")


def test_a_new_password_ends_the_sessions_elsewhere(people: People, token: str) -> None:
    other = people.sign_in("zhang").token
    change_password(people.store, token, PASSWORD, OTHER, "10.0.0.7")
    assert viewer_of(people.store, token).name == "zhang先生"
    with refused(NotSignedInError, "重新登录"):
        viewer_of(people.store, other)


def test_a_password_is_changed_by_who_knows_the_old_one(people: People, token: str) -> None:
    with refused(NotSignedInError, "当前密码不正确"):
        change_password(people.store, token, OTHER, OTHER)
    with nothing_stored(people.store), refused(InvalidInputError, "10 到 128 位"):
        change_password(people.store, token, PASSWORD, "short")
    with refused(NotSignedInError, "请先登录"):
        change_password(people.store, "made up", PASSWORD, OTHER)


def test_guessing_the_old_password_in_an_open_session_locks_too(people: People, token: str) -> None:
    for _ in range(5):
        with refused(NotSignedInError, "不正确"):
            change_password(people.store, token, OTHER, OTHER)
    with nothing_stored(people.store), refused(NotSignedInError, "已暂时锁定"):
        change_password(people.store, token, PASSWORD, OTHER)


def test_the_own_sessions_are_listed_and_ended(people: People, token: str) -> None:
    people.later(minutes=1)
    people.sign_in("zhang")
    people.sign_in("zhang")
    viewer = viewer_of(people.store, token)
    listed = own_sessions(people.store, viewer, token)
    assert [session.current for session in listed].count(True) == 1
    assert {session.place for session in listed} == {"10.0.0.7"}
    end_session(people.store, viewer, next(s.id for s in listed if not s.current))
    assert len(own_sessions(people.store, viewer, token)) == 2
    assert end_other_sessions(people.store, viewer, token) == 1
    assert [session.current for session in own_sessions(people.store, viewer, token)] == [True]
    viewer_of(people.store, token)


def test_what_is_over_is_not_listed(people: People, token: str) -> None:
    people.later(minutes=31)
    people.open("li")
    viewer = people.viewer("zhang")
    assert len(own_sessions(people.store, viewer)) == 1


def test_nobody_ends_the_session_of_somebody_else(people: People, token: str) -> None:
    session = session_of(people.store, token)
    with nothing_stored(people.store):
        for viewer in (people.admin, Viewer("某人"), Viewer("某人", account_id=99)):
            with refused(NotFoundError, "已结束"):
                end_session(people.store, viewer, session.id)
    assert own_sessions(people.store, Viewer("某人")) == []
