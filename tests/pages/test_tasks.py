"""整改: will we make it, moving and changing a task, completing it with a document, a new one."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from evidence import documents, register, tasks
from evidence.deployment import Deployment
from evidence.records import Task
from evidence.store import Store
from evidence.viewer import Viewer
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

HOSPITALS = (
    HOSPITAL_NAME,
    "郁南县人民医院",
    "广西壮族自治区南溪山医院",
    "手术麻醉与重症监护运维项目医院（合同未写院名）",
)


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def only_task(store: Store) -> Task:
    [task] = tasks.tasks(store, PERSON)
    return task


def opened(open_page: OpenPage, task: str = "1", person: str = "王主任") -> AppTest:
    """The screen with a task open beside the board."""
    app = open_page("tasks", person, hospital=HOSPITAL_NAME)
    if task == "new":
        app.button(key="task-new").click().run()
    else:
        app.button(key=f"task-open-{task}").click().run()
    return app


@pytest.mark.parametrize("name", HOSPITALS)
def test_every_hospital_gets_its_answer(open_page: OpenPage, name: str) -> None:
    app = open_page("tasks", hospital=name)
    assert errors(app) == []
    if name == HOSPITAL_NAME:
        sentence = "1 个任务未完成，没有逾期；1 个在评审（2030-06-30）前到期，最晚 2030-05-31，按计划能赶上。"
        assert sentence in html(app)
    else:
        assert "没有未完成的整改任务。" in html(app)
        [link] = app.get("page_link")
        assert (link.proto.page, parse_qs(link.proto.query_string)) == ("gaps", {"part": ["清单"]})


def test_board_table_and_time_line(open_page: OpenPage) -> None:
    app = open_page("tasks", hospital=HOSPITAL_NAME)
    assert app.button(key="task-open-1").label == "增加标本超时提醒"
    app.segmented_control(key="task-part").set_value("表格").run()
    assert app.dataframe[0].value["任务"].tolist() == ["增加标本超时提醒"]
    app.multiselect(key="task-owner").set_value(["张工"]).run()
    assert app.query_params["owner"] == "张工"
    app.toggle(key="task-late").set_value(True).run()
    assert "没有符合筛选条件的任务" in app.info[0].value
    app.button(key="task-clear").click().run()
    app.segmented_control(key="task-part").set_value("甘特图").run()
    assert errors(app) == []
    assert len(app.get("plotly_chart")) == 2


def test_a_task_is_moved_and_moved_back(open_page: OpenPage, store: Store) -> None:
    app = open_page("tasks", hospital=HOSPITAL_NAME)
    app.button(key="task-next-1").click().run()
    assert errors(app) == []
    assert only_task(store).state == "doing"
    app.button(key="undo").click().run()
    assert only_task(store).state == "todo"


def test_a_task_shows_its_clauses_what_it_brings_and_its_history(open_page: OpenPage) -> None:
    app = opened(open_page)
    assert errors(app) == []
    assert app.query_params["task"] == "1"
    assert "05.01.5#1" in html(app)
    assert "556 → 556" in html(app)
    assert "这些要求点完成后仍欠：数据质量不足 1 条" in [text.value for text in app.markdown]
    assert "新建任务" in html(app)
    app.button(key="task-close-panel").click().run()
    assert "task" not in app.query_params


def test_the_state_can_be_chosen_in_the_detail(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page)
    app.segmented_control(key="task-state-1").set_value("verifying").run()
    assert errors(app) == []
    assert only_task(store).state == "verifying"


def test_a_task_is_changed_and_put_back(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page)
    app.button(key="task-edit").click().run()
    app.text_input(key="task-form-1-owner").set_value("李工")
    app.button(key="task-form-1-submit").click().run()
    assert errors(app) == []
    assert (only_task(store).owner, len(only_task(store).clauses)) == ("李工", 1)
    app.button(key="undo").click().run()
    assert only_task(store).owner == "张工"


def test_a_change_by_somebody_else_is_not_overwritten(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page)
    app.button(key="task-edit").click().run()
    draft = tasks.TaskDraft("增加标本超时提醒", owner="陈工")
    tasks.change_task(store, Viewer("陈工"), 1, draft, 1)
    app.text_input(key="task-form-1-owner").set_value("李工")
    app.button(key="task-form-1-submit").click().run()
    [message] = errors(app)
    assert "修改过，您的修改没有保存" in message
    assert only_task(store).owner == "陈工"


def test_a_task_is_completed_with_a_new_statement_and_reopened(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page)
    app.button(key="task-new-proof-1-submit").click().run()
    assert errors(app) == ["请上传文件，或填写一段有日期的说明。"]
    assert only_task(store).state == "todo"
    app.text_area(key="task-new-proof-1-statement").set_value("已启用，现场核对无误")
    app.button(key="task-new-proof-1-submit").click().run()
    assert errors(app) == []
    task = only_task(store)
    assert task.state == "done"
    document, links = documents.document(store, PERSON, task.closed_with or 0)
    assert (document.statement, document.state) == ("已启用，现场核对无误", "pending")
    assert {link.ref for link in links} == {"1", "05.01.5#1"}
    app.button(key="undo").click().run()
    assert only_task(store).state == "todo"


def test_a_task_is_completed_with_a_linked_document(open_page: OpenPage, store: Store) -> None:
    draft = documents.DocumentDraft("超时提醒截图", "screenshot", only_task(store).at.date(), statement="见附页")
    document = documents.add_document(store, PERSON, draft)
    documents.link_document(store, PERSON, document, [documents.Link(documents.TASK, "1")])
    app = opened(open_page)
    assert app.selectbox(key="task-proof-1").value == document
    app.button(key="task-close-1").click().run()
    assert errors(app) == []
    assert (only_task(store).state, only_task(store).closed_with) == ("done", document)


def test_what_a_task_waits_for_comes_first(open_page: OpenPage, store: Store) -> None:
    tasks.create_tasks(store, PERSON, [tasks.TaskDraft("全院模拟评审", needs=(1,))])
    app = opened(open_page, "2")
    assert app.button(key="task-need-1").label == "增加标本超时提醒"
    assert not [box for box in app.selectbox if box.key == "task-proof-2"]


def test_a_task_without_gaps(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, "new")
    app.button(key="task-form-new-submit").click().run()
    assert errors(app) == ["请填写任务名称。"]
    app.text_input(key="task-form-new-title").set_value("组织全院模拟评审")
    app.button(key="task-form-new-submit").click().run()
    assert errors(app) == []
    [_, new] = sorted(tasks.tasks(store, PERSON), key=lambda task: task.id)
    assert (new.title, new.clauses, str(new.due_on)) == ("组织全院模拟评审", (), "2030-06-16")
    assert app.query_params["task"] == str(new.id)


def test_a_task_that_does_not_exist_is_one_sentence(open_page: OpenPage) -> None:
    app = open_page("tasks", hospital=HOSPITAL_NAME)
    app.query_params["task"] = "999"
    app.run()
    assert errors(app) == ["没有编号为“999”的任务，请从看板或表格中重新打开。"]
    assert "1 个任务未完成" in html(app)


def test_without_a_target_the_screen_says_where_to_set_one(open_page: OpenPage, store: Store) -> None:
    for target in register.targets(store, PERSON):
        register.drop_target(store, PERSON, target.id)
    app = open_page("tasks", hospital=HOSPITAL_NAME)
    assert errors(app) == []
    assert "还没有评审目标" in app.info[0].value
