"""An engineer's way: register a system, judge, prove, see the standing move, create and close a task."""

import io
import time
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from criteria.grading.numbers import two_places
from evidence import register, tasks
from evidence.cli.output import OPERATOR
from evidence.deployment import Deployment
from evidence.situation import load_situation
from evidence.standing import Basis, standing_of
from evidence.store import Store
from tests.browser.app_server import settle, sign_in

pytestmark = pytest.mark.browser

TARGET = "互联互通 五级乙等"
# 患者基本信息子集: an indicator worth 0.19 points that nobody answers for until a HIS is registered.
INDICATOR, POINTS = "2.1.1.1", "0.19"


def open_screen(page: Page, address: str, screen: str, **parameters: str) -> None:
    query = "&".join(f"{key}={quote(value)}" for key, value in ({"target": TARGET} | parameters).items())
    page.goto(f"{address}/{screen}?{query}")
    settle(page)


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key} [role=combobox]").click()
    page.get_by_role("option", name=option).first.click()


def screenshot_file(tmp_path: Path) -> Path:
    image = io.BytesIO()
    Image.new("RGB", (320, 200), "#1F4E79").save(image, "PNG")
    path = tmp_path / f"{INDICATOR}_患者基本信息子集_20261012.png"
    path.write_bytes(image.getvalue())
    return path


def wait_until_read(store: Store) -> None:
    """The background worker reads what was uploaded."""
    for _ in range(120):
        with store.reading(OPERATOR) as db:
            if not db.execute("SELECT 1 FROM file_texts WHERE state IN ('waiting', 'working')").fetchone():
                return
        time.sleep(0.5)
    raise AssertionError("the files were not read")


def test_from_a_new_system_to_a_closed_task(page: Page, address: str, data: Path, tmp_path: Path) -> None:
    store = Deployment(data).open("liuzhou-workers")

    # Register a system.
    sign_in(page, address, "engineer")
    open_screen(page, address, "systems")
    page.get_by_role("button", name="登记系统").click()
    page.get_by_label("系统名称", exact=True).fill("医院信息系统")
    choose(page, "system-kind", "医院信息系统（HIS）")
    page.get_by_test_id("stDialog").get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记“医院信息系统”")).to_be_visible()
    assert "医院信息系统" in [system.name for system in register.systems(store, OPERATOR)]

    # Judge a requirement it answers for, with a key.
    open_screen(page, address, "requirements", code=INDICATOR)
    expect(page.locator(".st-key-judge-bar")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text(f"{INDICATOR} 已判为“符合”")).to_be_visible()

    # Upload its proof; somebody else accepts it, once it has been read.
    open_screen(page, address, "documents", part="上传", catalog="interop-2020", clause=f"{INDICATOR}#1")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(screenshot_file(tmp_path))
    page.get_by_role("button", name="保存 1 份并送审").click()
    expect(page.get_by_text("已保存 1 份材料，等待审核")).to_be_visible()
    open_screen(page, address, "documents", part="待审")
    expect(page.locator(".st-key-doc-accept button")).to_be_disabled()
    expect(page.get_by_text("须由另一位审核人审核")).to_be_visible()
    wait_until_read(store)
    sign_in(page, address, "head")
    open_screen(page, address, "documents", part="待审")
    expect(page.get_by_text("患者基本信息子集").first).to_be_visible()
    page.locator(".st-key-doc-accept button").click()
    expect(page.get_by_text("已采纳《")).to_be_visible()

    # The standing has moved, claimed and proven.
    open_screen(page, address, "")
    [target] = [target for target in register.targets(store, OPERATOR) if target.catalog == "interop-2020"]
    situation = load_situation(store, OPERATOR, Deployment(data).catalogs, date.today())  # noqa: DTZ011
    assert [two_places(standing_of(situation, target).on(basis).score) for basis in Basis] == [POINTS] * 3
    expect(page.get_by_text(POINTS).first).to_be_visible()

    # Plan what is still missing, and close it with proof.
    open_screen(page, address, "tasks")
    page.locator(".st-key-task-new button").click()
    settle(page)
    page.get_by_label("任务名称").fill("提供接口文档")
    page.get_by_label("要补齐的要求点").fill("2.1.1.2#1")
    page.get_by_role("option", name="2.1.1.2#1 ").first.click()
    page.keyboard.press("Escape")
    page.locator(".st-key-task-form-new-submit button").click()
    settle(page)
    page.get_by_role("button", name="提供接口文档").first.click()
    settle(page)
    page.get_by_label("或填写说明").fill("接口文档已交信息科，版本 1.0")
    page.locator("[class*=st-key-task-new-proof][class*=submit] button").click()
    expect(page.get_by_text("任务已完成").first).to_be_visible()
    [task] = tasks.tasks(store, OPERATOR)
    assert task.state == "done"
    assert task.closed_with is not None
    assert task.clauses == (("interop-2020", "2.1.1.2#1"),)


def test_a_link_to_a_screen_works_on_a_server_nobody_has_used(page: Page, address: str) -> None:
    sign_in(page, address, "head")
    open_screen(page, address, "gaps")
    expect(page.get_by_text("没有责任系统").first).to_be_visible()
    expect(page.get_by_text("互联互通 五级乙等").first).to_be_visible()
