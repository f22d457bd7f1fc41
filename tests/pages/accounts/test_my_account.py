"""我的账号: the own password, second factor, tokens and sessions."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from streamlit.testing.v1 import AppTest

from evidence.accounts.demo import demo
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.accounts.tokens import tokens, viewer_of_token
from evidence.errors import NotAllowedError
from evidence.store import Store
from evidence.viewer import Role
from tests.pages.accounts.desk import OWN, fill, named, opened, signed_in
from tests.pages.conftest import HOSPITAL, errors, html


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
