"""The log screen: its answer, filters, one entry in words, the check, and who may see it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from evidence import register
from evidence.deployment import Deployment
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html
from tests.unit.evidence.maintenance.tampering import change_entry, drop_entries

AUDITOR = Viewer("审计员", Role.AUDITOR)


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


@pytest.fixture
def at_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An auditor has signed in."""
    monkeypatch.setattr("pages.parts.header.signed_in", lambda slug, before: AUDITOR)


@pytest.fixture
def open_log(open_page: OpenPage, at_screen: None) -> OpenPage:
    def opened(**address: str) -> AppTest:
        return open_page("log", hospital=HOSPITAL_NAME, **address)

    return opened


def table(app: AppTest) -> Any:
    [found] = app.dataframe
    return found.value


def test_the_answer_tells_how_many_and_whether_the_chain_holds(open_log: OpenPage, store: Store) -> None:
    app = open_log()
    assert errors(app) == []
    assert f"共 {store.revision(SYSTEM):,} 条记录，" in html(app)
    assert "✔ 链条完整" in html(app)
    assert "，最近一条 " in html(app)


def test_the_newest_entries_come_first_in_words(open_log: OpenPage) -> None:
    rows = table(open_log())
    assert rows["时间"].is_monotonic_decreasing
    created = rows[rows["类别"] == "整改任务"].iloc[0]
    assert (created["人员"], created["操作"], created["对象"]) == ("王主任", "新增", "《增加标本超时提醒》")
    assert "负责人：张工" in created["内容"]
    assert "系统：" in created["内容"]


def test_filters_are_in_the_address_and_come_from_it(open_log: OpenPage) -> None:
    app = open_log(kind="tasks")
    assert set(table(app)["类别"]) == {"整改任务"}
    app.text_input(key="log-q").set_value("没有这个词").run()
    assert not app.dataframe
    assert app.info[0].value == "没有符合筛选条件的记录。"
    app.button(key="log-clear").click().run()
    assert len(set(table(app)["类别"])) > 1
    assert not {"q", "kind"} & app.query_params.keys()
    app.multiselect(key="log-who").set_value(["王主任"]).run()
    assert set(table(app)["人员"]) == {"王主任"}
    app.multiselect(key="log-action").set_value(["update"]).run()
    assert set(table(app)["操作"]) == {"修改"}


def test_a_period(open_log: OpenPage) -> None:
    app = open_log()
    app.date_input(key="log-since").set_value(date(2000, 1, 2)).run()
    assert len(table(app))
    app.date_input(key="log-until").set_value(date(2000, 1, 2)).run()
    assert not app.dataframe
    app.date_input(key="log-until").set_value(date(2000, 1, 1)).run()
    assert errors(app) == ["截止日期早于开始日期，请核对后重新选择。"]


def test_an_entry_opens_beside_the_list(open_log: OpenPage, store: Store) -> None:
    app = open_log(kind="documents", action="update")
    entry = int(table(app)["编号"].iloc[0])
    app.query_params["entry"] = str(entry)
    app.run()
    assert errors(app) == []
    assert ">状态</td><td>待审</td><td>已采纳</td>" in html(app)
    assert "<td>来源</td><td>" in html(app)
    app.button(key="log-close").click().run()
    assert "entry" not in app.query_params


def test_an_entry_that_is_not_there(open_log: OpenPage) -> None:
    app = open_log(entry="999999")
    assert errors(app) == ["没有编号为 999999 的审计记录，请从列表中重新选择。"]


def test_pages(open_log: OpenPage, store: Store) -> None:
    for number in range(120):
        register.add_system(store, PERSON, register.SystemDraft(f"系统 {number}", "LIS"))
    first = table(open_log())
    app = open_log(sheet="2")
    assert len(first) == 100
    assert table(app)["编号"].iloc[0] == first["编号"].iloc[-1] - 1
    app.multiselect(key="log-kind").set_value(["systems"]).run()
    assert "sheet" not in app.query_params
    assert len(table(app)) == 100


def test_the_check_names_what_was_changed(open_log: OpenPage, store: Store) -> None:
    change_entry(store, 2)
    app = open_log()
    assert "✗ 链条有 1 处问题" in html(app)
    assert errors(app)[0].startswith("第 2 条审计记录（")


def test_an_old_entry_that_is_changed_later_is_found_by_the_button(open_log: OpenPage, store: Store) -> None:
    app = open_log()
    change_entry(store, 2)
    assert "✔ 链条完整" in html(app.run())
    app.button(key="log-check").click().run()
    assert "✗ 链条有 1 处问题" in html(app)
    assert len(errors(app)) == 1


def test_entries_that_go_missing_while_the_screen_is_open(open_log: OpenPage, store: Store) -> None:
    app = open_log()
    drop_entries(store, store.revision(SYSTEM), forget=True)
    app.run()
    assert "✗ 链条有 1 处问题" in html(app)
    assert "曾经记到第" in errors(app)[0]


@pytest.mark.parametrize("role", [Role.HEAD, Role.ENGINEER, Role.EXPERT])
def test_others_do_not_see_the_log(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setattr("pages.parts.header.signed_in", lambda slug, before: Viewer("某人", role))
    app = open_page("log", hospital=HOSPITAL_NAME)
    assert not app.dataframe
    assert "您的账号没有这一页" in errors(app)[0]
