"""Titles of fields and columns in a text: what stands beside them, and whose it is by their own words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from evidence.privacy.cells import Cell
from evidence.privacy.words import privacy_words

_HAN = "\u3400-\u9fff"
_LONGEST = 9
# Titles of so many characters are drawn apart (姓    名).
_SPREAD = 4
_DESCRIPTION = re.compile(rf"[{_HAN}A-Za-z_]{{1,8}}\(?$")
# A title within other words (民族 in 民族大道) is none; 男 and 女 are values that a reader of pictures ran into it.
_IN_WORDS = re.compile(rf"(?![男女])[{_HAN}]")
# A number that this project has no word for (采样管号, 资产编码) is one of a thing.
_SOME_NUMBER = rf"[{_HAN}]{{1,6}}(?:编号|编码|条码|代码|(?<![话机卡证案历诊院])号)(?=\s*:|$)"
_THING = "thing"


class Whose(StrEnum):
    """Whose a title is by its own words."""

    PATIENT = "patient"
    OTHERS = "others"
    OPEN = "open"


@dataclass(frozen=True)
class Title:
    """A title on a page. `what`: a list of `identifiers.yaml`; `start`, `end`: its place in the line."""

    what: str
    whose: Whose
    line: int
    start: int
    end: int


def titles_in(cell: Cell) -> Iterator[Title]:
    """The titles in a cell; titles that touch (联系人电话) are one, and hold what the last of them says."""
    upto = 0
    for run in _runs(cell.text):
        start, end = run[0].start(), run[-1].end()
        before = _DESCRIPTION.search(cell.text[max(upto, start - _LONGEST) : start])
        what = _what().get("".join(run[-1].group().casefold().split()), _THING)
        if before and what != "name" and _IN_WORDS.match(cell.text, end):
            continue
        whose = _whose((before.group() if before else "") + cell.text[start:end])
        yield Title(what, whose, cell.line, cell.start + start, cell.start + end)
        upto = end


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Titles that touch one another, also with the second in brackets: 医师（签名）."""
    run: list[re.Match[str]] = []
    for match in _title_pattern().finditer(text):
        if run and text[run[-1].end() : match.start()] not in ("", "("):
            yield run
            run = []
        run.append(match)
    if run:
        yield run


@cache
def _title_pattern() -> re.Pattern[str]:
    """Every title, those that begin alike together: at most places of a text only the first characters are compared."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(_what(), key=lambda word: -len(word)):
        by_first.setdefault(word[0], []).append(_after_first(word))
    groups = {first: f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items()}
    latin = "|".join(group for first, group in groups.items() if first.isascii())
    others = (group for first, group in groups.items() if not first.isascii())
    return re.compile("|".join([*others, f"(?<![A-Za-z@.])(?:{latin})", _SOME_NUMBER]), re.IGNORECASE)


def _after_first(word: str) -> str:
    """A pattern for a title without its first character: Latin words stand alone; there may be spaces in it, wide ones
    in a short Chinese title.
    """
    gap = r"\s{0,8}" if len(word) <= _SPREAD and not word.isascii() else r"\s?"
    return "".join(gap + re.escape(sign) for sign in word[1:]) + ("(?![A-Za-z@])" if word[-1].isascii() else "")


@cache
def _what() -> dict[str, str]:
    groups = privacy_words().titles.model_dump()
    return {word.casefold().replace(" ", ""): what for what, listed in groups.items() for word in listed}


def _whose(words: str) -> Whose:
    known, folded = privacy_words(), words.casefold()
    if any(word in folded for word in known.patient_before):
        return Whose.PATIENT
    return Whose.OTHERS if any(word in folded for word in known.others_before) else Whose.OPEN
