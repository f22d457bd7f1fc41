"""The list of requirements as a tree in pages, and the way from one requirement to the next."""

from dataclasses import dataclass

from criteria.vocabulary import Verdict
from evidence.requirement_list import Entry, together
from evidence.situation import Proof


@dataclass(frozen=True)
class Line:
    """A line of the tree: a heading (depth 0, 1) with the state of what is under it, or a requirement (depth 2).

    `code`: the requirement that opens with the line. `proof`: None for headings and where none is owed.
    """

    depth: int
    title: str
    code: str
    verdict: Verdict
    proof: Proof | None
    proven: int
    clauses: int


def tree(entries: list[Entry], with_headings: bool = True) -> list[Line]:
    """Entries as lines under their two headings; without headings as a plain list."""
    if not with_headings:
        return [_line(entry) for entry in entries]
    upper: dict[str, list[Entry]] = {}
    lower: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        upper.setdefault(entry.headings[0], []).append(entry)
        lower.setdefault(entry.headings, []).append(entry)
    lines: list[Line] = []
    for title, below in upper.items():
        lines.append(_heading(0, title, below))
        for path in dict.fromkeys(entry.headings for entry in below):
            lines.append(_heading(1, path[1], lower[path]))
            lines += [_line(entry) for entry in lower[path]]
    return lines


def _line(entry: Entry) -> Line:
    return Line(2, entry.label, entry.code, entry.verdict, entry.proof, entry.proven, entry.clauses)


def _heading(depth: int, title: str, entries: list[Entry]) -> Line:
    return Line(
        depth,
        title,
        entries[0].code,
        together([entry.verdict for entry in entries if entry.clauses]),
        None,
        sum(entry.proven for entry in entries),
        sum(entry.clauses for entry in entries),
    )


def pages(lines: list[Line], size: int) -> list[list[Line]]:
    """Lines in pages of about `size`; a page that begins below a heading repeats it."""
    result: list[list[Line]] = [[]]
    above: dict[int, Line] = {}
    for line in lines:
        if len(result[-1]) >= size:
            result.append([above[depth] for depth in sorted(above) if depth < line.depth])
        if line.depth < 2:
            above = {depth: upper for depth, upper in above.items() if depth < line.depth} | {line.depth: line}
        result[-1].append(line)
    return result


def page_of(parts: list[list[Line]], code: str) -> int:
    """The number (from 1) of the page that shows a requirement, 1 when none does."""
    places = (number for number, part in enumerate(parts, 1) for line in part if line.depth == 2 and line.code == code)
    return next(places, 1)


@dataclass(frozen=True)
class Neighbours:
    """The requirements before and after one in a filtered list; `position` from 1, None when it is not in it."""

    before: str | None
    after: str | None
    position: int | None


def neighbours(shown: list[Entry], entries: list[Entry], code: str) -> Neighbours:
    """Where to go from a requirement. One that the filter no longer shows keeps its place in the standard."""
    codes = [entry.code for entry in shown]
    if code in codes:
        at = codes.index(code)
        return Neighbours(
            codes[at - 1] if at > 0 else None, codes[at + 1] if at + 1 < len(codes) else None, position=at + 1
        )
    place = next((entry.place for entry in entries if entry.code == code), -1)
    before = [entry for entry in shown if entry.place < place]
    after = [entry for entry in shown if entry.place > place]
    return Neighbours(_last(before), _first(after), None)


def _first(entries: list[Entry]) -> str | None:
    return min(entries, key=lambda entry: entry.place).code if entries else None


def _last(entries: list[Entry]) -> str | None:
    return max(entries, key=lambda entry: entry.place).code if entries else None
