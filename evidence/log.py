"""审计日志: who did what, when, from where; found by person, action, kind of record, period and text."""

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pandas as pd
from sqlite_utils import Database

from criteria.models import Catalog
from evidence.access import Permission, must
from evidence.errors import InvalidInputError, NotFoundError
from evidence.log_labels import Labels, read_values
from evidence.log_words import Change, action_word, changes_of, log_words, role_word, sentence
from evidence.maintenance.findings import Progress, silent
from evidence.maintenance.log_check import LogCheck, check_log
from evidence.store import Store
from evidence.store.connection import revision_of
from evidence.store.heads import Head, note_heads, noted_heads
from evidence.viewer import Viewer

# Excel takes about a million rows; so many are written within half a minute.
MOST_EXPORTED = 50_000
_AT_ONCE = 2000
_TOUCHED = "关联的内容有变动"
_SEARCHED = ("subject_id", "before", "after", "place")
_ANYWHERE = " OR ".join(f"{column} LIKE ? ESCAPE '!'" for column in _SEARCHED)
# In a LIKE pattern these are ordinary characters only behind an escape.
_SPECIAL = str.maketrans({sign: f"!{sign}" for sign in "!%_"})

Catalogs = Mapping[str, Catalog]
_T = TypeVar("_T")


@dataclass(frozen=True)
class LogFilter:
    """Which entries are wanted; what is empty does not narrow. `text`: words that must all be in the entry."""

    people: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class LogLine:
    """One entry in words. `place`: from where; `what`: the record; `at`: 2026-03-02 09:30:15, local time.

    `touched`: nothing but what hangs on the record has changed.
    """

    id: int
    at: str
    actor: str
    role: str
    place: str
    action: str
    kind: str
    what: str
    changes: tuple[Change, ...]
    touched: bool
    hash: str

    @property
    def content(self) -> str:
        """All changes in one sentence, empty for what changes nothing (a sign-in)."""
        return sentence(self.changes) or (_TOUCHED if self.touched else "")


@dataclass(frozen=True)
class LogPage:
    """One page of entries, newest first, and the number of all that match."""

    lines: list[LogLine]
    total: int


@dataclass(frozen=True)
class LogChoices:
    """What the log can be filtered by: the people, actions and tables that occur in it, action and table with words."""

    people: tuple[str, ...]
    actions: Mapping[str, str]
    tables: Mapping[str, str]


@dataclass(frozen=True)
class _Entry:
    """What the wording needs of an entry."""

    subject: str
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def load_choices(store: Store, viewer: Viewer) -> LogChoices:
    """What there is to choose from. Raises NotAllowedError."""
    must(viewer, Permission.LOG)

    def more(db: Database, after: int, known: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
        return tuple(
            seen | {str(row[0]) for row in db.execute(f"SELECT DISTINCT {column} FROM audit WHERE id > ?", [after])}  # noqa: S608
            for column, seen in zip(("actor", "action", "subject"), known, strict=True)
        )

    nothing: tuple[frozenset[str], ...] = (frozenset(), frozenset(), frozenset())
    found = _grown(store, viewer, "choices", nothing, more)
    people, actions, tables = (sorted(values) for values in found)
    return LogChoices(
        tuple(people),
        {action: action_word(action) for action in actions},
        {table: log_words().table(table).name for table in tables},
    )


def load_page(
    store: Store, viewer: Viewer, catalogs: Catalogs, wanted: LogFilter, limit: int = 50, offset: int = 0
) -> LogPage:
    """One page of the entries, newest first. Raises NotAllowedError, InvalidInputError."""
    must(viewer, Permission.LOG)
    matching = _matching(store, viewer, wanted)
    end = max(len(matching) - offset, 0)
    with store.reading(viewer) as db:
        return LogPage(_lines(db, catalogs, matching[max(end - limit, 0) : end]), len(matching))


def _matching(store: Store, viewer: Viewer, wanted: LogFilter) -> Sequence[int]:
    """The numbers of all entries that match, oldest first."""
    where, values = _conditions(wanted)

    def more(db: Database, after: int, known: "array[int]") -> "array[int]":
        sql = f"SELECT id FROM audit WHERE id > ? AND {where} ORDER BY id"  # noqa: S608 - values are bound
        return known + array("q", (row[0] for row in db.execute(sql, [after, *values])))

    return _grown(store, viewer, wanted, array("q"), more)


def _grown(store: Store, viewer: Viewer, key: Hashable, nothing: _T, more: Callable[[Database, int, _T], _T]) -> _T:
    """What was found in the log, brought up to date: the log only grows, so only what is new has to be read."""
    kept: dict[str, tuple[int, _T]] = store.cached(viewer, ("log", key), dict)
    up_to, found = kept.get("found", (0, nothing))
    with store.reading(viewer) as db:
        newest = revision_of(db)
        if newest < up_to:
            # Another database has taken the place of this one.
            up_to, found = 0, nothing
        if newest > up_to:
            found = more(db, up_to, found)
            kept["found"] = (newest, found)
    return found


def log_line(store: Store, viewer: Viewer, catalogs: Catalogs, entry_id: int) -> LogLine:
    """One entry. Raises NotAllowedError, NotFoundError."""
    must(viewer, Permission.LOG)
    with store.reading(viewer) as db:
        for line in _lines(db, catalogs, [entry_id]):
            return line
    raise NotFoundError(f"没有编号为 {entry_id} 的审计记录，请从列表中重新选择。")


def export_log(store: Store, viewer: Viewer, catalogs: Catalogs, wanted: LogFilter) -> pd.DataFrame:
    """All entries of a filter, newest first. Raises NotAllowedError, InvalidInputError when there are too many."""
    must(viewer, Permission.LOG)
    matching = _matching(store, viewer, wanted)
    if len(matching) > MOST_EXPORTED:
        raise InvalidInputError(
            f"筛选出 {len(matching):,} 条，超过一次导出的上限 {MOST_EXPORTED:,} 条，请缩小时间范围后再导出。"
        )
    with store.reading(viewer) as db:
        portions = (matching[max(end - _AT_ONCE, 0) : end] for end in range(len(matching), 0, -_AT_ONCE))
        return log_table(line for portion in portions for line in _lines(db, catalogs, portion))


def log_table(lines: Iterable[LogLine]) -> pd.DataFrame:
    """The columns of the list and of the export, one row per entry."""
    found = list(lines)
    columns: dict[str, list[Any]] = {
        "时间": [line.at for line in found],
        "人员": [line.actor for line in found],
        "角色": [line.role for line in found],
        "来源": [line.place for line in found],
        "操作": [line.action for line in found],
        "类别": [line.kind for line in found],
        "对象": [line.what for line in found],
        "内容": [line.content for line in found],
        "编号": [line.id for line in found],
        "校验值": [line.hash for line in found],
    }
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def _lines(db: Database, catalogs: Catalogs, numbers: Sequence[int]) -> list[LogLine]:
    """The entries with these numbers in words, newest first."""
    marks = ", ".join("?" * len(numbers))
    rows = list(db.query(f"SELECT * FROM audit WHERE id IN ({marks}) ORDER BY id DESC", list(numbers)))  # noqa: S608
    entries = [
        _Entry(row["subject"], row["subject_id"], read_values(row["before"]), read_values(row["after"])) for row in rows
    ]
    labels = Labels(db, catalogs, entries)
    return [
        LogLine(
            id=row["id"],
            at=row["at"][:19].replace("T", " "),
            actor=row["actor"],
            role=role_word(row["role"]),
            place=row["place"],
            action=action_word(row["action"]),
            kind=log_words().table(row["subject"]).name,
            what=labels.label(entry.subject, entry.subject_id),
            changes=changes_of(entry, catalogs, labels.label),
            touched=entry.before is not None and entry.after is not None,
            hash=row["hash"],
        )
        for row, entry in zip(rows, entries, strict=True)
    ]


def _conditions(wanted: LogFilter) -> tuple[str, list[Any]]:
    """An SQL condition and its values, in step. Raises InvalidInputError for a period that ends before it begins."""
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise InvalidInputError("截止日期早于开始日期，请核对后重新选择。")
    parts: list[tuple[str, list[Any]]] = [("1", [])]
    for column, chosen in (("actor", wanted.people), ("action", wanted.actions), ("subject", wanted.tables)):
        if chosen:
            parts.append((f"{column} IN ({', '.join('?' * len(chosen))})", sorted(chosen)))
    if wanted.since:
        parts.append(("at >= ?", [wanted.since.isoformat()]))
    if wanted.until:
        parts.append(("substr(at, 1, 10) <= ?", [wanted.until.isoformat()]))
    parts += [(f"({_ANYWHERE})", [f"%{word.translate(_SPECIAL)}%"] * len(_SEARCHED)) for word in wanted.text.split()]
    return " AND ".join(condition for condition, _ in parts), [value for _, values in parts for value in values]


def check_chain(store: Store, viewer: Viewer, since: Head | None = None, progress: Progress = silent) -> LogCheck:
    """Checks the chain: all of it, also against what is noted outside the database, or only what came after `since`.

    Raises NotAllowedError.
    """
    must(viewer, Permission.LOG)
    heads = noted_heads(store.folder) if since is None else []
    with store.reading(viewer) as db:
        found = check_log(db, heads, since, progress)
    if since is None and found.whole and found.head and found.head not in heads:
        note_heads(store.folder, [found.head])
    return found
