"""What the search for identities returns, and the part of a line's picture that a part of its text takes."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from evidence.texts.pages import Box, PageText

_MARGIN = 0.25
# Before a title in the middle of a line there may have been spaces that were not read (张三    性别：男).
_FIELD = re.compile(r"(?<=[^\s:：])[\u3400-\u9fff]{2,6}[:：]")
_LOST_SPACE = 4.0


class Kind(StrEnum):
    """What an identity is known by."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK = "bank"
    RECORD = "record"
    NAME = "name"
    ADDRESS = "address"
    BIRTH = "birth"
    MAIL = "mail"


class Certainty(IntEnum):
    """How sure a finding is: a form that fits, a title beside it, a check digit that holds."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True)
class Finding:
    """An identity in a text.

    `page`, `line`: numbered from 1; `start`, `end`: characters of the line; `text`: what was found.
    `box`: its part of the line's box in a picture of `width` × `height` pixels; None for a page without one.
    `part`: the embedded picture of an Office file that is this page.
    """

    kind: Kind
    page: int
    line: int
    start: int
    end: int
    text: str
    certainty: Certainty
    box: Box | None = None
    width: int = 0
    height: int = 0
    part: str = ""


def finding_at(page: PageText, line: int, start: int, end: int, kind: Kind, certainty: Certainty) -> Finding:
    """The finding for a part of a line (`line` counted from 0), with its box where the line has one."""
    whole = page.lines[line]
    box = None if whole.box is None else part_of_box(whole.text, whole.box, start, end)
    text, size = whole.text[start:end], (page.width, page.height)
    return Finding(kind, page.number, line + 1, start, end, text, certainty, box, *size, page.part)


def part_of_box(text: str, box: Box, start: int, end: int) -> Box:
    """The part of a line's box that its characters `start` to `end` take, rather more than less.

    How wide a character is drawn is not known exactly, and readers of pictures leave out spaces, so that the part is
    bounded by the narrowest and the widest that the characters before and behind it may be.
    """
    left, top, right, bottom = box
    widths = [_width(character) for character in text]
    for place in (match.start() for match in _FIELD.finditer(text)):
        widths[place] = (widths[place][0], widths[place][1] + _LOST_SPACE)
    margin = (bottom - top) * _MARGIN
    first = 0.0 if start == 0 else _share(widths[:start], widths[start:])
    last = 1.0 if end == len(text) else 1 - _share(widths[end:], widths[:end])
    return (
        max(left, int(left + first * (right - left) - (margin if start else 0))),
        top,
        min(right, round(left + last * (right - left) + (margin if end < len(text) else 0))),
        bottom,
    )


def _share(part: list[tuple[float, float]], rest: list[tuple[float, float]]) -> float:
    """The least share of a line that a part of it takes, given the widths from … to of its characters."""
    least = sum(narrow for narrow, _ in part)
    return least / max(least + sum(wide for _, wide in rest), 1)


def _width(character: str) -> tuple[float, float]:
    """How wide a character is drawn, from … to, in halves of a Chinese character."""
    if character.isalnum():
        return (2, 2) if unicodedata.east_asian_width(character) in "WF" else (0.9, 1.3)
    # A reader of pictures writes full-width punctuation as ordinary one and long gaps as one space.
    return (0.5, 3) if character.isspace() else (0.5, 2)
