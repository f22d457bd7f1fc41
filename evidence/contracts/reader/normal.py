"""One way of writing for a text: half-width characters, no layout marks, no line breaks within sentences.

What is dropped or folded is remembered character by character, so that every place leads back to the source.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from evidence.contracts.draft import Quote
from evidence.contracts.reader.words import pattern

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,60}\]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\r]")
_SPACE_WITHIN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_LONG_BLANK = re.compile(r"\s{13,}")
_LINE_ENDS = str.maketrans("\v\f\u2028\u2029\x85", "\n\n\n\n\n")
# Marks with a meaning of their own in numbering: folding ① to 1 would make them figures.
_KEPT = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤ…"

# A text is broken at a fixed width when several of its lines end within a few characters of the widest one and most
# of them end in the middle of a sentence. Lines below _NARROWEST are lists and table cells.
_ENOUGH_LINES = 3
_MOST = 0.6
_NARROWEST = 25
_RAGGED = 3
_SENTENCE_ENDS = "。;；:：!！?？"


@dataclass(frozen=True)
class Normal:
    """The folded text. `origin[i]`: place of its character i in `source`."""

    text: str
    origin: list[int]
    source: str
    _line_starts: list[int]

    def quote(self, start: int, end: int) -> Quote:
        """The passage of the source behind the characters start..end, without surrounding blanks."""
        first, last = self.origin[start], self.origin[end - 1] + 1
        text = self.source[first:last]
        first += len(text) - len(text.lstrip())
        return Quote(text.strip(), bisect_right(self._line_starts, first), first, first + len(text.strip()))

    def written(self, start: int, end: int) -> str:
        """The characters start..end as the source writes them (full width stays full width), on one line."""
        return "".join(self.source[place] for place in self.origin[start:end]).strip()


def normalise(source: str) -> Normal:
    """The text in one way of writing."""
    dropped = _dropped(source)
    kept = [(place, _folded(character)) for place, character in enumerate(source) if not dropped[place]]
    text = "".join(character for _, character in kept)
    starts = [0] + [place + 1 for place, character in enumerate(source) if character == "\n"]
    return Normal(text, [place for place, _ in kept], source, starts)


@cache
def _folded(character: str) -> str:
    if character in _KEPT:
        return character
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) != 1:
        return character
    return folded.translate(_LINE_ENDS)


def _dropped(source: str) -> bytearray:
    """Which characters carry no meaning: 1 for each of them."""
    dropped = bytearray(len(source))
    for found in (_BOOKMARK, _INVISIBLE, _SPACE_WITHIN):
        for match in found.finditer(source):
            dropped[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for blank in _LONG_BLANK.finditer(source):
        kept = source.find("\n", blank.start(), blank.end())
        dropped[blank.start() : blank.end()] = b"\1" * (blank.end() - blank.start())
        dropped[blank.start() if kept < 0 else kept] = 0
    for start, end in _breaks_within_sentences(source):
        dropped[start:end] = b"\1" * (end - start)
    return dropped


def _breaks_within_sentences(source: str) -> list[tuple[int, int]]:
    """The line breaks, with the blanks around them, of a text broken at a fixed width, as copied from a PDF."""
    lines = source.split("\n")
    widths = [_width(line) for line in lines]
    width = _common_width(lines, widths)
    if width is None:
        return []
    breaks, place = [], 0
    for number, line in enumerate(lines[:-1]):
        end = place + len(line)
        following = lines[number + 1]
        if (
            widths[number] >= width - _RAGGED
            and line.rstrip()[-1] not in _SENTENCE_ENDS
            and following.strip()
            and not pattern("layout", "next_item").match(following)
        ):
            breaks.append((place + len(line.rstrip()), end + 1 + len(following) - len(following.lstrip())))
        place = end + 1
    return breaks


def _width(line: str) -> int:
    """Width in Chinese characters: Latin ones are half as wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line.strip()) // 2


def _common_width(lines: list[str], widths: list[int]) -> int | None:
    """The width at which the lines are broken, None when they are not broken at one."""
    widest = max(widths)
    if widest < _NARROWEST:
        return None
    full = [line.rstrip() for line, width in zip(lines, widths, strict=True) if width >= widest - _RAGGED]
    broken = sum(line[-1] not in _SENTENCE_ENDS for line in full)
    return widest if broken >= max(_ENOUGH_LINES, _MOST * len(full)) else None
