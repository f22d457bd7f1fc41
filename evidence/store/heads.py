"""Heads of the log kept outside the database: a log that was cut or written anew no longer matches them.

The hash chain alone cannot show that its newest entries are gone, nor that somebody computed all hashes again. So the
number and hash of the newest entry are appended to a file of the hospital's folder. Every line stands for itself: a
lost or half-written one takes nothing from the others and makes nothing look wrong.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

HEADS_NAME = "audit.heads"
_LOG = logging.getLogger(__name__)
_LINE = re.compile(r"([0-9]{1,18}) ([0-9a-f]{64})")


@dataclass(frozen=True)
class Head:
    """The newest entry of a log at some moment."""

    id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.id}:{self.hash}"


def head_of(db: Database) -> Head | None:
    """The newest entry of an open read, None while the log is empty."""
    row = db.execute("SELECT id, hash FROM main.audit ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else Head(int(row[0]), str(row[1]))


def note_heads(folder: Path, heads: Iterable[Head]) -> None:
    """Appends heads to the file. It never fails: what they stand for is stored already."""
    # The break comes first, so that a line that was cut off cannot run into the next one.
    lines = "".join(f"\n{head.id} {head.hash}" for head in heads)
    try:
        with (folder / HEADS_NAME).open("ab") as file:
            file.write(lines.encode())
    except OSError as error:
        _LOG.warning("%s: %s", folder / HEADS_NAME, error)


def noted_heads(folder: Path) -> list[Head]:
    """All heads of the file in its order, without lines that are not whole; empty when there is no file."""
    try:
        text = (folder / HEADS_NAME).read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return [Head(int(match[1]), match[2]) for match in found if match]
