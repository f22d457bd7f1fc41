"""Splits the text of a requirement into its numbered clauses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.official_wording.word_tables import Cell
from evidence.official_wording.words import Numbering, fold, layout_words

_LATIN = re.compile(r"[A-Za-z0-9]")
_ENDING = "；;。 "
# Full-width signs as half-width ones, sign for sign, so that places stay.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True)
class Parts:
    """The clauses of a text, without their numbers. `numbers`: the numbers printed, empty when none are.

    `undivided`: the whole text, when words of its own in front of the first number announce what is numbered, so that
    the numbers may be those of clauses or of an enumeration within one; else empty. `broken`: a line begins with a
    number that is not the one that is due.
    """

    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    undivided: str = ""
    broken: bool = False


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    number: int


def split_clauses(cell: Cell) -> Parts:
    """The clauses of a cell: by printed numbers, else by Word's own numbering, else one. No text has no clause."""
    text = "\n".join(cell.lines)
    narrow = text.translate(_NARROW)
    found = [(marks, way) for way in layout_words().numbering if (marks := _numbered(narrow, way))]
    for marks, way in sorted(found, key=lambda entry: bool(narrow[: entry[0][0].start].strip())):
        front = _front(text[: marks[0].start].split("\n"))
        if len(marks) > 1 or not front:
            return Parts(
                tuple(_between(text, marks, front)),
                tuple(mark.number for mark in marks),
                undivided=joined(cell.lines) if front else "",
                broken=not set(_marks(narrow, way.pattern, "")) <= set(marks),
            )
    if cell.listed:
        return Parts(tuple(_listed(cell)), ())
    whole = joined(cell.lines)
    return Parts((whole,) if whole else (), ())


def _numbered(text: str, way: Numbering) -> list[_Mark]:
    """The marks that count on from the first one.

    Where a text that begins with the number 1 has no sentence ends at all, its further numbers may stand anywhere.
    """
    certain = list(_marks(text, way.pattern, way.inside))
    counted = _sequence(certain)
    if way.further and certain:
        starts = {mark.start: mark for mark in [*_marks(text, way.further, ""), *certain]}
        due = _sequence(starts[start] for start in sorted(starts))
        if due[0].number == 1 and any(mark in certain for mark in due):
            counted = due
    if len(counted) == 1 and counted[0].number == 1 and not text[: counted[0].start].strip():
        return _sequence(_marks(text, way.pattern, None))
    return counted


def _front(lines: list[str]) -> str:
    """What stands in front of the first number; empty when it only announces that parts follow."""
    front = joined(lines)
    return "" if layout_words().introduction.fullmatch(front) else front


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


def _marks(text: str, pattern: re.Pattern[str], inside: str | None) -> Iterator[_Mark]:
    """The numbers at the beginning of lines, and within a line behind the signs `inside` (None: behind anything)."""
    for found in pattern.finditer(text):
        before = text[: found.start()].rstrip(" \t　")
        if not before or before[-1] == "\n" or inside is None or before[-1] in inside:
            yield _Mark(found.start(), found.end(), _number(found[1]))


def _number(mark: str) -> int:
    words = layout_words()
    if mark in words.circled:
        return words.circled.index(mark) + 1
    if mark in words.digits:
        return words.digits[mark]
    return int(mark) if mark.isdecimal() else ord(mark) - ord("a") + 1


def _sequence(marks: Iterable[_Mark]) -> list[_Mark]:
    """The marks that count on from the first one."""
    found: list[_Mark] = []
    for mark in marks:
        if not found or mark.number == found[-1].number + 1:
            found.append(mark)
    return found


def _between(text: str, marks: list[_Mark], front: str) -> Iterator[str]:
    """What stands in front of the first number belongs to the first clause."""
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        yield front + joined(text[mark.end : end].split("\n"))
        front = ""


def _listed(cell: Cell) -> Iterator[str]:
    first, *others = sorted(cell.listed)
    front = _front(cell.lines[:first])
    for start, end in zip([first, *others], [*others, len(cell.lines)], strict=True):
        yield front + joined(cell.lines[start:end])
        front = ""
