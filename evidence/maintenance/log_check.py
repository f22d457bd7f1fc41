"""Checking the chain of the log: changed, missing, cut-off and rewritten entries."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from evidence.maintenance.findings import Fault, Finding, Progress, silent
from evidence.store.chain import entry_hash
from evidence.store.heads import Head, head_of

_STEP = 5000
_WHAT = "校验审计日志"


@dataclass(frozen=True)
class LogCheck:
    """The result of a check. `head`: the newest entry, None while the log is empty."""

    entries: int
    head: Head | None
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def check_log(db: Database, heads: Iterable[Head], since: Head | None = None, progress: Progress = silent) -> LogCheck:
    """Checks every entry after `since` (which a check before this one found right; None: all of them).

    `heads`: what is known of the log from outside the database, read before `db` was opened for reading.
    """
    head = head_of(db)
    entries = int(db.execute("SELECT count(*) FROM main.audit").fetchone()[0])
    known: dict[int, set[str]] = {}
    for noted in [*heads, since] if since else heads:
        known.setdefault(noted.id, set()).add(noted.hash)
    breaks = [*_no_longer(db, since, head), *_walk(db, since, known, progress)]
    return LogCheck(entries, head, (*_findings(breaks), *_cut(db, head, known)))


@dataclass(frozen=True)
class _Break:
    """An entry at which the log is not what it was. `after`: the number of the entry before it."""

    fault: Fault
    id: int
    after: int = 0
    at: str = ""
    actor: str = ""


def _no_longer(db: Database, since: Head | None, head: Head | None) -> Iterator[_Break]:
    """Whether the entry that the check goes on from is still the one that it was; one that was cut off is told so."""
    if since is not None and head is not None and since.id <= head.id:
        row = db.execute("SELECT hash FROM main.audit WHERE id = ?", [since.id]).fetchone()
        if row is None or row[0] != since.hash:
            yield _Break(Fault.LOG_REWRITTEN, since.id)


def _walk(db: Database, since: Head | None, known: Mapping[int, set[str]], progress: Progress) -> Iterator[_Break]:
    """The places where the chain does not hold, or is not what was noted; it goes on from the stored hash."""
    last, previous = (since.id, since.hash) if since else (0, "")
    newest = head_of(db)
    start, total = last, newest.id if newest else last
    cursor = db.conn.cursor()
    cursor.row_factory = sqlite3.Row
    for row in cursor.execute("SELECT * FROM main.audit WHERE id > ? ORDER BY id", [last]):
        number, stored = row["id"], row["hash"]
        fault = _fault(row, last, previous)
        if fault is not None:
            yield _Break(fault, number, last, row["at"], row["actor"])
        if number in known and known[number] != {stored}:
            yield _Break(Fault.LOG_REWRITTEN, number)
        last, previous = number, stored
        if number % _STEP == 0:
            progress(_WHAT, number - start, total - start)
    progress(_WHAT, total - start, total - start)


def _fault(row: Mapping[str, Any], last: int, previous: str) -> Fault | None:
    """What is wrong with an entry, given the number and hash of the one before it."""
    if row["id"] != last + 1:
        return Fault.LOG_GAP
    if not row["hash"]:
        return Fault.LOG_UNCHAINED
    return None if row["hash"] == entry_hash(previous, row) else Fault.LOG_CHANGED


def _findings(breaks: Iterable[_Break]) -> Iterator[Finding]:
    """One sentence per kind of break: the first place, and how many there are."""
    by_fault: dict[Fault, list[_Break]] = {}
    for found in breaks:
        by_fault.setdefault(found.fault, []).append(found)
    for fault, found_of_kind in by_fault.items():
        more = len(found_of_kind) - 1
        others = f"，之后还有 {more} 处" if more else ""
        yield Finding(fault, f"{_broken(found_of_kind[0])}{others}，请与备份中的日志核对。")


def _broken(found: _Break) -> str:
    if found.fault is Fault.LOG_REWRITTEN:
        return f"第 {found.id} 条审计记录与数据库之外留存的校验值不同，这一条或更早的记录被改写过"
    place = f"第 {found.id} 条审计记录（{found.at[:16].replace('T', ' ')} {found.actor}）"
    if found.fault is Fault.LOG_GAP:
        first, last = found.after + 1, found.id - 1
        missing = f"第 {first} 条" if first == last else f"第 {first}–{last} 条"
        return f"审计日志缺少{missing}，{place}接不上前面的记录"
    if found.fault is Fault.LOG_UNCHAINED:
        return f"{place}没有校验值"
    return f"{place}与校验值不符，它的内容或前一条的校验值被改动过"


def _cut(db: Database, head: Head | None, known: Iterable[int]) -> Iterator[Finding]:
    """Nobody has seen a higher number than the newest one; SQLite itself remembers the highest that it ever gave."""
    row = db.execute("SELECT seq FROM main.sqlite_sequence WHERE name = 'audit'").fetchone()
    highest = max([int(row[0]) if row else 0, *known])
    if highest > (head.id if head else 0):
        kept = f"只到第 {head.id} 条" if head else "是空的"
        yield Finding(
            Fault.LOG_CUT,
            f"审计日志{kept}，而曾经记到第 {highest} 条：最新的记录被删除，或数据库换成了较早的一份，请与备份核对。",
        )
