"""Writes inside one transaction, each with its audit entry."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import Table

from evidence.errors import ConflictError, NotFoundError
from evidence.viewer import Viewer

Row = dict[str, Any]


class Transaction:
    """An open write. Tables with a `version` column are changed only against the version that was read."""

    def __init__(self, db: Database, viewer: Viewer, now: datetime) -> None:
        self.db = db
        self.viewer = viewer
        self.now = now.isoformat(timespec="seconds")
        self.today = now.date()

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
        result = self._table(table).insert(dict(row))
        row_id = int(str(result.last_pk))
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
        self._table(table).update(row_id, changed)
        self.audit("update", table, subject_id or row_id, {key: before[key] for key in changed}, changed)
        return True

    def touch(self, table: str, row_id: int) -> None:
        """Raises the version of a row of which only what hangs on it (its links) has changed. Raises NotFoundError."""
        version = self.get(table, row_id)["version"]
        self._table(table).update(row_id, {"version": version + 1})
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
        before = self.get(table, row_id)
        self._table(table).delete(row_id)
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
        self.db.execute(
            "INSERT INTO audit (at, actor, role, action, subject, subject_id, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                self.now,
                self.viewer.name.strip(),
                self.viewer.role.value,
                action,
                subject,
                str(subject_id),
                _json(before),
                _json(after),
            ],
        )

    def _table(self, name: str) -> Table:
        return self.db.table(name)


def _json(values: Mapping[str, Any] | None) -> str | None:
    if values is None:
        return None
    return json.dumps(dict(values), ensure_ascii=False, default=str)
