"""One action of a person is stored completely or not at all."""

import sqlite3
from collections.abc import Callable
from decimal import Decimal

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import documents, judgement, measures, register, tasks
from evidence.errors import InvalidInputError, NotFoundError, UserError
from evidence.store import Store
from evidence.viewer import Viewer
from tests.unit.evidence.commands import CLAUSE, Prepared, prepare
from tests.unit.evidence.house import EARLIER, House, contents, nothing_stored

MISSING = 999


def verdicts(p: Prepared) -> object:
    drafts = [judgement.VerdictDraft(clause, Verdict.MET) for clause in (CLAUSE, "05.01.3#2", "05.01.3#99")]
    return judgement.record_verdicts(p.house.store, p.house.viewer, p.catalog, drafts)


def assignments(p: Prepared) -> object:
    clauses = [CLAUSE, "05.01.3#99"]
    return judgement.assign(p.house.store, p.house.viewer, p.catalog, clauses, p.system, False, "由护理负责")


def figures(p: Prepared) -> object:
    drafts = [measures.MeasureDraft(item, "coverage", 5, share=Decimal("0.9")) for item in ("05.01", "99.99")]
    return measures.record_measures(p.house.store, p.house.viewer, p.catalog, drafts)


def new_vendor_of_a_taken_system(p: Prepared) -> object:
    draft = register.SystemDraft("瑞美检验平台", "LIS", vendor="从未登记的厂商")
    return register.add_system(p.house.store, p.house.viewer, draft)


def protected_object(p: Prepared) -> object:
    return register.set_object(p.house.store, p.house.viewer, "核心业务", {p.system, MISSING})


def several_tasks(p: Prepared) -> object:
    drafts = [tasks.TaskDraft("第一项"), tasks.TaskDraft("第二项", needs=(p.task, MISSING))]
    return tasks.create_tasks(p.house.store, p.house.viewer, drafts)


def task_with_a_missing_need(p: Prepared) -> object:
    draft = tasks.TaskDraft("改名", clauses=((p.catalog.id, "05.01.3#2"),), needs=(MISSING,))
    return tasks.change_task(p.house.store, p.house.viewer, p.task, draft, 1)


BROKEN: list[tuple[Callable[[Prepared], object], type[UserError]]] = [
    (verdicts, InvalidInputError),
    (assignments, InvalidInputError),
    (figures, InvalidInputError),
    (new_vendor_of_a_taken_system, InvalidInputError),
    (protected_object, NotFoundError),
    (several_tasks, NotFoundError),
    (task_with_a_missing_need, NotFoundError),
]


@pytest.mark.parametrize(("action", "error"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_an_error_at_the_end_leaves_nothing(
    house: House, action: Callable[[Prepared], object], error: type[UserError]
) -> None:
    prepared = prepare(house)
    with nothing_stored(house.store), pytest.raises(error):
        action(prepared)


def break_off(store: Store, viewer: Viewer, error: type[BaseException]) -> None:
    with store.writing(viewer) as transaction:
        transaction.insert("vendors", {"name": "瑞美"})
        transaction.update("hospital", 1, {"name": "另一家医院"})
        raise error


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_an_unforeseen_error_or_interruption_leaves_nothing(
    store: Store, viewer: Viewer, error: type[BaseException]
) -> None:
    with nothing_stored(store), pytest.raises(error):
        break_off(store, viewer, error)


def test_after_a_failure_the_next_action_goes_through(house: House) -> None:
    prepared = prepare(house)
    with pytest.raises(InvalidInputError):
        verdicts(prepared)
    assert house.judge(prepared.catalog, Verdict.MET, CLAUSE) == 1


def test_nobody_sees_half_an_action(house: House, emr: LevelsCatalog) -> None:
    before = contents(house.store)
    with house.store.writing(house.viewer) as transaction:
        transaction.insert("vendors", {"name": "瑞美"})
        assert contents(house.store) == before
    assert contents(house.store) != before


def test_a_superseding_document_and_its_links_are_one_action(house: House) -> None:
    prepared = prepare(house)
    wrong = documents.Link("no such subject", CLAUSE)
    draft = documents.DocumentDraft(
        "新版", "record", EARLIER, statement="新版", links=(wrong,), supersedes_id=prepared.document
    )
    with nothing_stored(house.store), pytest.raises((sqlite3.IntegrityError, UserError)):
        documents.add_document(house.store, house.viewer, draft)
