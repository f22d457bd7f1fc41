"""Tables as Excel files: frozen heading, filter, wrapped text, widths by content."""

import io
import unicodedata

import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_WIDEST = 60
_HEAD_FILL = PatternFill("solid", fgColor="F4F6F8")


def to_excel(sheets: dict[str, pd.DataFrame]) -> bytes:
    """An .xlsx file with one sheet per table, in the given order. Text that looks like a formula stays text."""
    target = io.BytesIO()
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        for name, table in sheets.items():
            table.to_excel(writer, sheet_name=name[:31], index=False)
            _dress(writer.sheets[name[:31]])
    return target.getvalue()


def _dress(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in sheet.columns:
        width = 6
        for cell in column:
            if cell.data_type == "f":
                cell.data_type = "s"
            text = "" if cell.value is None else str(cell.value)
            width = max(width, min(_display_width(text) + 2, _WIDEST))
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column[0].column or 1)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = _HEAD_FILL


def _display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
