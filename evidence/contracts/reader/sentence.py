"""Lines and sentences, and what kind of sentence it is: a duty of the vendor, a penalty, a condition for bidders."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from evidence.contracts.reader.words import pattern

_TOPIC = "sentences"
_HEADING_LENGTH = 30
_LABEL = re.compile(r"[^,。;:()]{1,20}:")
_LABELLED_ROW = 2
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")


@dataclass(frozen=True, eq=False)
class Line:
    """A paragraph, list item, table row or cell. `text`: without its numbering mark; `depth`: None if it has none.

    In a table flattened to one cell per line `above` is the short line right before it, which may be its label, and
    `cells_above` are the cells before it, the nearest first.
    """

    number: int
    start: int
    end: int
    text: str
    depth: int | None
    headings: tuple[str, ...] = ()
    above: str = ""
    cells_above: tuple[str, ...] = ()

    @cached_property
    def cells(self) -> list[str]:
        """The cells of a table row (of tabs or bars), the whole line where it is none."""
        return [cell.strip() for cell in re.split(r"\t|\|", self.text.strip("| \t"))]

    @property
    def is_heading(self) -> bool:
        """Whether it only names what the numbered lines below it are about."""
        bare = self.text.rstrip(": ")
        return self.depth is not None and len(bare) <= _HEADING_LENGTH and not re.search("[。;,]", bare)


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence (or table row) of a line, `start` and `end` in the folded text."""

    text: str
    start: int
    end: int
    line: Line
    place: int

    @cached_property
    def label(self) -> str:
        """远程维护 in “远程维护: 12小时内反馈”, also where it stands in a cell before it or on the line above."""
        found = _LABEL.match(self.line.text)
        if found:
            return found.group()[:-1]
        cells = [cell for cell in self.line.cells if cell]
        return cells[0] if len(cells) == _LABELLED_ROW and self.text != cells[0] else self.line.above

    @cached_property
    def context(self) -> str:
        """The headings above it and its label: what it is about when it does not say so itself."""
        return " ".join((*self.line.headings, self.label))

    @cached_property
    def clauses(self) -> list[str]:
        """Its parts between commas; commas within numbers and brackets do not part."""
        return _split_outside_brackets(self.text)

    @cached_property
    def is_penalty(self) -> bool:
        """Whether it says what a breach costs."""
        return bool(pattern(_TOPIC, "penalty").search(pattern(_TOPIC, "payment_plan").sub("", self.text)))

    @cached_property
    def binds_hospital(self) -> bool:
        """Whether it speaks of what the hospital owes."""
        return bool(pattern(_TOPIC, "hospital_side").search(self.text))

    @cached_property
    def is_condition_for_bidders(self) -> bool:
        """Whether it says who may bid or how bids are scored."""
        return bool(pattern(_TOPIC, "qualification").search(self.text)) or self.is_under("qualification_heading")

    @cached_property
    def is_description(self) -> bool:
        """Whether it stands under a heading such as 项目背景 or 系统现状."""
        return self.is_under("description_heading")

    def is_under(self, kind: str) -> bool:
        """Whether it stands under a heading of a kind (see `sentences.yaml`)."""
        return any(pattern(_TOPIC, kind).search(heading) for heading in self.line.headings)

    @cached_property
    def may_be_duty(self) -> bool:
        """Whether it can say what the vendor does for the money."""
        return not self.is_penalty and self._may_bind_vendor

    @property
    def _may_bind_vendor(self) -> bool:
        return not (self.binds_hospital or self.is_condition_for_bidders or self.is_description)

    @cached_property
    def duty_clauses(self) -> list[str]:
        """The clauses that can say what the vendor does for the money.

        Of a penalty those before the breach that state the duty itself: 乙方每季度巡检一次,缺少一次的,扣除800元.
        """
        if self.may_be_duty:
            return self.clauses
        if not self._may_bind_vendor:
            return []
        breach, duty = pattern(_TOPIC, "breach"), pattern(_TOPIC, "stated_duty")
        before = takewhile(lambda clause: not breach.search(clause), self.clauses)
        return [clause for clause in before if duty.search(clause)]


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character in "(“《":
            depth += 1
        elif character in ")”》":
            depth = max(0, depth - 1)
        elif character == "," and depth == 0 and not _THOUSANDS.match(text[max(place - 1, 0) : place + 5]):
            parts.append(text[start:place])
            start = place + 1
    return [part for part in (*parts, text[start:]) if part.strip()]
