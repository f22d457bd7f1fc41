"""Naming a record that does not exist is refused in one Chinese sentence, and nothing is stored."""

import sqlite3
from collections.abc import Callable

import pytest

from criteria.library import shipped_catalogs
from criteria.vocabulary import Verdict
from evidence import documents, judgement, register, reviews, tasks
from evidence.errors import InvalidInputError, NotFoundError, UserError
from tests.unit.evidence.commands import CLAUSE, Prepared, prepare
from tests.unit.evidence.house import EARLIER, House, nothing_stored, refused

MISSING = 999
Action = Callable[[Prepared], object]


def statement(**fields: int) -> documents.DocumentDraft:
    return documents.DocumentDraft("说明", "record", EARLIER, statement="已核对", **fields)


REFUSED: dict[str, Action] = {
    "assigning a system": lambda p: judgement.assign(
        p.house.store, p.house.viewer, p.catalog, [CLAUSE], MISSING, True, "指定"
    ),
    "a member of a protected object": lambda p: register.set_object(p.house.store, p.house.viewer, "核心", {MISSING}),
    "linking a document": lambda p: documents.link_document(p.house.store, p.house.viewer, MISSING, []),
    "accepting a document": lambda p: reviews.accept_document(p.house.store, p.house.viewer, MISSING),
    "reading a document": lambda p: documents.document(p.house.store, p.house.viewer, MISSING),
    "closing a task": lambda p: tasks.close_task(p.house.store, p.house.viewer, MISSING, p.proof),
    "closing with a document": lambda p: tasks.close_task(p.house.store, p.house.viewer, p.task, MISSING),
    "depending on a task": lambda p: tasks.create_tasks(
        p.house.store, p.house.viewer, [tasks.TaskDraft("任务", needs=(MISSING,))]
    ),
}

LEFT_TO_THE_DATABASE: dict[str, Action] = {
    "the contract of a system": lambda p: register.add_system(
        p.house.store, p.house.viewer, register.SystemDraft("心电系统", "ECG", contract_id=MISSING)
    ),
    "the protected object of a target": lambda p: register.set_target(
        p.house.store, p.house.viewer, shipped_catalogs()["mlps3-2019"], "符合", object_id=MISSING
    ),
    "the system of a verdict": lambda p: judgement.record_verdicts(
        p.house.store, p.house.viewer, p.catalog, [judgement.VerdictDraft(CLAUSE, Verdict.MET, MISSING)]
    ),
    "the system of a document": lambda p: documents.add_document(
        p.house.store, p.house.viewer, statement(system_id=MISSING)
    ),
    "the superseded document": lambda p: documents.add_document(
        p.house.store, p.house.viewer, statement(supersedes_id=MISSING)
    ),
    "the system of a task": lambda p: p.house.task("任务", system_id=MISSING),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, house: House) -> None:
    prepared = prepare(house)
    with nothing_stored(house.store), refused(NotFoundError, "不存在"):
        REFUSED[name](prepared)


@pytest.mark.parametrize("name", LEFT_TO_THE_DATABASE)
def test_nothing_is_stored(name: str, house: House) -> None:
    prepared = prepare(house)
    with nothing_stored(house.store), pytest.raises((sqlite3.IntegrityError, UserError)):
        LEFT_TO_THE_DATABASE[name](prepared)


@pytest.mark.parametrize("name", LEFT_TO_THE_DATABASE)
def test_refused_in_chinese(name: str, house: House) -> None:
    prepared = prepare(house)
    with pytest.raises((NotFoundError, InvalidInputError)):
        LEFT_TO_THE_DATABASE[name](prepared)
