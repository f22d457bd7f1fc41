"""Passwords: which are taken, how they are kept, and that the last ones are not taken again."""

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from evidence.accounts import passwords
from evidence.accounts.own_password import change_password
from evidence.accounts.rules import common_passwords, rules
from evidence.errors import InvalidInputError
from tests.unit.evidence.accounts.people import OTHER, PASSWORD, People
from tests.unit.evidence.house import refused


@pytest.mark.parametrize(
    "password", [PASSWORD, OTHER, "correct Horse battery 7", "迎评Gongzuo年年有7", "Tr0ub4dor&3x", "9kMzwq41vpLe"]
)
def test_a_good_password_is_taken(password: str) -> None:
    passwords.check_password(password, "zhangsan", "张三")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "10 到 128 位"),
        ("Kx7-mtnv-", "10 到 128 位"),
        ("Kx7-" * 33, "10 到 128 位"),
        ("kxmtnvqpzz", "至少 3 类"),
        ("kxmtnvqp77", "至少 3 类"),
        ("Kx7Kx7Kx7Kx7", "5 个不同"),
        ("Aa1111111111", "5 个不同"),
        ("Kx7-ZhangSan", "账号或姓名"),
        ("Kx7-mt张三nv", "账号或姓名"),
        ("Password123!", "太常见"),
        ("P@ssw0rd2026!", "太常见"),
        ("@dmin@20261121", "太常见"),
        ("Admin@123456", "太常见"),
        ("Admin@Hospital2026", "太常见"),
        ("2026Huawei@123", "太常见"),
        ("Qwerty123456", "太常见"),
        ("Aa123456789", "太常见"),
        ("1qaz@WSX3edc", "太常见"),
        ("Woaini1314520", "太常见"),
    ],
)
def test_a_weak_password_is_refused_with_the_rule_it_breaks(password: str, reason: str) -> None:
    with refused(InvalidInputError, reason):
        passwords.check_password(password, "zhangsan@hospital", "张三")


@pytest.mark.parametrize("word", common_passwords().words)
def test_no_common_word_becomes_good_by_a_year_behind_it(word: str) -> None:
    with refused(InvalidInputError, ""):
        passwords.check_password(f"{word.capitalize()}@20261121", "zhangsan", "张三")


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_a_hash_matches_its_own_password_only(password: str, other: str) -> None:
    hashed = passwords.hash_password(password)
    assert passwords.matches(hashed, password)
    assert passwords.matches(hashed, other) == (passwords._normal(password) == passwords._normal(other))
    assert not passwords.matches("", password)


def test_the_same_password_from_another_keyboard_matches() -> None:
    assert passwords.matches(passwords.hash_password("Kafe\u0301-2026-x"), "Kaf\u00e9-2026-x")


def test_an_endless_password_is_not_hashed() -> None:
    longest = "a" * (rules().password.most + 1)
    assert not passwords.matches(passwords.hash_password(longest), longest)


def test_what_is_stored_is_argon2id_at_the_cost_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    hashed = passwords.hash_password(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert passwords.matches(hashed, PASSWORD)
    assert not passwords.is_outdated(hashed)


def test_a_hash_of_another_cost_is_renewed_at_the_next_sign_in(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    [before] = [row["password_hash"] for row in people.rows("accounts")]
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: dearer)
    assert passwords.is_outdated(before)
    people.sign_in("admin")
    [renewed] = [row["password_hash"] for row in people.rows("accounts")]
    assert "m=16,t=2" in renewed
    assert passwords.matches(renewed, PASSWORD)
    people.sign_in("admin")
    assert [row["password_hash"] for row in people.rows("accounts")] == [renewed]


def test_the_last_five_passwords_are_not_taken_again(people: People) -> None:
    token = people.sign_in("admin").token
    used = [PASSWORD]
    for number in range(5):
        change_password(people.store, token, used[-1], f"{OTHER}-{number}")
        used.append(f"{OTHER}-{number}")
    for password in used[1:]:
        with refused(InvalidInputError, "最近 5 次"):
            change_password(people.store, token, used[-1], password)
    change_password(people.store, token, used[-1], PASSWORD)
    people.sign_in("admin", PASSWORD)
