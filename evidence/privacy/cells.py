"""A page as cells beside and below one another: by boxes where it is a picture, else by lines and tabs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence.privacy.finding import part_of_box
from evidence.privacy.folding import fold
from evidence.texts.pages import Box, Line, PageText

_BETWEEN = re.compile(r"\t|\||[^\S\t]{2,}")
# A title drawn apart to the width of those below it (姓    名：).
_SPREAD_TITLE = re.compile(r"(?<!\S)[\u3400-\u9fff](?:[^\S\t]{2,8}[\u3400-\u9fff]){1,3}(?=[^\S\t]*:)")
_BETWEEN_COMMAS = re.compile(r",(?!\s)")
# How far apart (in heights of a line) what belongs together may be in a picture.
_RIGHT, _BELOW = 12.0, 4.5


@dataclass(frozen=True)
class Cell:
    """A part of a line that stands by itself. `line` counts from 0; `place`: how many parts stand before it."""

    line: int
    place: int
    start: int
    end: int
    text: str
    box: Box | None


class Grid:
    """The cells of a page. `lines`: its folded texts, as long as the originals."""

    def __init__(self, page: PageText) -> None:
        self.lines = tuple(fold(line.text) for line in page.lines)
        self._by_line = [_cells(number, text, page.lines[number]) for number, text in enumerate(self.lines)]
        self.cells = [cell for cells in self._by_line for cell in cells]

    @cached_property
    def _boxed(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.box is not None and cell.text]

    def cells_of(self, line: int) -> list[Cell]:
        """The cells of a line, from left to right."""
        return self._by_line[line]

    def columns(self, line: int) -> int:
        """How many cells a line has."""
        return len(self._by_line[line])

    def row(self, cell: Cell) -> str:
        """The text of all cells at the height of this one."""
        if cell.box is None:
            return self.lines[cell.line]
        return " ".join(other.text for other in self._boxed if _share(cell.box, other.box, 1) > 0.5)

    def right(self, cell: Cell) -> Cell | None:
        """The next cell to the right that is not empty, if it is near."""
        if cell.box is None:
            return next((other for other in self._by_line[cell.line][cell.place + 1 :] if other.text), None)
        return self._beside(cell.box, to_the_right=True)

    def _beside(self, box: Box, to_the_right: bool) -> Cell | None:
        height = box[3] - box[1]
        near = []
        for other in self._boxed:
            if other.box is None or (other.box[0] > box[0]) is not to_the_right or other.box[0] == box[0]:
                continue
            gap = other.box[0] - box[2] if to_the_right else box[0] - other.box[2]
            if -height < gap < _RIGHT * height and _share(box, other.box, 1) > 0.5:
                near.append((gap, other.line, other))
        return min(near, key=lambda found: found[:2])[2] if near else None

    def left(self, cell: Cell) -> Cell | None:
        """The cell before this one that is not empty, if it is near."""
        if cell.box is None:
            return next((other for other in reversed(self._by_line[cell.line][: cell.place]) if other.text), None)
        return self._beside(cell.box, to_the_right=False)

    def below(self, cell: Cell) -> Iterator[Cell]:
        """The cells below, from the nearest down, as far as the column goes on."""
        return self._below_in_lines(cell) if cell.box is None else self._below_in_picture(cell.box)

    def _below_in_lines(self, cell: Cell) -> Iterator[Cell]:
        alone = len(self._by_line[cell.line]) == 1
        for cells in self._by_line[cell.line + 1 :]:
            if len(cells) <= cell.place or (len(cells) == 1) != alone:
                return
            if cells[cell.place].text:
                yield cells[cell.place]
            if alone:
                return

    def _below_in_picture(self, box: Box) -> Iterator[Cell]:
        bottom, height = box[3], box[3] - box[1]
        column = sorted(
            (other.box[1], place, other)
            for place, other in enumerate(self._boxed)
            if other.box and other.box[1] >= bottom - height * 0.4 and _share(box, other.box, 0) > 0.5
        )
        for top, _, other in column:
            if top - bottom > _BELOW * height:
                return
            yield other
            bottom = other.box[3] if other.box else bottom


def _share(one: Box | None, other: Box | None, axis: int) -> float:
    """The part of the shorter of two boxes that both have in common, from left to right (axis 0) or down (axis 1)."""
    if one is None or other is None:
        return 0.0
    common = min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])
    return common / max(min(one[axis + 2] - one[axis], other[axis + 2] - other[axis]), 1)


def _within_title(text: str, place: int) -> bool:
    return any(title.start() < place < title.end() for title in _SPREAD_TITLE.finditer(text))


def _cells(number: int, text: str, line: Line) -> list[Cell]:
    # Only ASCII commas separate: a Chinese sentence is no table.
    commas = "\t" not in text and len(_BETWEEN_COMMAS.findall(line.text)) >= 2
    cells: list[Cell] = []
    start = 0
    spread = _SPREAD_TITLE.search(text) is not None
    for between in [*(_BETWEEN_COMMAS.finditer(line.text) if commas else _BETWEEN.finditer(text.rstrip())), None]:
        if spread and between and _within_title(text, between.start()):
            continue
        end = between.start() if between else len(text)
        inner = text[start:end]
        first = start + len(inner) - len(inner.lstrip())
        last = first + len(inner.strip())
        # Spaces before the first words are no cell of their own.
        if inner.strip() or "\t" in text or commas:
            part = None if line.box is None else part_of_box(line.text, line.box, first, last)
            cells.append(Cell(number, len(cells), first, last, text[first:last], part))
        start = between.end() if between else end
    return cells
