"""材料册: what goes into a binder for a target, and what is missing from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from criteria.vocabulary import Verdict
from evidence.records import Document, Target
from evidence.requirement_measures import CoverageView, QualityView
from evidence.requirement_view import ClauseView, RequirementView
from evidence.standing import Standing


@dataclass(frozen=True)
class Cover:
    """Whose binder it is and for what. `day`: the day on which its documents have to be current.

    `made_by`, `made_on`: who puts it together, and when; `example`: some of it is made up; `official`: the hospital has
    laid official wording over the standard.
    """

    hospital: str
    standard: str
    target_name: str
    target: Target
    day: date
    made_by: str
    made_on: date
    example: bool
    official: bool

    @property
    def at_review(self) -> bool:
        """Whether the documents are measured on the day of the review, not on the day of making."""
        return self.day == self.target.review_on


@dataclass(frozen=True)
class BoundDocument:
    """A document of the binder. `number`: 05.01.6-01; `proves`: what of the target, in the order of its links.

    `path`: of its file (for a statement: its text) in the binder.
    """

    number: str
    document: Document
    proves: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class LeftOut:
    """A document for the target that is not in the binder, and why."""

    number: str
    document: Document
    proves: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Lack:
    """A clause that the binder cannot show as fulfilled and proven. `weight`: 卡级, 计数 or 加分."""

    clause: str
    text: str
    name: str
    level: str
    reason: str
    system: str
    vendor: str
    weight: str


@dataclass(frozen=True)
class BoundClause:
    """A clause with the numbers of the documents that prove it."""

    view: ClauseView
    numbers: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Whether nothing is owed for it in the binder itself."""
        return self.view.proven and (bool(self.numbers) or self.view.verdict is Verdict.NOT_APPLICABLE)

    @property
    def own_words(self) -> str:
        """What the hospital says about it: the notes beside the verdicts, named by system where they differ."""
        notes = self.view.notes()
        if len(notes) == 1:
            return next(iter(notes))
        return "\n".join(f"{'、'.join(names)}：{note}" for note, names in notes.items())

    @property
    def systems(self) -> str:
        """The names of the responsible systems."""
        return "、".join(part.duty.system.name for part in self.view.systems)


@dataclass(frozen=True)
class Statistics:
    """有效应用 and 数据质量 of a row of the levels method, with the numbers of the documents that prove each."""

    coverage: CoverageView
    quality: QualityView
    coverage_numbers: tuple[str, ...]
    quality_numbers: tuple[str, ...]


@dataclass(frozen=True)
class BoundRequirement:
    """A requirement as the binder shows it; `statistics` only where the standard counts them."""

    view: RequirementView
    clauses: tuple[BoundClause, ...]
    statistics: Statistics | None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The documents that prove any of its clauses."""
        return tuple(dict.fromkeys(number for clause in self.clauses for number in clause.numbers))


@dataclass(frozen=True)
class BinderItem:
    """What one Word document is about: an item, a section of indicators, a control.

    `documents`: those numbered here; a requirement may also point at documents numbered under another item.
    """

    code: str
    name: str
    heading: str
    requirements: tuple[BoundRequirement, ...]
    documents: tuple[BoundDocument, ...]
    left_out: tuple[LeftOut, ...]
    lacks: tuple[Lack, ...]

    @property
    def title(self) -> str:
        """05.01 标本处理."""
        return f"{self.code} {self.name}"

    @property
    def clause_count(self) -> int:
        """How many clauses it asks for."""
        return sum(len(requirement.clauses) for requirement in self.requirements)


@dataclass(frozen=True)
class Binder:
    """Everything that is written: the same binder gives the same files."""

    cover: Cover
    standing: Standing
    items: tuple[BinderItem, ...]

    @property
    def documents(self) -> tuple[BoundDocument, ...]:
        """All documents in the order of the items."""
        return tuple(document for item in self.items for document in item.documents)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """All documents that could not go in."""
        return tuple(entry for item in self.items for entry in item.left_out)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """Everything that is missing, in the order of the standard."""
        return tuple(lack for item in self.items for lack in item.lacks)

    @property
    def by_number(self) -> Mapping[str, BoundDocument]:
        """Number → document."""
        return {document.number: document for document in self.documents}
