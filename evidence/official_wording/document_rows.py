"""What the tables of an official document say, row by row, before it is known which requirements they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from criteria.vocabulary import Kind
from evidence.official_wording import columns as roles
from evidence.official_wording.clauses import restarts, split_clauses
from evidence.official_wording.columns import Columns, is_tick, kind_of, leading_kind, read_heading, settled, stood_up
from evidence.official_wording.running_text import running_text
from evidence.official_wording.said import Said
from evidence.official_wording.word_tables import Cell, Row, Table, WordContent
from evidence.official_wording.words import (
    fold,
    is_blank,
    kind_of_mark,
    layout_words,
    level_above,
    level_number,
)

# A code that stands in one cell with the name; and what a heading over a table names.
_CODE_AND_NAME = re.compile(r"([0-9０-９]+(?:[.．][0-9０-９]+)+)\s*(\D.*)")
_NAME_ABOVE = re.compile(r"([0-9０-９]+(?:[.．][0-9０-９]+)*[.．、]?)?\s*(\D.*)")
# An item may have no row at one level.
_LEVELS_PASSED_OVER = 2
_NO_CODE = "编码或级别为空而要求点又从 1 编起，像是缺了编码的一行"
_DOUBTFUL = "编码为空而上一行的话已经说完，看不出是它的续行还是缺了编码的一行"


@dataclass
class _Open:
    """A row to which further ones may belong."""

    said: Said
    row: Row
    content: Cell = field(default_factory=Cell)

    def closed(self) -> Said:
        parts = split_clauses(self.content)
        return replace(self.said, parts=parts if parts.texts else None, empty=self.said.empty and not parts.texts)


def rows_of(content: WordContent) -> list[Said]:
    """The rows of all tables that can speak of requirements, and the clauses of running text under its headings."""
    found: list[Said] = []
    columns: Columns | None = None
    unfinished: _Open | None = None
    above = ""
    for table in content.tables:
        above = table.above or above
        reader = _TableReader(stood_up(table), columns, unfinished, above)
        found += reader.read()
        columns, unfinished = reader.columns, reader.open
    last = [unfinished.closed()] if unfinished is not None else []
    return found + last + list(running_text(content.paragraphs))


class _TableReader:
    """Reads one table, which may go on with the last row and the columns of the table before it.

    `above`: the heading over it; `open`: the last row, to which the next table may have more to say.
    """

    def __init__(self, table: Table, before: Columns | None, unfinished: _Open | None, above: str) -> None:
        self.table = table
        self.above = _NAME_ABOVE.fullmatch(" ".join(above.split()))
        self.level_above = level_above(above)
        self.heading_cells: frozenset[int] = frozenset()
        self.headings: set[str] = set()
        self.named: Columns | None = None
        width = max((len(row.cells) for row in table.rows), default=0)
        self.columns = before if before is not None and len(before.roles) == width else None
        self.after_heading = False
        self.band = ""
        self.open = unfinished

    def read(self) -> Iterator[Said]:
        """All rows in order."""
        before = self.columns
        for row in self.table.rows:
            if self._reads_heading(row):
                continue
            if self.after_heading and self.columns is not None:
                self.columns = settled(self.columns, self._without_headings(), before)
                named_anew = bool(self.table.above) and not self.columns.named
                if named_anew or before is None or self.columns.roles != before.roles:
                    yield from self._close()
                before, self.after_heading = self.columns, False
            if self.columns is not None and self.columns.tells(self.above is not None):
                yield from self._row(self._below(row), self.columns)

    def _reads_heading(self, row: Row) -> bool:
        """Takes the columns from a row of headings, or none from one that the document marks as such and is unknown."""
        heading = read_heading(row, self.columns if self.after_heading else None, self.heading_cells)
        if heading is not None and self.headings and not self.after_heading and not heading.repeats(self.named):
            heading = None
        if heading is None:
            if row.heading and row.number == 1:
                self.columns = None
            return False
        self.columns, self.after_heading, self.named = heading, True, heading
        self.heading_cells = frozenset(id(cell) for cell in row.cells)
        self.headings.add(_row_text(row))
        return True

    def _without_headings(self) -> list[Row]:
        return [row for row in self.table.rows if _row_text(row) not in self.headings]

    def _below(self, row: Row) -> Row:
        """The row without what is merged down from the heading, where a page break has cut a merge in two."""
        cells = tuple(Cell() if id(cell) in self.heading_cells else cell for cell in row.cells)
        return Row(row.number, cells, row.heading)

    def _close(self) -> Iterator[Said]:
        if self.open is not None:
            yield self.open.closed()
        self.open = None

    def _row(self, row: Row, columns: Columns) -> Iterator[Said]:
        texts = {id(cell): cell.text for cell in row.cells if not is_blank(cell.text)}
        if not texts:
            return
        if len({id(cell) for cell in row.cells}) == 1:
            self.band = next(iter(texts.values()))
            yield from self._close()
        elif len(row.cells) != len(columns.roles):
            yield from self._close()
            yield Said(
                self._place(row), self.table.number, problem="列数与表头不同，像是列错位", row_text=_row_text(row)
            )
        elif columns.levels:
            yield from self._close()
            yield from self._levels(row, columns)
        else:
            yield from self._one(row, columns)

    def _place(self, row: Row) -> str:
        return f"表 {self.table.number} 第 {row.number} 行"

    def _said(self, row: Row, columns: Columns) -> Said:
        code, number = columns.text(row, roles.CODE), columns.text(row, roles.NUMBER)
        name = columns.text(row, roles.ITEM)
        if roles.CODE not in columns.roles:
            if not code and ("." in fold(number) or roles.ITEM not in columns.roles):
                code, number = number, ""
            if not code and (found := _CODE_AND_NAME.fullmatch(" ".join(name.split()))):
                code, name = found[1], found[2]
            elif not code and layout_words().unit_code.search(fold(name).upper()):
                code = name
        level = columns.text(row, roles.LEVEL)
        said = Said(
            place=self._place(row),
            table=self.table.number,
            code=code,
            name=name,
            group=columns.text(row, roles.GROUP) or self.band,
            level_text=level,
            level=level_number(level),
            number=" ".join(number.split()),
            row_text=_row_text(row),
            has_level_column=roles.LEVEL in columns.roles or bool(columns.levels),
            level_above=self.level_above,
        )
        return said if columns.named or self.above is None else self._named_above(said, self.above)

    def _named_above(self, said: Said, above: re.Match[str]) -> Said:
        """What the heading over the table names: `05.01 标本处理` or `1. 诊疗预约`."""
        number = (above[1] or "").rstrip(".、．")
        return replace(
            said,
            code=number if "." in fold(number) else "",
            name=above[2],
            number=number if number.isdecimal() else "",
            named_above=True,
        )

    def _levels(self, row: Row, columns: Columns) -> Iterator[Said]:
        """A row with a column per level: one requirement in each."""
        said = self._said(row, columns)
        spread = [id(row.cells[place]) for place in columns.levels]
        for place, (level, named) in columns.levels.items():
            cell = row.cells[place]
            if is_blank(cell.text) or (is_tick(cell.text) and named is None):
                continue
            kind, content = leading_kind(Cell() if is_tick(cell.text) else cell)
            parts = split_clauses(content)
            yield replace(
                said,
                level=level,
                level_text=f"{level}级",
                kind=kind or named,
                parts=parts if parts.texts else None,
                problem="一个单元格跨了几个级别的列" if spread.count(id(cell)) > 1 else "",
            )

    def _one(self, row: Row, columns: Columns) -> Iterator[Said]:
        """A row per requirement, or the continuation of the one before."""
        kind, problem = kind_of(row, columns)
        content = _content(row, columns)
        if self.open is not None and self._continues(row, columns, kind):
            if doubt := self._doubt(row, columns, content):
                yield from self._close()
                yield replace(self._said(row, columns), parts=split_clauses(content), problem=doubt)
                return
            self._go_on(row, columns, content)
            return
        said = _of_the_same_item(self._said(row, columns), self.open)
        yield from self._close()
        in_front, content = leading_kind(content)
        empty = roles.CONTENT in columns.roles and not content.lines
        problem = problem or _no_wording(content)
        self.open = _Open(replace(said, kind=kind or in_front, problem=problem, empty=empty), row, content)

    def _continues(self, row: Row, columns: Columns, kind: Kind | None) -> bool:
        assert self.open is not None  # noqa: S101 - asked only while a row is open
        before = self.open.row
        if self._same_code_cell(row, columns):
            return _same(columns, roles.LEVEL, before, row)
        code = columns.text(row, roles.CODE)
        if code and fold(code) == fold(self.open.said.code):
            return self._goes_on_with_code(row, columns, kind)
        if code or columns.text(row, roles.NUMBER):
            return False
        named = columns.text(row, roles.ITEM) and not _same(columns, roles.ITEM, before, row)
        return not (named or columns.text(row, roles.LEVEL) or kind is not None)

    def _goes_on_with_code(self, row: Row, columns: Columns, kind: Kind | None) -> bool:
        """A row with the code of the one before goes on with it; one that repeats all else must count on, too."""
        assert self.open is not None  # noqa: S101
        level = columns.text(row, roles.LEVEL)
        numbers = split_clauses(_content(row, columns)).numbers
        if level not in ("", self.open.said.level_text) or numbers[:1] == (1,):
            return False
        repeated = kind is not None or level or not _same(columns, roles.ITEM, self.open.row, row)
        last = (split_clauses(self.open.content).numbers or (0,))[-1]
        return not repeated or numbers[:1] == (last + 1,)

    def _doubt(self, row: Row, columns: Columns, content: Cell) -> str:
        """Why a row without a code of its own may be another requirement, empty when it clearly goes on."""
        assert self.open is not None  # noqa: S101
        before = self.open.content.lines
        if not before or not content.lines:
            return ""
        if restarts(content):
            return _NO_CODE
        if columns.text(row, roles.CODE):
            return ""
        ended = before[-1][-1] in layout_words().sentence_ends
        return _DOUBTFUL if ended and not split_clauses(content).numbers else ""

    def _same_code_cell(self, row: Row, columns: Columns) -> bool:
        assert self.open is not None  # noqa: S101
        return roles.CODE in columns.roles and _merged(columns, roles.CODE, self.open.row, row)

    def _go_on(self, row: Row, columns: Columns, content: Cell) -> None:
        """Adds what a row continues: rows of one merged code are clauses of their own, others go on in the text."""
        assert self.open is not None  # noqa: S101
        own = self.open.content
        if self._same_code_cell(row, columns) and not split_clauses(content).numbers:
            own.listed |= {0, len(own.lines)} if content.lines else set()
        _append(own, content)
        self.open.said = replace(self.open.said, place=f"{self.open.said.place}、{self._place(row)}")


def _row_text(row: Row) -> str:
    """All cells of a row, a merged one once."""
    return " ".join({id(cell): " ".join(cell.text.split()) for cell in row.cells if not is_blank(cell.text)}.values())


def _of_the_same_item(said: Said, before: _Open | None) -> Said:
    """A row that only names a higher level is about the item of the row before: its merged cells were cut off."""
    if said.code or said.name or said.number or said.level is None or before is None or before.said.level is None:
        return said
    if not 0 < said.level - before.said.level <= _LEVELS_PASSED_OVER:
        return said
    return replace(said, code=before.said.code, name=before.said.name, group=before.said.group)


def _no_wording(content: Cell) -> str:
    """What is wrong with a text that is a number, a level or a mark, empty when it may be a wording."""
    text = content.text
    if fold(text).replace(".", "").isdecimal() or level_number(text) is not None or kind_of_mark(text) is not None:
        return f"要求一栏里的“{text[:12]}”不是条文，像是列错位"
    return ""


def _content(row: Row, columns: Columns) -> Cell:
    content = Cell()
    for cell in columns.cells(row, roles.CONTENT):
        if not is_blank(cell.text):
            _append(content, cell)
    return content


def _append(cell: Cell, more: Cell) -> None:
    cell.listed |= {place + len(cell.lines) for place in more.listed}
    cell.lines += more.lines


def _same(columns: Columns, role: str, before: Row, row: Row) -> bool:
    return columns.text(row, role) == "" or columns.cells(row, role) == columns.cells(before, role)


def _merged(columns: Columns, role: str, before: Row, row: Row) -> bool:
    return columns.text(row, role) != "" and columns.cells(row, role) == columns.cells(before, role)
