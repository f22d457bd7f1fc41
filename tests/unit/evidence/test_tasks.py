"""Tasks: entering, moving, changing, listing."""

from datetime import date, timedelta

import pytest

from criteria.models import LevelsCatalog
from evidence.errors import ConflictError, InvalidInputError, NotFoundError
from evidence.tasks import TaskDraft, change_task, create_tasks, move_task, tasks
from evidence.viewer import Viewer
from tests.unit.evidence.house import COLLEAGUE, TODAY, House, nothing_stored, refused

A, B, C = ("emr-2018", "05.01.5#1"), ("emr-2018", "05.01.5#2"), ("emr-2018", "05.01.5#3")


def test_a_task_is_kept_with_all_that_was_entered(house: House) -> None:
    system = house.system("检验系统")
    before = house.task("升级接口")
    task = house.find_task(
        house.task(
            " 补齐标本交接记录 ",
            description=" 五级要求 ",
            owner=" 厂商张工 ",
            system_id=system,
            starts_on=date(2026, 3, 1),
            due_on=date(2026, 4, 1),
            effort_days=5,
            clauses=(A, B, A),
            needs=(before, before),
            example=True,
        )
    )
    assert (task.title, task.description, task.owner) == ("补齐标本交接记录", "五级要求", "厂商张工")
    assert (task.system_id, task.starts_on, task.due_on) == (system, date(2026, 3, 1), date(2026, 4, 1))
    assert (task.effort_days, task.clauses, task.needs) == (5, (A, B), (before,))
    assert (task.state, task.author, task.at, task.version) == ("todo", "王主任", house.clock.now, 1)
    assert (task.closed_with, task.closed_at, task.example) == (None, None, True)


def test_several_tasks_in_one_action(house: House) -> None:
    first, second = create_tasks(house.store, house.viewer, [TaskDraft("一"), TaskDraft("二")])
    assert (house.find_task(first).title, house.find_task(second).title) == ("一", "二")


WRONG = [
    (TaskDraft("  "), "请填写任务名称"),
    (TaskDraft("任务", starts_on=date(2026, 4, 2), due_on=date(2026, 4, 1)), "截止日期早于开始日期"),
    (TaskDraft("任务", effort_days=-1), "工作量不能为负数"),
]


@pytest.mark.parametrize(("draft", "message"), WRONG)
def test_a_wrong_entry_is_refused(house: House, draft: TaskDraft, message: str) -> None:
    task = house.task("原有任务")
    with nothing_stored(house.store), refused(InvalidInputError, message):
        create_tasks(house.store, house.viewer, [TaskDraft("好的任务"), draft])
    with nothing_stored(house.store), refused(InvalidInputError, message):
        change_task(house.store, house.viewer, task, draft, 1)


def test_a_task_of_one_day_without_effort(house: House) -> None:
    task = house.find_task(house.task("任务", starts_on=TODAY, due_on=TODAY, effort_days=0))
    assert (task.starts_on, task.due_on, task.effort_days) == (TODAY, TODAY, 0)


@pytest.mark.parametrize("state", ["doing", "verifying"])
def test_an_open_task_is_moved_there_and_back(house: House, state: str) -> None:
    task = house.task("任务")
    move_task(house.store, house.viewer, task, state)
    assert house.find_task(task).state == state
    move_task(house.store, house.viewer, task, "todo")
    assert house.find_task(task).state == "todo"


def test_moving_is_not_closing(house: House) -> None:
    task = house.task("任务")
    with nothing_stored(house.store), refused(InvalidInputError, "完成任务需要证明材料"):
        move_task(house.store, house.viewer, task, "done")


def test_a_state_that_does_not_exist(house: House) -> None:
    task = house.task("任务")
    with nothing_stored(house.store), pytest.raises(InvalidInputError):
        move_task(house.store, house.viewer, task, "waiting")


def test_a_task_that_does_not_exist(house: House) -> None:
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        move_task(house.store, house.viewer, 99, "doing")
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        change_task(house.store, house.viewer, 99, TaskDraft("任务"), 1)


def test_a_change_replaces_what_was_entered(house: House) -> None:
    task = house.task("任务", owner="张工", due_on=TODAY, clauses=(A, B))
    change_task(house.store, COLLEAGUE, task, TaskDraft("改名", clauses=(B, C)), 1)
    found = house.find_task(task)
    assert (found.title, found.owner, found.due_on, set(found.clauses)) == ("改名", "", None, {B, C})
    assert (found.author, found.state, found.version) == ("王主任", "todo", 2)


def test_a_change_keeps_the_state(house: House) -> None:
    task = house.task("任务")
    move_task(house.store, house.viewer, task, "doing")
    change_task(house.store, house.viewer, task, TaskDraft("改名"), 2)
    assert house.find_task(task).state == "doing"


def test_of_two_who_change_the_same_task_the_second_is_told(house: House) -> None:
    task = house.task("任务")
    change_task(house.store, COLLEAGUE, task, TaskDraft("李工的"), 1)
    for change in (
        lambda: change_task(house.store, house.viewer, task, TaskDraft("我的", clauses=(A,)), 1),
        lambda: move_task(house.store, house.viewer, task, "doing", 1),
    ):
        with nothing_stored(house.store), refused(ConflictError, "您的修改没有保存"):
            change()
    assert house.find_task(task).title == "李工的"


def test_the_conflict_names_who_changed_the_task(house: House) -> None:
    task = house.task("任务")
    change_task(house.store, COLLEAGUE, task, TaskDraft("李工的"), 1)
    with pytest.raises(ConflictError) as caught:
        change_task(house.store, Viewer("张工"), task, TaskDraft("张工的"), 1)
    assert "刚被李工修改过" in str(caught.value)


def test_of_two_who_change_the_clauses_the_second_is_told(house: House) -> None:
    task = house.task("任务", clauses=(A,))
    change_task(house.store, COLLEAGUE, task, TaskDraft("任务", clauses=(A, B)), 1)
    with nothing_stored(house.store), refused(ConflictError, "刚被李工修改过"):
        change_task(house.store, house.viewer, task, TaskDraft("任务", clauses=(A, C)), 1)


def test_of_two_who_change_what_a_task_waits_for_the_second_is_told(house: House) -> None:
    first, second, task = house.task("一"), house.task("二"), house.task("任务")
    change_task(house.store, COLLEAGUE, task, TaskDraft("任务", needs=(first,)), 1)
    with nothing_stored(house.store), refused(ConflictError, "刚被李工修改过"):
        change_task(house.store, house.viewer, task, TaskDraft("任务", needs=(second,)), 1)
    change_task(house.store, house.viewer, task, TaskDraft("任务"), 2)
    assert (house.find_task(task).needs, house.find_task(task).version) == ((), 3)


def test_what_was_already_so_is_not_stored_again(house: House) -> None:
    before = house.task("前置")
    task = house.task("任务", clauses=(A, B), needs=(before,))
    with nothing_stored(house.store):
        change_task(house.store, COLLEAGUE, task, TaskDraft(" 任务", clauses=(B, A), needs=(before,)), 1)
        move_task(house.store, COLLEAGUE, task, "todo", 1)


@pytest.mark.parametrize(
    ("due_on", "overdue"),
    [(None, False), (TODAY, False), (TODAY + timedelta(days=1), False), (TODAY - timedelta(days=1), True)],
)
def test_overdue(house: House, due_on: date | None, overdue: bool) -> None:
    assert house.find_task(house.task("任务", due_on=due_on)).overdue(TODAY) is overdue


def test_the_earliest_due_comes_first_and_those_without_a_date_last(house: House, emr: LevelsCatalog) -> None:
    house.task("无期限一")
    house.task("四月", due_on=date(2026, 4, 1))
    house.task("逾期", due_on=date(2026, 1, 1))
    house.task("四月又一", due_on=date(2026, 4, 1))
    house.task("三月", due_on=date(2026, 3, 5))
    house.task("无期限二")
    listed = [task.title for task in tasks(house.store, house.viewer)]
    assert listed == ["逾期", "三月", "四月", "四月又一", "无期限一", "无期限二"]
    assert [task.title for task in house.situation(emr).tasks] == listed
