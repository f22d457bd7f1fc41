"""Mock reviews and the countdown as they are read, for the walk over all readings."""

import io
from collections.abc import Iterator
from dataclasses import replace

import docx

from criteria.library import shipped_catalogs
from evidence import countdown
from evidence.errors import NotFoundError
from evidence.mock_review import outlook, photos, planning, records, remedies, report, results, sheets
from evidence.situation import Situation, load_situation
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import Prepared
from tests.unit.evidence.commands_mock import CLAUSE
from tests.unit.evidence.house import TODAY


def _own(p: Prepared, who: Viewer) -> Situation:
    return load_situation(p.house.store, who, shipped_catalogs(), TODAY)


def _known(p: Prepared) -> records.Course:
    """The review as the hospital sees it: a stranger may have kept it."""
    return records.course(p.house.store, p.house.viewer, p.rehearsed.begun)


def _short(p: Prepared) -> results.ClauseResult:
    """Without its comment, which the stranger would have brought along."""
    [short] = results.short_results(results.clause_results(_known(p)))
    return replace(short, findings=())


def _nameless(p: Prepared) -> records.MockReview:
    return replace(_known(p).review, title="模拟评审", reviewers=())


def _countdown(p: Prepared, who: Viewer) -> object:
    [target] = [found for found in _own(p, p.house.viewer).targets if found.catalog == p.catalog.id]
    return countdown.countdown(p.house.store, who, _own(p, who), target)


def _course(p: Prepared, who: Viewer) -> object:
    """An expert who is not named sees none."""
    try:
        return records.course(p.house.store, who, p.rehearsed.begun)
    except NotFoundError:
        return None


def _people(p: Prepared, who: Viewer) -> object:
    """Experts do not plan: they see the reviews in which they are named."""
    if who.role is Role.EXPERT:
        return records.reviews(p.house.store, who)
    return planning.possible_reviewers(p.house.store, who)


def _photo(p: Prepared, who: Viewer) -> object:
    [kept] = _known(p).photos
    try:
        photos.photo_content(p.house.store, who, kept)
    except NotFoundError:
        return None
    return kept


def _report(p: Prepared, who: Viewer) -> object:
    """Of what a stranger may have kept without names: with the systems of what was found."""
    known = replace(_known(p), review=_nameless(p), findings=tuple(_silent(p)), photos=())
    written = report.report(p.house.store, who, _own(p, who), known, TODAY)
    document = docx.Document(io.BytesIO(written))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def _silent(p: Prepared) -> Iterator[records.Finding]:
    return (replace(finding, author="某人", comment="") for finding in _known(p).findings)


READINGS = {
    "countdown.countdown": _countdown,
    "records.reviews": lambda p, who: records.reviews(p.house.store, who),
    "records.course": _course,
    "planning.possible_reviewers": _people,
    "photos.photo_content": _photo,
    "photos.held_back": lambda p, who: photos.held_back(p.house.store, who, _known(p).photos),
    "outlook.rehearsed": lambda p, who: outlook.rehearsed(p.house.store, who, _own(p, who), _nameless(p)),
    "outlook.if_mock_held": lambda p, who: outlook.if_mock_held(
        p.house.store, who, _own(p, who), _nameless(p), results.mock_verdicts(_known(p))
    ),
    "remedies.task_draft": lambda p, who: remedies.task_draft(
        p.house.store, who, _own(p, who), _nameless(p), _short(p)
    ),
    "remedies.requirement_of": lambda p, who: remedies.requirement_of(
        p.house.store, who, _own(p, who), _nameless(p), "05.01.3"
    ),
    "remedies.adopting_drafts": lambda p, who: remedies.adopting_drafts(
        p.house.store, who, _own(p, who), _nameless(p), replace(_short(p), code="05.01.3", clause="05.01.3#1")
    ),
    "sheets.open_sheet": lambda p, who: sheets.open_sheet(
        p.house.store, who, _own(p, who), replace(_known(p), review=_nameless(p), findings=(), photos=()), CLAUSE
    ),
    "report.report": _report,
}
