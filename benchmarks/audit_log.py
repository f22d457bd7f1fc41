"""Measures the log screen, the check of the chain and a backup on a log of the size that years of work leave behind.

python -m benchmarks.audit_log [--entries 500000]
"""

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.run import machine
from criteria.library import shipped_catalogs
from evidence.log import LogFilter, check_chain, export_log, load_choices, load_page
from evidence.maintenance.backup import backup
from evidence.maintenance.verify import verify
from evidence.register import set_hospital
from evidence.store import DATABASE_NAME, Store, create_store
from evidence.store.chain import entry_hash
from evidence.viewer import Role, Viewer

AUDITOR = Viewer("审计员", Role.AUDITOR)
PEOPLE = ("王主任", "李工", "周工", "瑞美张工", "卫宁赵工", "管理员")
BEGIN = datetime(2025, 11, 21, 8, tzinfo=UTC)
INDEXES = ("actor", "at", "action")


def entries(number: int) -> Iterator[dict[str, Any]]:
    """Uploads with their links, reviews and verdicts in turn, one a minute."""
    for n in range(number):
        kind, person = n % 10, PEOPLE[n * 7 % len(PEOPLE)]
        before, after = None, {"document_id": n, "subject": "clause", "catalog": "emr-2018", "ref": "05.01.6#1"}
        action, table, record = "insert", "document_links", str(n)
        if kind < 5:
            action, table, record = "update", "verdicts", f"emr-2018/05.01.{n % 6}#{n % 4}/{n % 25 + 1}"
            before, after = {"verdict": "partial", "note": ""}, {"verdict": "met", "note": "已核对现场截图，闭环完整"}
        elif kind < 7:
            table = "documents"
            after = {
                "title": f"标本闭环截图 {n}",
                "kind": "screenshot",
                "file_name": f"05.01.6_{n}.png",
                "state": "pending",
            }
        elif kind == 7:
            action, table, record = "update", "documents", str(n - 1)
            before, after = {"state": "pending", "reviewer": ""}, {"state": "accepted", "reviewer": person}
        yield {
            "at": (BEGIN + timedelta(minutes=n)).isoformat(timespec="seconds"),
            "actor": person,
            "role": "engineer",
            "account_id": n % len(PEOPLE) + 1,
            "place": f"10.1.2.{n % 250}",
            "action": action,
            "subject": table,
            "subject_id": record,
            "before": None if before is None else json.dumps(before, ensure_ascii=False),
            "after": json.dumps(after, ensure_ascii=False),
        }


def build(folder: Path, number: int) -> Store:
    """A hospital with nothing but its log."""
    store = create_store(folder)
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        previous = ""
        for entry in entries(number):
            previous = entry["hash"] = entry_hash(previous, entry)
            marks = ", ".join("?" * len(entry))
            sql = f"INSERT INTO audit ({', '.join(entry)}) VALUES ({marks})"  # noqa: S608
            connection.execute(sql, list(entry.values()))
        connection.commit()
    return store


def seconds(action: Callable[[], object]) -> float:
    """The duration of one run: nothing that was kept from an earlier one may help."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def screen_figures(store: Store) -> Iterator[tuple[str, float]]:
    """What a person waits for."""
    catalogs = shipped_catalogs()

    def page(wanted: LogFilter, offset: int = 0) -> float:
        return seconds(lambda: load_page(store, AUDITOR, catalogs, wanted, 100, offset))

    everything, march = LogFilter(), LogFilter(since=date(2026, 3, 1), until=date(2026, 3, 31))
    text = LogFilter(text="标本闭环截图 4711")
    yield "choices of the filters, first time in a process", seconds(lambda: load_choices(store, AUDITOR))
    yield "choices of the filters, later", seconds(lambda: load_choices(store, AUDITOR))
    yield "first page, first time in a process", page(everything)
    yield "first page, later", page(everything)
    yield "last page", page(everything, load_page(store, AUDITOR, catalogs, everything, 0).total - 100)
    yield "one person, first time", page(LogFilter(people=frozenset({"管理员"})))
    yield "one month, first time", page(march)
    yield "a text, first time", page(text)
    yield "a text, after somebody changed something", _after_change(store, lambda: page(text))
    yield "export of a month as a table", seconds(lambda: export_log(store, AUDITOR, catalogs, march))
    head = None

    def check() -> None:
        nonlocal head
        head = check_chain(store, AUDITOR).head

    yield "check of the whole chain", seconds(check)
    yield "check of what is new", seconds(lambda: check_chain(store, AUDITOR, since=head))


def _after_change(store: Store, measure: Callable[[], float]) -> float:
    set_hospital(store, Viewer("王主任"), "性能测量医院")
    return measure()


def alternative_figures(store: Store) -> Iterator[tuple[str, float]]:
    """What indexes on the log would bring, and what they cost."""
    path = store.folder / DATABASE_NAME
    queries = {
        "one person": "SELECT count(*) FROM audit WHERE actor = '管理员'",
        "one month": "SELECT count(*) FROM audit WHERE at >= '2026-03-01' AND at < '2026-04-01'",
        "a text": "SELECT count(*) FROM audit WHERE after LIKE '%截图 4711%' OR before LIKE '%截图 4711%'",
    }
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = path.stat().st_size
        for name in INDEXES:
            connection.execute(f"CREATE INDEX trial_{name} ON audit ({name})")
        for name, sql in queries.items():
            yield f"with indexes: {name}, count only", seconds(partial(_count, connection, sql))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        print(f"indexes make the database larger by {(path.stat().st_size / size - 1) * 100:.0f} %")
        for name in INDEXES:
            connection.execute(f"DROP INDEX trial_{name}")


def _count(connection: sqlite3.Connection, sql: str) -> None:
    connection.execute(sql).fetchall()


def main() -> None:
    """Builds the log, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=500_000)
    number = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as temporary:
        data, out = Path(temporary) / "data", Path(temporary) / "backup"
        store = build(data / "bench", number)
        figures = [*screen_figures(store), *alternative_figures(store)]
        figures.append(("readiness verify", seconds(lambda: verify(store.folder))))
        figures.append(("readiness backup", seconds(lambda: backup(data, out))))
    print(f"{machine()}; {number:,} entries\n")
    for name, duration in figures:
        print(f"{duration * 1000:10.1f} ms  {name}")


if __name__ == "__main__":
    main()
