"""Opening a ZIP that a stranger made: bounded in memory before anything of it is believed."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from evidence.intake.limits import MEGABYTE
from evidence.intake.refusal import RefusedError

_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# The reader keeps a record in memory for each of these marks of its table of contents; a workbook in the archive has
# marks of its own. No file that a person packs comes near.
_MARK = b"PK\x01\x02"
_MOST_MARKS = 50_000
# Other methods are rare, and their readers unpack without bound.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
# What wrong offsets, flags, names and compressed data end in.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class Room:
    """Bytes that may still be unpacked: counted as they come, since what an entry says of its size may be a lie."""

    def __init__(self, size: int, why: str, **values: object) -> None:
        self._left = size
        self._why = why
        self._values = values

    @property
    def left(self) -> int:
        """How many bytes there is still room for."""
        return self._left

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, as long as there is room. Raises RefusedError (`why`) when there is no more."""
        for chunk in chunks:
            self._left -= len(chunk)
            if self._left < 0:
                raise RefusedError(self._why, **self._values)
            yield chunk


def open_zip(source: BinaryIO) -> zipfile.ZipFile:
    """The archive in a seekable stream. Raises RefusedError (`damaged`) when it is none or its table has no end."""
    if _marks(source) > _MOST_MARKS:
        raise RefusedError("damaged")
    return open_again(source)


def open_again(source: BinaryIO) -> zipfile.ZipFile:
    """The archive in a stream that `open_zip` has let pass before. Raises RefusedError (`damaged`)."""
    try:
        return zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise RefusedError("damaged") from error


def chunks_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry piece by piece; read to its end, its checksum is right.

    Raises RefusedError: `password`, `method` (a way of packing that hardly any program uses), `damaged`.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedError("password")
    if entry.compress_type not in _METHODS:
        raise RefusedError("method")
    try:
        with archive.open(entry) as part:
            while chunk := part.read(MEGABYTE):
                yield chunk
    except _UNREADABLE as error:
        raise RefusedError("damaged") from error


def is_zip(start: bytes) -> bool:
    """Whether the first bytes are those of a ZIP."""
    return start.startswith(_STARTS)


def _marks(source: BinaryIO) -> int:
    """How many entries the table of contents can have at most."""
    source.seek(0)
    count, last = 0, b""
    while chunk := source.read(MEGABYTE):
        count += (last + chunk).count(_MARK)
        last = chunk[-len(_MARK) + 1 :]
    source.seek(0)
    return count
