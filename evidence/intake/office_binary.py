"""Office files of 1997–2003 (.doc, .xls, .ppt), OLE compound files: what they are, what may not be inside.

Fields and records are those of [MS-DOC] 2.5.2 (FibBase), [MS-XLS] 2.4.28 (BoundSheet8) and 2.4.117 (FilePass),
[MS-PPT] 2.3.2 (CurrentUserAtom) and 2.10.34 (ExOleObjStg).
"""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import olefile

from evidence import vault
from evidence.intake.kinds import Kind, kinds
from evidence.intake.refusal import RefusedError

START = olefile.MAGIC
# The class of a file that was put into a document as it was: a program as well as a picture.
_PACKAGE = "0003000C-0000-0000-C000-000000000046"
_MACROS = frozenset({"VBA", "_VBA_PROJECT_CUR"})
# Far more than a real file has before what is looked for.
_MOST_RECORDS = 1_000_000


def kind_of(content: bytes) -> Kind:
    """What an OLE file is, by the streams on top of it or the class of its root. Raises RefusedError (`damaged`)."""
    with _opened(content) as ole:
        names = {path[0] for path in ole.listdir(streams=True, storages=True)} | {_class_of_root(ole)}
    found = (kind for kind in kinds() if kind.streams & names)
    return next(found, None) or next(kind for kind in kinds().refused if kind.because == "ole")


def check(content: bytes) -> None:
    """Reads every stream of a .doc, .xls or .ppt once.

    Raises RefusedError: `damaged`, `password`, `macros_inside`, `package_inside`.
    """
    with _opened(content) as ole:
        _refuse_password(ole)
        _refuse_active(ole)
        if _has_macro_sheets(ole):
            raise RefusedError("macros_inside")
        for embedded in _objects_in_slides(ole):
            if embedded.startswith(START):
                check_embedded(embedded)
        for path in ole.listdir():
            _read(ole, path)


def check_embedded(content: bytes) -> None:
    """The same for an OLE file inside a document. Raises RefusedError: `damaged`, `macros_inside`, `package_inside`."""
    with _opened(content) as ole:
        _refuse_active(ole)


@contextmanager
def _opened(content: bytes) -> Iterator["olefile.OleFileIO[str]"]:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            yield ole
    except RefusedError:
        raise
    except Exception as error:  # the reader raises all kinds of errors, and all say that it cannot be opened
        raise RefusedError("damaged") from error


def _read(ole: "olefile.OleFileIO[str]", path: str | list[str]) -> bytes:
    """A whole stream, empty when there is none. Raises RefusedError (`damaged`) when it ends before it should."""
    if not ole.exists(path):
        return b""
    content = ole.openstream(path).read()
    if len(content) < ole.get_size(path):
        raise RefusedError("damaged")
    return content


def _class_of_root(ole: "olefile.OleFileIO[str]") -> str:
    return ole.root.clsid if ole.root else ""


def _refuse_active(ole: "olefile.OleFileIO[str]") -> None:
    for path in ole.listdir(streams=True, storages=True):
        if not _MACROS.isdisjoint(part.upper() for part in path):
            raise RefusedError("macros_inside")
        if ole.getclsid(path) == _PACKAGE:
            raise RefusedError("package_inside")
    if _class_of_root(ole) == _PACKAGE:
        raise RefusedError("package_inside")


def _refuse_password(ole: "olefile.OleFileIO[str]") -> None:
    document, user = _read(ole, "WordDocument")[:12], _read(ole, "Current User")[:16]
    encrypted = (
        (document and struct.unpack_from("<H", document, 10)[0] & 0x0100)
        or (user and struct.unpack_from("<I", user, 12)[0] == 0xF3D1C4DF)
        or any(number == 0x2F for number, _ in _workbook_records(ole))
    )
    if encrypted:
        raise RefusedError("password")


def _has_macro_sheets(ole: "olefile.OleFileIO[str]") -> bool:
    """Macros of Excel 4, which live in sheets: type 1 of a sheet, 6 for a module."""
    return any(number == 0x85 and record[5] in (1, 6) for number, record in _workbook_records(ole))


def _workbook_records(ole: "olefile.OleFileIO[str]") -> Iterator[tuple[int, bytes]]:
    """Number and content of the records that speak of the whole workbook, up to their end mark."""
    stream = _read(ole, "Workbook") or _read(ole, "Book")
    place = 0
    while place < len(stream):
        number, size = struct.unpack_from("<HH", stream, place)
        yield number, stream[place + 4 : place + 4 + size]
        if number == 0x0A:
            return
        place += 4 + size


def _objects_in_slides(ole: "olefile.OleFileIO[str]") -> Iterator[bytes]:
    """The OLE files in a presentation, which keeps its macros and embedded files in packed form."""
    stream = _read(ole, "PowerPoint Document")
    for instance, number, content in islice(_slide_records(stream), _MOST_RECORDS):
        if number == 0x1011:
            packed = instance >> 4 == 1
            yield zlib.decompressobj().decompress(content[4:], vault.MAX_BYTES) if packed else content


def _slide_records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Version and instance, number and content of the records on top."""
    place = 0
    while place + 8 <= len(stream):
        instance, number, size = struct.unpack_from("<HHI", stream, place)
        yield instance, number, stream[place + 8 : place + 8 + size]
        place += 8 + size
