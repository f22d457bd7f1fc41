"""The lists and patterns by which official documents are read (`words.yaml`), and how their texts are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from criteria.vocabulary import Kind
from criteria.yaml_reader import read_yaml

_BLANK = re.compile(r"\s+")
_IN_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_NOT_A_NAME = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class ColumnRule:
    """Headings (folded) of columns that hold the same: exactly one of `whole`, or containing one of `part`."""

    role: str
    whole: frozenset[str]
    part: tuple[str, ...]

    def fits(self, heading: str) -> bool:
        """Whether a folded heading is one of these."""
        return heading in self.whole or any(word in heading for word in self.part)


@dataclass(frozen=True)
class Numbering:
    """A way of numbering the parts of a text. `inside`: the signs behind which a number may stand within a line.

    `further`: what counts as the number that is due at the beginning of a line, where the pattern is too strict.
    """

    pattern: re.Pattern[str]
    inside: str
    further: re.Pattern[str] | None = None


@dataclass(frozen=True)
class DocumentWords:
    """What a document about a catalog calls itself, and what says its edition."""

    titles: tuple[str, ...]
    editions: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class LayoutWords:
    """All of `words.yaml`."""

    columns: tuple[ColumnRule, ...]
    level_heading: re.Pattern[str]
    digits: Mapping[str, int]
    kinds: Mapping[str, Kind]
    whether_basic: Mapping[str, Kind]
    ticked_kind: re.Pattern[str]
    level_above: re.Pattern[str]
    around_kind: str
    ticks: frozenset[str]
    blanks: frozenset[str]
    kind_in_front: re.Pattern[str]
    numbering: tuple[Numbering, ...]
    circled: str
    introduction: re.Pattern[str]
    sentence_ends: str
    control_heading: re.Pattern[str]
    chapter_heading: re.Pattern[str]
    unit_code: re.Pattern[str]
    contents_line: re.Pattern[str]
    unit_says: re.Pattern[str]
    unit_ends: re.Pattern[str]
    documents: Mapping[str, DocumentWords]
    superseded: Mapping[str, str]
    unknown_share: float
    least_rows: int
    title_characters: int
    largest_text: int
    proposals: int
    least_similar: float
    named_codes: int


@cache
def layout_words() -> LayoutWords:
    """The words, with everything that is compared folded."""
    data: dict[str, Any] = read_yaml(Path(__file__).with_name("words.yaml"))
    return LayoutWords(
        columns=tuple(
            ColumnRule(
                rule["role"], frozenset(map(fold, rule.get("whole", ()))), tuple(map(fold, rule.get("part", ())))
            )
            for rule in data["columns"]
        ),
        level_heading=re.compile(data["level_heading"]),
        digits=data["digits"],
        whether_basic=_marks(data["whether_basic"]),
        ticked_kind=re.compile(data["ticked_kind"]),
        level_above=re.compile(data["level_above"]),
        around_kind=data["around_kind"],
        kinds=_marks(data["kinds"]),
        ticks=frozenset(map(fold, data["ticks"])),
        blanks=frozenset(map(fold, data["blanks"])),
        kind_in_front=re.compile(data["kind_in_front"]),
        numbering=tuple(map(_numbering, data["numbering"])),
        circled=data["circled"],
        introduction=re.compile(data["introduction"]),
        sentence_ends=data["sentence_ends"],
        control_heading=re.compile(data["control_heading"]),
        chapter_heading=re.compile(data["chapter_heading"]),
        unit_code=re.compile(data["unit_code"]),
        contents_line=re.compile(data["contents_line"]),
        unit_says=re.compile(data["unit_says"]),
        unit_ends=re.compile(data["unit_ends"]),
        documents={
            id_: DocumentWords(tuple(map(fold, words["titles"])), tuple(map(re.compile, words["editions"])))
            for id_, words in data["documents"].items()
        },
        superseded={fold(title): year for title, year in data["superseded"].items()},
        unknown_share=float(data["unknown_share"]),
        least_rows=data["least_rows"],
        title_characters=data["title_characters"],
        largest_text=data["largest_text"] * 1_000_000,
        proposals=data["proposals"],
        least_similar=float(data["least_similar"]),
        named_codes=data["named_codes"],
    )


def _marks(kinds: Mapping[str, list[str]]) -> dict[str, Kind]:
    return {fold(mark): Kind(kind) for kind, marks in kinds.items() for mark in marks}


def _numbering(way: Mapping[str, str]) -> Numbering:
    further = way.get("further")
    return Numbering(re.compile(way["pattern"]), way["inside"], re.compile(further) if further else None)


def fold(text: str) -> str:
    """Half width, no blanks, no line breaks: how headings, marks and codes are compared."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def same_name(text: str) -> str:
    """A name as it is compared: without blanks, line breaks and punctuation."""
    return _NOT_A_NAME.sub("", unicodedata.normalize("NFKC", text)).casefold()


def level_number(text: str) -> int | None:
    """5 of `5级`, `五级`, `５`, `等级5`; None for what is no level."""
    found = layout_words().level_heading.fullmatch(fold(text))
    if found is None:
        return None
    return _digits(found[1])


def kind_of_level(text: str) -> Kind | None:
    """The kind that stands with a level: 基本 of `5级（基本）`."""
    found = layout_words().level_heading.fullmatch(fold(text))
    return layout_words().kinds[found[2]] if found is not None and found[2] else None


def level_above(text: str) -> int | None:
    """The level that a heading over a table names; None when it names none or several."""
    found = set(layout_words().level_above.findall(fold(text)))
    return _digits(found.pop()) if len(found) == 1 else None


def kind_of_mark(text: str) -> Kind | None:
    """The kind of a mark in a cell of its own (基本, （基本）, 基本（必达）, ●, ☑基本 □选择); None for others."""
    words, mark = layout_words(), fold(text)
    for bare in (mark, mark.strip(words.around_kind), without_brackets(mark)):
        if bare in words.kinds:
            return words.kinds[bare]
    ticked = set(words.ticked_kind.findall(mark))
    return words.kinds[ticked.pop()] if len(ticked) == 1 else None


def without_brackets(folded: str) -> str:
    """A folded text without what stands in brackets."""
    return _IN_BRACKETS.sub("", folded)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: no text, a dash, 无, （暂无要求）."""
    words, folded = layout_words(), fold(text)
    return folded in words.blanks or folded.strip("()[]。") in words.blanks


def _digits(number: str) -> int:
    digits = layout_words().digits
    return digits[number] if number in digits else int(number)
