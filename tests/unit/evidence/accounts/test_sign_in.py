"""Signing in: one sentence for every wrong guess, locks that grow, nothing secret in the log."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.accounts import passwords
from evidence.accounts.accounts import change_account, disable_account, enable_account
from evidence.accounts.errors import NotSignedInError, PasswordChangeNeededError
from evidence.accounts.lockout import Failures, is_locked, must_not_be_locked
from evidence.accounts.rules import rules
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.errors import InvalidInputError, StoreError
from evidence.settings import change_settings
from evidence.viewer import Role
from tests.unit.evidence.accounts.people import OTHER, PASSWORD, People
from tests.unit.evidence.house import TODAY, nothing_stored, refused


def failed(people: People, login: str, password: str = OTHER) -> str:
    """The sentence that a sign-in fails with."""
    with pytest.raises(NotSignedInError) as caught:
        people.sign_in(login, password)
    return str(caught.value)


def lock(people: People, login: str) -> None:
    for _ in range(rules().lock.after):
        failed(people, login)


def test_the_right_password_opens_a_session(people: People) -> None:
    people.open("zhang")
    signed_in = people.sign_in("  ZHANG ")
    assert (signed_in.account.login, signed_in.must_change) == ("zhang", False)
    viewer = viewer_of(people.store, signed_in.token, "10.0.0.7")
    assert (viewer.name, viewer.role, viewer.place, viewer.trusted) == ("zhang先生", Role.ENGINEER, "10.0.0.7", False)
    assert signed_in.token != people.sign_in("zhang").token


@pytest.mark.parametrize(("login", "password"), [("", PASSWORD), ("  ", PASSWORD), ("admin", "")])
def test_empty_fields_are_asked_for(people: People, login: str, password: str) -> None:
    with nothing_stored(people.store), refused(InvalidInputError, "请填写账号和密码"):
        sign_in(people.store, login, password)


@pytest.mark.parametrize("password", [" " + PASSWORD, PASSWORD.lower(), PASSWORD + "x", PASSWORD[:-1]])
def test_almost_right_is_wrong(people: People, password: str) -> None:
    assert "账号或密码不正确" in failed(people, "admin", password)


def test_an_unknown_login_gets_the_sentences_of_a_known_one_at_every_step(people: People) -> None:
    people.open("zhang")
    people.invite("invited")
    sentences = {}
    for login in ("zhang", "nobody", "invited", "Nobody2"):
        found = []
        for _ in range(4):
            found += [failed(people, login) for _ in range(7)]
            people.later(minutes=1)
        sentences[login] = found
        people.back(minutes=4)
    assert len(set(map(tuple, sentences.values()))) == 1
    assert len(set(sentences["nobody"])) >= 4


def test_an_unknown_login_costs_the_same_work(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.open("zhang")
    compared: list[str] = []
    real = passwords._hasher()

    class Counting:
        def verify(self, hashed: str, password: str) -> bool:
            compared.append(hashed)
            return real.verify(hashed, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    monkeypatch.setattr(passwords, "_nobodys_hash", lambda: real.hash("x"))
    for login in ("zhang", "nobody", "不是账号 的样子"):
        compared.clear()
        failed(people, login)
        assert len(compared) == 1
        assert compared[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_from_the_fifth_failure_on_the_lock_grows(people: People) -> None:
    people.open("zhang")
    for _ in range(4):
        assert failed(people, "zhang") == "账号或密码不正确，请核对后重试。"
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        assert f"请 {minutes} 分钟后再试" in failed(people, "zhang")
        people.later(minutes=minutes, seconds=-1)
        assert "已暂时锁定，请 1 分钟后再试" in failed(people, "zhang", PASSWORD)
        people.later(seconds=1)
    people.sign_in("zhang")
    assert failed(people, "zhang") == "账号或密码不正确，请核对后重试。"


def test_trying_while_locked_does_not_prolong_the_lock(people: People) -> None:
    lock(people, "admin")
    for _ in range(20):
        failed(people, "admin", PASSWORD)
    people.later(minutes=1)
    people.sign_in("admin")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(minutes=st.integers(0, 60 * 24 * 400))
def test_setting_the_clock_back_never_opens_a_lock(people: People, minutes: int) -> None:
    now = people.clock.now
    locked = Failures(5, now + timedelta(minutes=1))
    assert is_locked(locked, now - timedelta(minutes=minutes))
    with refused(NotSignedInError, "管理员"):
        must_not_be_locked(locked, now - timedelta(minutes=minutes))


def test_the_lock_says_when_the_clock_seems_to_be_wrong(people: People) -> None:
    lock(people, "admin")
    people.back(days=3)
    assert "服务器时间可能被调回" in failed(people, "admin", PASSWORD)


def test_an_administrator_opens_a_lock(people: People) -> None:
    people.open("zhang")
    lock(people, "zhang")
    enable_account(people.store, people.admin, people.named("zhang").id)
    people.sign_in("zhang")


def test_guesses_at_the_same_time_do_not_slip_past_the_lock(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the right guess is being compared, enough wrong ones come in."""
    people.open("zhang")
    right = passwords.matches

    def overtaken(hashed: str, password: str) -> bool:
        monkeypatch.setattr(passwords, "matches", right)
        lock(people, "zhang")
        return right(hashed, password)

    monkeypatch.setattr(passwords, "matches", overtaken)
    assert "已暂时锁定" in failed(people, "zhang", PASSWORD)
    assert people.rows("sessions")[-1]["account_id"] == people.admin.account_id


def test_a_password_changed_meanwhile_opens_nothing(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    people.open("zhang")
    right = passwords.matches

    def overtaken(hashed: str, password: str) -> bool:
        with people.store.writing(people.admin.as_program()) as transaction:
            passwords.store_hash(transaction, people.named("zhang").id, passwords.hash_password(OTHER))
        return right(hashed, password)

    monkeypatch.setattr(passwords, "matches", overtaken)
    assert "不正确" in failed(people, "zhang", PASSWORD)


def test_a_disabled_account_is_only_told_to_who_knows_the_password(people: People) -> None:
    people.open("zhang")
    disable_account(people.store, people.admin, people.named("zhang").id)
    assert failed(people, "zhang") == failed(people, "nobody")
    assert "已停用" in failed(people, "zhang", PASSWORD)


def test_an_expert_signs_in_within_the_days_of_the_account(people: People) -> None:
    until = TODAY + timedelta(days=3)
    people.open("expert", Role.EXPERT, valid_from=TODAY + timedelta(days=1), valid_until=until)
    assert "2026-03-03 起" in failed(people, "expert", PASSWORD)
    people.later(days=3)
    viewer = people.viewer("expert")
    assert (viewer.valid_from, viewer.valid_until) == (TODAY + timedelta(days=1), until)
    people.later(days=1)
    assert "到 2026-03-05 为止" in failed(people, "expert", PASSWORD)


def test_an_expert_does_not_come_back_with_the_clock(people: People) -> None:
    people.open("expert", Role.EXPERT, valid_until=TODAY + timedelta(days=3))
    people.later(days=10)
    people.sign_in("admin")
    people.back(days=9)
    assert "早于已有记录的日期（2026-03-12）" in failed(people, "expert", PASSWORD)
    people.sign_in("admin")


def test_an_extended_account_works_again(people: People) -> None:
    people.open("expert", Role.EXPERT, valid_until=TODAY)
    people.later(days=2)
    failed(people, "expert", PASSWORD)
    found = people.named("expert")
    longer = replace(found.as_draft(), valid_until=TODAY + timedelta(days=9))
    change_account(people.store, people.admin, found.id, longer, found.version)
    people.sign_in("expert")


def test_an_old_password_is_changed_first_where_the_hospital_wants_it(people: People) -> None:
    people.open("zhang")
    people.later(days=90)
    assert not people.sign_in("zhang").must_change
    change_settings(people.store, people.viewer("admin"), {"password_days": 90})
    signed_in = people.sign_in("zhang")
    assert signed_in.must_change
    with refused(PasswordChangeNeededError, "满 90 天"):
        viewer_of(people.store, signed_in.token)


def test_the_log_tells_who_tried_from_where_and_how_it_ended(people: People) -> None:
    people.open("zhang")
    before = len(people.log())
    failed(people, "Zhang")
    failed(people, "nobody")
    people.sign_in("zhang")
    lock(people, "zhang")
    failed(people, "zhang", PASSWORD)
    with people.store.reading(people.admin.as_program()) as db:
        places = {row[0] for row in db.execute("SELECT place FROM audit WHERE id > ?", [before])}
    entries = people.log()[before:]
    assert places == {"10.0.0.7"}
    assert [(entry.actor, entry.action) for entry in entries[:3]] == [
        ("zhang", "sign_in_failed"),
        ("nobody", "sign_in_failed"),
        ("zhang先生", "sign_in"),
    ]
    assert entries[-1].action == "sign_in_refused"
    assert {entry.role for entry in entries if entry.actor == "zhang"} == {"engineer"}


def test_a_password_typed_into_the_wrong_field_is_not_recorded(people: People) -> None:
    typed = "Geheim#2026!x"
    failed(people, typed, "zhang")
    assert typed not in people.everything_stored()
    assert people.log()[-1].actor == "（不是账号）"


def test_a_busy_database_lets_nobody_in_and_counts_nothing(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.store.connection._BUSY_SECONDS", 0.05)
    with people.store.writing(people.admin), refused(StoreError, "正忙"):
        people.sign_in("admin")
