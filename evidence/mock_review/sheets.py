"""The sheet of one drawn requirement: what the reviewer looks at and asks, the documents at hand, what was found."""

from collections.abc import Iterator
from dataclasses import dataclass

from criteria.grading.points import required_tier
from criteria.models import AssessmentUnit, Indicator, LevelRequirement, LevelsCatalog, PointsCatalog
from criteria.vocabulary import CoverageKind, Verdict
from evidence.expiry import current_until, state_for
from evidence.mock_review.outlook import rehearsed
from evidence.mock_review.records import Course, Sampled
from evidence.mock_review.remedies import requirement_of
from evidence.mock_review.words import reason_word, words
from evidence.naming import name_of
from evidence.requirement_measures import coverage_view, quality_view
from evidence.requirement_related import LinkedDocument, linked_documents, statistics_documents
from evidence.requirement_view import RequirementView
from evidence.situation import Situation
from evidence.standing import Standing
from evidence.statistics.confirmed import share_text
from evidence.store import Store
from evidence.viewer import Viewer

# More checks of one row than this nobody goes through on the spot.
_MOST_CHECKS = 5


@dataclass(frozen=True)
class Sheet:
    """A drawn requirement. `hidden`: the self-assessment and what others found is not shown yet (盲评)."""

    sampled: Sampled
    view: RequirementView
    reasons: tuple[str, ...]
    looks: tuple[str, ...]
    questions: tuple[str, ...]
    documents: tuple[LinkedDocument, ...]
    hidden: bool
    before: str | None
    after: str | None
    number: int
    total: int


def open_sheet(store: Store, viewer: Viewer, situation: Situation, course: Course, code: str) -> Sheet:
    """The sheet of a requirement, the first one of the sample when the code was not drawn.

    Raises InvalidInputError when nothing has been drawn.
    """
    codes = [drawn.code for drawn in course.sample]
    place = codes.index(code) if code in codes else 0
    view = requirement_of(store, viewer, situation, course.review, codes[place] if codes else "")
    standing = rehearsed(store, viewer, situation, course.review)
    documents = (
        *linked_documents(store, viewer, view),
        *(statistics_documents(store, viewer, view) if isinstance(view.requirement, LevelRequirement) else ()),
    )
    sampled = course.sample[place]
    return Sheet(
        sampled=sampled,
        view=view,
        reasons=tuple(reason_word(view.catalog, view.requirement, reason) for reason in sampled.reasons),
        looks=tuple(_looks(view)),
        questions=tuple(_questions(situation, standing, view, documents)),
        documents=documents,
        hidden=is_hidden(course, viewer, view),
        before=codes[place - 1] if place else None,
        after=codes[place + 1] if place + 1 < len(codes) else None,
        number=place + 1,
        total=len(codes),
    )


def is_hidden(course: Course, viewer: Viewer, view: RequirementView) -> bool:
    """Whether a reviewer of a blind review has still to judge a clause of the requirement."""
    if not course.review.blind or not course.review.names(viewer) or course.review.closed_at:
        return False
    own = [course.own(viewer, clause.id) for clause in view.clauses]
    return any(found is None or found.verdict is Verdict.UNKNOWN for found in own)


def _looks(view: RequirementView) -> Iterator[str]:
    for entry in view.requirement.evidence:
        yield words().looks[entry.type].format(what=entry.what)
    if not view.requirement.evidence:
        yield words().question("nothing_expected")


def _questions(
    situation: Situation, standing: Standing, view: RequirementView, documents: tuple[LinkedDocument, ...]
) -> Iterator[str]:
    row, catalog = view.requirement, view.catalog
    if isinstance(row, LevelRequirement) and isinstance(catalog, LevelsCatalog):
        yield from _of_coverage(situation, catalog, row)
        yield from _of_quality(situation, catalog, row)
    elif isinstance(row, Indicator) and isinstance(catalog, PointsCatalog):
        tier = required_tier(catalog, row, standing.target.level) if row.tiers else None
        if tier is not None:
            yield words().question("tier", when=tier.when)
        elif row.rule:
            yield words().question("rule", rule=row.rule.rstrip("。"))
    elif isinstance(row, AssessmentUnit):
        yield words().question("objects", objects="、".join(row.objects))
        if row.high_risk.applies:
            yield words().question("high_risk", when=row.high_risk.when.rstrip("。"))
    yield from _of_documents(situation, standing, documents)


def _of_coverage(situation: Situation, catalog: LevelsCatalog, row: LevelRequirement) -> Iterator[str]:
    found, item = coverage_view(situation, catalog, row), name_of(catalog, row)
    if found.kind is CoverageKind.APPLIED:
        yield words().question("applied", item=item)
    if found.kind is not CoverageKind.RATIO:
        return
    counted = {"numerator": found.numerator, "denominator": found.denominator, "window": found.window or "区间未写明"}
    yield words().question("ratio", item=item, **counted)
    if found.value is None:
        yield words().question("ratio_missing")
    else:
        values = {"value": share_text(found.value), "threshold": share_text(found.threshold)}
        yield words().question("ratio_measured", **values)


def _of_quality(situation: Situation, catalog: LevelsCatalog, row: LevelRequirement) -> Iterator[str]:
    found = quality_view(situation, catalog, row)
    for entry in found.checks[:_MOST_CHECKS]:
        yield words().question("quality", aspect=entry.check.aspect, check=entry.check.check.rstrip("。"))
    if not found.checks:
        for demand in found.demands:
            yield words().question("quality_demand", demand=demand.rstrip("。"))


def _of_documents(situation: Situation, standing: Standing, documents: tuple[LinkedDocument, ...]) -> Iterator[str]:
    current = [entry for entry in documents if state_for(situation, entry.document, entry.links) == "accepted"]
    if not current:
        yield words().question("no_document")
        return
    ends = [current_until(situation, entry.document, link) for entry in current for link in entry.links]
    known = [end for end in ends if end is not None]
    review_on = standing.target.review_on
    if review_on and len(known) == len(ends) and max(known) < review_on:
        yield words().question("expires", until=max(known))
