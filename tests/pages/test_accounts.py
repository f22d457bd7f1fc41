"""Signing in, 账号与权限 and 我的账号 on the screen."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from streamlit.testing.v1 import AppTest

from evidence import register
from evidence.accounts import passwords
from evidence.accounts.accounts import accounts, add_account, disable_account, set_password_for
from evidence.accounts.demo import create_demo_accounts, demo
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.records import Account, AccountDraft
from evidence.accounts.second_factor import begin_second_factor, confirm_second_factor
from evidence.accounts.sessions import own_sessions, viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.accounts.tokens import tokens, viewer_of_token
from evidence.deployment import Deployment
from evidence.errors import NotAllowedError
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from pages.parts.session import SCREEN_PARAMETER
from tests.pages.at_the_desk import sit_at
from tests.pages.conftest import APP, HOSPITAL, HOSPITAL_NAME, errors, html

OWN, NEW, WEAK = "Kx7-mtnv-Qp", "My-0wn-choice", "weak"


@pytest.fixture(autouse=True)
def _at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the server itself, with hashes that cost next to nothing."""
    sit_at(monkeypatch)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture
def store(data: Path) -> Store:
    """A sample hospital with the documented accounts."""
    store = Deployment(data).open(HOSPITAL)
    with store.writing(SYSTEM) as transaction:
        for table in ("notifications", "sessions", "accounts"):
            transaction.db.execute(f"DELETE FROM main.{table}")
    create_demo_accounts(store)
    return store


def opened(page: str = "my_account", token: str = "", **address: str) -> AppTest:
    """A screen in a new browser, signed in with the token of a session."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in ({"hospital": HOSPITAL_NAME, SCREEN_PARAMETER: page} | address).items():
        app.query_params[name] = value
    if token:
        app.session_state["signed_in"] = {HOSPITAL: token}
    return app.run()


def signed_in(store: Store, login: str = "admin") -> str:
    return sign_in(store, login, demo().password).token


def named(store: Store, login: str) -> Account:
    return next(found for found in accounts(store, SYSTEM) if found.login == login)


def admin(store: Store) -> Viewer:
    return viewer_of(store, signed_in(store))


def fill(app: AppTest, key: str, **values: str) -> AppTest:
    """Fills the fields of a form and sends it."""
    for name, value in values.items():
        app.text_input(key=f"{key}-{name}").set_value(value)
    app.button(key=f"{key}-submit").click()
    return app.run()


def menu(app: AppTest) -> bool:
    """Whether somebody is signed in: the way out is there."""
    return any(button.key == "sign-out" for button in app.button)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


# --- signing in


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


# --- the first administrator


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


# --- 账号与权限


def in_dialog(app: AppTest, opener: str, *pressed: str) -> None:
    """Presses buttons in a dialog. AppTest knows no fragments: the dialog is opened in the same run again."""
    for key in (opener, *pressed):
        app.button(key=key).click()
    app.run()


def administered(store: Store, **address: str) -> AppTest:
    return opened("accounts", signed_in(store), **address)


def test_the_answer_counts_who_can_sign_in(store: Store) -> None:
    app = administered(store)
    assert errors(app) == []
    assert "6 个账号可登录（管理员 1，主任 1，工程师 1，厂商 1，专家 1，审计员 1）。" in html(app)
    assert list(app.dataframe[0].value["账号"]) == ["admin", "auditor", "engineer", "expert", "head", "vendor"]


@pytest.mark.parametrize("login", [role.value for role in Role if role is not Role.ADMIN])
def test_only_administrators_see_the_screen(store: Store, login: str) -> None:
    app = opened("accounts", signed_in(store, login))
    assert errors(app) != []
    assert "个账号可登录" not in html(app)


def test_a_new_account_comes_with_its_invitation(store: Store) -> None:
    app = administered(store)
    in_dialog(app, "account-new")
    app.text_input(key="account-new-login").set_value("wang")
    app.text_input(key="account-new-person").set_value("王工")
    app.selectbox(key="account-new-role").select(Role.VENDOR)
    in_dialog(app, "account-new", "account-new-submit")
    assert errors(app) == ["厂商账号须选择已登记的厂商；新厂商请先在“系统”页登记它的系统或合同。"]
    app.selectbox(key="account-new-vendor").select("瑞美")
    in_dialog(app, "account-new", "account-new-submit")
    assert errors(app) == []
    found = named(store, "wang")
    assert (found.role, found.vendor, found.has_password) == (Role.VENDOR, "瑞美", False)
    assert app.query_params["account"] in (str(found.id), [str(found.id)])
    [link] = [code.value for code in app.code]
    assert "invite=" in link
    app.button(key="account-invitation-done").click().run()
    assert not app.code


def test_an_account_is_changed(store: Store) -> None:
    engineer, until = named(store, "engineer"), store.clock().date() + timedelta(days=30)
    app = administered(store, account=str(engineer.id))
    in_dialog(app, "account-change")
    app.selectbox(key=f"account-{engineer.id}-role").select(Role.EXPERT)
    app.date_input(key=f"account-{engineer.id}-until").set_value(until)
    in_dialog(app, "account-change", "account-change-submit")
    assert errors(app) == []
    assert (named(store, "engineer").role, named(store, "engineer").valid_until) == (Role.EXPERT, until)


def test_an_account_is_disabled_and_taken_back(store: Store) -> None:
    token = signed_in(store, "engineer")
    app = administered(store, account=str(named(store, "engineer").id))
    app.button(key="account-disable").click().run()
    assert named(store, "engineer").disabled
    with pytest.raises(NotSignedInError):
        viewer_of(store, token)
    assert "1 个已停用" in html(app)
    app.button(key="undo").click().run()
    assert not named(store, "engineer").disabled
    app.button(key="account-disable").click().run()
    app.button(key="account-enable").click().run()
    assert not named(store, "engineer").disabled


def test_the_last_administrator_cannot_be_disabled(store: Store) -> None:
    app = administered(store, account=str(named(store, "admin").id))
    app.button(key="account-disable").click().run()
    assert "至少要保留一个" in errors(app)[0]


def test_all_accounts_of_a_vendor_go_at_once(store: Store) -> None:
    add_account(store, admin(store), AccountDraft("rui2", "瑞二", Role.VENDOR, vendor="瑞美"))
    app = administered(store, account=str(named(store, "vendor").id))
    assert app.button(key="account-disable-vendor").label == "停用瑞美的全部 2 个账号"
    app.button(key="account-disable-vendor").click().run()
    assert named(store, "vendor").disabled
    assert named(store, "rui2").disabled
    app.button(key="undo").click().run()
    assert not named(store, "vendor").disabled


def test_a_lock_is_opened_and_a_first_password_set(store: Store) -> None:
    for _ in range(5):
        with pytest.raises(NotSignedInError):
            sign_in(store, "engineer", OWN)
    app = administered(store, account=str(named(store, "engineer").id))
    assert "已锁定" in html(app)
    app.button(key="account-unlock").click().run()
    sign_in(store, "engineer", demo().password)
    in_dialog(app, "account-password")
    app.text_input(key="account-password-new").set_value(OWN)
    in_dialog(app, "account-password", "account-password-submit")
    assert errors(app) == []
    assert sign_in(store, "engineer", OWN).must_change


def test_the_list_is_filtered(store: Store) -> None:
    app = administered(store, role="vendor")
    assert list(app.dataframe[0].value["账号"]) == ["vendor"]
    app = administered(store, q="专家")
    assert list(app.dataframe[0].value["账号"]) == ["expert"]
    app = administered(store, q="没有这个人")
    assert "没有符合条件的账号" in app.markdown[-1].value


# --- 我的账号


def mine(store: Store, part: str, login: str = "engineer") -> tuple[AppTest, str]:
    """A part of 我的账号, and the session that it is opened in."""
    token = signed_in(store, login)
    return opened("my_account", token, part=part), token


@pytest.mark.parametrize("login", [role.value for role in Role])
def test_everybody_has_an_account_page(store: Store, login: str) -> None:
    app, _ = mine(store, "密码", login)
    assert errors(app) == []
    assert f"账号 {login}。" in html(app)


def test_the_own_password_is_changed(store: Store) -> None:
    elsewhere = signed_in(store, "engineer")
    app, token = mine(store, "密码")
    app = fill(app, "password-own", current=demo().password, password=OWN, again=OWN)
    assert errors(app) == []
    sign_in(store, "engineer", OWN)
    viewer_of(store, token)
    with pytest.raises(NotSignedInError):
        viewer_of(store, elsewhere)


def test_the_second_factor_is_turned_on_and_off(store: Store) -> None:
    app, _ = mine(store, "动态验证码")
    app.button(key="factor-begin").click().run()
    secret = app.code[0].value
    assert "data:image/svg+xml" in html(app)
    app.text_input(key="factor-code").set_value("000000")
    app.button(key="factor-confirm-submit").click().run()
    assert "动态验证码不正确" in errors(app)[0]
    app.text_input(key="factor-code").set_value(pyotp.TOTP(secret).now())
    app.button(key="factor-confirm-submit").click().run()
    assert errors(app) == []
    assert named(store, "engineer").second_factor
    codes = app.code[0].value.splitlines()
    assert len(codes) == 10
    app.button(key="factor-codes-done").click().run()
    assert not app.code
    app.text_input(key="factor-password").set_value("wrong")
    app.button(key="factor-drop").click().run()
    assert "当前密码不正确" in errors(app)[0]
    app.text_input(key="factor-password").set_value(demo().password)
    app.button(key="factor-renew").click().run()
    assert set(app.code[0].value.splitlines()).isdisjoint(codes)
    app.text_input(key="factor-password").set_value(demo().password)
    app.button(key="factor-drop").click().run()
    assert not named(store, "engineer").second_factor


def test_a_token_is_made_shown_once_and_revoked(store: Store) -> None:
    app, session = mine(store, "访问令牌", "vendor")
    app.button(key="token-create").click().run()
    assert "请填写令牌的用途" in errors(app)[0]
    app.text_input(key="token-name").set_value("截图上传")
    app.date_input(key="token-until").set_value(store.clock().date() + timedelta(days=10))
    app.button(key="token-create").click().run()
    assert errors(app) == []
    slug, _, token = app.code[0].value.partition(".")
    assert slug == HOSPITAL
    assert viewer_of_token(store, token).role is Role.VENDOR
    app.button(key="token-done").click().run()
    assert not app.code
    [record] = tokens(store, viewer_of(store, session))
    app.button(key=f"token-revoke-{record.id}").click().run()
    with pytest.raises(NotAllowedError):
        viewer_of_token(store, token)


def test_other_sessions_are_ended(store: Store) -> None:
    others = [signed_in(store, "engineer") for _ in range(3)]
    app, token = mine(store, "登录记录")
    assert "还有 3 处登录" in app.markdown[0].value
    app.button(key=_first_end(app)).click().run()
    assert "还有 2 处登录" in app.markdown[0].value
    app.button(key="sessions-end").click().run()
    viewer_of(store, token)
    for other in others:
        with pytest.raises(NotSignedInError):
            viewer_of(store, other)


def _first_end(app: AppTest) -> Any:
    return next(button.key for button in app.button if str(button.key).startswith("session-end-"))
