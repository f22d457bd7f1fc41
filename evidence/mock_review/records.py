"""模拟评审 as it is stored: the plan, the sample, what was found, photos, tasks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from criteria.vocabulary import Verdict
from evidence.errors import NotFoundError
from evidence.records import Target, from_row
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class Scope:
    """What a mock review is about. Items by code (of points and compliance standards the lower heading).

    `groups`: the upper heading, in 电子病历 the department that an item is asked of (工作角色).
    Items and groups that are both empty are no limit, else a requirement is in the scope when its item or its group is.
    The same holds of systems and vendors.
    """

    items: tuple[str, ...] = ()
    systems: tuple[int, ...] = ()
    vendors: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()

    def as_json(self) -> str:
        """The text that the store keeps; what was planned before there were groups keeps its text."""
        values = asdict(self)
        return json.dumps(
            {name: values[name] for name in values if name != "groups" or self.groups}, ensure_ascii=False
        )


def read_scope(text: str) -> Scope:
    """From the text that the store keeps."""
    return Scope(**{name: tuple(chosen) for name, chosen in json.loads(text).items()})


@dataclass(frozen=True)
class Reviewer:
    """Who judges in a mock review."""

    review_id: int
    account_id: int
    person: str


@dataclass(frozen=True)
class Sampled:
    """A drawn requirement and why it was drawn (`drawing.Reason`, the most important first)."""

    code: str
    place: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class OwnVerdict:
    """The self-assessment that a system (None: the whole hospital) had on a clause, and who made it."""

    system_id: int | None
    verdict: Verdict
    author: str


@dataclass(frozen=True)
class SelfAssessment:
    """The hospital's verdict on a clause when a reviewer judged it, and the verdicts it came from."""

    verdict: Verdict
    parts: tuple[OwnVerdict, ...]


@dataclass(frozen=True)
class Finding:
    """One reviewer's verdict on a clause, unknown = 未查. `compared`: None while nothing has been judged."""

    id: int
    review_id: int
    code: str
    clause: str
    account_id: int
    verdict: Verdict
    comment: str
    author: str
    at: datetime
    version: int
    compared: SelfAssessment | None


@dataclass(frozen=True)
class Photo:
    """A photo of what a reviewer saw."""

    id: int
    review_id: int
    clause: str
    account_id: int
    sha256: str
    file_name: str
    media_type: str
    size: int
    caption: str
    author: str
    at: datetime


@dataclass(frozen=True)
class MockReview:
    """模拟评审. `share`: percent of what is not drawn anyway; `since`: changes from then on count, None = all new.

    `blind`: a reviewer sees the self-assessment, and what the others found, only after judging.
    """

    id: int
    title: str
    catalog: str
    level: str
    object_id: int | None
    held_on: date
    share: int
    seed: int
    blind: bool
    since: datetime | None
    drawn_at: datetime | None
    closed_at: datetime | None
    author: str
    at: datetime
    version: int
    example: bool
    scope: Scope = field(default_factory=Scope)
    reviewers: tuple[Reviewer, ...] = ()

    def names(self, viewer: Viewer) -> bool:
        """Whether the viewer is one of the reviewers."""
        return any(reviewer.account_id == viewer.account_id for reviewer in self.reviewers)


@dataclass(frozen=True)
class Course:
    """A mock review with all that has come of it. `tasks`: clause → task."""

    review: MockReview
    sample: tuple[Sampled, ...]
    findings: tuple[Finding, ...]
    photos: tuple[Photo, ...]
    tasks: Mapping[str, int]

    def of_clause(self, clause: str) -> tuple[Finding, ...]:
        """What the reviewers found on a clause."""
        return tuple(finding for finding in self.findings if finding.clause == clause)

    def own(self, viewer: Viewer, clause: str) -> Finding | None:
        """What the viewer found on a clause."""
        return next((found for found in self.of_clause(clause) if found.account_id == viewer.account_id), None)


def read_reviews(db: Database) -> list[MockReview]:
    """The mock reviews that the viewer of an open read sees, the newest day first."""
    reviewers: dict[int, list[Reviewer]] = {}
    for row in db.query("SELECT * FROM mock_reviewers ORDER BY id"):
        reviewers.setdefault(row["review_id"], []).append(from_row(Reviewer, row))
    return [
        from_row(MockReview, row, scope=read_scope(row["scope"]), reviewers=tuple(reviewers.get(row["id"], ())))
        for row in db.query("SELECT * FROM mock_reviews ORDER BY held_on DESC, id DESC")
    ]


def reviews(store: Store, viewer: Viewer) -> list[MockReview]:
    """The mock reviews that the viewer sees, the newest day first: an expert those in which they are named."""
    with store.reading(viewer) as db:
        return read_reviews(db)


def course(store: Store, viewer: Viewer, review_id: int) -> Course:
    """A mock review with its sample, findings, photos and tasks. Raises NotFoundError when the viewer sees none."""
    with store.reading(viewer) as db:
        return _course(db, review_id)


def _course(db: Database, review_id: int) -> Course:
    review = next((review for review in read_reviews(db) if review.id == review_id), None)
    if review is None:
        raise NotFoundError("这次模拟评审不存在，或者没有安排您参加，请返回列表。")

    def rows(table: str, order: str) -> list[dict[str, Any]]:
        sql = f"SELECT * FROM {table} WHERE review_id = ? ORDER BY {order}"  # noqa: S608 - fixed names
        return list(db.query(sql, [review_id]))

    return Course(
        review=review,
        sample=tuple(
            from_row(Sampled, row, reasons=tuple(row["reasons"].split())) for row in rows("mock_samples", "place")
        ),
        findings=tuple(from_row(Finding, row, compared=read_self(row["self"])) for row in rows("mock_findings", "id")),
        photos=tuple(from_row(Photo, row) for row in rows("mock_photos", "id")),
        tasks={row["clause"]: row["task_id"] for row in rows("mock_tasks", "id")},
    )


def read_self(text: str) -> SelfAssessment | None:
    """From the text that the store keeps."""
    if not text:
        return None
    values = json.loads(text)
    parts = tuple(OwnVerdict(system, Verdict(verdict), author) for system, verdict, author in values["parts"])
    return SelfAssessment(Verdict(values["verdict"]), parts)


def self_as_json(found: SelfAssessment) -> str:
    """The text that the store keeps."""
    parts = [[part.system_id, part.verdict.value, part.author] for part in found.parts]
    return json.dumps({"verdict": found.verdict.value, "parts": parts}, ensure_ascii=False)


def target_of(situation: Situation, review: MockReview) -> Target:
    """The target that is rehearsed, at the level that it had when the review was planned.

    A target that was dropped since stands here without an id and a review date.
    """
    for target in situation.targets:
        if (target.catalog, target.object_id) == (review.catalog, review.object_id):
            return Target(**(vars(target) | {"level": review.level}))
    return Target(0, review.catalog, review.level, review.object_id, None, "", review.example)
