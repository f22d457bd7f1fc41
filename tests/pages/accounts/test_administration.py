"""账号与权限: who may sign in, as what, until when."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from evidence.accounts.accounts import add_account
from evidence.accounts.demo import demo
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.records import AccountDraft
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.store import Store
from evidence.viewer import Role
from tests.pages.accounts.desk import OWN, admin, in_dialog, named, opened, signed_in
from tests.pages.conftest import errors, html


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
