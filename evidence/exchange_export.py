"""Writes the workbook that a vendor fills in offline for one system."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from criteria.vocabulary import vocabulary
from evidence.exchange_format import (
    FEATURE_KEY,
    FORMAT,
    GUIDE,
    LONGEST_TEXT,
    META,
    Line,
    Sheet,
    clause_count,
    sheets_of,
    write_row,
)
from evidence.records import System
from evidence.situation import Situation
from evidence.store import Store
from evidence.ticklist import ticks
from evidence.viewer import Viewer

_HEAD_FILL = PatternFill("solid", fgColor="F4F6F8")
_FILLED_IN = PatternFill("solid", fgColor="FFFBEA")
_OPEN, _LOCKED = Protection(locked=False), Protection(locked=True)
_GUIDE_WIDTHS = (18, 100)
_HOW_TO = (
    "只填写浅黄色的列：功能清单的“状态”“使用科室”“备注”，各标准的“判定”“备注”。",
    "“状态”和“判定”请从下拉列表中选择；判定留空等于“未评估”，状态留空等于没有填写。",
    "请勿改动编号列、表头和工作表名称，不要另存为其他格式；不需要填写的行保持原样即可。",
    f"每格文字不超过 {LONGEST_TEXT} 个字，不要填写公式。",
    "填好后把文件交回信息科，在本系统的页面上传；核对预览后才会写入。",
    "导出之后院内另有修改的行会标为冲突，不会被本文件覆盖。",
)


def export_system(situation: Situation, store: Store, viewer: Viewer, system: System) -> bytes:
    """An .xlsx file: how to fill it in, the system's feature list, and its clauses per standard up to the targets."""
    sheets = sheets_of(situation, ticks(store, viewer, system.id), system, asked_only=True)
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_guide(book.create_sheet(GUIDE), situation, system, sheets)
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    _write_meta(book.create_sheet(META), situation, store.slug, system, sheets)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_guide(page: Worksheet, situation: Situation, system: System, sheets: Sequence[Sheet]) -> None:
    catalogs = [situation.catalogs[sheet.key] for sheet in sheets if sheet.key != FEATURE_KEY]
    rows = [
        ("医院", situation.hospital.name),
        ("系统", system.name),
        ("系统类型", vocabulary().system_kinds.get(system.kind, system.kind)),
        ("厂商", system.vendor or "未登记"),
        ("导出日期", situation.today.isoformat()),
        *(("标准", f"《{catalog.title}》{catalog.edition}") for catalog in catalogs),
        *(("填写说明", text) for text in _HOW_TO),
    ]
    if situation.hospital.example:
        rows.insert(0, ("说明", "含示例数据，不是医院的真实情况"))
    for place, row in enumerate(rows, start=1):
        write_row(page, place, row)
        page.cell(place, 1).font = Font(bold=True)
    for place, width in enumerate(_GUIDE_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.protection.sheet = True


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    layout = sheet.layout
    for cell in write_row(page, 1, layout.columns):
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
    for place, line in enumerate(sheet.lines, start=2):
        _write_line(page, place, sheet, line)
    for place, width in enumerate(layout.columns.values(), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "B2"
    page.auto_filter.ref = page.dimensions
    _offer_words(page, sheet)
    _protect(page)


def _write_line(page: Worksheet, place: int, sheet: Sheet, line: Line) -> None:
    layout, value = sheet.layout, line.value
    filled_in = {
        layout.state: layout.words.get(value.state, ""),
        layout.departments: value.departments,
        layout.note: value.note,
    }
    texts = [*line.told, *(filled_in[heading] for heading in list(layout.columns)[len(line.told) :])]
    for cell, heading in zip(write_row(page, place, texts), layout.columns, strict=True):
        cell.protection = _LOCKED if heading == layout.id else _OPEN
        if heading in filled_in:
            cell.fill = _FILLED_IN


def _offer_words(page: Worksheet, sheet: Sheet) -> None:
    words = ",".join(sheet.layout.words.values())
    offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = sheet.layout.state, "请从列表中选择。"
    letter = get_column_letter(list(sheet.layout.columns).index(sheet.layout.state) + 1)
    offered.add(f"{letter}2:{letter}{len(sheet.lines) + 1}")
    page.add_data_validation(offered)


def _protect(page: Worksheet) -> None:
    """Without a password: against slips. In the file, False means that the action stays allowed."""
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = False


def _write_meta(page: Worksheet, situation: Situation, slug: str, system: System, sheets: Sequence[Sheet]) -> None:
    """What reading back needs: whose file this is, for which editions, and what stood in it."""
    rows: list[tuple[str, ...]] = [
        ("format", FORMAT),
        ("hospital", slug),
        ("system", str(system.id), system.name, system.kind),
    ]
    for sheet in sheets:
        catalog = situation.catalogs.get(sheet.key)
        edition = (catalog.edition, str(clause_count(catalog))) if catalog else ("", "")
        rows.append(("sheet", sheet.key, sheet.name, *edition))
    for sheet in sheets:
        for line in sheet.lines:
            value = line.value
            rows.append(("row", sheet.key, line.id, value.state, value.note, value.departments))
    for place, row in enumerate(rows, start=1):
        write_row(page, place, row)
    page.sheet_state = "hidden"
    page.protection.sheet = True
