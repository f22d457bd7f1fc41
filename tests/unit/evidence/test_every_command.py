"""What holds for every command: a named person, one entry in the log per change, and no command left out here."""

import inspect
from types import ModuleType

import pytest

from evidence import comments, documents, features, hazards, judgement, measures, register, reviews, tasks, ticklist
from evidence.contracts import customisations, deliveries, penalty_account, record, tickets
from evidence.errors import NotAllowedError
from evidence.judgement import audit_entry
from evidence.mock_review import drawing, findings, photos, planning, remedies
from evidence.official_wording import adopting
from evidence.records import AuditEntry
from evidence.statistics import confirmation, entry
from evidence.store import Store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import COMMANDS, Prepared
from tests.unit.evidence.house import NOBODY, House, contents, nothing_stored, refused

MODULES = (
    register,
    judgement,
    measures,
    documents,
    comments,
    reviews,
    tasks,
    features,
    hazards,
    ticklist,
    adopting,
    entry,
    confirmation,
    record,
    deliveries,
    customisations,
    penalty_account,
    tickets,
    planning,
    drawing,
    findings,
    photos,
    remedies,
)
# Computed from the rest, again when it is lost: the trend, and what waits for the search index; what people are told.
DERIVED = {"file_texts", "snapshots", "search_waiting", "notifications"}


def entries(store: Store) -> list[AuditEntry]:
    with store.reading(NOBODY) as db:
        return [audit_entry(row) for row in db.query("SELECT * FROM audit ORDER BY id")]


def writing_functions(module: ModuleType) -> set[str]:
    """The public functions of a module that open a write, themselves or through another one of the module."""
    sources = {
        name: inspect.getsource(function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    }
    writing = {name for name, source in sources.items() if ".writing(" in source}
    calling = {name for name, source in sources.items() if any(f" {other}(" in source for other in writing - {name})}
    short = module.__name__.split(".")[-1]
    return {f"{short}.{name}" for name in writing | calling if not name.startswith("_")}


def test_no_command_is_left_out() -> None:
    assert set().union(*(writing_functions(module) for module in MODULES)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_changed_table_has_its_entry_in_the_log(name: str, prepared: Prepared) -> None:
    house = prepared.house
    before, log = contents(house.store), len(entries(house.store))
    house.clock.now = house.clock.now.replace(hour=15)
    COMMANDS[name](prepared, Viewer("李主任", Role.HEAD))
    after = contents(house.store)
    new = entries(house.store)[log:]
    changed = {table for table in after if after[table] != before[table]} - DERIVED - {"audit"}
    assert changed
    assert changed == {entry.subject for entry in new}
    assert {(entry.actor, entry.role, entry.at) for entry in new} == {("李主任", "head", house.clock.now)}
    assert all(entry.before is not None or entry.after is not None for entry in new)
    assert all(entry.before != entry.after for entry in new)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("blank", ["", "  \t"])
def test_a_viewer_without_a_name_changes_nothing(name: str, blank: str, prepared: Prepared) -> None:
    with nothing_stored(prepared.house.store), refused(NotAllowedError, "请先登录"):
        COMMANDS[name](prepared, Viewer(blank, Role.ADMIN))


def test_a_viewer_without_a_name_may_read(house: House) -> None:
    system = house.system("检验系统")
    assert [found.id for found in register.systems(house.store, NOBODY)] == [system]


def test_a_viewer_without_a_name_leaves_no_file(store: Store, house: House) -> None:
    draft = documents.DocumentDraft("记录", "record", house.clock.now.date(), file_name="a.txt", content=b"text")
    with refused(NotAllowedError, "请先登录"):
        documents.add_document(store, NOBODY, draft)
    assert [path for path in store.files.rglob("*") if path.is_file()] == []
