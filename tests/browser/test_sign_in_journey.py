"""Ways in: password and cookie, an invitation with a second factor, the hospital's own identity provider."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from evidence import register
from evidence.accounts.accounts import account, accounts, add_account, change_account, disable_account
from evidence.accounts.demo import create_demo_accounts, demo
from evidence.accounts.invitations import accept_invitation, invitation_address
from evidence.accounts.records import AccountDraft
from evidence.deployment import Deployment
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.browser.app_server import free_port, serving, settle
from tests.browser.identity_provider import Provider, providing

pytestmark = pytest.mark.browser

ADMIN = Viewer("赵管理", Role.ADMIN)
OWN = "Kx7-mtnv-Qp"
SLUG = "liuzhou-workers"
PEOPLE = {
    "张工": {"sub": "1", "email": "Zhang@hospital.cn", "email_verified": True},
    "路人": {"sub": "2", "email": "somebody@hospital.cn", "email_verified": True},
    "冒名者": {"sub": "3", "email": "zhang@hospital.cn", "email_verified": False},
}


@pytest.fixture
def store(data: Path) -> Store:
    store = Deployment(data).open(SLUG)
    if not accounts(store, SYSTEM):
        create_demo_accounts(store)
    return store


def give_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def test_signing_in_lasts_over_page_loads_until_signing_out(page: Page, address: str, store: Store) -> None:
    page.goto(f"{address}/my_account")
    settle(page)
    give_in(page, "engineer", "wrong")
    expect(page.get_by_text("账号或密码不正确")).to_be_visible()
    give_in(page, "engineer", demo().password)
    expect(page.get_by_text("账号 engineer。")).to_be_visible()

    [cookie] = [cookie for cookie in page.context.cookies() if cookie["name"].startswith("readiness-")]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.reload()
    settle(page)
    expect(page.get_by_text("账号 engineer。")).to_be_visible()

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("密码", exact=True)).to_be_visible()
    # The browser still brings the cookie along; it opens nothing any more.
    page.reload()
    settle(page)
    expect(page.get_by_label("密码", exact=True)).to_be_visible()
    expect(page.get_by_text("账号 engineer。")).to_have_count(0)


def test_an_invitation_a_second_factor_and_the_next_sign_in(page: Page, address: str, store: Store) -> None:
    invited = add_account(store, ADMIN, AccountDraft("li", "李工", Role.ENGINEER))
    page.goto(invitation_address(address, register.hospital(store, SYSTEM).name, invited.token))
    settle(page)
    page.get_by_label("新密码", exact=True).fill(OWN)
    page.get_by_label("再输一遍新密码").fill(OWN)
    page.get_by_role("button", name="设置密码并登录").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    assert "invite" not in page.url

    page.goto(f"{address}/my_account?part=动态验证码")
    settle(page)
    page.get_by_role("button", name="启用动态验证码").click()
    expect(page.get_by_alt_text("二维码")).to_be_visible()
    secret = page.get_by_test_id("stCode").inner_text().strip()
    page.get_by_label("动态验证码", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="确认启用").click()
    expect(page.get_by_text("备用码只显示这一次")).to_be_visible()
    code = page.locator(".st-key-factor-codes").get_by_test_id("stCode").inner_text().split()[0]
    page.get_by_role("button", name="退出").click()

    give_in(page, "li", OWN)
    page.get_by_label("动态验证码", exact=True).fill(code)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("账号 li。")).to_be_visible()


def test_an_account_disabled_meanwhile_is_out_at_the_next_click(page: Page, address: str, store: Store) -> None:
    page.goto(f"{address}/my_account")
    settle(page)
    give_in(page, "engineer", demo().password)
    expect(page.get_by_text("账号 engineer。")).to_be_visible()
    engineer = next(found for found in accounts(store, SYSTEM) if found.login == "engineer")
    disable_account(store, ADMIN, engineer.id)
    page.get_by_role("radio", name="登录记录").or_(page.get_by_role("button", name="登录记录")).first.click()
    expect(page.get_by_text("请重新登录")).to_be_visible()
    expect(page.get_by_text("账号 engineer。")).to_have_count(0)


@pytest.fixture
def provider(data: Path) -> Iterator[tuple[Provider, int]]:
    """A provider, and the port on which the application is to be served for it."""
    port = free_port()
    with providing(Provider(PEOPLE, f"http://127.0.0.1:{port}/oauth2callback")) as started:
        (data / "secrets.toml").write_text(started.secrets_file(), encoding="utf-8")
        yield started, port


def choose_person(page: Page, name: str) -> None:
    page.get_by_role("button", name="统一身份登录").click()
    page.get_by_role("link", name=name).click()


def test_the_hospitals_own_identity_opens_existing_accounts_only(
    page: Page, data: Path, store: Store, provider: tuple[Provider, int]
) -> None:
    identities, port = provider
    invited = add_account(store, ADMIN, AccountDraft("zhang", "张工程师", Role.ENGINEER, email="zhang@hospital.cn"))
    accept_invitation(store, invited.token, OWN)
    with serving(data, port) as address:
        page.goto(f"{address}/my_account")
        settle(page)
        choose_person(page, "路人")
        expect(page.get_by_text("本系统没有对应的账号")).to_be_visible()
        choose_person(page, "冒名者")
        expect(page.get_by_text("邮箱未经统一身份认证验证")).to_be_visible()
        assert len(accounts(store, SYSTEM)) == len(demo().accounts) + 1

        choose_person(page, "张工")
        expect(page.get_by_text("张工程师").first).to_be_visible()
        assert identities.given_out == 3
        assert identities.refused == []

        # Signing out ends it at the provider's side of this browser too: nobody is let in again without being asked.
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_label("密码", exact=True)).to_be_visible()
        page.reload()
        settle(page)
        expect(page.get_by_label("密码", exact=True)).to_be_visible()

        found = account(store, SYSTEM, invited.account_id)
        change_account(
            store, ADMIN, found.id, AccountDraft("zhang", "张工程师", Role.ENGINEER, email=""), found.version
        )
        choose_person(page, "张工")
        expect(page.get_by_text("本系统没有对应的账号")).to_be_visible()
