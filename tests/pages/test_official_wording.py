"""官方原文: upload, what differs, adopt, the wording on the screen, take back; who may, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence.deployment import Deployment
from evidence.official_wording.adopting import adopted_documents
from evidence.store import Store
from tests import official_documents as printed
from tests.pages.conftest import APP, EXPERT, HOSPITAL, HOSPITAL_NAME, PERSON, TOKENS, UPLOADER, errors, html

Opened = Callable[..., AppTest]
CODE = "05.01.5"
TITLE = "1079号附件3"


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


@pytest.fixture
def opened(data: Path) -> Opened:
    def run(person: str = PERSON.name, **address: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in ({"hospital": HOSPITAL_NAME} | address).items():
            app.query_params[name] = value
        app.session_state["signed_in"] = dict(TOKENS[person])
        return app.switch_page("pages/requirements.py").run()

    return run


def rows() -> list[printed.Official]:
    emr = shipped_catalogs()["emr-2018"]
    assert isinstance(emr, LevelsCatalog)
    return printed.official_rows(emr, levels=[5])


def upload(app: AppTest, content: bytes, name: str = f"{TITLE}.docx") -> AppTest:
    return app.file_uploader(key="official-file").set_value((name, content, "")).run()


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_from_the_list_to_the_official_wording_and_back(opened: Opened) -> None:
    app = opened()
    assert "条文是本系统的改写，未采用官方原文；228 条的基本项或选择项待确认。" in html(app)
    press(app, "official-open")
    assert "还没有采用过官方文件" in "".join(caption.value for caption in app.caption)
    press(app, "official-close")
    assert app.button(key="official-open")
    assert errors(app) == []


def test_a_document_is_compared_adopted_shown_and_taken_back(opened: Opened, store: Store) -> None:
    app = upload(opened(view="official"), printed.annex(rows()))
    assert errors(app) == []
    assert "一致 0 条，有变化 39 条，文件中没有 269 条，目录中没有 0 行，不能采用 0 行。" in html(app)
    assert list(app.dataframe[0].value["官方条文"].str.contains("应当做到"))[:3] == [True, True, True]
    assert app.button(key="official-adopt").label == "采用全部 39 条（含一致的）"
    press(app, "official-adopt")
    assert f"已采用《{TITLE}》39 条官方内容。" in [message.value for message in app.success]
    [document] = adopted_documents(store, PERSON)
    assert (document.author, document.requirements) == (PERSON.name, 39)
    assert app.button(key="official-adopted").disabled
    assert "official-adopt" not in {button.key for button in app.button}

    shown = opened(code=CODE)
    assert "应当做到：" in html(shown)
    assert f"官方原文 · 《{TITLE}》" in html(shown)
    assert "官方原文 ·" not in html(opened(code="05.01.6"))

    again = opened(view="official")
    assert "使用中" in html(again)
    press(again, f"official-withdraw-{document.id}")
    assert [entry.withdrawn for entry in adopted_documents(store, PERSON)] == [True]
    assert upload(opened(view="official"), printed.annex(rows())).button(key="official-adopt")
    assert "官方原文 ·" not in html(opened(code=CODE))
    press(again, "undo")
    assert [entry.withdrawn for entry in adopted_documents(store, PERSON)] == [False]


def test_only_what_is_filtered_is_adopted(opened: Opened, store: Store) -> None:
    official = rows()
    few = next(row for row in official if row.full == CODE)
    few.clauses = few.clauses[:1]
    app = upload(opened(view="official"), printed.annex(official))
    app.button_group(key="official-filter").set_value("要求点数目不同").run()
    assert list(app.dataframe[0].value["条款"]) == [CODE]
    assert any("要求点数目与官方文件不同" in warning.value for warning in app.warning)
    app.checkbox(key="official-count").check().run()
    press(app, "official-adopt")
    [document] = adopted_documents(store, PERSON)
    assert document.requirements == 1
    shown = html(opened(code=CODE))
    assert f"官方原文 · 《{TITLE}》" in shown
    assert shown.count('class="clause"') == 3


def test_what_cannot_be_applied_is_listed_with_its_reason(opened: Opened) -> None:
    lines = printed.annex_lines(rows())
    lines[3][0] = "77.01.5"
    lines[5] = ["", *lines[5][:-1]]
    content = printed.saved(printed.document(printed.EMR_TITLE, [printed.ANNEX_HEADING, *lines]))
    app = upload(opened(view="official"), content)
    assert "目录中没有 1 行，不能采用 1 行。" in html(app)
    reasons = [list(table.value["原因"]) for table in app.dataframe if "原因" in table.value]
    assert reasons[0] == ["标准目录中没有这个编码或名称"]
    assert ["列错位" in reason for reason in reasons[1]] == [True]


def test_another_edition_waits_for_a_word_of_the_person(opened: Opened) -> None:
    content = printed.annex(rows(), printed.EMR_TITLE.replace("2018", "2026"))
    app = upload(opened(view="official"), content)
    [error] = errors(app)
    assert "像是 2026 年的版本" in error
    assert not [button for button in app.button if button.key == "official-adopt"]
    app.checkbox(key="official-other").check().run()
    assert app.button(key="official-adopt")


def test_a_broken_file_is_told_in_one_sentence(opened: Opened, store: Store) -> None:
    app = upload(opened(view="official"), b"")
    [error] = errors(app)
    assert error.endswith("。")
    assert adopted_documents(store, PERSON) == []


@pytest.mark.parametrize("person", [UPLOADER.name, EXPERT.name])
def test_engineers_and_experts_see_it_and_cannot_change_it(person: str, opened: Opened) -> None:
    app = opened(person, view="official")
    assert errors(app) == []
    assert not app.file_uploader
    assert "由主任或管理员办理" in "".join(caption.value for caption in app.caption)
