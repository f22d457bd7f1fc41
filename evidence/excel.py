"""Tables as Excel files: frozen heading, filter, wrapped text, widths by content."""

import io
import unicodedata

import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 60
_ROWS_LOOKED_AT = 500
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEAD_FILL = PatternFill("solid", fgColor="F4F6F8")


def to_excel(sheets: dict[str, pd.DataFrame]) -> bytes:
    """An .xlsx file with one sheet per table, in the given order. Text that looks like a formula stays text."""
    target = io.BytesIO()
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        for name, table in sheets.items():
            table.to_excel(writer, sheet_name=name[:31], index=False)
            _dress(writer.sheets[name[:31]], table)
    return target.getvalue()


def _dress(sheet: Worksheet, table: pd.DataFrame) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    widths = [_column_width(table, place) for place in range(table.shape[1])]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = _HEAD_FILL
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
        # Styling is what takes time: rows that fit into their columns need none.
        if any(_display_width(str(cell.value)) > width for cell, width in zip(row, widths, strict=True)):
            for cell in row:
                cell.alignment = _WRAPPED


def _column_width(table: pd.DataFrame, place: int) -> int:
    """Wide enough for the heading and the first rows, within limits."""
    texts = [str(table.columns[place]), *map(str, table.iloc[:_ROWS_LOOKED_AT, place])]
    return max(6, min(max(map(_display_width, texts)) + 2, _WIDEST))


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
