"""A file on its way in, whichever door it comes through, and what its sender says about it."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from evidence.documents import Link


@dataclass(frozen=True)
class IncomingFile:
    """A file with its size in bytes, asked before anything of it is read.

    `opened`: a seekable stream of its content; called each time that it is read.
    """

    name: str
    size: int
    opened: Callable[[], AbstractContextManager[BinaryIO]]

    @classmethod
    def of_bytes(cls, name: str, content: bytes) -> "IncomingFile":
        """A file that is in memory."""
        return cls(name, len(content), lambda: io.BytesIO(content))

    @classmethod
    def of_path(cls, path: Path) -> "IncomingFile":
        """A file on this machine. Raises OSError when it cannot be looked at."""
        return cls(path.name, path.stat().st_size, lambda: path.open("rb"))

    @classmethod
    def of_stream(cls, name: str, size: int, stream: BinaryIO) -> "IncomingFile":
        """A file in a seekable stream that is closed by who opened it."""
        return cls(name, size, lambda: nullcontext(stream))


@dataclass(frozen=True)
class Said:
    """What a sender says about files; it goes before what their names propose.

    `links` come on top of those that names propose. `catalog`: the standard whose codes the names use, all if empty.
    """

    links: tuple[Link, ...] = ()
    system_id: int | None = None
    effective_on: date | None = None
    catalog: str = ""
    note: str = ""


NOTHING_SAID = Said()
