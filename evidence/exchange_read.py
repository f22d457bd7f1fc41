"""Reads a workbook that a vendor has filled in: what it changes, what is wrong with it, what stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from criteria.feature_library import feature_library
from criteria.models import Catalog
from evidence.errors import InvalidInputError
from evidence.exchange_file import Field, Table, TableRow, read_tables
from evidence.exchange_format import (
    FEATURE_KEY,
    FORMAT,
    LONGEST_TEXT,
    META,
    Layout,
    Line,
    Sheet,
    Value,
    clause_count,
    sheets_of,
)
from evidence.records import System
from evidence.situation import Situation
from evidence.store import Store
from evidence.ticklist import ticks
from evidence.viewer import Viewer

_SHEET_FIELDS = 5


@dataclass(frozen=True)
class Edit:
    """A row that differs from what is stored. `key`: as in Sheet; `version`: of what is stored, 0 when there is none.

    `conflict`: what is stored has changed since the export; it is not overwritten.
    """

    key: str
    sheet: str
    row: int
    id: str
    text: str
    old: Value
    new: Value
    version: int
    conflict: bool


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken over, and why."""

    sheet: str
    row: int
    id: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a file says. `problems`: sheets that could not be read, one sentence each."""

    edits: tuple[Edit, ...]
    bad_rows: tuple[BadRow, ...]
    problems: tuple[str, ...]
    unchanged: int

    @property
    def applicable(self) -> tuple[Edit, ...]:
        """The edits without a conflict."""
        return tuple(edit for edit in self.edits if not edit.conflict)


@dataclass(frozen=True)
class _Meta:
    """`sheets`: key → (name, edition, number of clauses); `exported`: (key, id) → what the row said."""

    facts: Mapping[str, tuple[str, ...]]
    sheets: Mapping[str, tuple[str, str, str]]
    exported: Mapping[tuple[str, str], Value]


def read_back(situation: Situation, store: Store, viewer: Viewer, system: System, data: bytes) -> Reading:
    """What a filled-in file would change for a system; nothing is stored.

    Raises InvalidInputError for a file that is no undamaged .xlsx, has macros or a password, or was not exported for
    this hospital, this system and the catalogs in use.
    """
    tables = read_tables(data)
    meta = _read_meta(tables.get(META, []))
    _check_origin(meta, store.slug, system)
    _check_editions(meta, situation.catalogs)
    known = {sheet.key: sheet for sheet in sheets_of(situation, ticks(store, viewer, system.id), system, False)}
    edits: list[Edit] = []
    bad_rows: list[BadRow] = []
    problems, unchanged = [], 0
    for key, (name, _, _) in meta.sheets.items():
        sheet = known.get(key)
        problem = _sheet_problem(tables, name, sheet)
        if problem or sheet is None:
            problems.append(problem)
            continue
        reader = _SheetReader(sheet, name, meta, situation.catalogs.get(key))
        reader.read(tables[name])
        edits += reader.edits
        bad_rows += reader.bad_rows
        unchanged += reader.unchanged
    return Reading(tuple(edits), tuple(bad_rows), tuple(problems), unchanged)


def _read_meta(table: Table) -> _Meta:
    facts: dict[str, tuple[str, ...]] = {}
    sheets: dict[str, tuple[str, str, str]] = {}
    exported: dict[tuple[str, str], Value] = {}
    for row in table:
        kind, *texts = (row.at(place).text for place in range(_SHEET_FIELDS + 1))
        if kind == "row":
            key, row_id, state, note, departments = texts
            exported[key, row_id] = Value(state, note, departments)
        elif kind == "sheet":
            sheets[texts[0]] = (texts[1], texts[2], texts[3])
        else:
            facts[kind] = tuple(texts)
    if not {"format", "hospital", "system"} <= facts.keys():
        raise InvalidInputError("文件中没有导出信息（工作表 _meta），请使用从本系统导出的文件填写。")
    if facts["format"][0] != FORMAT:
        raise InvalidInputError("文件由其他版本的程序导出，请重新导出后再填写。")
    return _Meta(facts, sheets, exported)


def _check_origin(meta: _Meta, slug: str, system: System) -> None:
    if meta.facts["hospital"][0] != slug:
        raise InvalidInputError("这个文件是为另一家医院导出的，请核对后上传本院的文件。")
    system_id, name, kind = meta.facts["system"][:3]
    if system_id != str(system.id):
        raise InvalidInputError(f"这个文件是为系统“{name}”导出的，请到该系统的页面上传。")
    if kind != system.kind:
        raise InvalidInputError(f"系统“{name}”的类型在导出之后改过，请重新导出后再填写。")


def _check_editions(meta: _Meta, catalogs: Mapping[str, Catalog]) -> None:
    for key, (name, edition, count) in meta.sheets.items():
        catalog = catalogs.get(key)
        if key == FEATURE_KEY:
            continue
        if catalog is None:
            raise InvalidInputError(f"文件中的标准“{name}”已不再使用，请重新导出后再填写。")
        if (edition, count) != (catalog.edition, str(clause_count(catalog))):
            raise InvalidInputError(f"文件按《{catalog.title}》的旧版目录（{edition}）导出，请重新导出后再填写。")


def _sheet_problem(tables: Mapping[str, Table], name: str, sheet: Sheet | None) -> str:
    """Why a sheet cannot be read, empty when it can."""
    if name not in tables:
        return f"没有找到工作表“{name}”，这一表没有读取；如改过名称请改回原名。"
    if sheet is None:
        return f"工作表“{name}”的内容已不由本系统负责，这一表没有读取。"
    headings = _headings(tables[name])
    missing = [heading for heading in sheet.layout.read if headings.count(heading) != 1]
    if missing:
        return f"工作表“{name}”缺少或重复了列“{'”“'.join(missing)}”，这一表没有读取；请恢复原来的表头。"
    return ""


def _headings(table: Table) -> list[str]:
    return [field.text for field in table[0].fields] if table and table[0].number == 1 else []


class _BadRowError(Exception):
    """Ends the reading of one row; the message is the reason."""


class _SheetReader:
    """Sorts the rows of one sheet."""

    def __init__(self, sheet: Sheet, name: str, meta: _Meta, catalog: Catalog | None) -> None:
        self.sheet, self.name, self.meta = sheet, name, meta
        self.lines = {line.id: line for line in sheet.lines}
        self.states = {word: state for state, word in sheet.layout.words.items()} | {"": sheet.layout.empty}
        self.elsewhere = _other_ids(catalog)
        self.edits: list[Edit] = []
        self.bad_rows: list[BadRow] = []
        self.unchanged = 0

    def read(self, table: Table) -> None:
        """Reads all rows below the heading."""
        headings = _headings(table)
        places = {heading: headings.index(heading) for heading in self.sheet.layout.read}
        rows = [(row, {heading: row.at(place) for heading, place in places.items()}) for row in table[1:]]
        numbers: dict[str, list[int]] = {}
        for row, fields in rows:
            numbers.setdefault(fields[self.sheet.layout.id].text, []).append(row.number)
        for row, fields in rows:
            row_id = fields[self.sheet.layout.id].text
            try:
                self._read_row(row, fields, numbers[row_id])
            except _BadRowError as error:
                self.bad_rows.append(BadRow(self.name, row.number, row_id, str(error)))

    def _read_row(self, row: TableRow, fields: Mapping[str, Field], numbers: Sequence[int]) -> None:
        for heading, field in fields.items():
            if field.computed:
                raise _BadRowError(f"“{heading}”是公式或错误值，请改填文字。")
        line = self._line(fields[self.sheet.layout.id].text, numbers)
        new = self._value(fields)
        exported = self.meta.exported.get((self.sheet.key, line.id), Value(self.sheet.layout.empty))
        if new in (exported, line.value):
            self.unchanged += 1
            return
        _check_lengths(new, self.sheet.layout)
        self.edits.append(
            Edit(
                key=self.sheet.key,
                sheet=self.name,
                row=row.number,
                id=line.id,
                text=line.text,
                old=line.value,
                new=new,
                version=line.version,
                conflict=line.value != exported,
            )
        )

    def _line(self, row_id: str, numbers: Sequence[int]) -> Line:
        if not row_id:
            raise _BadRowError("没有编号，请恢复导出时的编号。")
        if row_id not in self.lines:
            known = row_id in self.elsewhere
            raise _BadRowError("这个编号不由本系统填写。" if known else "编号不存在，请恢复导出时的编号。")
        if len(numbers) > 1:
            places = "、".join(map(str, numbers))
            raise _BadRowError(f"编号重复（第 {places} 行），请只保留一行。")
        return self.lines[row_id]

    def _value(self, fields: Mapping[str, Field]) -> Value:
        layout = self.sheet.layout
        word = fields[layout.state].text
        if word not in self.states:
            raise _BadRowError(f"{layout.state}“{word[:20]}”不在可选范围，请填{'、'.join(layout.words.values())}之一。")
        departments = fields[layout.departments].text if layout.departments else ""
        value = Value(self.states[word], fields[layout.note].text, departments)
        if not value.state and (value.note or value.departments):
            raise _BadRowError(f"填写了文字但没有选择{layout.state}，请从列表中选择。")
        return value


def _other_ids(catalog: Catalog | None) -> frozenset[str]:
    """The ids of a standard, or of all feature libraries, whoever answers for them."""
    if catalog is None:
        return frozenset(feature.id for library in feature_library().values() for feature in library.features)
    return frozenset(clause.id for row in catalog.requirements for clause in row.clauses)


def _check_lengths(value: Value, layout: Layout) -> None:
    for heading, text in ((layout.note, value.note), (layout.departments, value.departments)):
        if len(text) > LONGEST_TEXT:
            raise _BadRowError(f"“{heading}”超过 {LONGEST_TEXT} 个字，请缩短。")
