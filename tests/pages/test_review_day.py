"""评审准备: what would go into the binder, the export with its progress, and who may take it."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence.binder import running
from evidence.binder.progress import Steps
from tests.pages.conftest import EXPERT, HOSPITAL, HOSPITAL_NAME, UPLOADER, OpenPage, errors, html


@pytest.fixture
def page(open_page: OpenPage) -> AppTest:
    return open_page("review_day", hospital=HOSPITAL_NAME, part=running.BINDER)


def button(app: AppTest, label: str) -> bool:
    return any(one.label == label for one in app.button)


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def until(app: AppTest, label: str) -> AppTest:
    """Looks again until there is a button with this label."""
    for _ in range(240):
        if button(app, label):
            return app
        time.sleep(0.25)
        app.run()
    raise AssertionError(f"no button {label}: {[one.label for one in app.button]}")


def test_the_answer_is_what_goes_in_and_what_is_missing(page: AppTest) -> None:
    assert errors(page) == []
    assert "材料册可放入 1 份材料，另有 1 份不能放入；仍有 " in html(page)
    assert "2030-06-30" in html(page)
    lacks = page.dataframe[0].value
    assert list(lacks.columns) == ["要求点", "要求内容", "缺什么", "责任系统", "厂商", "轻重"]
    left_out = page.dataframe[1].value
    assert left_out["未放入的原因"].tolist() == ["待审核，尚未采纳"]


def test_a_binder_is_made_while_the_screen_goes_on(page: AppTest, data: Path) -> None:
    press(page, "生成材料册")
    until(page, "重新生成材料册")
    assert errors(page) == []
    assert any("材料册已生成" in one.value for one in page.markdown)
    [made] = (data / HOSPITAL / "exports").rglob("*.zip")
    with zipfile.ZipFile(io.BytesIO(made.read_bytes())) as archive:
        assert "缺项清单.docx" in archive.namelist()
    press(page, "删除这个文件")
    assert not made.exists()
    assert button(page, "生成材料册")


def test_a_binder_can_be_stopped(page: AppTest, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Steps.next

    def slow(steps: Steps, what: str) -> None:
        time.sleep(0.2)
        step(steps, what)

    monkeypatch.setattr(Steps, "next", slow)
    press(page, "生成材料册")
    press(page, "停止")
    until(page, "重新生成材料册")
    assert any("已按要求停止" in one.value for one in page.info)
    assert list((data / HOSPITAL / "exports").rglob("*.*")) == []


def test_another_person_sees_nothing_of_it(page: AppTest, open_page: OpenPage) -> None:
    press(page, "生成材料册")
    other = open_page("review_day", person=UPLOADER.name, hospital=HOSPITAL_NAME, part=running.BINDER)
    assert errors(other) == []
    assert button(other, "生成材料册")
    press(page, "停止")
    until(page, "重新生成材料册")


def test_the_bundle_has_its_own_part(open_page: OpenPage) -> None:
    app = open_page("review_day", hospital=HOSPITAL_NAME, part=running.BUNDLE)
    assert "离线包可放入 1 份材料" in html(app)
    press(app, "生成离线包")
    until(app, "重新生成离线包")
    assert errors(app) == []


def test_an_invited_expert_takes_nothing_home(open_page: OpenPage) -> None:
    app = open_page("review_day", person=EXPERT.name, hospital=HOSPITAL_NAME)
    assert not button(app, "生成材料册")
    assert "材料册可放入" not in html(app)


def test_without_a_target_it_says_what_to_do(open_page: OpenPage) -> None:
    app = open_page("review_day", hospital="南溪山医院")
    assert errors(app) == []
