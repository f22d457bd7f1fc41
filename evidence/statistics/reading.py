"""Rows of figures as people typed them, in a workbook or in the table on screen: what they change, what is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.dates import parse_date
from evidence.errors import InvalidInputError
from evidence.exchange_file import Table, TableRow, read_tables
from evidence.exchange_format import LONGEST_TEXT, META
from evidence.situation import Situation
from evidence.statistics.entry import FigureDraft, QueryDraft, why_refused
from evidence.statistics.rules import found
from evidence.statistics.sheet import Entry, Sheet
from evidence.statistics.workbook import (
    DENOMINATOR,
    FORMAT,
    FROM,
    ID,
    NUMERATOR,
    READ,
    RUN_ON,
    TO,
    Fields,
    fields_of,
    system_names,
)
from evidence.store import Store

_META_PLACES = 4


@dataclass(frozen=True)
class Change:
    """A row that differs from what is stored, ready to be stored. `row`: its number in the workbook, 0 on screen.

    `conflict`: what is stored has changed since the export; it is not overwritten.
    """

    entry: Entry
    row: int
    old: Fields
    new: Fields
    figure: FigureDraft | None
    query: QueryDraft | None
    conflict: bool


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be stored, and why."""

    row: int
    id: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What was typed: what it changes, what is refused, how many rows say what is stored already."""

    changes: tuple[Change, ...]
    bad_rows: tuple[BadRow, ...]
    unchanged: int

    @property
    def applicable(self) -> tuple[Change, ...]:
        """The changes without a conflict."""
        return tuple(change for change in self.changes if not change.conflict)


def drafts_of(changes: Iterable[Change]) -> tuple[list[FigureDraft], list[QueryDraft]]:
    """What `record_figures` has to store for changes; those with a conflict are left out."""
    taken = [change for change in changes if not change.conflict]
    figures = [change.figure for change in taken if change.figure is not None]
    return figures, [change.query for change in taken if change.query is not None]


class _BadRowError(Exception):
    """Ends the reading of one row; the message is the reason."""


def read_workbook(situation: Situation, store: Store, sheet: Sheet, data: bytes) -> Reading:
    """What a filled-in file would change in a sheet; nothing is stored.

    Raises InvalidInputError for a file that is no undamaged .xlsx, has macros or a password, lacks a column, or was not
    exported for this hospital and this edition of the standard.
    """
    tables = read_tables(data)
    name, exported = _origin(tables.get(META, []), store, sheet)
    if name not in tables:
        raise InvalidInputError(f"文件中没有工作表“{name}”，请恢复导出时的工作表名称后再上传。")
    table = tables[name]
    places = _places(name, table)
    typed = [(row, {heading: row.at(place) for heading, place in places.items()}) for row in table[1:]]
    reader = _Reader(situation, sheet, store.clock().date())
    numbers: dict[str, list[int]] = {}
    for row, cells in typed:
        numbers.setdefault(cells[ID].text, []).append(row.number)
    for row, cells in typed:
        formulas = [heading for heading, cell in cells.items() if cell.computed]
        fields = {heading: cell.text for heading, cell in cells.items()}
        reader.read_row(row, fields, numbers[fields[ID]], formulas, exported)
    return reader.reading()


def seen_by(entry: Entry) -> tuple[int, int]:
    """What tells later whether a line has changed: the version of its own figure, the number of its query."""
    return entry.version, entry.query.number if entry.query else 0


def read_typed(
    situation: Situation,
    store: Store,
    sheet: Sheet,
    typed: Mapping[str, Fields],
    seen: Mapping[str, tuple[int, int]],
) -> Reading:
    """What was typed on screen (id of a line → its row) would change; nothing is stored.

    `seen`: `seen_by` of each line when the person began. Raises InvalidInputError for a line that is not there.
    """
    reader = _Reader(situation, sheet, store.clock().date())
    for line_id, fields in typed.items():
        entry = sheet.by_id.get(line_id)
        if entry is None:
            raise InvalidInputError("统计表中没有这一行，请刷新页面后再填。")
        reader.take(entry, 0, fields, seen[line_id])
    return reader.reading()


def _origin(table: Table, store: Store, sheet: Sheet) -> tuple[str, dict[str, tuple[int, int]]]:
    """The name of the sheet, and what each row was exported with: version of the figure, number of the query."""
    facts: dict[str, tuple[str, ...]] = {}
    exported: dict[str, tuple[int, int]] = {}
    for row in table:
        kind, *texts = (row.at(place).text for place in range(_META_PLACES + 1))
        if kind == "row" and texts[1].isdecimal() and texts[2].isdecimal():
            exported[texts[0]] = (int(texts[1]), int(texts[2]))
        else:
            facts[kind] = tuple(texts)
    if not {"format", "hospital", "sheet"} <= facts.keys() or facts["format"][0] != FORMAT:
        raise InvalidInputError("这不是从“统计表”页导出的文件，请先导出统计表，在其中填写后再上传。")
    if facts["hospital"][0] != store.slug:
        raise InvalidInputError("这个文件是为另一家医院导出的，请核对后上传本院的文件。")
    catalog = sheet.catalog
    catalog_id, name, edition, lines = facts["sheet"]
    if catalog_id != catalog.id:
        raise InvalidInputError(f"这个文件是另一项标准“{name}”的统计表，请先在页面上选择该标准再上传。")
    if (edition, lines) != (catalog.edition, str(len(sheet.entries))):
        raise InvalidInputError(f"文件按《{catalog.title}》的旧版目录（{edition}）导出，请重新导出后再填写。")
    return name, exported


def _places(name: str, table: Table) -> dict[str, int]:
    headings = [field.text for field in table[0].fields] if table and table[0].number == 1 else []
    missing = [heading for heading in READ if headings.count(heading) != 1]
    if missing:
        raise InvalidInputError(f"工作表“{name}”缺少或重复了列“{'”“'.join(missing)}”，请恢复导出时的表头后再上传。")
    return {heading: headings.index(heading) for heading in READ}


class _Reader:
    """Sorts rows into changes and bad rows."""

    def __init__(self, situation: Situation, sheet: Sheet, today: date) -> None:
        self.entries, self.today = sheet.by_id, today
        self.systems = system_names(situation)
        self.system_ids = {name: number for number, name in self.systems}
        self.changes: list[Change] = []
        self.bad_rows: list[BadRow] = []
        self.unchanged = 0

    def reading(self) -> Reading:
        """What was found."""
        return Reading(tuple(self.changes), tuple(self.bad_rows), self.unchanged)

    def read_row(
        self,
        row: TableRow,
        fields: Mapping[str, str],
        numbers: Sequence[int],
        formulas: Sequence[str],
        exported: Mapping[str, tuple[int, int]],
    ) -> None:
        """One row of a workbook."""
        line_id = fields[ID]
        reason = _key_problem(line_id, self.entries, exported, numbers)
        if formulas:
            reason = f"“{formulas[0]}”是公式或错误值，请改填数值。"
        if reason:
            self.bad_rows.append(BadRow(row.number, line_id, reason))
            return
        texts = Fields(*(fields[heading] for heading in READ[1:]))
        self.take(self.entries[line_id], row.number, texts, exported[line_id])

    def take(self, entry: Entry, row: int, new: Fields, seen: tuple[int, int]) -> None:
        """A row of a known line. `seen`: version of the figure and number of the query that the person saw."""
        old = fields_of(entry, self.systems)
        if new == old:
            self.unchanged += 1
            return
        try:
            figure = self._figure(entry, old, new, seen[0]) if new.figure != old.figure else None
            query = self._query(entry, new, seen[1]) if (new.system, new.sql) != (old.system, old.sql) else None
        except _BadRowError as error:
            self.bad_rows.append(BadRow(row, entry.line.id, str(error)))
            return
        query_number = entry.query.number if entry.query else 0
        late = (figure is not None and seen[0] != entry.version) or (query is not None and seen[1] != query_number)
        self.changes.append(Change(entry, row, old, new, figure, query, late))

    def _figure(self, entry: Entry, old: Fields, new: Fields, version: int) -> FigureDraft:
        line = entry.line
        if not new.numerator and not new.denominator and old.numerator:
            raise _BadRowError("分子、分母被清空；要改为未统计，请到标准条款的“有效应用与数据质量”中清除。")
        for heading, text in (("统计人", new.run_by), ("备注", new.note)):
            if len(text) > LONGEST_TEXT:
                raise _BadRowError(f"“{heading}”超过 {LONGEST_TEXT} 个字，请缩短。")
        draft = FigureDraft(
            key=line.key,
            numerator=_whole(line.id, NUMERATOR, new.numerator),
            denominator=_whole(line.id, DENOMINATOR, new.denominator),
            window_from=_day(line.id, FROM, new.window_from),
            window_to=_day(line.id, TO, new.window_to),
            run_on=_day(line.id, RUN_ON, new.run_on),
            run_by=new.run_by,
            note=new.note,
            expected=version,
        )
        refused = why_refused(line, draft, self.today)
        if refused:
            raise _BadRowError("".join(finding.text for finding in refused))
        return draft

    def _query(self, entry: Entry, new: Fields, number: int) -> QueryDraft:
        if new.system and new.system not in self.system_ids:
            raise _BadRowError(f"没有登记名为“{new.system[:30]}”的系统，请从列表中选择运行系统。")
        if not new.sql:
            raise _BadRowError("填写了运行系统而没有统计语句，或语句被清空；请补上语句。")
        return QueryDraft(entry.line.key, new.sql, self.system_ids.get(new.system), expected=number)


def _key_problem(
    line_id: str,
    entries: Mapping[str, Entry],
    exported: Mapping[str, tuple[int, int]],
    numbers: Sequence[int],
) -> str:
    """Why a row cannot be told which line it is, empty when it can."""
    if not line_id:
        return "没有编号，请恢复导出时的编号。"
    if line_id not in entries or line_id not in exported:
        return "编号不存在或不在导出的行中，请恢复导出时的编号。"
    if len(numbers) > 1:
        return f"编号重复（第 {'、'.join(map(str, numbers))} 行），请只保留一行。"
    return ""


def _whole(line_id: str, field: str, text: str) -> int | None:
    """A whole number; spreadsheets may write 12 as 12.0, people as 12,000."""
    if not text:
        return None
    plain = text.replace(",", "").replace("，", "").removesuffix(".0")
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        raise _BadRowError(found("not_whole", label=line_id, field=field, value=text[:20]).text)
    return int(plain)


def _day(line_id: str, field: str, text: str) -> date | None:
    try:
        return parse_date(text, field)
    except InvalidInputError as error:
        raise _BadRowError(found("no_date", label=line_id, field=field, value=text[:20]).text) from error
