"""The text of a contract with what was read in it: windows around a sentence, and which part of each line is what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence.contracts.draft import ContractDraft, Quote

Mark = Literal["", "read", "open", "chosen"]


@dataclass(frozen=True)
class Piece:
    """A part of a line. `mark`: read (behind a fact), open (not understood, or to be decided), chosen, or nothing."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class TextLine:
    """A line of the text; `number` from 1."""

    number: int
    pieces: tuple[Piece, ...]


def marked_lines(text: str, draft: ContractDraft, chosen: Sequence[Quote] = ()) -> list[TextLine]:
    """All lines of a text, marked; where marks overlap the stronger one holds."""
    marks: list[Mark] = [""] * len(text)
    problems = [quote for problem in draft.problems for quote in problem.quotes]
    _lay(marks, (quote for fact in draft.facts for quote in fact.quotes), "read")
    _lay(marks, (*draft.not_understood, *problems), "open")
    _lay(marks, chosen, "chosen")
    found, start = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = start + len(line)
        found.append(TextLine(number, _pieces(line, marks[start:end])))
        start = end + 1
    return found


def _lay(marks: list[Mark], quotes: Iterable[Quote], mark: Mark) -> None:
    for quote in quotes:
        end = min(quote.end, len(marks))
        marks[quote.start : end] = [mark] * max(end - quote.start, 0)


def _pieces(line: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    start = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or marks[place] != marks[start]:
            found.append(Piece(line[start:place], marks[start]))
            start = place
    return tuple(found)


def around(lines: Sequence[TextLine], numbers: Iterable[int], before: int = 3, after: int = 6) -> list[list[TextLine]]:
    """The lines around some of them, in groups of lines that follow one another."""
    shown = {n for number in numbers for n in range(number - before, number + after + 1)}
    groups: list[list[TextLine]] = []
    for line in lines:
        if line.number in shown:
            if groups and groups[-1][-1].number == line.number - 1:
                groups[-1].append(line)
            else:
                groups.append([line])
    return groups
