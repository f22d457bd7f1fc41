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
    """A way of numbering the parts of a text. `anywhere`: also inside a line, after the end of a sentence."""

    pattern: re.Pattern[str]
    anywhere: bool


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
    ticks: frozenset[str]
    blanks: frozenset[str]
    kind_in_front: re.Pattern[str]
    numbering: tuple[Numbering, ...]
    circled: str
    before_number: str
    introduction: re.Pattern[str]
    sentence_ends: str
    control_heading: re.Pattern[str]
    chapter_heading: re.Pattern[str]
    unit_code: re.Pattern[str]
    documents: Mapping[str, DocumentWords]
    unknown_share: float
    least_rows: int
    title_characters: int
    proposals: int
    least_similar: float


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
        kinds={fold(mark): Kind(kind) for kind, marks in data["kinds"].items() for mark in marks},
        ticks=frozenset(map(fold, data["ticks"])),
        blanks=frozenset(map(fold, data["blanks"])),
        kind_in_front=re.compile(data["kind_in_front"]),
        numbering=tuple(Numbering(re.compile(n["pattern"]), n["anywhere"]) for n in data["numbering"]),
        circled=data["circled"],
        before_number=data["before_number"],
        introduction=re.compile(data["introduction"]),
        sentence_ends=data["sentence_ends"],
        control_heading=re.compile(data["control_heading"]),
        chapter_heading=re.compile(data["chapter_heading"]),
        unit_code=re.compile(data["unit_code"]),
        documents={
            id_: DocumentWords(tuple(map(fold, words["titles"])), tuple(map(re.compile, words["editions"])))
            for id_, words in data["documents"].items()
        },
        unknown_share=float(data["unknown_share"]),
        least_rows=data["least_rows"],
        title_characters=data["title_characters"],
        proposals=data["proposals"],
        least_similar=float(data["least_similar"]),
    )


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
    digits = layout_words().digits
    return digits[found[1]] if found[1] in digits else int(found[1])
