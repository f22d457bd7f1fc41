"""The database refuses what is wrong, and loses nothing that it has acknowledged."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from evidence.errors import InvalidInputError
from evidence.store import Store
from evidence.viewer import Viewer
from tests.unit.evidence.house import nothing_stored


def pragma(store: Store, viewer: Viewer, name: str) -> tuple[object, object]:
    """The setting in a reading and in a writing connection."""
    with store.reading(viewer) as db:
        read = db.execute(f"PRAGMA {name}").fetchone()[0]
    with store.writing(viewer) as transaction:
        return read, transaction.db.execute(f"PRAGMA {name}").fetchone()[0]


def insert(store: Store, viewer: Viewer, table: str, row: dict[str, object]) -> None:
    with store.writing(viewer) as transaction:
        transaction.insert(table, row)


@contextmanager
def not_taken(why: str) -> Iterator[None]:
    """The table refuses a row: told in Chinese, and the cause is kept for the operator."""
    with pytest.raises(InvalidInputError, match="不存在或取值不合要求，本次修改没有保存") as caught:
        yield
    assert why in str(caught.value.__cause__)


def test_every_table_is_strict(store: Store, viewer: Viewer) -> None:
    with store.reading(viewer) as db:
        # The parts of the full-text index are SQLite's own.
        listed = [row for row in db.query("PRAGMA table_list") if (row["schema"], row["type"]) == ("main", "table")]
    tables = {row["name"]: row["strict"] for row in listed}
    own = {name: strict for name, strict in tables.items() if not name.startswith(("sqlite_", "_sqlite"))}
    assert {"hospital", "systems", "verdicts", "measures", "documents", "tasks", "targets", "audit"} <= own.keys()
    assert [name for name, strict in own.items() if not strict] == []


def test_a_wrong_type_is_refused(store: Store, viewer: Viewer) -> None:
    with nothing_stored(store), not_taken("cannot store TEXT value in INTEGER"):
        insert(store, viewer, "contracts", {"title": "维保合同", "months": "十二个月"})


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("systems", {"name": "检验系统", "kind": "LIS", "retired": 2}),
        ("verdicts", {"catalog": "emr-2018", "clause": "05.01.1#1", "verdict": "good", "author": "王", "at": ""}),
        ("tasks", {"title": "整改", "state": "closed", "author": "王", "at": ""}),
        ("hospital", {"id": 2, "slug": "b", "name": "另一家医院"}),
    ],
)
def test_a_value_outside_the_list_is_refused(store: Store, viewer: Viewer, table: str, row: dict[str, object]) -> None:
    with nothing_stored(store), not_taken("CHECK constraint failed"):
        insert(store, viewer, table, row)


def test_a_reference_to_nothing_is_refused(store: Store, viewer: Viewer) -> None:
    row = {"catalog": "emr-2018", "clause": "05.01.1#1", "system_id": 99, "assigned": 1}
    with nothing_stored(store), not_taken("FOREIGN KEY"):
        insert(store, viewer, "assignments", row)


def test_foreign_keys_are_on(store: Store, viewer: Viewer) -> None:
    assert pragma(store, viewer, "foreign_keys") == (1, 1)


def test_the_journal_is_write_ahead(store: Store, viewer: Viewer) -> None:
    assert pragma(store, viewer, "journal_mode") == ("wal", "wal")


def test_a_commit_waits_for_the_disk(store: Store, viewer: Viewer) -> None:
    full = 2
    assert pragma(store, viewer, "synchronous") == (full, full)
