"""The ticklist's way: tick what the LIS does, apply it, export the workbook, change it offline, read it back."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from criteria.vocabulary import Verdict
from evidence import register
from evidence.cli.output import OPERATOR
from evidence.deployment import Deployment
from evidence.situation import load_situation
from evidence.standing import Basis, figure, standing_of
from evidence.ticklist import ticks
from tests.browser.app_server import settle, sign_in

pytestmark = pytest.mark.browser

SLUG, CLAUSE = "liuzhou-workers", "05.01.2#1"


def functional_score(data: Path) -> str:
    place = Deployment(data)
    situation = load_situation(place.open(SLUG), OPERATOR, place.catalogs, date.today())  # noqa: DTZ011
    [emr] = [target for target in situation.targets if target.catalog == "emr-2018"]
    return figure(standing_of(situation, emr).on(Basis.FUNCTIONAL))


def open_tab(page: Page, address: str, system: int, tab: str) -> None:
    page.goto(f"{address}/systems?system={system}&tab={tab}")
    settle(page)


def test_from_ticks_to_an_imported_workbook(page: Page, address: str, data: Path, tmp_path: Path) -> None:
    store = Deployment(data).open(SLUG)
    lis = next(system.id for system in register.systems(store, OPERATOR) if system.kind == "LIS")
    before = functional_score(data)

    sign_in(page, address, "engineer")
    open_tab(page, address, lis, "功能清单")
    groups = page.get_by_role("button", name="本组全部已上线")
    for number in range(groups.count()):
        groups.nth(number).click()
        settle(page)
    assert {tick.status for tick in ticks(store, OPERATOR, lis).values()} == {"live"}

    page.get_by_role("button", name="按清单提出判定").click()
    settle(page)
    page.get_by_role("button", name="确认应用").click()
    settle(page)
    assert functional_score(data) != before

    open_tab(page, address, lis, "离线填写")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出供厂商填写的 Excel").click()
    path = tmp_path / "lis.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    cell = next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == CLAUSE)
    sheet = cell.parent
    verdict = next(c for c in sheet[cell.row] if c.value == "符合")
    verdict.value = "部分符合"
    book.save(path)

    page.locator(".st-key-exchange-file-" + str(lis)).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        path
    )
    page.get_by_role("button", name="应用 1 处修改").click()
    expect(page.get_by_text("已写入 1 处修改")).to_be_visible()
    situation = load_situation(store, OPERATOR, Deployment(data).catalogs, date.today())  # noqa: DTZ011
    assert situation.judgements[("emr-2018", CLAUSE)][lis].verdict is Verdict.PARTIAL
