"""What the tables of an official document say, row by row, before it is known which requirements they mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from criteria.vocabulary import Kind
from evidence.official_wording import columns as roles
from evidence.official_wording.clauses import Parts, restarts, split_clauses
from evidence.official_wording.columns import Columns, is_blank, kind_of, read_heading
from evidence.official_wording.word_tables import Cell, Row, Table, WordContent
from evidence.official_wording.words import fold, layout_words, level_number

_NO_CODE = "编码为空而要求点又从 1 编起，像是缺了编码的一行"
_DOUBTFUL = "编码为空而上一行的话已经说完，看不出是它的续行还是缺了编码的一行"


@dataclass(frozen=True)
class Said:
    """What a row says. `level_text`: as printed; `parts` None: the row says nothing of the wording.

    `problem`: why the row cannot be relied on, empty when it can.
    """

    place: str
    code: str = ""
    name: str = ""
    group: str = ""
    level_text: str = ""
    level: int | None = None
    kind: Kind | None = None
    number: str = ""
    parts: Parts | None = None
    problem: str = ""

    @property
    def told(self) -> str:
        """What a person finds the row by."""
        text = "；".join(self.parts.texts) if self.parts else ""
        return " ".join(filter(None, (self.code, self.name, self.level_text, text)))


@dataclass
class _Open:
    """A row to which further ones may belong."""

    said: Said
    row: Row
    content: Cell = field(default_factory=Cell)

    def closed(self) -> Said:
        parts = split_clauses(self.content)
        return replace(self.said, parts=parts if parts.texts else None)


def rows_of(content: WordContent) -> list[Said]:
    """The rows of all tables that can speak of requirements, and the clauses of running text under its headings."""
    found: list[Said] = []
    columns: Columns | None = None
    unfinished: _Open | None = None
    for table in content.tables:
        reader = _TableReader(table, columns, unfinished)
        found += reader.read()
        columns, unfinished = reader.columns, reader.open
    last = [unfinished.closed()] if unfinished is not None else []
    return found + last + list(_running_text(content.paragraphs))


class _TableReader:
    """Reads one table, which may go on with the last row and the columns of the table before it.

    `open`: the last row, to which the next table may have more to say.
    """

    def __init__(self, table: Table, before: Columns | None, unfinished: _Open | None) -> None:
        self.table = table
        width = max((len(row.cells) for row in table.rows), default=0)
        self.columns = before if before is not None and len(before.roles) == width else None
        self.after_heading = False
        self.band = ""
        self.open = unfinished

    def read(self) -> Iterator[Said]:
        """All rows in order."""
        for row in self.table.rows:
            heading = read_heading(row, self.columns if self.after_heading else None)
            if heading is not None:
                if self.columns is None or heading.roles != self.columns.roles:
                    yield from self._close()
                self.columns, self.after_heading = heading, True
                continue
            self.after_heading = False
            if self.columns is None or not self.columns.tells:
                continue
            yield from self._row(row, self.columns)

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
            told = " ".join(texts.values())
            yield Said(self._place(row), name=told[:80], problem="列数与表头不同，像是列错位")
        elif columns.levels:
            yield from self._close()
            yield from self._levels(row, columns)
        else:
            yield from self._one(row, columns)

    def _place(self, row: Row) -> str:
        return f"表 {self.table.number} 第 {row.number} 行"

    def _said(self, row: Row, columns: Columns) -> Said:
        code, number = columns.text(row, roles.CODE), columns.text(row, roles.NUMBER)
        if not code and roles.CODE not in columns.roles and ("." in fold(number) or roles.ITEM not in columns.roles):
            code, number = number, ""
        return Said(
            place=self._place(row),
            code=code,
            name=columns.text(row, roles.ITEM),
            group=columns.text(row, roles.GROUP) or self.band,
            level_text=columns.text(row, roles.LEVEL),
            level=level_number(columns.text(row, roles.LEVEL)),
            number=" ".join(number.split()),
        )

    def _levels(self, row: Row, columns: Columns) -> Iterator[Said]:
        """A row with a column per level: one requirement in each."""
        said = self._said(row, columns)
        spread = [id(row.cells[place]) for place in columns.levels]
        for place, (level, named) in columns.levels.items():
            cell = row.cells[place]
            if is_blank(cell.text):
                continue
            kind, content = _leading_kind(cell)
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
        yield from self._close()
        said = self._said(row, columns)
        in_front, content = _leading_kind(content)
        self.open = _Open(replace(said, kind=kind or in_front, problem=problem), row, content)

    def _continues(self, row: Row, columns: Columns, kind: Kind | None) -> bool:
        assert self.open is not None  # noqa: S101 - asked only while a row is open
        before = self.open.row
        if self._same_code_cell(row, columns):
            return _same(columns, roles.LEVEL, before, row)
        code = columns.text(row, roles.CODE)
        if code and fold(code) == fold(self.open.said.code):
            same_level = columns.text(row, roles.LEVEL) in ("", self.open.said.level_text)
            return same_level and not restarts(_content(row, columns))
        if code or columns.text(row, roles.NUMBER):
            return False
        named = columns.text(row, roles.ITEM) and not _same(columns, roles.ITEM, before, row)
        return not (named or columns.text(row, roles.LEVEL) or kind is not None)

    def _doubt(self, row: Row, columns: Columns, content: Cell) -> str:
        """Why a row without a code of its own may be another requirement, empty when it clearly goes on."""
        assert self.open is not None  # noqa: S101
        before = self.open.content.lines
        if not before or not content.lines or columns.text(row, roles.CODE):
            return ""
        if restarts(content):
            return _NO_CODE
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


def _leading_kind(cell: Cell) -> tuple[Kind | None, Cell]:
    """A kind in front of the text, and the text without it; a cell may hold nothing but the kind."""
    words = layout_words()
    whole = fold(cell.text)
    if whole in words.kinds:
        return words.kinds[whole], Cell()
    found = words.kind_in_front.match(cell.lines[0]) if cell.lines else None
    if found is None:
        return None, cell
    return words.kinds[found[1]], Cell([cell.lines[0][found.end() :], *cell.lines[1:]], cell.listed)


def _running_text(paragraphs: tuple[Cell, ...]) -> Iterator[Said]:
    """`8.1.4.1 身份鉴别` with a), b), c) … below it, as GB/T 22239 is printed."""
    heading: Said | None = None
    content = Cell()
    for place, paragraph in enumerate(paragraphs, 1):
        if layout_words().chapter_heading.match(paragraph.text) is None:
            _append(content, paragraph)
            continue
        if heading is not None:
            yield replace(heading, parts=split_clauses(content))
        found = layout_words().control_heading.fullmatch(paragraph.text)
        heading = Said(f"第 {place} 段", code=found[1], name=found[2].strip()) if found else None
        content = Cell()
    if heading is not None:
        yield replace(heading, parts=split_clauses(content))
