"""The part of a text that shows what was found in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.texts.words import folded_with_places, pattern

Range = tuple[int, int]
_BEFORE = 24
_LENGTH = 120
_BLANKS = re.compile(r"\s+")
_OMITTED = "…"


@dataclass(frozen=True)
class Snippet:
    """Text and the ranges in it (start, end in characters) that were looked for, in order, not overlapping."""

    text: str
    ranges: tuple[Range, ...]


def snippet(text: str, words: Sequence[str], length: int = _LENGTH) -> Snippet:
    """The part of a text around what was found first, about this many characters, on one line."""
    line = _BLANKS.sub(" ", text).strip()
    found = find_words(line, words)
    start = max(found[0][0] - _BEFORE, 0) if found else 0
    end = min(start + length, len(line))
    head = _OMITTED if start else ""
    tail = _OMITTED if end < len(line) else ""
    shift = len(head) - start
    inside = tuple((left + shift, min(right, end) + shift) for left, right in found if left < end)
    return Snippet(f"{head}{line[start:end]}{tail}", inside)


def find_words(text: str, words: Sequence[str]) -> list[Range]:
    """Where the words of a query stand in a text: ranges in order, those that touch joined."""
    folded, places = folded_with_places(text)
    found = sorted(
        (places[match.start()], places[match.end() - 1] + 1)
        for word in words
        for match in pattern(word).finditer(folded)
    )
    joined: list[Range] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
