"""A contract's way: upload its text, confirm the draft, see what is owed, record an inspection, see what it proves."""

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from evidence.cli.output import OPERATOR
from evidence.contracts.facts import all_facts
from evidence.contracts.obligations import ObligationFilter, State, obligations
from evidence.deployment import Deployment
from evidence.documents import document
from evidence.store import Store
from tests.browser.app_server import settle, sign_in

pytestmark = pytest.mark.browser

TITLE = "LIS系统维保续签合同"


def contract_file(folder: Path, starts: date) -> Path:
    """Two years from a first of a month on."""
    ends = starts.replace(year=starts.year + 2) - timedelta(days=1)
    path = folder / f"{TITLE}.txt"
    path.write_text(
        f"""{TITLE}
甲方：柳州市工人医院
一、乙方（瑞美公司）为甲方的LIS系统提供维保服务，服务期自{_day(starts)}至{_day(ends)}。
二、服务期为2年。补充说明：本合同服务期限为三年。
三、乙方每年到现场巡检12次，检查服务器和数据库的运行情况。
四、系统发生故障，乙方应在30分钟内响应，4小时内到达现场。
""",
        "utf-8",
    )
    return path


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def open_part(page: Page, address: str, part: str, **parameters: str) -> None:
    query = "&".join(f"{key}={quote(value)}" for key, value in ({"part": part} | parameters).items())
    page.goto(f"{address}/contracts?{query}")
    settle(page)


def new_contract(store: Store, before: set[int]) -> int:
    [number] = set(all_facts(store, OPERATOR)) - before
    return number


def test_from_the_text_of_a_contract_to_the_requirement_it_proves(
    page: Page, address: str, data: Path, tmp_path: Path
) -> None:
    store = Deployment(data).open("liuzhou-workers")
    before, today = set(all_facts(store, OPERATOR)), store.clock().date()
    sign_in(page, address, "engineer")

    # The text is read; two periods contradict each other, and the refusal says so.
    open_part(page, address, "读取合同")
    path = contract_file(tmp_path, (today - timedelta(days=100)).replace(day=1))
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(path)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_text("须决定 1 项")).to_be_visible()
    page.get_by_role("button", name="确认合同").click()
    expect(page.get_by_text("请选定一个值")).to_be_visible()
    assert set(all_facts(store, OPERATOR)) == before

    # The person decides; the sentence stands beside it.
    page.get_by_role("button", name="填写", exact=True).first.click()
    expect(page.locator("mark.chosen").first).to_be_visible()
    page.get_by_label("数字").fill("24")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("须决定 0 项")).to_be_visible()
    page.get_by_role("button", name="确认合同").click()
    expect(page.get_by_text(f"已确认合同“{TITLE}”")).to_be_visible()
    settle(page)
    number = new_contract(store, before)

    # What it obliges to is listed; an overdue inspection is recorded with its report.
    assert "duty" not in page.url
    missed = obligations(store, OPERATOR, today, ObligationFilter(number, states=frozenset({State.MISSED})))
    [visit, *_] = [entry for entry in missed if entry.sort == "inspection.onsite"]
    open_part(page, address, "履约", view="日历", contract=str(number))
    expect(page.get_by_text("（本月）")).to_be_visible()
    page.get_by_role("link", name=visit.title, exact=True).click()
    settle(page)
    expect(page.get_by_text("每年到现场巡检12次").first).to_be_visible()
    report = tmp_path / "巡检报告.txt"
    report.write_text("现场巡检记录：服务器、数据库运行正常。", "utf-8")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(report)
    page.get_by_role("button", name="登记履约", exact=True).click()
    expect(page.get_by_text(f"已登记“{visit.title}”的履约")).to_be_visible()
    settle(page)

    # A person confirms what it proves, and follows the link to the requirement, which shows the report.
    page.get_by_role("button", name="确认", exact=True).first.click()
    expect(page.get_by_text("已把材料关联到")).to_be_visible()
    settle(page)
    [done] = [entry for entry in obligations(store, OPERATOR, today) if entry.id == visit.id]
    assert done.delivery is not None
    assert done.delivery.document_id is not None
    _, [link] = document(store, OPERATOR, done.delivery.document_id)
    page.get_by_role("link", name=link.ref, exact=True).first.click()
    settle(page)
    expect(page.locator(".lead").filter(has_text=link.ref.split("#")[0])).to_be_visible()
    expect(page.get_by_role("cell", name=visit.title).first).to_be_visible()
    expect(page.get_by_text("下次更新").first).to_be_visible()
