"""A vendor's way: upload a ZIP for the own system, mask a patient, answer what came back; an expert only looks."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evidence.accounts.accounts import accounts, change_account
from evidence.accounts.records import AccountDraft
from evidence.cli.output import OPERATOR
from evidence.deployment import Deployment
from evidence.documents import DocumentFilter, find_documents
from evidence.viewer import SYSTEM, Role, Viewer
from tests.browser.app_server import settle, sign_in
from tests.browser.test_engineer_journey import wait_until_read

pytestmark = pytest.mark.browser

SLUG, TITLE = "liuzhou-workers", "标本闭环"
ADMIN = Viewer("赵管理", Role.ADMIN)


def packed(folder: Path) -> Path:
    path = folder / "材料.zip"
    with zipfile.ZipFile(path, "w") as archive:
        text = "标本采集记录\n患者姓名：张晓梅  身份证号：110101199003074514\n采集时间 2026-10-12 08:15"
        archive.writestr(f"05.01.5_{TITLE}_20261012.txt", text)
        archive.writestr("启动.bat", "del *")
    return path


def open_documents(page: Page, address: str, part: str, **parameters: str) -> None:
    query = "&".join(f"{key}={value}" for key, value in ({"part": part} | parameters).items())
    page.goto(f"{address}/documents?{query}")
    settle(page)


def test_from_an_upload_to_what_came_back(page: Page, address: str, data: Path, tmp_path: Path) -> None:
    store = Deployment(data).open(SLUG)

    # The vendor sees only the own systems and uploads for them; one file of the ZIP is refused with its reason.
    sign_in(page, address, "vendor")
    assert page.get_by_role("link", name="总览").count() == 0
    open_documents(page, address, "上传")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(packed(tmp_path))
    expect(page.get_by_text("不能保存").first).to_be_visible()
    page.get_by_role("button", name="保存 1 份并送审").click()
    expect(page.get_by_text("已保存 1 份材料，等待审核")).to_be_visible()
    [document] = find_documents(store, OPERATOR, DocumentFilter(), store.clock().date()).documents
    assert document.vendor_id is not None
    wait_until_read(store)

    # A patient was found: the vendor masks the file.
    open_documents(page, address, "材料库", doc=str(document.id))
    expect(page.get_by_text("发现疑似患者信息")).to_be_visible()
    page.get_by_role("button", name="自动遮盖").click()
    expect(page.get_by_text("已遮盖 2 处")).to_be_visible()
    wait_until_read(store)

    # The engineer returns it with a reason, which the vendor reads.
    sign_in(page, address, "engineer")
    open_documents(page, address, "待审")
    expect(page.get_by_text(TITLE).first).to_be_visible()
    page.get_by_label("退回原因（必填）").fill("缺接收时间")
    page.locator(".st-key-doc-return button").click()
    expect(page.get_by_text(f"已退回《{TITLE}》")).to_be_visible()
    sign_in(page, address, "vendor")
    expect(page.get_by_text("条未读消息")).to_be_visible()
    open_documents(page, address, "材料库", doc=str(document.id))
    expect(page.get_by_text("缺接收时间").first).to_be_visible()


def test_an_expert_looks_within_the_days_of_the_invitation(page: Page, address: str, data: Path) -> None:
    store = Deployment(data).open(SLUG)
    sign_in(page, address, "expert")
    page.goto(f"{address}/requirements")
    settle(page)
    expect(page.get_by_text("电子病历").first).to_be_visible()
    assert page.get_by_role("link", name="整改").count() == 0
    page.goto(f"{address}/tasks")
    settle(page)
    expect(page.get_by_text("您的账号没有这一页")).to_be_visible()

    [expert] = [account for account in accounts(store, SYSTEM) if account.role is Role.EXPERT]
    yesterday = store.clock().date() - timedelta(days=1)
    draft = AccountDraft(expert.login, expert.person, expert.role, valid_until=yesterday)
    change_account(store, ADMIN, expert.id, draft, expert.version)
    page.goto(f"{address}/requirements")
    settle(page)
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
