"""消息: what is new, reading it, going to what it is about."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence import documents, register, reviews, tasks
from evidence.accounts.accounts import account, add_account
from evidence.accounts.records import AccountDraft, as_viewer
from evidence.comments import add_comment
from evidence.deployment import Deployment
from evidence.notifications.inbox import inbox, mark_all_read, unread
from evidence.store import Store
from evidence.viewer import Role, Viewer
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

ADMIN = Viewer("赵管理", Role.ADMIN)


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def open_account(store: Store, login: str, person: str, role: Role, vendor: str = "") -> Viewer:
    invited = add_account(store, ADMIN, AccountDraft(login, person, role, vendor))
    return as_viewer(account(store, ADMIN, invited.account_id), "")


@pytest.fixture
def engineer(store: Store) -> Viewer:
    """Two messages: a document that came back, a new task."""
    who = open_account(store, "li", "李工", Role.ENGINEER)
    draft = documents.DocumentDraft("交接截图", "screenshot", date(2026, 1, 5), statement="已核对")
    document = documents.add_document(store, who, draft)
    reviews.return_document(store, PERSON, document, "看不清时间")
    tasks.create_tasks(store, PERSON, [tasks.TaskDraft("核对清单", owner="李工")])
    return who


@pytest.fixture
def open_inbox(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def opened(who: Viewer, **address: str) -> AppTest:
        monkeypatch.setattr("pages.parts.header.signed_in", lambda slug, before: who)
        return open_page("inbox", hospital=HOSPITAL_NAME, **address)

    return opened


def message_of(store: Store, who: Viewer, kind: str) -> str:
    return next(str(message.id) for message in inbox(store, who).messages if message.kind == kind)


def test_what_is_new(open_inbox: Callable[..., AppTest], engineer: Viewer) -> None:
    app = open_inbox(engineer)
    assert errors(app) == []
    assert "2 条未读消息，最早的一条来自" in html(app)
    assert "材料退回 1" in html(app)
    table = app.dataframe[0].value
    assert table["类型"].tolist() == ["新任务", "材料退回"]
    assert table["消息"].tolist()[1] == "《交接截图》被王主任退回：看不清时间"
    assert table["状态"].tolist() == ["● 未读", "● 未读"]


def test_filters_are_in_the_address(open_inbox: Callable[..., AppTest], engineer: Viewer) -> None:
    app = open_inbox(engineer, kind="tasks_new")
    assert app.dataframe[0].value["类型"].tolist() == ["新任务"]
    app.multiselect(key="inbox-kind").set_value([]).run()
    app.text_input(key="inbox-q").set_value("看不清").run()
    assert app.query_params["q"] == "看不清"
    assert len(app.dataframe[0].value) == 1
    app.text_input(key="inbox-q").set_value("没有这样的话").run()
    app.button(key="inbox-clear").click().run()
    assert len(app.dataframe[0].value) == 2


def test_all_are_marked_and_unmarked(open_inbox: Callable[..., AppTest], engineer: Viewer, store: Store) -> None:
    app = open_inbox(engineer)
    app.button(key="inbox-all-read").click().run()
    assert "已将 2 条消息标为已读。" in app.success[0].value
    assert "没有未读消息。" in html(app)
    app.button(key="undo").click().run()
    assert unread(store, engineer).count == 2


def test_without_news_the_old_messages_are_one_step_away(
    open_inbox: Callable[..., AppTest], engineer: Viewer, store: Store
) -> None:
    mark_all_read(store, engineer)
    app = open_inbox(engineer)
    assert not app.dataframe
    app.button(key="inbox-show-all").click().run()
    assert app.dataframe[0].value["状态"].tolist() == ["○ 已读", "○ 已读"]


def test_a_message_leads_to_its_document(open_inbox: Callable[..., AppTest], engineer: Viewer, store: Store) -> None:
    app = open_inbox(engineer, message=message_of(store, engineer, "document_returned"))
    assert "《交接截图》被王主任退回：看不清时间" in html(app)
    app.button(key="inbox-open").click().run()
    assert errors(app) == []
    assert "交接截图" in html(app)
    assert app.query_params["doc"]
    assert unread(store, engineer).count == 1


def test_a_message_is_marked_in_the_panel(open_inbox: Callable[..., AppTest], engineer: Viewer, store: Store) -> None:
    app = open_inbox(engineer, message=message_of(store, engineer, "tasks_new"))
    app.button(key="inbox-mark").click().run()
    assert unread(store, engineer).count == 1
    assert app.button(key="inbox-mark").label == "标为未读"
    app.button(key="inbox-close").click().run()
    assert "message" not in app.query_params


@pytest.mark.parametrize("address", ["999999", "abc", "-1", "9" * 30, "²"])
def test_an_address_without_a_message_shows_the_list(
    open_inbox: Callable[..., AppTest], engineer: Viewer, address: str
) -> None:
    app = open_inbox(engineer, message=address)
    assert errors(app) == []
    assert len(app.dataframe[0].value) == 2


def test_another_accounts_message_is_not_opened(
    open_inbox: Callable[..., AppTest], engineer: Viewer, store: Store
) -> None:
    head = open_account(store, "wang", "孙主任", Role.HEAD)
    app = open_inbox(head, message=message_of(store, engineer, "document_returned"))
    assert "看不清时间" not in html(app)
    assert "没有未读消息。" in html(app)


@pytest.mark.parametrize("role", [Role.VENDOR, Role.EXPERT, Role.AUDITOR])
def test_every_role_has_an_inbox(open_inbox: Callable[..., AppTest], store: Store, role: Role) -> None:
    [vendor, *_] = register.vendors(store, PERSON)
    viewer = Viewer("某人", role, account_id=99, vendor_id=vendor.id if role is Role.VENDOR else None)
    app = open_inbox(viewer)
    assert errors(app) == []
    assert "没有未读消息。" in html(app)


def test_a_vendor_reads_what_the_hospital_says(
    open_inbox: Callable[..., AppTest], store: Store, engineer: Viewer
) -> None:
    [vendor, *_] = register.vendors(store, PERSON)
    chen = open_account(store, "chen", "陈工", Role.VENDOR, vendor.name)
    draft = documents.DocumentDraft("闭环截图", "screenshot", date(2026, 1, 5), statement="已核对")
    document = documents.add_document(store, chen, draft)
    add_comment(store, engineer, document, "<b>请补时间</b>")
    app = open_inbox(chen, message=message_of(store, chen, "comment"))
    assert errors(app) == []
    assert "李工在《闭环截图》留言：&lt;b&gt;请补时间&lt;/b&gt;" in html(app)


def talk(data: str, document: int, role: str, name: str) -> None:
    """A screen that shows the talk about a document and nothing else."""
    from datetime import date
    from pathlib import Path

    from evidence.deployment import Deployment
    from evidence.situation import load_situation
    from evidence.viewer import Role, Viewer
    from pages.parts.feedback import show_feedback
    from pages.parts.inbox_comments import draw_comments
    from pages.parts.session import Session

    place, viewer, today = Deployment(Path(data)), Viewer(name, Role(role)), date(2026, 11, 21)
    store = place.open("liuzhou-workers")
    situation = load_situation(store, viewer, {}, today)
    show_feedback()
    draw_comments(Session(place, store, viewer, situation, [], None, today), document)


def test_the_talk_about_a_document(data: Path, store: Store) -> None:
    draft = documents.DocumentDraft("闭环截图", "screenshot", date(2026, 1, 5), statement="已核对")
    document = documents.add_document(store, PERSON, draft)
    shown = {"data": str(data), "document": document, "role": "engineer", "name": "李工"}
    app = AppTest.from_function(talk, kwargs=shown).run()
    assert "还没有留言" in html(app)
    app.button(key=f"comment-send-{document}").click().run()
    assert errors(app) == ["请写下留言内容。"]
    app.text_area[0].set_value("<i>请补时间</i>\n谢谢")
    app.button(key=f"comment-send-{document}").click().run()
    assert errors(app) == []
    assert "&lt;i&gt;请补时间&lt;/i&gt;<br>谢谢" in html(app)
    assert app.text_area[0].value == ""
    auditor = AppTest.from_function(talk, kwargs=shown | {"role": "auditor"}).run()
    assert "请补时间" not in html(auditor)
    assert not auditor.text_area
