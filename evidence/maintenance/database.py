"""A hospital's database as it is on the disk: read without bringing it up to date, and checked."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from evidence.errors import StoreError
from evidence.maintenance.findings import Fault, Finding
from evidence.store import DATABASE_NAME
from evidence.store.failures import damaged, told_in_chinese
from evidence.store.migrations import migrate, migrations

_SHOWN = 5


@contextmanager
def reading_as_it_is(folder: Path, alone: bool = False) -> Iterator[Database]:
    """One consistent state of a hospital's database, which stays as it is: no migration, no write.

    `alone`: nobody else has it open (a backup), so that no file is made beside it and it may be on a read-only medium.
    Raises StoreError when it is missing or cannot be read.
    """
    path = folder / DATABASE_NAME
    if not path.is_file():
        raise StoreError(f"{folder} 里没有 {DATABASE_NAME}，不是医院的文件夹，请核对路径。")
    if path.stat().st_size == 0:
        raise damaged(folder.name)
    address = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    with told_in_chinese(folder.name):
        connection = sqlite3.connect(address, uri=True, timeout=15, check_same_thread=False)
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield Database(connection)
        except sqlite3.OperationalError as error:
            # A table or column of ours is not there: whatever this is, it is not the database of a hospital any more.
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR:
                raise damaged(folder.name) from error
            raise
        finally:
            connection.close()


def steps(db: Database) -> list[str]:
    """The steps of the schema that a database has gone through."""
    return [step.name for step in migrations.applied(db)]


def is_chained(db: Database) -> bool:
    """Whether the log has a chain yet: a database of an early version gets it when it is first opened."""
    return any(row[1] == "hash" for row in db.execute("PRAGMA main.table_info(audit)"))


def check_database(db: Database) -> list[Finding]:
    """Pages, indexes, references and schema of a database."""
    return [*_integrity(db), *_references(db), *_schema(db)]


def _integrity(db: Database) -> Iterator[Finding]:
    for (line,) in db.execute(f"PRAGMA main.integrity_check({_SHOWN})"):
        if line != "ok":
            told = " ".join(str(line).split())
            yield Finding(Fault.DATABASE, f"数据库完整性检查不通过（{told}），请从备份恢复这家医院。")


def _references(db: Database) -> Iterator[Finding]:
    broken: dict[tuple[str, str], list[int]] = {}
    for table, row_id, parent, _ in db.execute("PRAGMA main.foreign_key_check"):
        broken.setdefault((table, parent), []).append(row_id)
    for (table, parent), rows in broken.items():
        shown = "、".join(map(str, rows[:_SHOWN])) + (f" 等 {len(rows)} 条" if len(rows) > _SHOWN else "")
        yield Finding(
            Fault.REFERENCE,
            f"数据库表 {table} 的第 {shown} 条记录引用了 {parent} 中不存在的记录，请与备份核对。",
        )


def _schema(db: Database) -> Iterator[Finding]:
    """The schema is the one that this program's steps make; a missing trigger would let the log be rewritten."""
    own = [step.name for step in migrations.pending(Database(memory=True))]
    applied = steps(db)
    newer = [name for name in applied if name not in own]
    pending = [name for name in own if name not in applied]
    if newer:
        text = f"数据库由较新版本的程序建立（{newer[0]}），请升级本程序后再使用这家医院的数据。"
        yield Finding(Fault.SCHEMA, text)
    elif pending:
        text = f"数据库还是较早版本的结构（缺 {'、'.join(pending)}），启动一次本程序后会自动升级，请升级后再校验。"
        yield Finding(Fault.SCHEMA_OLD, text)
    else:
        yield from _differences(db)


_KINDS = {"table": "表", "index": "索引", "trigger": "触发器", "view": "视图"}


def _differences(db: Database) -> Iterator[Finding]:
    right = Database(memory=True)
    migrate(right, DATABASE_NAME)
    wanted, found = _objects(right), _objects(db)
    for key, sql in wanted.items():
        if key not in found:
            yield Finding(Fault.SCHEMA, f"数据库缺少{_KINDS[key[0]]} {key[1]}，请从备份恢复这家医院。")
        elif key[0] == "trigger" and found[key] != sql:
            yield Finding(Fault.SCHEMA, f"数据库的{_KINDS[key[0]]} {key[1]} 被改动过，请从备份恢复这家医院。")
    for kind, name in found.keys() - wanted.keys():
        if kind == "trigger":
            yield Finding(Fault.SCHEMA, f"数据库多出{_KINDS[kind]} {name}，不是本程序建立的，请查明来源。")


def _objects(db: Database) -> dict[tuple[str, str], str]:
    """(kind, name) → statement of everything in a schema."""
    rows = db.execute("SELECT type, name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return {(kind, name): sql or "" for kind, name, sql in rows}
