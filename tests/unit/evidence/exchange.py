"""A hospital with two systems, and its workbook filled in as a vendor would."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from criteria.models import Catalog
from evidence.exchange_apply import Outcome, apply_edits
from evidence.exchange_export import export_system
from evidence.exchange_format import Value, sheets_of
from evidence.exchange_read import Reading, read_back
from evidence.records import System
from evidence.situation import Situation
from evidence.ticklist import ticks
from tests.unit.evidence.house import NOBODY, House


@dataclass
class Exchange:
    """One system of a house, and the catalogs in use."""

    house: House
    catalogs: Mapping[str, Catalog]
    system: System

    @property
    def situation(self) -> Situation:
        return self.house.situation(*self.catalogs.values())

    def export(self) -> bytes:
        return export_system(self.situation, self.house.store, NOBODY, self.system)

    def read(self, data: bytes) -> Reading:
        return read_back(self.situation, self.house.store, NOBODY, self.system, data)

    def apply(self, reading: Reading) -> Outcome:
        return apply_edits(self.house.store, self.house.viewer, self.situation, self.system, reading.edits)

    def stored(self) -> dict[tuple[str, str], Value]:
        given = ticks(self.house.store, NOBODY, self.system.id)
        sheets = sheets_of(self.situation, given, self.system, asked_only=False)
        return {(sheet.key, line.id): line.value for sheet in sheets for line in sheet.lines}


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def edited(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    book = opened(data)
    change(book)
    return saved(book)


def column(page: Worksheet, heading: str) -> int:
    return next(cell.column for cell in page[1] if cell.value == heading)


def fill(page: Worksheet, row: int, **texts: object) -> None:
    for heading, text in texts.items():
        page.cell(row, column(page, heading)).value = text  # type: ignore[assignment]
