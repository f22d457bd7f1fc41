"""Drawing the sample of a mock review: what has to be seen, and a share of the rest that a seed decides.

The method needs no generator of random numbers, so that it gives the same everywhere and for ever: every requirement
that is left to chance gets the number SHA-256("seed:catalog:code"), and those with the smallest numbers are taken,
share % of them rounded up. A larger share takes what a smaller one takes and more; what else is in the scope does not
change the number of a requirement.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from criteria.models import AnyRequirement, AssessmentUnit, Catalog, ComplianceCatalog, Indicator, LevelRequirement
from criteria.vocabulary import Kind, Verdict
from evidence.access import Permission, must
from evidence.documents import CLAUSE
from evidence.errors import InvalidInputError
from evidence.gaps import asked_rows
from evidence.mock_review.records import MockReview, Sampled, course, target_of
from evidence.naming import item_of, path_of
from evidence.records import Target
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer


class Reason(StrEnum):
    """Why a requirement was drawn, the most important first."""

    BASIC = "basic"
    FOUND = "found"
    RETURNED = "returned"
    CHANGED = "changed"
    CHANCE = "chance"


@dataclass(frozen=True)
class Candidate:
    """A requirement in the scope and why it has to be seen; without a reason chance decides."""

    code: str
    reasons: tuple[Reason, ...]


def draw(catalog: str, candidates: Iterable[Candidate], share: int, seed: int) -> list[Sampled]:
    """The sample, in the order of the candidates. `share`: 0–100 percent of those without a reason of their own."""
    listed = list(candidates)
    free = sorted(
        (candidate.code for candidate in listed if not candidate.reasons),
        key=lambda code: hashlib.sha256(f"{seed}:{catalog}:{code}".encode()).digest(),
    )
    taken = set(free[: -(-len(free) * share // 100)])
    found = [
        (candidate.code, candidate.reasons or (Reason.CHANCE,))
        for candidate in listed
        if candidate.reasons or candidate.code in taken
    ]
    return [Sampled(code, place, reasons) for place, (code, reasons) in enumerate(found)]


def draw_sample(store: Store, viewer: Viewer, situation: Situation, review_id: int) -> int:
    """Draws the sample of a mock review (again, while nothing has been judged) and returns how many were drawn.

    Raises NotAllowedError, NotFoundError, InvalidInputError when judging has begun or nothing is in the scope.
    """
    must(viewer, Permission.PLAN)
    review = course(store, viewer, review_id).review
    with store.reading(viewer) as db:
        since = _last_drawn(db, review)
        sample = draw(review.catalog, candidates(db, situation, review, since), review.share, review.seed)
    if not sample:
        raise InvalidInputError("所选范围内没有目标要求的条款，无法抽样；请放宽范围或提高抽取比例。")
    with store.writing(viewer) as transaction:
        if transaction.find("mock_findings", "review_id = ?", [review_id]):
            raise InvalidInputError("已有评审人员给出判定，不能重新抽样；如需另抽，请新建一次模拟评审。")
        for row in list(transaction.db.query("SELECT id FROM mock_samples WHERE review_id = ?", [review_id])):
            transaction.delete("mock_samples", row["id"])
        for drawn in sample:
            values = {"code": drawn.code, "place": drawn.place, "reasons": " ".join(drawn.reasons)}
            transaction.insert("mock_samples", {"review_id": review_id} | values)
        transaction.update("mock_reviews", review_id, {"since": since, "drawn_at": transaction.now}, review.version)
    return len(sample)


def _last_drawn(db: Database, review: MockReview) -> str:
    """When the sample of the mock review before was drawn, empty for the first of a target."""
    sql = """
        SELECT max(drawn_at) AS last FROM mock_reviews
        WHERE catalog = ? AND ifnull(object_id, 0) = ? AND id < ? AND drawn_at IS NOT NULL
    """
    return next(db.query(sql, [review.catalog, review.object_id or 0, review.id]))["last"] or ""


def candidates(db: Database, situation: Situation, review: MockReview, since: str) -> list[Candidate]:
    """The requirements in the scope of a review, in catalog order, each with why it has to be seen."""
    catalog, target = situation.catalogs[review.catalog], target_of(situation, review)
    marks = {
        Reason.FOUND: _found_before(db, review),
        Reason.RETURNED: _returned(db, catalog.id),
        Reason.CHANGED: _changed(db, situation, catalog.id, since),
    }
    return [
        Candidate(row.code, tuple(_reasons(row, catalog, target, marks)))
        for row in asked_rows(catalog, target)
        if row.clauses and in_scope(situation, catalog, row, review)
    ]


def in_scope(situation: Situation, catalog: Catalog, row: AnyRequirement, review: MockReview) -> bool:
    """Whether a requirement is one that a review is about."""
    scope = review.scope
    named = item_key(catalog, row) in scope.items or path_of(catalog, row)[0] in scope.groups
    if (scope.items or scope.groups) and not named:
        return False
    if not scope.systems and not scope.vendors:
        return True
    duties = situation.duties(catalog.id)
    systems = [duty.system for clause in row.clauses for duty in duties[clause.id]]
    return any(system.id in scope.systems or system.vendor_id in scope.vendors for system in systems)


def item_key(catalog: Catalog, row: AnyRequirement) -> str:
    """What a scope names: the item of a levels standard, else the lower heading (section, control point)."""
    return item_of(row) if isinstance(row, LevelRequirement) else path_of(catalog, row)[1]


def _reasons(
    row: AnyRequirement, catalog: Catalog, target: Target, marks: Mapping[Reason, frozenset[str]]
) -> Iterable[Reason]:
    if is_basic(row, catalog, target):
        yield Reason.BASIC
    ids = {clause.id for clause in row.clauses}
    yield from (reason for reason, clauses in marks.items() if not ids.isdisjoint(clauses))


def is_basic(row: AnyRequirement, catalog: Catalog, target: Target) -> bool:
    """Whether a requirement is always drawn.

    Levels: the basic items at the target's level (unconfirmed kinds count as basic); points: the required indicators
    that the target's grade adds; compliance: units listed as high-risk situations or hazard triggers.
    """
    if isinstance(row, LevelRequirement):
        return row.level == int(target.level) and row.kind is not Kind.OPTIONAL
    if isinstance(row, Indicator):
        return row.grade == target.level and row.measured and not row.elective
    assert isinstance(row, AssessmentUnit)  # noqa: S101 - the third method
    assert isinstance(catalog, ComplianceCatalog)  # noqa: S101
    return row.high_risk.applies or row.code in catalog.trigger_by_code


def _found_before(db: Database, review: MockReview) -> frozenset[str]:
    """Clauses that an earlier mock review of the target has found short."""
    sql = """
        SELECT DISTINCT f.clause FROM mock_findings AS f JOIN mock_reviews AS r ON r.id = f.review_id
        WHERE r.catalog = ? AND ifnull(r.object_id, 0) = ? AND r.id < ? AND f.verdict IN (?, ?)
    """
    short = [Verdict.UNMET.value, Verdict.PARTIAL.value]
    return frozenset(row[0] for row in db.execute(sql, [review.catalog, review.object_id or 0, review.id, *short]))


def _returned(db: Database, catalog: str) -> frozenset[str]:
    """Clauses with a document that was returned, also where a newer version has replaced it."""
    sql = """
        SELECT DISTINCT l.ref FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
        WHERE l.subject = ? AND l.catalog = ? AND d.state IN ('returned', 'superseded') AND d.reason <> ''
    """
    return frozenset(row[0] for row in db.execute(sql, [CLAUSE, catalog]))


def _changed(db: Database, situation: Situation, catalog: str, since: str) -> frozenset[str]:
    """Clauses with a verdict or a document that is newer than the last sample; none without one."""
    if not since:
        return frozenset()
    moment = datetime.fromisoformat(since)
    judged = {
        clause
        for (own, clause), given in situation.judgements.items()
        if own == catalog and any(judgement.at > moment for judgement in given.values())
    }
    sql = """
        SELECT l.ref, d.uploaded_at, d.reviewed_at FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
        WHERE l.subject = ? AND l.catalog = ? AND max(d.uploaded_at, ifnull(d.reviewed_at, '')) > ?
    """
    # Texts only narrow: they carry the offset that the server had, and are compared as moments below.
    rows = db.execute(sql, [CLAUSE, catalog, since[:10]])
    shown = {ref for ref, *times in rows if any(time and datetime.fromisoformat(time) > moment for time in times)}
    return frozenset(judged | shown)
