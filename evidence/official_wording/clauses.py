"""Splits the text of a requirement into its numbered clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.official_wording.word_tables import Cell
from evidence.official_wording.words import Numbering, fold, layout_words

_LATIN = re.compile(r"[A-Za-z0-9]")
_ENDING = "；;。 "


@dataclass(frozen=True)
class Parts:
    """The clauses of a text, without their numbers. `numbers`: the numbers printed, empty when none are."""

    texts: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    number: int


def split_clauses(cell: Cell) -> Parts:
    """The clauses of a cell: by printed numbers, else by Word's own numbering, else one. No text has no clause."""
    text = "\n".join(cell.lines)
    for way in layout_words().numbering:
        marks = _sequence(list(_marks(text, way)))
        if len(marks) > 1 or (marks and not text[: marks[0].start].strip()):
            return Parts(tuple(_between(text, marks)), tuple(mark.number for mark in marks))
    if cell.listed:
        return Parts(tuple(_listed(cell)), ())
    whole = joined(cell.lines)
    return Parts((whole,) if whole else (), ())


def restarts(cell: Cell) -> bool:
    """Whether a text begins with the number 1."""
    return split_clauses(cell).numbers[:1] == (1,)


def joined(lines: list[str]) -> str:
    """Lines of one text as one line; a blank only between Latin words."""
    whole = ""
    for line in lines:
        gap = " " if whole and _LATIN.match(whole[-1]) and _LATIN.match(line[:1]) else ""
        whole += gap + line
    return whole.strip()


def same_wording(one: str, other: str) -> bool:
    """Whether two texts are the same but for blanks, width of characters and the sign at the end."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return fold(text).rstrip(_ENDING)


def _marks(text: str, way: Numbering) -> Iterator[_Mark]:
    for found in way.pattern.finditer(text):
        before = text[: found.start()].rstrip(" \t　")
        own_line = not before or before[-1] == "\n"
        if own_line or (way.anywhere and before[-1] in layout_words().before_number):
            yield _Mark(found.start(), found.end(), _number(found[1]))


def _number(mark: str) -> int:
    words = layout_words()
    if mark in words.circled:
        return words.circled.index(mark) + 1
    if mark in words.digits:
        return words.digits[mark]
    return int(mark) if mark.isdecimal() else ord(mark) - ord("a") + 1


def _sequence(marks: list[_Mark]) -> list[_Mark]:
    """The marks that count on from the first one."""
    found: list[_Mark] = []
    for mark in marks:
        if not found or mark.number == found[-1].number + 1:
            found.append(mark)
    return found


def _between(text: str, marks: list[_Mark]) -> Iterator[str]:
    """What stands in front of the first number belongs to the first clause."""
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    front = joined(text[: marks[0].start].split("\n"))
    if layout_words().introduction.fullmatch(front):
        front = ""
    for mark, end in zip(marks, ends, strict=True):
        yield front + joined(text[mark.end : end].split("\n"))
        front = ""


def _listed(cell: Cell) -> Iterator[str]:
    starts = sorted(cell.listed)
    starts[0] = 0
    for start, end in zip(starts, [*starts[1:], len(cell.lines)], strict=True):
        yield joined(cell.lines[start:end])
