"""A rehearsal: plan, draw, an expert judges on a tablet, a finding becomes a task that is closed, the comparison."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.deployment import Deployment
from evidence.mock_review.records import course, reviews
from evidence.situation import load_situation
from evidence.store import Store
from evidence.tasks import tasks
from evidence.viewer import Role, Viewer
from tests.browser.app_server import settle, sign_in
from tests.unit.evidence.mock_review.rehearsal import photo

pytestmark = pytest.mark.browser

HEAD = Viewer("李主任", Role.HEAD)
TITLE, ITEM, CLAUSE = "第一次模拟评审", "05.01 标本处理", "05.01.1#1"


@pytest.fixture
def store(data: Path) -> Store:
    """A review in a hundred days; the LIS says 符合 to item 05.01 at level 1."""
    store = Deployment(data).open("liuzhou-workers")
    emr = shipped_catalogs()["emr-2018"]
    assert isinstance(emr, LevelsCatalog)
    today = store.clock().date()
    register.set_target(store, HEAD, emr, "1", review_on=today + timedelta(days=100))
    situation = load_situation(store, HEAD, shipped_catalogs(), today)
    drafts = [
        judgement.VerdictDraft(clause.id, Verdict.MET, duty.system.id)
        for clause in emr.rows_by_item["05.01"][1].clauses
        for duty in situation.duties(emr.id)[clause.id]
    ]
    judgement.record_verdicts(store, HEAD, emr, drafts)
    return store


def open_part(page: Page, address: str, **parameters: str) -> None:
    given = {"target": "电子病历 1级", "part": "模拟评审"} | parameters
    query = "&".join(f"{key}={quote(value)}" for key, value in given.items())
    page.goto(f"{address}/review_day?{query}")
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    # Long lists hold only what is in view.
    page.keyboard.type(option)
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Escape")


def verdict(page: Page, number: int, word: str) -> None:
    place = page.locator(f'[class*="st-key-mock-verdict-"][class*="1-{number}"]')
    place.get_by_role("radio", name=word, exact=False).first.click()
    settle(page)


def test_from_the_plan_to_a_closed_task(page: Page, address: str, store: Store, tmp_path: Path) -> None:
    # The head plans a review of one item and draws the sample.
    sign_in(page, address, "head")
    open_part(page, address)
    page.get_by_role("button", name="安排模拟评审").click()
    settle(page)
    page.get_by_label("名称", exact=True).fill(TITLE)
    choose(page, "评审人员", "评审专家")
    choose(page, "范围：项目", ITEM)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_text("已保存模拟评审计划")).to_be_visible()
    page.get_by_role("button", name="抽取样本").click()
    expect(page.get_by_text("抽中 1 条条款")).to_be_visible()
    [review] = reviews(store, HEAD)

    # The expert judges on a tablet: one clause is not there, with a comment and a photo; the other one is.
    page.set_viewport_size({"width": 1024, "height": 768})
    sign_in(page, address, "expert")
    open_part(page, address, mock=str(review.id))
    expect(page.get_by_text("抽中理由")).to_be_visible()
    assert page.get_by_text("自评备注").count() == 0
    verdict(page, 1, "不符合")
    comment = page.get_by_placeholder("看到了什么").first
    comment.fill("现场没有登记界面")
    comment.press("Tab")
    settle(page)
    page.get_by_role("button", name="照片").first.click()
    file = tmp_path / "现场.jpg"
    file.write_bytes(photo())
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
    expect(page.get_by_text("照片已保存")).to_be_visible()
    verdict(page, 2, "符合")
    expect(page.get_by_text("我已评完 1 / 1 条")).to_be_visible()
    known = course(store, HEAD, review.id)
    found = {finding.clause: (finding.verdict, finding.comment) for finding in known.findings}
    assert found == {CLAUSE: (Verdict.UNMET, "现场没有登记界面"), "05.01.1#2": (Verdict.MET, "")}
    assert len(known.photos) == 1

    # One click makes a task of it; the head closes it with a statement.
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, address, "head")
    open_part(page, address, mock=str(review.id), view="结果")
    expect(page.get_by_text("发现 1 个问题，0 个已建任务")).to_be_visible()
    page.get_by_role("button", name="生成整改任务").click()
    expect(page.get_by_text("发现 1 个问题，1 个已建任务，0 个已整改完成")).to_be_visible()
    page.get_by_role("link", name="任务：待办").click()
    settle(page)
    page.get_by_label("或填写说明").fill("已启用登记界面，现场复核通过")
    page.get_by_role("button", name="保存材料并完成任务").click()
    expect(page.get_by_text("任务已完成")).to_be_visible()
    [task] = tasks(store, HEAD)
    assert task.state == "done"

    # The comparison tells what was overestimated; the self-assessment itself has not moved.
    open_part(page, address, mock=str(review.id), view="结果")
    expect(page.get_by_text("1 个已整改完成")).to_be_visible()
    expect(page.get_by_text("与自评一致 50.0%；自评偏高 1 个，偏低 0 个")).to_be_visible()
    situation = load_situation(store, HEAD, shipped_catalogs(), store.clock().date())
    given = situation.judgements["emr-2018", CLAUSE]
    assert {judged.verdict for judged in given.values()} == {Verdict.MET}
