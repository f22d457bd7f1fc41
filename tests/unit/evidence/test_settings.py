"""设置: defaults, what is refused, secrets that nobody is shown, changes that do not run over each other."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from evidence.settings import (
    KEPT,
    Settings,
    change_settings,
    entries,
    is_mail_address,
    read_settings,
    secret_value,
    settings,
)
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.house import nothing_stored, refused

ADMIN = Viewer("赵管理", Role.ADMIN)
SMTP = {
    "host": "smtp.hospital.cn",
    "port": 465,
    "security": "tls",
    "user": "pingji",
    "password": "geheim-123",
    "sender": "pingji@hospital.cn",
}
ROBOT = {"name": "迎评群", "kind": "dingtalk", "url": "https://oapi.dingtalk.com/robot/send?access_token=abc"}


def change(store: Store, **changes: Any) -> Settings:
    return change_settings(store, ADMIN, changes)


def log(store: Store) -> str:
    with store.reading(SYSTEM) as db:
        return "\n".join(f"{row['before']} {row['after']}" for row in db.query("SELECT * FROM audit"))


def put(store: Store, name: str, value: str) -> None:
    """As another version or a hand may have left it."""
    with store.writing(SYSTEM) as transaction:
        transaction.db.execute("INSERT INTO settings (name, value) VALUES (?, ?)", [name, value])


def test_what_is_not_set_has_its_default(store: Store) -> None:
    found = read_settings(store)
    assert (found.idle_minutes, found.session_hours, found.password_days) == (30, 12, 0)
    assert found.remind_days == (30, 7, 1)
    assert (found.smtp.host, found.webhooks) == ("", ())


def test_every_setting_has_a_name_a_hint_and_a_default() -> None:
    assert list(entries()) == list(Settings.model_fields)
    assert all(entry.name and entry.hint for entry in entries().values())


def test_a_change_holds_and_is_logged(store: Store) -> None:
    assert change(store, idle_minutes=15, remind_days=[14, 3]).idle_minutes == 15
    found = read_settings(store)
    assert (found.idle_minutes, found.remind_days) == (15, (14, 3))
    assert '{"value": 30} {"value": 15}' in log(store)


def test_setting_what_is_set_changes_nothing(store: Store) -> None:
    change(store, idle_minutes=15)
    with nothing_stored(store):
        change(store, idle_minutes=15)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_administrator_sees_or_changes_settings(store: Store, role: Role) -> None:
    other = Viewer("某人", role)
    with nothing_stored(store), refused(NotAllowedError, "没有这项权限"):
        change_settings(store, other, {"idle_minutes": 15})
    with refused(NotAllowedError, "没有这项权限"):
        settings(store, other)


WRONG: list[tuple[str, Any, str]] = [
    ("idle_minutes", 4, "应在 5 到 480 之间"),
    ("idle_minutes", 10**30, "应在 5 到 480 之间"),
    ("idle_minutes", "30", "取值不合要求"),
    ("idle_minutes", True, "取值不合要求"),
    ("idle_minutes", None, "取值不合要求"),
    ("remind_days", [], "1 到 5 个不同的天数"),
    ("remind_days", [7, 7], "1 到 5 个不同的天数"),
    ("remind_days", [0], "应在 1 到 365 之间"),
    ("oidc_claim", "sub", "取值不合要求"),
    ("base_url", "pingji.hospital.cn", "请以 http:// 或 https:// 开头"),
    ("base_url", "javascript:alert(1)", "请以 http:// 或 https:// 开头"),
    ("base_url", "https://a.cn/?x=1", "请以 http:// 或 https:// 开头"),
    ("smtp", SMTP | {"port": 0}, "端口"),
    ("smtp", SMTP | {"host": "smtp.a.cn:25"}, "只填主机名"),
    ("smtp", SMTP | {"sender": "a@b.cn\r\nBcc: c@d.cn"}, "发件地址"),
    ("smtp", SMTP | {"security": "none"}, "不加密的连接会泄露密码"),
    ("smtp", SMTP | {"password": "env:PATH"}, "READINESS_SECRET_"),
    ("smtp", SMTP | {"extra": 1}, "取值不合要求"),
    ("webhooks", [ROBOT | {"url": "http://10.0.0.5/send"}], "须以 https:// 开头"),
    ("webhooks", [ROBOT | {"url": "ftp://10.0.0.5/send", "private_http": True}], "须以 https:// 开头"),
    ("webhooks", [ROBOT | {"url": "https://user:pass@a.cn/"}], "须以 https:// 开头"),
    ("webhooks", [ROBOT | {"url": KEPT}], "须以 https:// 开头"),
    ("webhooks", [ROBOT | {"name": " "}], "填写名称"),
    ("webhooks", [ROBOT, ROBOT], "名称不能重复"),
    ("webhooks", [ROBOT | {"name": str(n)} for n in range(11)], "最多登记 10 个"),
    ("webhooks", [ROBOT | {"kind": "slack"}], "取值不合要求"),
]


@pytest.mark.parametrize(("name", "value", "part"), WRONG)
def test_what_cannot_work_is_refused(store: Store, name: str, value: Any, part: str) -> None:
    with nothing_stored(store), refused(InvalidInputError, part):
        change(store, **{name: value})


def test_an_unknown_setting_is_refused(store: Store) -> None:
    with nothing_stored(store), refused(NotFoundError, "colour"):
        change(store, colour="red", idle_minutes=20)


def test_of_several_changes_all_are_stored_or_none(store: Store) -> None:
    with nothing_stored(store), refused(InvalidInputError, "应在"):
        change(store, session_hours=8, idle_minutes=1)


def test_secrets_are_neither_shown_nor_logged_nor_printed(store: Store) -> None:
    change(store, smtp=SMTP, webhooks=[ROBOT | {"secret": "SEC-456"}])
    shown, used = settings(store, ADMIN), read_settings(store)
    assert used.smtp.password.get_secret_value() == "geheim-123"
    assert used.webhooks[0].url.get_secret_value() == ROBOT["url"]
    assert shown.smtp.password.get_secret_value() == KEPT
    assert shown.webhooks[0].url.get_secret_value() == shown.webhooks[0].secret.get_secret_value() == KEPT
    everywhere = log(store) + repr(used) + str(used.model_dump()) + used.model_dump_json()
    assert not any(secret in everywhere for secret in ("geheim-123", "access_token", "SEC-456"))


def test_the_log_says_that_a_secret_was_replaced(store: Store) -> None:
    change(store, smtp=SMTP)
    change(store, smtp=SMTP | {"password": "another"})
    assert log(store).count("密码或密钥已更换") == 2


def test_a_kept_password_stays_with_its_server(store: Store) -> None:
    change(store, smtp=SMTP)
    change(store, smtp=SMTP | {"password": KEPT, "sender": "bangong@hospital.cn"})
    assert read_settings(store).smtp.password.get_secret_value() == "geheim-123"
    for moved in ({"host": "smtp.evil.cn"}, {"port": 587, "security": "starttls"}, {"user": "other"}):
        with nothing_stored(store), refused(InvalidInputError, "请重新填写密码"):
            change(store, smtp=SMTP | {"password": KEPT} | moved)


def test_a_kept_key_stays_with_its_address(store: Store) -> None:
    change(store, webhooks=[ROBOT | {"secret": "SEC-456"}])
    change(store, webhooks=[ROBOT | {"url": KEPT, "secret": KEPT}, ROBOT | {"name": "二群"}])
    [first, _] = read_settings(store).webhooks
    assert (first.url.get_secret_value(), first.secret.get_secret_value()) == (ROBOT["url"], "SEC-456")
    with nothing_stored(store), refused(InvalidInputError, "换了地址"):
        change(store, webhooks=[ROBOT | {"url": "https://evil.cn/", "secret": KEPT}])


def test_a_secret_may_be_kept_in_the_environment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    change(store, smtp=SMTP | {"password": "env:READINESS_SECRET_SMTP"})
    password = read_settings(store).smtp.password
    with refused(InvalidInputError, "READINESS_SECRET_SMTP"):
        secret_value(password)
    monkeypatch.setenv("READINESS_SECRET_SMTP", "from-outside")
    assert secret_value(password) == "from-outside"


def test_what_another_changed_meanwhile_is_not_run_over(store: Store) -> None:
    seen = settings(store, ADMIN)
    change(store, idle_minutes=15)
    with nothing_stored(store), refused(ConflictError, "空闲自动退出"):
        change_settings(store, ADMIN, {"idle_minutes": 20}, seen)
    assert change_settings(store, ADMIN, {"session_hours": 8}, seen).session_hours == 8


@pytest.mark.parametrize("value", ["{", "null", '"30"', "3", "[]"])
def test_a_setting_that_cannot_be_read_has_its_default(store: Store, value: str) -> None:
    change(store, session_hours=8)
    put(store, "idle_minutes", value)
    put(store, "of_a_newer_version", "1")
    found = read_settings(store)
    assert (found.idle_minutes, found.session_hours) == (30, 8)
    assert change(store, idle_minutes=45).idle_minutes == 45


def test_an_expired_administrator_changes_nothing(store: Store) -> None:
    expired = replace(ADMIN, valid_until=store.clock().date().replace(year=2020))
    with nothing_stored(store), refused(NotAllowedError, "使用期限"):
        change_settings(store, expired, {"idle_minutes": 15})


@pytest.mark.parametrize("address", ["a@b.cn", "li.gong+pj@mail.hospital.com.cn"])
def test_mail_addresses(address: str) -> None:
    assert is_mail_address(address)


@pytest.mark.parametrize("address", ["", "a", "@b.cn", "a@", "a@b..cn", "a b@c.cn", "a@b.cn,c@d.cn", "李@b.cn", "a@@b"])
def test_what_is_no_mail_address(address: str) -> None:
    assert not is_mail_address(address)


@given(st.text(alphabet=st.sampled_from("a.@\r\n\t ,;<>\"'：李"), max_size=12))
def test_a_mail_address_never_breaks_a_header(text: str) -> None:
    if is_mail_address(text):
        assert json.dumps(text) == f'"{text}"'
        assert text.count("@") == 1
        assert not set(text) & set(" ,;<>")


@pytest.mark.parametrize("blank", ["", " \t"])
def test_a_change_needs_a_name(store: Store, blank: str) -> None:
    with nothing_stored(store), refused(NotAllowedError, "请先登录"):
        change_settings(store, Viewer(blank, Role.ADMIN), {"idle_minutes": 15})
