"""Closing tasks with a document, reopening them, and the order that dependencies set."""

from datetime import timedelta

import pytest

from evidence.documents import Link
from evidence.errors import ConflictError, InvalidInputError
from evidence.reviews import return_document
from evidence.situation import Proof
from evidence.tasks import TaskDraft, change_task, close_task, move_task
from tests.unit.evidence.house import COLLEAGUE, TODAY, House, nothing_stored, of_clause, refused
from tests.unit.evidence.small_catalogs import BASIC, bars, levels

CATALOG = levels({"01.01": {1: BASIC}, "01.02": {1: BASIC}}, bars((2, 0, "0")))
CLAUSES = ((CATALOG.id, "01.01.1#1"), (CATALOG.id, "01.02.1#1"))


def close(house: House, task: int, document: int | None = None, expected: int | None = None) -> None:
    close_task(house.store, house.viewer, task, house.prove() if document is None else document, expected)


def test_closing_links_the_document_to_the_task_and_its_clauses(house: House) -> None:
    task, document = house.task("任务", clauses=CLAUSES), house.prove()
    house.clock.now += timedelta(days=3)
    close(house, task, document)
    closed = house.find_task(task)
    assert (closed.state, closed.closed_with, closed.closed_at) == ("done", document, house.clock.now)
    assert house.links(document) == {Link("task", str(task)), *of_clause(CATALOG, "01.01.1#1", "01.02.1#1")}
    assert house.situation(CATALOG).proof("clause", *CLAUSES[0]) is Proof.CURRENT


def test_a_document_that_already_proves_a_clause_is_linked_once(house: House) -> None:
    task, document = house.task("任务", clauses=CLAUSES), house.prove(*of_clause(CATALOG, "01.01.1#1"))
    close(house, task, document)
    assert len(house.links(document)) == 3


def test_a_document_still_to_be_reviewed_closes_the_task_but_proves_nothing(house: House) -> None:
    task, document = house.task("任务", clauses=CLAUSES), house.prove(accept=False)
    close(house, task, document)
    assert house.find_task(task).state == "done"
    assert house.situation(CATALOG).proof("clause", *CLAUSES[0]) is Proof.PENDING


@pytest.mark.parametrize("state", ["todo", "doing", "verifying"])
def test_a_task_is_closed_from_every_open_state(house: House, state: str) -> None:
    task = house.task("任务")
    move_task(house.store, house.viewer, task, state)
    close(house, task)
    assert house.find_task(task).state == "done"


def test_a_returned_or_superseded_document_closes_nothing(house: House) -> None:
    task, returned, old = house.task("任务"), house.prove(), house.prove()
    return_document(house.store, house.viewer, returned, "看不清")
    house.prove(supersedes=old)
    for document in (returned, old):
        with nothing_stored(house.store), refused(InvalidInputError, "不能用来证明任务完成"):
            close(house, task, document)


def test_an_expired_document_closes_nothing(house: House) -> None:
    task = house.task("任务")
    past, last_day = house.prove(expires=TODAY - timedelta(days=1)), house.prove(expires=TODAY)
    with nothing_stored(house.store), refused(InvalidInputError, "已过失效日期"):
        close(house, task, past)
    close(house, task, last_day)
    assert house.find_task(task).state == "done"


def test_a_done_task_is_not_overdue(house: House) -> None:
    task = house.task("任务", due_on=TODAY - timedelta(days=10))
    assert house.find_task(task).overdue(TODAY)
    close(house, task)
    assert not house.find_task(task).overdue(TODAY)


@pytest.mark.parametrize("state", ["todo", "doing", "verifying"])
def test_reopening(house: House, state: str) -> None:
    task, document = house.task("任务", clauses=CLAUSES), house.prove()
    close(house, task, document)
    move_task(house.store, house.viewer, task, state)
    opened = house.find_task(task)
    assert (opened.state, opened.closed_with, opened.closed_at) == (state, None, None)
    assert Link("task", str(task)) in house.links(document)


def test_of_two_who_close_the_second_is_told(house: House) -> None:
    task, first, second = house.task("任务", clauses=CLAUSES), house.prove(), house.prove()
    close(house, task, first, expected=1)
    with nothing_stored(house.store), refused(ConflictError, "没有保存"):
        close_task(house.store, COLLEAGUE, task, second, 1)


def test_closing_waits_for_what_the_task_depends_on(house: House) -> None:
    first, second = house.task("升级接口"), house.task("培训")
    task, document = house.task("验收", needs=(first, second)), house.prove()
    for blocking, title in ((first, "升级接口"), (second, "培训")):
        with nothing_stored(house.store), refused(InvalidInputError, f"前置任务“{title}”还没有完成"):
            close(house, task, document)
        close(house, blocking)
    close(house, task, document)
    assert house.find_task(task).state == "done"


def test_only_closing_waits(house: House) -> None:
    task = house.task("验收", needs=(house.task("升级接口"),))
    move_task(house.store, house.viewer, task, "verifying")
    assert house.find_task(task).state == "verifying"


def test_a_reopened_task_blocks_again(house: House) -> None:
    first = house.task("升级接口")
    task, document = house.task("验收", needs=(first,)), house.prove()
    close(house, first)
    move_task(house.store, house.viewer, first, "doing")
    with nothing_stored(house.store), refused(InvalidInputError, "前置任务“升级接口”"):
        close(house, task, document)


def test_a_task_no_longer_needed_blocks_no_more(house: House) -> None:
    task = house.task("验收", needs=(house.task("升级接口"),))
    change_task(house.store, house.viewer, task, TaskDraft("验收"), 1)
    assert house.find_task(task).needs == ()
    close(house, task)
    assert house.find_task(task).state == "done"


@pytest.mark.parametrize("length", [1, 2, 4])
def test_tasks_cannot_wait_for_each_other(house: House, length: int) -> None:
    chain = [house.task("任务0")]
    for number in range(1, length):
        chain.append(house.task(f"任务{number}", needs=(chain[-1],)))
    with nothing_stored(house.store), refused(InvalidInputError, "任务之间不能互相依赖"):
        change_task(house.store, house.viewer, chain[0], TaskDraft("任务0", needs=(chain[-1],)), 1)


def test_two_ways_to_the_same_task_are_no_circle(house: House) -> None:
    root = house.task("机房")
    left, right = house.task("网络", needs=(root,)), house.task("存储", needs=(root,))
    task = house.task("上线", needs=(left, right, root))
    assert set(house.find_task(task).needs) == {left, right, root}


def test_a_circle_within_one_action_is_refused(house: House) -> None:
    first = house.task("一")
    second = house.task("二", needs=(first,))
    third = house.task("三")
    with nothing_stored(house.store), refused(InvalidInputError, "不能互相依赖"):
        change_task(house.store, house.viewer, first, TaskDraft("一", needs=(third, second)), 1)
