"""Writes inside one transaction, each with its audit entry."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from evidence.access import must_write, sees_all, unlogged_columns
from evidence.errors import ConflictError, NotAllowedError, NotFoundError
from evidence.store.chain import entry_hash, last_hash
from evidence.store.heads import Head
from evidence.viewer import Viewer

Row = dict[str, Any]
# What the log keeps of a value that it does not keep.
_HIDDEN = "（不记录）"


class Transaction:
    """An open write. Tables with a `version` column are changed only against the version that was read.

    Every write is checked against what the viewer may write and sees (`evidence/access.py`).
    """

    def __init__(self, db: Database, viewer: Viewer, now: datetime) -> None:
        self.db = db
        self.viewer = viewer
        self.now = now.isoformat(timespec="seconds")
        self.today = now.date()
        self.head: Head | None = None

    def get(self, table: str, row_id: int) -> Row:
        """The row with this id. Raises NotFoundError."""
        for row in self.db.query(f"SELECT * FROM [{table}] WHERE id = ?", [row_id]):  # noqa: S608 - fixed names
            return row
        raise NotFoundError("这条记录已不存在，请刷新页面。")

    def find(self, table: str, where: str, values: Iterable[Any]) -> Row | None:
        """The first row for a condition, None if there is none."""
        return next(self.db.query(f"SELECT * FROM [{table}] WHERE {where}", list(values)), None)  # noqa: S608

    def insert(self, table: str, row: Mapping[str, Any], subject_id: str | None = None) -> int:
        """Stores a new row and returns its id. `subject_id`: what the log calls the record, by default its id."""
        must_write(self.viewer, table)
        names, marks = ", ".join(f"[{name}]" for name in row), ", ".join("?" * len(row))
        sql = f"INSERT INTO main.[{table}] ({names}) VALUES ({marks})"  # noqa: S608 - fixed names
        row_id = self.db.execute(sql, list(row.values())).lastrowid or 0
        self._must_see(table, row_id)
        self.audit("insert", table, subject_id or row_id, None, row)
        return row_id

    def update(
        self,
        table: str,
        row_id: int,
        changes: Mapping[str, Any],
        expected: int | None = None,
        subject_id: str | None = None,
    ) -> bool:
        """Changes fields of a row; nothing is written when nothing differs. Returns whether something was written.

        `expected`: the version that the person saw. Raises ConflictError when the row has another one now.
        """
        before = self.get(table, row_id)
        if expected is not None and before["version"] != expected:
            who = self._last_actor(table, subject_id or row_id)
            raise ConflictError(f"这条记录刚被{who}修改过，您的修改没有保存；请刷新后核对再改。")
        changed = {key: value for key, value in changes.items() if before[key] != value}
        if not changed:
            return False
        if "version" in before:
            changed["version"] = before["version"] + 1
        self._write(table, row_id, changed)
        self.audit("update", table, subject_id or row_id, {key: before[key] for key in changed}, changed)
        return True

    def touch(self, table: str, row_id: int) -> None:
        """Raises the version of a row of which only what hangs on it (its links) has changed. Raises NotFoundError."""
        version = self.get(table, row_id)["version"]
        self._write(table, row_id, {"version": version + 1})
        self.audit("update", table, row_id, {"version": version}, {"version": version + 1})

    def last_entry(self, table: str, subject_id: int | str) -> Row | None:
        """The newest entry of the log about a record."""
        sql = "SELECT * FROM audit WHERE subject = ? AND subject_id = ? ORDER BY id DESC LIMIT 1"
        return next(self.db.query(sql, [table, str(subject_id)]), None)

    def _last_actor(self, table: str, subject_id: int | str) -> str:
        entry = self.last_entry(table, subject_id)
        return entry["actor"] if entry else "他人"

    def delete(
        self, table: str, row_id: int, subject_id: str | None = None, after: Mapping[str, Any] | None = None
    ) -> None:
        """Removes a row; its content stays in the audit. `after`: what holds without it. Raises NotFoundError."""
        must_write(self.viewer, table)
        before = self.get(table, row_id)
        self.db.execute(f"DELETE FROM main.[{table}] WHERE id = ?", [row_id])  # noqa: S608 - fixed names
        self.audit("delete", table, subject_id or row_id, before, after)

    def audit(
        self,
        action: str,
        subject: str,
        subject_id: int | str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        """Appends an entry to the log: who, when, what, before, after."""
        hidden = unlogged_columns(subject)
        entry = {
            "at": self.now,
            "actor": self.viewer.name.strip(),
            "role": self.viewer.role.value,
            "account_id": self.viewer.account_id,
            "place": self.viewer.place,
            "action": action,
            "subject": subject,
            "subject_id": str(subject_id),
            "before": _json(before, hidden),
            "after": _json(after, hidden),
        }
        digest = entry_hash(last_hash(self.db), entry)
        entry["hash"] = digest
        names, marks = ", ".join(entry), ", ".join("?" * len(entry))
        sql = f"INSERT INTO main.audit ({names}) VALUES ({marks})"  # noqa: S608 - fixed names
        number = self.db.execute(sql, list(entry.values())).lastrowid or 0
        self.head = Head(number, digest)

    def _write(self, table: str, row_id: int, changes: Mapping[str, Any]) -> None:
        must_write(self.viewer, table)
        fields = ", ".join(f"[{name}] = ?" for name in changes)
        sql = f"UPDATE main.[{table}] SET {fields} WHERE id = ?"  # noqa: S608 - fixed names
        self.db.execute(sql, [*changes.values(), row_id])
        self._must_see(table, row_id)

    def _must_see(self, table: str, row_id: int) -> None:
        """Nobody writes a row that they do not see: a vendor's row stays with the vendor's own systems."""
        if not sees_all(self.viewer) and not self.find(table, "id = ?", [row_id]):
            raise NotAllowedError("这条记录不属于您负责的系统，没有保存；请核对所选的系统。")


def _json(values: Mapping[str, Any] | None, hidden: Iterable[str]) -> str | None:
    if values is None:
        return None
    kept = dict(values) | {name: _HIDDEN for name in hidden if name in values}
    return json.dumps(kept, ensure_ascii=False, default=str)
