"""The chain of the log: every entry carries a hash over itself and the hash of the entry before it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

# In this order, so that the hash of an entry can be computed anywhere.
_FIELDS = ("at", "actor", "role", "account_id", "place", "action", "subject", "subject_id", "before", "after")


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry's fields after the hash of the entry before it (empty for the first)."""
    text = json.dumps([previous, *(entry[name] for name in _FIELDS)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def last_hash(db: Database) -> str:
    """The hash of the newest entry, empty while the log is."""
    row = db.execute("SELECT hash FROM main.audit ORDER BY id DESC LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def chain_up(db: Database) -> None:
    """Gives all entries their hashes: for logs that were written before there was a chain."""
    previous = ""
    for entry in list(db.query("SELECT * FROM main.audit ORDER BY id")):
        previous = entry_hash(previous, entry)
        db.execute("UPDATE main.audit SET hash = ? WHERE id = ?", [previous, entry["id"]])
