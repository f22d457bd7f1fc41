"""What somebody with access to the server may do to a hospital's folder behind the program's back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from evidence.store import Store
from evidence.store.chain import entry_hash

GUARDS = ("audit_is_not_changed", "audit_is_not_deleted")


@contextmanager
def tampering(store: Store) -> Iterator[sqlite3.Connection]:
    """The database without the triggers that protect the log; they are back afterwards, as if nothing had happened."""
    with closing(sqlite3.connect(store.folder / "readiness.db")) as connection:
        connection.row_factory = sqlite3.Row
        guards = {
            name: connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
            for name in GUARDS
        }
        for name in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for statement in guards.values():
            connection.execute(statement)
        connection.commit()


def change_entry(store: Store, number: int) -> None:
    with tampering(store) as connection:
        connection.execute("UPDATE audit SET actor = '别人' WHERE id = ?", [number])


def drop_entries(store: Store, *numbers: int, forget: bool = False) -> None:
    """`forget`: SQLite's own memory of the highest number is set back, too."""
    with tampering(store) as connection:
        for number in numbers:
            connection.execute("DELETE FROM audit WHERE id = ?", [number])
        if forget:
            connection.execute("UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM audit) WHERE name = 'audit'")


def write_anew(store: Store, number: int) -> None:
    """Changes an entry and computes all hashes again: the chain itself holds."""
    with tampering(store) as connection:
        connection.execute("UPDATE audit SET actor = '别人' WHERE id = ?", [number])
        previous = ""
        for row in connection.execute("SELECT * FROM audit ORDER BY id").fetchall():
            previous = entry_hash(previous, dict(row))
            connection.execute("UPDATE audit SET hash = ? WHERE id = ?", [previous, row["id"]])


def change_database(store: Store, statement: str) -> None:
    """Any statement, without the check of references."""
    with closing(sqlite3.connect(store.folder / "readiness.db")) as connection:
        connection.execute(statement)
        connection.commit()


def file_of(store: Store, digest: str) -> Path:
    return store.files / digest[:2] / digest


def spoil(path: Path) -> None:
    """One byte differs; the size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
