"""Titles on a page and the values that belong to them: behind the title, in the next cell, or in the column below."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from evidence.privacy.cells import Cell, Grid
from evidence.privacy.surroundings import speaks_of_patient
from evidence.privacy.titles import Title, Whose, titles_in

_HAN = "\u3400-\u9fff"
# A remark in brackets (住院号（必填）：) and what stands between a title and its value.
_REMARK = re.compile(r"\s*\([^()]{0,12}\)(?=\s*:)")
_LAST_REMARK = re.compile(r"\s*\([^()]{0,12}\)\s*$")
_BETWEEN = re.compile(r"[\s:=\"'“”\[\](){}<>【】「」『』〔〕_\-*^]*")
_AT_BEGINNING = re.compile(rf"[*※•·#\s\d.、]*[{_HAN}]{{0,8}}")
# No more titles than this speak of the same cell.
_FIELDS_OF_CELL = 8
# Beside these the telephone of whoever was named before stands.
_REACHED_BY = ("phone", "mail")


class Near(IntEnum):
    """Where the value is, the nearest last."""

    BELOW = 1
    BESIDE = 2
    BEHIND = 3


@dataclass(frozen=True)
class Field:
    """A title and a place where its value may be.

    `between`: what stands between them in the line; `row`: the text of the row in which the title is.
    """

    title: Title
    near: Near
    line: int
    start: int
    end: int
    between: str
    row: str

    @property
    def separate(self) -> bool:
        """Whether a colon, a bracket or the border of a cell is between title and value."""
        return self.near is not Near.BEHIND or any(sign in self.between for sign in ":=<>\"'([)]】」』〕")


class Fields:
    """All fields of a page."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._titles = {cell: tuple(titles_in(cell)) for cell in grid.cells}
        self._titles = {cell: tuple(self._with_staff(cell)) for cell in grid.cells}
        self.of_titles = [(title, tuple(fields)) for title, fields in self._all() if fields]
        self._by_line: dict[int, list[Field]] = {}
        for _, fields in self.of_titles:
            for field in fields:
                self._by_line.setdefault(field.line, []).append(field)
        for found in self._by_line.values():
            found.sort(key=lambda field: (field.start, field.near))

    def _all(self) -> Iterator[tuple[Title, list[Field]]]:
        for cell, titles in self._titles.items():
            for place, title in enumerate(titles):
                end = titles[place + 1].start if place + 1 < len(titles) else cell.end
                inline = self._inline(cell, title, end)
                if inline:
                    yield title, [inline]
                elif end == cell.end:
                    yield title, self._elsewhere(cell, title)

    def _with_staff(self, cell: Cell) -> Iterator[Title]:
        """The titles of a cell; a telephone behind a named member of staff (填表人：李四 电话：…) is no patient's."""
        for place, title in enumerate(self._titles[cell]):
            open_number = title.what in _REACHED_BY and title.whose is Whose.OPEN
            if open_number and self._behind_staff(cell, place) and not speaks_of_patient(self.grid.row(cell)):
                yield replace(title, whose=Whose.OTHERS)
            else:
                yield title

    def _behind_staff(self, cell: Cell, place: int) -> bool:
        if place:
            return self._titles[cell][place - 1].what == "staff"
        left = self.grid.left(cell)
        titles = self._titles[left] if left else ()
        return bool(left and titles and titles[-1].what == "staff" and titles[-1].end < left.end)

    def _inline(self, cell: Cell, title: Title, end: int) -> Field | None:
        """The field behind a title in the same cell, None when nothing stands there."""
        line = self.grid.lines[cell.line]
        remark = _REMARK.match(line, title.end, end)
        if remark is None and title.what not in ("name", "label", "signature", "person"):
            remark = _LAST_REMARK.match(line, title.end, end)
        after = remark.end() if remark else title.end
        between = _BETWEEN.match(line, after, end)
        start = between.end() if between else after
        if not line[start:end].strip():
            return None
        return Field(title, Near.BEHIND, cell.line, start, end, line[after:start], self.grid.row(cell))

    def _elsewhere(self, cell: Cell, title: Title) -> list[Field]:
        """The fields of a title that ends its cell: the next cell, then the column below."""
        row = self.grid.row(cell)
        right = self.grid.right(cell)
        found = [(Near.BESIDE, right)] if right and not self.titles_of(right) else []
        # Below a title that follows a value in its cell (张三 住院号) there is no column of it.
        if self.titles_of(cell)[0] == title and _AT_BEGINNING.fullmatch(cell.text[: title.start - cell.start]):
            found += [(Near.BELOW, below) for below in self._column(cell)]
        return [Field(title, near, c.line, c.start, c.end, "", row) for near, c in found]

    def _column(self, cell: Cell) -> Iterator[Cell]:
        for below in self.grid.below(cell):
            if self.titles_of(below):
                return
            yield below

    def titles_of(self, cell: Cell) -> tuple[Title, ...]:
        """The titles in a cell, from left to right."""
        return self._titles[cell]

    def governing(self, line: int, start: int) -> Field | None:
        """The field in whose value a place is, nearest title first; None when no title is near."""
        fields = self._by_line.get(line, [])
        upto = bisect_right(fields, start, key=lambda field: field.start)
        return next(
            (field for field in reversed(fields[max(upto - _FIELDS_OF_CELL, 0) : upto]) if start < field.end), None
        )
