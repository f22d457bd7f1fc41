"""Lines and sentences of a text: numbering, headings, table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence.contracts.draft import Quote
from evidence.contracts.reader.normal import Normal, normalise
from evidence.contracts.reader.sentence import Line, Sentence
from evidence.contracts.reader.words import pattern, patterns

_TOPIC = "layout"
_DEPTHS = 10  # between two kinds of numbering marks; the dots of 2.4.1 lie between
_SENTENCE_END = re.compile(r"[。;!?]+[\"”’)]?")
_LONGEST_SENTENCE = 600
_CELL_BREAK = re.compile(r"[\t|]+")
_ROW_CELLS = 3
_AROUND = " \t\u3000|"
_LOOSE_HEADING = 12
_FLAT_CELLS = 12
_LONGEST_CELL = 30
_SENTENCE_MARK = re.compile(r"[。;,:\d\t|]")


@dataclass(frozen=True)
class ContractText:
    """The text as the rules see it."""

    normal: Normal
    lines: tuple[Line, ...]
    sentences: tuple[Sentence, ...]

    @cached_property
    def duties(self) -> tuple[Sentence, ...]:
        """The sentences that can say what the vendor does for the money."""
        return tuple(sentence for sentence in self.sentences if sentence.may_be_duty)

    @cached_property
    def agreed(self) -> tuple[Sentence, ...]:
        """The sentences of which some clause can say what the vendor does for the money, penalties too."""
        return tuple(sentence for sentence in self.sentences if sentence.duty_clauses)

    def quote(self, sentence: Sentence) -> Quote:
        """The sentence as it stands in the source."""
        return self.normal.quote(sentence.start, sentence.end)

    def source_of(self, sentence: Sentence, passage: str) -> str:
        """A passage of a sentence in the characters of the source, without its line breaks."""
        start = sentence.start + sentence.text.index(passage)
        return self.normal.written(start, start + len(passage))

    @property
    def text(self) -> str:
        """The folded text."""
        return self.normal.text


def lay_out(source: str) -> ContractText:
    """The lines and sentences of a text."""
    normal = normalise(source)
    lines = tuple(_with_headings(_lines(normal.text)))
    sentences: list[Sentence] = []
    for line in lines:
        for start, end in _sentence_spans(line, normal.text):
            sentences.append(Sentence(normal.text[start:end], start, end, line, len(sentences)))
    return ContractText(normal, lines, tuple(sentences))


def _lines(text: str) -> Iterator[Line]:
    place = 0
    for number, raw in enumerate(text.split("\n")):
        if raw.strip():
            depth, mark_end = _mark(raw)
            start = place + mark_end
            body = raw[mark_end:]
            start += len(body) - len(body.lstrip())
            end = place + len(raw.rstrip())
            if end > start:
                yield Line(number, start, end, text[start:end], depth)
        place += len(raw) + 1


def _mark(raw: str) -> tuple[int | None, int]:
    """The depth of a line's numbering mark, and where the mark ends."""
    bullet = pattern(_TOPIC, "bullet").match(raw)
    start = bullet.end() if bullet else 0
    for depth, mark in enumerate(patterns(_TOPIC, "marks")):
        found = mark.match(raw, start)
        if found:
            dots = found.groupdict().get("dots") or ""
            return _DEPTHS * depth + dots.count("."), found.end()
    return None, start


def _with_headings(lines: Iterator[Line]) -> Iterator[Line]:
    """Each line with the headings above it; a short line without a number heads the unnumbered lines below it."""
    above: list[Line] = []
    cells: tuple[str, ...] = ()
    loose, previous = "", None
    for line in lines:
        if line.depth is not None:
            while above and above[-1].depth is not None and above[-1].depth >= line.depth:
                above.pop()
        if line.depth is not None:
            loose = ""
        elif previous and _heads(previous, line):
            loose = previous.text
        headings = (*(h.text for h in above), *([loose] if loose else []))
        cells = (previous.text, *cells[: _FLAT_CELLS - 1]) if previous and _is_cell(previous) else ()
        label = previous.text if previous and line.depth is None and _is_plain(previous) else ""
        yield Line(line.number, line.start, line.end, line.text, line.depth, headings, label, cells)
        previous = line
        if line.depth is not None and (line.is_heading or line.text.endswith(":")):
            above.append(line)


def _heads(line: Line, following: Line) -> bool:
    """Whether a line without a number is a heading: short and plain, before a line of sentences."""
    return _is_plain(line) and re.search("[。;,]", following.text) is not None


def _is_plain(line: Line) -> bool:
    return line.depth is None and len(line.text) <= _LOOSE_HEADING and not _SENTENCE_MARK.search(line.text)


def _is_cell(line: Line) -> bool:
    return line.depth is None and len(line.text) <= _LONGEST_CELL and not line.text.endswith(("。", ";"))


def _sentence_spans(line: Line, text: str) -> Iterator[tuple[int, int]]:
    breaks = [found.end() for found in _SENTENCE_END.finditer(text, line.start, line.end)]
    if len(line.cells) < _ROW_CELLS:
        breaks += [found.end() for found in _CELL_BREAK.finditer(text, line.start, line.end)]
    start = line.start
    for end in sorted({*breaks, line.end}):
        while end - start > _LONGEST_SENTENCE:
            comma = text.rfind(",", start + 1, start + _LONGEST_SENTENCE)
            cut = comma + 1 if comma > start else start + _LONGEST_SENTENCE
            yield start, cut
            start = cut
        first, last = start, end
        while first < last and text[first] in _AROUND:
            first += 1
        while last > first and text[last - 1] in _AROUND:
            last -= 1
        if last > first:
            yield first, last
        start = end
