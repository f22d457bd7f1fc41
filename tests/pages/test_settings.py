"""设置: seeing and changing what holds for a hospital; mail and chat robots tried out on real servers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from evidence.deployment import Deployment
from evidence.notifications.deliveries import MAIL, Refusal, Report, keep_report
from evidence.settings import change_settings, read_settings
from evidence.store import Store
from evidence.viewer import Role, Viewer
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, OpenPage, errors, html
from tests.unit.evidence.notifications.servers import HOST, PASSWORD, Chat, Postbox, chat_service, mail_server

ADMIN = Viewer("赵管理", Role.ADMIN)
OTHER = Viewer("钱管理", Role.ADMIN)
SERVER = {"host": "smtp.hospital.cn", "sender": "pingji@hospital.cn"}


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


@pytest.fixture
def open_settings(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def opened(part: str = "", who: Viewer = ADMIN) -> AppTest:
        monkeypatch.setattr("pages.parts.header.signed_in", lambda slug, before: who)
        address = {"part": part} if part else {}
        return open_page("settings", hospital=HOSPITAL_NAME, **address)

    return opened


def field(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    return app


def fill_mail(app: AppTest, port: int, **fields: str) -> None:
    app.text_input(key="smtp-host").set_value(fields.get("host", HOST))
    app.number_input(key="smtp-port").set_value(port)
    app.selectbox(key="smtp-security").set_value(fields.get("security", "none"))
    app.text_input(key="smtp-user").set_value(fields.get("user", ""))
    app.text_input(key="smtp-password").set_value(fields.get("password", ""))
    app.text_input(key="smtp-sender").set_value("pingji@hospital.cn")


def test_the_answer_before_anything_is_set(open_settings: Callable[..., AppTest]) -> None:
    app = open_settings()
    assert errors(app) == []
    assert "邮件没有启用；没有群机器人。" in html(app)
    assert "还没有填写访问地址" in html(app)


def test_a_change_is_saved_told_and_undone(open_settings: Callable[..., AppTest], store: Store) -> None:
    app = open_settings("登录")
    field(app.number_input, "空闲自动退出（分钟）").set_value(15)
    press(app, "settings-save-idle_minutes")
    assert errors(app) == []
    assert app.success[0].value == "已保存“空闲自动退出（分钟）”。"
    assert read_settings(store).idle_minutes == 15
    press(app, "undo")
    assert read_settings(store).idle_minutes == 30
    assert field(app.number_input, "空闲自动退出（分钟）").value == 30


def test_saving_without_a_change(open_settings: Callable[..., AppTest]) -> None:
    app = press(open_settings("登录"), "settings-save-idle_minutes")
    assert app.success[0].value == "没有改动。"


@pytest.mark.parametrize(
    ("entered", "days", "part"),
    [
        ("14，3", (14, 3), ""),
        ("60 30 7", (60, 30, 7), ""),
        ("七", (30, 7, 1), "用顿号隔开的天数"),
        ("", (30, 7, 1), "1 到 5 个不同的天数"),
        ("400", (30, 7, 1), "应在 1 到 365 之间"),
        ("9" * 40, (30, 7, 1), "用顿号隔开的天数"),
    ],
)
def test_days_of_reminders(
    open_settings: Callable[..., AppTest], store: Store, entered: str, days: tuple[int, ...], part: str
) -> None:
    app = open_settings()
    field(app.text_input, "提前几天提醒").set_value(entered)
    press(app, "settings-save-remind_days")
    assert read_settings(store).remind_days == days
    assert part in "".join(errors(app))
    assert bool(part) == bool(errors(app))


def test_what_a_colleague_has_just_changed_is_not_run_over(open_settings: Callable[..., AppTest], store: Store) -> None:
    app = open_settings("登录")
    change_settings(store, OTHER, {"idle_minutes": 20})
    field(app.number_input, "空闲自动退出（分钟）").set_value(15)
    press(app, "settings-save-idle_minutes")
    assert "刚被他人修改过" in errors(app)[0]
    assert read_settings(store).idle_minutes == 20
    assert field(app.number_input, "空闲自动退出（分钟）").value == 20


def test_mail_is_set_up_and_tried_out(open_settings: Callable[..., AppTest], store: Store) -> None:
    postbox = Postbox()
    with mail_server(postbox) as port:
        app = open_settings("邮件")
        assert app.button(key="smtp-test").disabled
        fill_mail(app, port)
        press(app, "smtp-save")
        assert errors(app) == []
        assert "邮件已设置，还没有发过" in html(app)
        app.text_input(key="smtp-test-address").set_value("zhao@hospital.cn")
        press(app, "smtp-test")
        assert app.success[-1].value == f"测试邮件已交给 {HOST}，请到 zhao@hospital.cn 查收。"
    assert postbox.mails[0]["To"] == "zhao@hospital.cn"
    press(app, "smtp-test")
    assert errors(app) == ["邮件服务器拒绝连接，请核对端口。"]


def test_an_address_that_is_refused_is_named(open_settings: Callable[..., AppTest], store: Store) -> None:
    now = store.clock()
    change_settings(store, ADMIN, {"smtp": read_settings(store).smtp.model_dump(mode="json") | SERVER})
    keep_report(store, MAIL, Report(now, sent=3, refused={"li@a.cn": Refusal(now, "不接受发往 li@a.cn 的邮件。")}))
    app = open_settings("邮件")
    assert "发出 3 封，1 个邮箱被拒收" in html(app)
    assert "不接受发往 li@a.cn 的邮件。" in html(app)


def test_a_stored_password_is_kept_but_never_shown(open_settings: Callable[..., AppTest], store: Store) -> None:
    app = open_settings("邮件")
    fill_mail(app, 465, host="smtp.hospital.cn", security="tls", user="pingji", password=PASSWORD)
    press(app, "smtp-save")
    assert errors(app) == []
    assert app.text_input(key="smtp-password").value == ""
    assert app.text_input(key="smtp-password").placeholder == "已保存，可留空"
    app.text_input(key="smtp-sender").set_value("bangong@hospital.cn")
    press(app, "smtp-save")
    smtp = read_settings(store).smtp
    assert (smtp.sender, smtp.password.get_secret_value()) == ("bangong@hospital.cn", PASSWORD)
    app.text_input(key="smtp-host").set_value("smtp.evil.cn")
    press(app, "smtp-save")
    assert "请重新填写密码" in errors(app)[0]
    app.text_input(key="smtp-host").set_value("smtp.hospital.cn")
    app.text_input(key="smtp-user").set_value("")
    press(app, "smtp-save")
    assert read_settings(store).smtp.password.get_secret_value() == ""


def test_a_chat_robot_is_added_tried_out_and_removed(open_settings: Callable[..., AppTest], store: Store) -> None:
    chat = Chat()
    with chat_service(chat) as port:
        app = open_settings("群机器人")
        app.text_input(key="robot-name").set_value("迎评群")
        app.text_input(key="robot-url").set_value(f"http://{HOST}:{port}/send?key=abc")
        press(app, "robot-add")
        assert "须以 https:// 开头" in errors(app)[0]
        app.checkbox(key="robot-private_http").set_value(True)
        press(app, "robot-add")
        assert errors(app) == []
        assert "key=abc" not in html(app)
        press(app, "robot-test-迎评群")
        assert app.success[-1].value == "测试消息已发到“迎评群”，请在群里查看。"
        chat.answer = b'{"errcode": 93000}'
        press(app, "robot-test-迎评群")
        assert "错误码 93000" in errors(app)[0]
    assert chat.paths[0] == "/send?key=abc"
    press(app, "robot-remove-迎评群")
    assert read_settings(store).webhooks == ()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_gets_in(open_settings: Callable[..., AppTest], role: Role) -> None:
    app = open_settings(who=Viewer("某人", role, account_id=99, vendor_id=1 if role is Role.VENDOR else None))
    assert len(errors(app)) == 1
    assert not app.number_input
