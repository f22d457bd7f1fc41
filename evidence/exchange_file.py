"""Opens an uploaded workbook as plain tables, and refuses what is no ordinary, undamaged .xlsx file."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from evidence.errors import InvalidInputError
from evidence.exchange_format import META, clean

MOST_ROWS = 20_000
_MOST_META_ROWS = 200_000
_MOST_BYTES = 200_000_000  # unpacked
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_ENTRY = 1
_PARTS = ("[Content_Types].xml", "xl/workbook.xml")
# All that the packages for archives and workbooks raise on contents that make no sense.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,
)


@dataclass(frozen=True)
class Field:
    """The text of a cell. `computed`: a formula, or an error that one has left."""

    text: str = ""
    computed: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row that is not empty, with its number in the sheet."""

    number: int
    fields: tuple[Field, ...]

    def at(self, place: int) -> Field:
        """The field in a column; rows may end early."""
        return self.fields[place] if place < len(self.fields) else Field()


Table = list[TableRow]


def read_tables(data: bytes) -> dict[str, Table]:
    """Sheet → its rows. Raises InvalidInputError: no .xlsx, with macros, encrypted, damaged, too many rows."""
    _check_container(data)
    with _telling_damage():
        _check_parts(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        return {name: _table(book, name) for name in book.sheetnames}


def _check_container(data: bytes) -> None:
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise _encrypted()
    if not data.startswith(_ZIP):
        raise _no_workbook()


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise _with_macros()
        if any(entry.flag_bits & _ENCRYPTED_ENTRY for entry in entries):
            raise _encrypted()
        if not names.issuperset(_PARTS):
            raise _no_workbook()
        if sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise InvalidInputError("文件内容过大，请只上传从本系统导出并填写的文件。")
        if b"macroEnabled" in archive.read(_PARTS[0]):
            raise _with_macros()
        if archive.testzip() is not None:
            raise _damaged()


def _table(book: Workbook, name: str) -> Table:
    most = _MOST_META_ROWS if name == META else MOST_ROWS
    sheet: Any = book[name]
    if not hasattr(sheet, "reset_dimensions"):
        return []
    # Other programs write sizes that are wrong; without them all cells are read.
    sheet.reset_dimensions()
    found: Table = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        fields = tuple(Field(_text(cell.value), cell.data_type in ("f", "e")) for cell in cells)
        if any(field.text or field.computed for field in fields):
            found.append(TableRow(number, fields))
        if len(found) > most + 1:
            raise InvalidInputError(f"工作表“{name}”超过 {MOST_ROWS} 行，请只上传从本系统导出并填写的文件。")
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return clean(value.isoformat() if isinstance(value, date) else str(value))


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise _damaged() from error


def _no_workbook() -> InvalidInputError:
    return InvalidInputError("这不是 .xlsx 文件，请上传从本系统导出并填写的 Excel 文件（.xlsx）。")


def _with_macros() -> InvalidInputError:
    return InvalidInputError("文件中含有宏，为安全起见不读取，请另存为不含宏的 .xlsx 后再上传。")


def _encrypted() -> InvalidInputError:
    return InvalidInputError("文件已加密，无法读取，请取消打开密码后再上传。")


def _damaged() -> InvalidInputError:
    return InvalidInputError("文件已损坏，无法读取，请用 Excel 打开核对并重新保存后再上传。")
