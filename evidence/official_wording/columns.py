"""What the columns of a table hold, by its headings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from criteria.vocabulary import Kind
from evidence.official_wording.word_tables import Cell, Row, Table
from evidence.official_wording.words import (
    fold,
    is_blank,
    kind_of_level,
    kind_of_mark,
    layout_words,
    level_number,
    without_brackets,
)

BASIC, OPTIONAL, KIND, LEVEL = "basic", "optional", "kind", "level"
NUMBER, CODE, GROUP, CONTENT, ITEM, SKIP = "number", "code", "group", "content", "item", "skip"
WHETHER_BASIC = "whether_basic"
_UNDECIDED = {"kind_or_group", "code_or_content", "level_or_score"}
# A row is a heading only when it names one of these.
_NAMED = {KIND, NUMBER, CODE, GROUP, CONTENT, ITEM} | _UNDECIDED
_LONGEST_HEADING = 24
_CODE = re.compile(r"\d+(?:\.\d+)+")
_CARD_WIDTH = 2


@dataclass(frozen=True)
class Columns:
    """Role of each column (empty: none), and for columns of one level that level with the kind its heading names."""

    roles: tuple[str, ...]
    levels: Mapping[int, tuple[int, Kind | None]]

    @property
    def named(self) -> bool:
        """Whether its rows say which item they are about."""
        return bool({CODE, ITEM, NUMBER} & set(self.roles))

    def repeats(self, other: "Columns | None") -> bool:
        """Whether the headings are those of the page before, as a row of a table that has its headings must be."""
        if other is None or len(other.roles) != len(self.roles):
            return False
        same = sum(bool(own) and own == upper for own, upper in zip(self.roles, other.roles, strict=True))
        named = sum(map(bool, other.roles)) + len(other.levels)
        return 2 * (same + len(self.levels.keys() & other.levels.keys())) > named

    def tells(self, named_above: bool) -> bool:
        """Whether such a table can speak of requirements: it, or what stands above it, names them, and it says more."""
        return (self.named or named_above) and bool(
            self.levels or {CONTENT, KIND, WHETHER_BASIC, BASIC, OPTIONAL} & set(self.roles)
        )

    def cells(self, row: Row, role: str) -> list[Cell]:
        """The cells of a row in the columns of a role, a merged one once."""
        found: dict[int, Cell] = {}
        for own, cell in zip(self.roles, row.cells, strict=False):
            if own == role:
                found[id(cell)] = cell
        return list(found.values())

    def text(self, row: Row, role: str) -> str:
        """The text of a row in the columns of a role; empty for a sign that stands for nothing."""
        text = " ".join(cell.text for cell in self.cells(row, role)).strip()
        return "" if is_blank(text) else text


def read_heading(row: Row, above: Columns | None, merged: frozenset[int] = frozenset()) -> Columns | None:
    """The columns that a row of headings names, None for any other row.

    `above`: of the heading right above it; `merged`: the cells (by id) that are merged down from that heading.
    """
    own = [_role(cell) for cell in row.cells]
    levels = {place: level for place, cell in enumerate(row.cells) if (level := _level(cell))}
    distinct = {id(cell): place for place, cell in enumerate(row.cells) if not is_blank(cell.text)}
    of_its_own = {place for cell, place in distinct.items() if cell not in merged}
    naming = sum(bool(own[place]) or place in levels for place in of_its_own)
    least = 1 if merged & distinct.keys() else 2
    of_requirements = bool(_NAMED & set(own))
    if naming < least or 2 * naming < len(of_its_own) or not (of_requirements or naming == len(of_its_own)):
        return None
    if least == 1 and any(len(fold(row.cells[place].text)) > _LONGEST_HEADING for place in of_its_own):
        return None
    if any(_CODE.search(fold(cell.text)) or layout_words().unit_code.search(fold(cell.text)) for cell in row.cells):
        return None
    if above is not None:
        own = [mine or upper for mine, upper in zip_longest(own, above.roles, fillvalue="")]
        levels = {**above.levels, **levels}
    return Columns(tuple("" if place in levels else role for place, role in enumerate(own)), levels)


def _role(cell: Cell) -> str:
    heading = fold(cell.text)
    for text in (without_brackets(heading), heading):
        if text and len(text) <= _LONGEST_HEADING:
            found = next((rule.role for rule in layout_words().columns if rule.fits(text)), "")
            if found:
                return found
    return ""


def _level(cell: Cell) -> tuple[int, Kind | None] | None:
    heading = fold(cell.text)
    level = level_number(heading)
    return None if level is None or "级" not in heading else (level, kind_of_level(heading))


def settled(columns: Columns, rows: Sequence[Row], before: Columns | None) -> Columns:
    """The columns with the roles that only what stands below the heading decides.

    `rows`: of the same table; `before`: of the table before, which decides where nothing stands below.
    """
    width = len(columns.roles)
    below = [row for row in rows if len(row.cells) == width and len({id(cell) for cell in row.cells}) > 1]
    upper = before.roles if before is not None and len(before.roles) == width else columns.roles
    roles = list(columns.roles)
    for place, role in enumerate(columns.roles):
        if role in _UNDECIDED:
            says_something = any(not is_blank(row.cells[place].text) for row in below)
            known = upper[place] not in _UNDECIDED
            roles[place] = upper[place] if known and not says_something else _decided(columns, role, place, below)
    return Columns(tuple(roles), {} if _only_ticks(columns, below) else columns.levels)


def _decided(columns: Columns, role: str, place: int, rows: Sequence[Row]) -> str:
    texts = [text for row in rows if not is_blank(text := row.cells[place].text)]
    if role == "kind_or_group":
        return KIND if _most(kind_of_mark(text) is not None for text in texts) else GROUP
    if role == "code_or_content":
        return CODE if _most(_CODE.match(fold(text)) is not None for text in texts) else CONTENT
    if LEVEL in columns.roles:
        return SKIP
    return LEVEL if CODE not in columns.roles or _goes_with_codes(columns, place, rows) else SKIP


def _goes_with_codes(columns: Columns, place: int, rows: Sequence[Row]) -> bool:
    """Whether a score is the level: it is the end of the codes, or several rows have one code between them."""
    pairs = [(fold(row.cells[columns.roles.index(CODE)].text), fold(row.cells[place].text)) for row in rows]
    codes = [code for code, _ in pairs]
    return 2 * len(set(codes)) < len(codes) or _most(
        score.isdecimal() and code.endswith(f".{score}") for code, score in pairs
    )


def _most(true: Iterable[bool]) -> bool:
    """Whether more than half are, of at least one."""
    found = list(true)
    return 2 * sum(found) > len(found)


def _only_ticks(columns: Columns, rows: Sequence[Row]) -> bool:
    """Whether the columns of levels merely tick what a column of its own says in words."""
    if CONTENT not in columns.roles:
        return False
    marks = {fold(row.cells[place].text) for row in rows for place in columns.levels}
    return all(is_blank(mark) or is_tick(mark) for mark in marks)


def is_tick(text: str) -> bool:
    """Whether a cell holds nothing but a tick, which is neither a kind nor a wording."""
    return fold(text) in layout_words().ticks and kind_of_mark(text) is None


def stood_up(table: Table) -> Table:
    """A card (headings on the left, their texts on the right) as a heading with one row; any other table as it is."""
    if len(table.rows) < _CARD_WIDTH or any(len(row.cells) != _CARD_WIDTH for row in table.rows):
        return table
    names, values = (tuple(row.cells[side] for row in table.rows) for side in range(_CARD_WIDTH))
    if not all(_role(cell) for cell in names) or read_heading(Row(1, names, True), None) is None:
        return table
    return Table(table.number, (Row(1, names, True), Row(1, values, False)), table.above)


def kind_of(row: Row, columns: Columns) -> tuple[Kind | None, str]:
    """The kind that a row shows, and what is wrong with its mark (empty when nothing is)."""
    marks = layout_words()
    found = {
        kind
        for role, kind in ((BASIC, Kind.BASIC), (OPTIONAL, Kind.OPTIONAL))
        if fold(columns.text(row, role)) in marks.ticks
    }
    if yes_or_no := marks.whether_basic.get(fold(columns.text(row, WHETHER_BASIC))):
        found.add(yes_or_no)
    if beside_level := kind_of_level(columns.text(row, LEVEL)):
        found.add(beside_level)
    text = fold(columns.text(row, KIND))
    if text:
        mark = kind_of_mark(text)
        if mark is None:
            return None, f"“{text[:12]}”不是基本项或选择项的标记，像是列错位"
        found.add(mark)
    if len(found) > 1:
        return None, "同时标了基本项和选择项"
    return (found.pop() if found else None), ""


def leading_kind(cell: Cell) -> tuple[Kind | None, Cell]:
    """A kind in front of the text, and the text without it; a cell may hold nothing but the kind."""
    words = layout_words()
    whole = fold(cell.text)
    if (mark := kind_of_mark(whole)) is not None:
        return mark, Cell()
    found = words.kind_in_front.match(cell.lines[0]) if cell.lines else None
    if found is None:
        return None, cell
    rest = Cell([cell.lines[0][found.end() :], *cell.lines[1:]], cell.listed)
    return words.kinds[found[1]], Cell() if is_blank(rest.text) else rest
