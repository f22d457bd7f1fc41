"""统计表 as a workbook to be filled in: its columns, and writing it."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evidence.exchange_format import GUIDE, LONGEST_TEXT, META, clean, sheet_names, write_row
from evidence.naming import level_of
from evidence.situation import Situation
from evidence.statistics.confirmed import share_text
from evidence.statistics.sheet import Entry, Sheet
from evidence.statistics.words import STATE_SIGNS
from evidence.store import Store

FORMAT = "statistics-1"
ID = "编号"
NUMERATOR, DENOMINATOR = "分子", "分母"
FROM, TO, RUN_ON, RUN_BY, NOTE = "统计开始", "统计截止", "统计日期", "统计人", "备注"
SYSTEM, SQL = "运行系统", "统计语句"
READ = (ID, NUMERATOR, DENOMINATOR, FROM, TO, RUN_ON, RUN_BY, NOTE, SYSTEM, SQL)
# Column → width; what is not in READ only explains.
COLUMNS = {
    ID: 22, "项目": 18, "级别": 7, "考察方面": 10, "考察内容": 44, "分子口径": 30, "分母口径": 26, "统计区间": 10,
    "要求": 7,
    NUMERATOR: 11, DENOMINATOR: 11, FROM: 12, TO: 12, RUN_ON: 12, RUN_BY: 10, NOTE: 24, SYSTEM: 18, SQL: 50, "状态": 13,
}  # fmt: skip
_NOTES = {
    NUMERATOR: "整数，不大于分母。只看是否在用的项目填 1 或 0。",
    DENOMINATOR: "整数，大于 0。",
    FROM: "日期，如 2026-08-23。",
    TO: "日期，不早于统计开始，不晚于统计日期。",
    RUN_ON: "执行统计语句的日期，不晚于今天。",
    SYSTEM: "统计语句在哪个系统上执行，请从列表中选择。",
    SQL: f"统计语句原文；改动后作为新的一版保存。其他文字不超过 {LONGEST_TEXT} 字。",
}
_HOW_TO = (
    "只填写浅黄色的列。编号列、表头和工作表名称请勿改动，不需要填写的行保持原样即可。",
    "分子、分母填整数，不填百分比和公式；比例由系统计算，四舍五入到两位小数。",
    "标有“本项目各级通用”的行沿用通用数据；在该行另填分子、分母，只用于该级别。",
    "填好后在“统计表”页上传，核对预览后才会写入；导出之后院内另有修改的行会标为冲突，不会被覆盖。",
    "录入的数据须由另一位人员复核。",
)
_HEAD_FILL, _FILLED_IN = PatternFill("solid", fgColor="F4F6F8"), PatternFill("solid", fgColor="FFFBEA")
_OPEN = Protection(locked=False)
_GUIDE_WIDTHS = (16, 100)
_MOST = 10**12


@dataclass(frozen=True)
class Fields:
    """What a row of the workbook says, as text."""

    numerator: str = ""
    denominator: str = ""
    window_from: str = ""
    window_to: str = ""
    run_on: str = ""
    run_by: str = ""
    note: str = ""
    system: str = ""
    sql: str = ""

    @property
    def figure(self) -> tuple[str, ...]:
        """The part that makes a figure."""
        return (self.numerator, self.denominator, self.window_from, self.window_to, self.run_on, self.run_by, self.note)


def fields_of(entry: Entry, systems: Sequence[tuple[int, str]]) -> Fields:
    """What stands in the row of a line now: its own figure and its query."""
    figure, result, query = entry.figure, entry.result, entry.query
    names = dict(systems)
    asked = Fields(
        system=names.get(query.system_id or 0, "") if query else "", sql=clean(query.sql_text) if query else ""
    )
    if figure is None or entry.general:
        return asked
    top = figure.numerator
    if entry.line.applied:
        top = int(figure.value > 0)
    return Fields(
        numerator="" if top is None else str(top),
        denominator="1" if entry.line.applied else _text(figure.denominator),
        window_from=_text(figure.window_from),
        window_to=_text(figure.window_to),
        run_on=_text(result.run_on if result else None),
        run_by=clean(result.run_by) if result else "",
        note=clean(figure.note),
        system=asked.system,
        sql=asked.sql,
    )


def _text(value: int | date | None) -> str:
    return "" if value is None else str(value)


def system_names(situation: Situation) -> list[tuple[int, str]]:
    """The systems that a query may run on: (id, name), each name once."""
    found: dict[str, int] = {}
    for system in situation.systems:
        found.setdefault(clean(system.name), system.id)
    return [(number, name) for name, number in found.items()]


def export_workbook(situation: Situation, store: Store, sheet: Sheet, entries: Iterable[Entry]) -> bytes:
    """An .xlsx file with the given lines of a sheet: how to fill it in, the rows, and what reading back needs."""
    listed, systems = list(entries), system_names(situation)
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_guide(book.create_sheet(GUIDE), situation, sheet)
    name = sheet_names([sheet.catalog])[sheet.catalog.id]
    page = book.create_sheet(name)
    _write_rows(page, listed, systems)
    _offer(page, len(listed), len(systems))
    _write_meta(book.create_sheet(META), store, sheet, name, listed, systems)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_guide(page: Worksheet, situation: Situation, sheet: Sheet) -> None:
    rows = [
        ("医院", situation.hospital.name),
        ("标准", f"《{sheet.catalog.title}》{sheet.catalog.edition}"),
        ("导出日期", situation.today.isoformat()),
        *(("填写说明", text) for text in _HOW_TO),
    ]
    if situation.hospital.example:
        rows.insert(0, ("说明", "含示例数据，不是医院的真实情况"))
    for place, row in enumerate(rows, start=1):
        for cell in write_row(page, place, row)[:1]:
            cell.font = Font(bold=True)
    for place, width in enumerate(_GUIDE_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.protection.sheet = True


def _write_rows(page: Worksheet, entries: Sequence[Entry], systems: Sequence[tuple[int, str]]) -> None:
    for cell in write_row(page, 1, COLUMNS):
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        if cell.value in _NOTES:
            cell.comment = Comment(_NOTES[str(cell.value)], "统计表")
    for place, entry in enumerate(entries, start=2):
        texts = _told(entry) | _filled_in(fields_of(entry, systems))
        for cell, heading in zip(write_row(page, place, (texts[h] for h in COLUMNS)), COLUMNS, strict=True):
            if heading in READ[1:]:
                cell.fill, cell.protection = _FILLED_IN, _OPEN
                if heading in (NUMERATOR, DENOMINATOR) and cell.value:
                    cell.value = int(str(cell.value))
    for place, width in enumerate(COLUMNS.values(), start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "B2"
    page.auto_filter.ref = page.dimensions
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = False


def _told(entry: Entry) -> dict[str, str]:
    line, state = entry.line, str(STATE_SIGNS[entry.state])
    general = f"，本项目各级通用 {share_text(entry.figure.value)}" if entry.general and entry.figure else ""
    return {
        ID: line.id,
        "项目": line.item.name,
        "级别": level_of(line.requirement),
        "考察方面": line.aspect,
        "考察内容": line.what,
        "分子口径": line.numerator,
        "分母口径": line.denominator,
        "统计区间": line.window,
        "要求": share_text(line.asked),
        "状态": f"{state}{general}",
    }


def _filled_in(fields: Fields) -> dict[str, str]:
    return dict(zip(READ[1:], (*fields.figure, fields.system, fields.sql), strict=True))


def _offer(page: Worksheet, rows: int, systems: int) -> None:
    """Excel refuses at once what would be refused when the file comes back."""
    whole = DataValidation(type="whole", operator="between", formula1="0", formula2=str(_MOST), showErrorMessage=True)
    whole.errorTitle, whole.error = "分子、分母", "请填写整数。"
    _apply(page, whole, rows, NUMERATOR, DENOMINATOR)
    if systems:
        named = DataValidation(type="list", formula1=f"'{META}'!$H$1:$H${systems}", showErrorMessage=True)
        named.errorTitle, named.error = SYSTEM, "请从列表中选择系统。"
        _apply(page, named, rows, SYSTEM)


def _apply(page: Worksheet, offered: DataValidation, rows: int, *headings: str) -> None:
    offered.allow_blank = True
    for heading in headings:
        letter = get_column_letter(list(COLUMNS).index(heading) + 1)
        offered.add(f"{letter}2:{letter}{max(rows, 1) + 1}")
    page.add_data_validation(offered)


def _write_meta(
    page: Worksheet,
    store: Store,
    sheet: Sheet,
    name: str,
    entries: Sequence[Entry],
    systems: Sequence[tuple[int, str]],
) -> None:
    """Whose file this is, for which edition, and what stood in each row; the systems to choose from beside it."""
    catalog = sheet.catalog
    rows: list[tuple[str, ...]] = [
        ("format", FORMAT),
        ("hospital", store.slug),
        ("sheet", catalog.id, name, catalog.edition, str(len(sheet.entries))),
    ]
    for entry in entries:
        query = entry.query.number if entry.query else 0
        rows.append(("row", entry.line.id, str(entry.version), str(query)))
    for place, row in enumerate(rows, start=1):
        write_row(page, place, row)
    for place, (_, system) in enumerate(systems, start=1):
        page.cell(place, 8).value = system
    page.sheet_state = "hidden"
    page.protection.sheet = True
