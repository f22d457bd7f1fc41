"""Signing in: the form, a second factor, invitations, the first administrator."""

from pathlib import Path

import pyotp
import pytest

from evidence import register
from evidence.accounts.accounts import accounts, add_account, disable_account, set_password_for
from evidence.accounts.demo import demo
from evidence.accounts.records import AccountDraft
from evidence.accounts.second_factor import begin_second_factor, confirm_second_factor
from evidence.accounts.sessions import own_sessions, viewer_of
from evidence.deployment import Deployment
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.pages.accounts.desk import NEW, OWN, WEAK, admin, fill, labels, menu, named, opened, signed_in
from tests.pages.at_the_desk import sit_at
from tests.pages.conftest import errors, html


def test_the_form_has_the_two_fields_and_the_button(store: Store) -> None:
    app = opened()
    assert [field.label for field in app.text_input] == ["账号", "密码"]
    assert labels(app) == ["登录"]
    assert not menu(app)
    assert demo().password in app.caption[0].value


@pytest.mark.parametrize("login", [role.value for role in Role])
def test_every_role_signs_in_and_out(store: Store, login: str) -> None:
    app = fill(opened(), "sign-in", login=login, password=demo().password)
    assert errors(app) == []
    assert menu(app)
    assert named(store, login).person in html(app)
    app.button(key="sign-out").click().run()
    assert not menu(app)
    assert own_sessions(store, Viewer("x", account_id=named(store, login).id)) == []


def test_a_wrong_password_is_one_sentence(store: Store) -> None:
    app = fill(opened(), "sign-in", login="admin", password=WEAK)
    assert errors(app) == ["账号或密码不正确，请核对后重试。"]
    assert not menu(app)
    assert fill(app, "sign-in", login="", password="").error[0].value == "请填写账号和密码。"


def test_no_screen_is_drawn_for_nobody(store: Store) -> None:
    for page in ("overview", "accounts", "my_account", "documents"):
        app = opened(page)
        assert errors(app) == []
        assert [field.label for field in app.text_input] == ["账号", "密码"]
        assert "柳州市工人医院" in html(app)


def test_why_a_session_is_over_is_told_once(store: Store) -> None:
    token = signed_in(store, "engineer")
    disable_account(store, admin(store), named(store, "engineer").id)
    app = opened(token=token)
    assert [message.value for message in app.info] == ["您已退出，或账号、密码、权限有变动，请重新登录。"]
    assert not app.run().info


def test_the_second_factor_is_asked_for_in_the_same_form(store: Store) -> None:
    viewer = viewer_of(store, signed_in(store, "head"))
    secret = begin_second_factor(store, viewer, "医院").secret
    now = store.clock()
    codes = confirm_second_factor(store, viewer, secret, pyotp.TOTP(secret).at(now))
    app = fill(opened(), "sign-in", login="head", password=demo().password)
    assert errors(app) == []
    assert [field.label for field in app.text_input] == ["账号", "密码", "动态验证码"]
    assert errors(fill(app, "sign-in", code="")) == ["请输入手机上的 6 位动态验证码。"]
    app = fill(app, "sign-in", code="000000")
    assert "动态验证码不正确" in errors(app)[0]
    app = fill(app, "sign-in", code=codes[0])
    assert menu(app)


def test_a_first_password_is_changed_before_anything_else(store: Store) -> None:
    set_password_for(store, admin(store), named(store, "engineer").id, OWN)
    app = fill(opened("systems"), "sign-in", login="engineer", password=OWN)
    assert "初始密码" in html(app)
    assert not menu(app)
    key = "password-due"
    app = fill(app, key, current=OWN, password=NEW, again=OWN)
    assert errors(app) == ["两次输入的新密码不一致，请重新输入。"]
    app = fill(app, key, current=OWN, password=WEAK, again=WEAK)
    assert "10 到 128 位" in errors(app)[0]
    app = fill(app, key, current=OWN, password=NEW, again=NEW)
    assert errors(app) == []
    assert menu(app)


def test_an_invitation_leads_in(store: Store) -> None:
    invited = add_account(store, admin(store), AccountDraft("li", "李<b>工", Role.ENGINEER))
    app = opened(invite=invited.token)
    assert "李&lt;b&gt;工" in html(app)
    app = fill(app, "invitation", password=WEAK, again=WEAK)
    assert "10 到 128 位" in errors(app)[0]
    app = fill(app, "invitation", password=OWN, again=OWN)
    assert errors(app) == []
    assert menu(app)
    assert "invite" not in app.query_params
    app = opened(invite=invited.token)
    assert "无效或已经用过" in errors(app)[0]
    app.button(key="invitation-leave").click().run()
    assert "登录" in labels(app)


def test_an_invitation_counts_for_more_than_who_is_signed_in(store: Store) -> None:
    invited = add_account(store, admin(store), AccountDraft("li", "李工", Role.ENGINEER))
    app = opened(token=signed_in(store), invite=invited.token)
    app = fill(app, "invitation", password=OWN, again=OWN)
    assert "账号 li。" in html(app)
    # A used one counts for nothing.
    app = opened(token=signed_in(store), invite=invited.token)
    assert errors(app) == []
    assert "账号 admin。" in html(app)
    assert "invite" not in app.query_params


@pytest.fixture
def empty(data: Path) -> Store:
    """A hospital of its own without accounts."""
    store = Deployment(data).create("empty")
    register.set_hospital(store, SYSTEM, "新建医院")
    return store


def test_the_first_administrator_is_set_up_at_the_server(empty: Store) -> None:
    app = opened(hospital="新建医院")
    values = {"login": "zhao", "person": "赵管理", "password": OWN}
    app = fill(app, "first-admin", **values, again="else")
    assert errors(app) == ["两次输入的新密码不一致，请重新输入。"]
    app = fill(app, "first-admin", **values, again=OWN)
    assert errors(app) == []
    assert menu(app)
    assert accounts(empty, SYSTEM)[0].role is Role.ADMIN


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.7", {}),
        ("10.0.0.7", {"Host": "127.0.0.1:8501"}),
        ("not an address", {}),
        (None, {"X-Forwarded-For": "10.0.0.7"}),
        (None, {"Forwarded": "for=10.0.0.7"}),
        (None, {"X-Real-Ip": "10.0.0.7"}),
        (None, {"Host": "pingji.hospital.cn"}),
    ],
)
def test_nobody_sets_up_the_first_administrator_from_elsewhere(
    empty: Store, monkeypatch: pytest.MonkeyPatch, address: str | None, headers: dict[str, str]
) -> None:
    sit_at(monkeypatch, address, headers)
    app = opened(hospital="新建医院")
    values = {"login": "zhao", "person": "赵管理", "password": OWN, "again": OWN}
    app = fill(app, "first-admin", **values)
    assert "请在服务器本机的浏览器中进行" in errors(app)[0]
    assert accounts(empty, SYSTEM) == []
