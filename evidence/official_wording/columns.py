"""What the columns of a table hold, by its headings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from criteria.vocabulary import Kind
from evidence.official_wording.word_tables import Cell, Row
from evidence.official_wording.words import fold, layout_words

BASIC, OPTIONAL, KIND, LEVEL = "basic", "optional", "kind", "level"
NUMBER, CODE, GROUP, CONTENT, ITEM = "number", "code", "group", "content", "item"
# A row is a heading only when it names one of these.
_NAMED = {KIND, NUMBER, CODE, GROUP, CONTENT, ITEM}
_LONGEST_HEADING = 24
_CODE = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True)
class Columns:
    """Role of each column (empty: none), and for columns of one level that level with the kind its heading names."""

    roles: tuple[str, ...]
    levels: Mapping[int, tuple[int, Kind | None]]

    @property
    def tells(self) -> bool:
        """Whether such a table can speak of requirements: it names them, and says something of them."""
        named = CODE in self.roles or ITEM in self.roles or NUMBER in self.roles
        return named and bool(self.levels or {CONTENT, KIND, BASIC, OPTIONAL} & set(self.roles))

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


def is_blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return fold(text) in layout_words().blanks


def read_heading(row: Row, above: Columns | None) -> Columns | None:
    """The columns that a row of headings names, None for any other row. `above`: of the heading right above it."""
    own = [_role(cell) for cell in row.cells]
    levels = {place: level for place, cell in enumerate(row.cells) if (level := _level(cell))}
    distinct = {id(cell): place for place, cell in enumerate(row.cells) if not is_blank(cell.text)}
    naming = sum(bool(own[place]) or place in levels for place in distinct.values())
    if naming < 2 or 2 * naming < len(distinct) or not _NAMED & set(own):
        return None
    if any(_CODE.search(fold(cell.text)) or layout_words().unit_code.search(fold(cell.text)) for cell in row.cells):
        return None
    if above is not None:
        own = [mine or upper for mine, upper in zip_longest(own, above.roles, fillvalue="")]
        levels = {**above.levels, **levels}
    return Columns(tuple("" if place in levels else role for place, role in enumerate(own)), levels)


def _role(cell: Cell) -> str:
    heading = fold(cell.text)
    if not heading or len(heading) > _LONGEST_HEADING:
        return ""
    return next((rule.role for rule in layout_words().columns if rule.fits(heading)), "")


def _level(cell: Cell) -> tuple[int, Kind | None] | None:
    heading = fold(cell.text)
    found = layout_words().level_heading.fullmatch(heading)
    if found is None or "级" not in heading:
        return None
    digits = layout_words().digits
    level = digits[found[1]] if found[1] in digits else int(found[1])
    return level, layout_words().kinds[found[2]] if found[2] else None


def kind_of(row: Row, columns: Columns) -> tuple[Kind | None, str]:
    """The kind that a row shows, and what is wrong with its mark (empty when nothing is)."""
    marks = layout_words()
    found = {
        kind
        for role, kind in ((BASIC, Kind.BASIC), (OPTIONAL, Kind.OPTIONAL))
        if fold(columns.text(row, role)) in marks.ticks
    }
    text = fold(columns.text(row, KIND))
    if text:
        if text not in marks.kinds:
            return None, f"“{text[:12]}”不是基本项或选择项的标记，像是列错位"
        found.add(marks.kinds[text])
    if len(found) > 1:
        return None, "同时标了基本项和选择项"
    return (found.pop() if found else None), ""
