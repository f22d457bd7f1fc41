"""Every function of `evidence/` that reads what a hospital has stored, asked for things that belong to one vendor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from criteria.library import shipped_catalogs
from evidence import (
    comments,
    document_history,
    document_queue,
    documents,
    exchange_export,
    expiry,
    features,
    forecast,
    gap_view,
    gaps,
    hazards,
    judgement,
    log,
    measures,
    overview,
    register,
    requirement_list,
    requirement_related,
    requirement_view,
    reviews,
    shared_documents,
    situation,
    standing,
    task_view,
    tasks,
    ticklist,
)
from evidence.accounts import accounts
from evidence.intake import arrivals
from evidence.notifications import inbox
from evidence.privacy import desk
from evidence.records import System
from evidence.texts import queue, search
from evidence.viewer import SYSTEM, Viewer
from tests.unit.evidence import (
    readings_contractscreen,
    readings_mock,
    readings_obligations,
    readings_overlay,
    readings_payers,
    readings_statistics,
    readings_wire,
)
from tests.unit.evidence.commands import CLAUSE, Prepared
from tests.unit.evidence.house import TODAY, of_clause

Reading = Callable[[Prepared, Viewer], object]


def _own(p: Prepared, who: Viewer) -> situation.Situation:
    """The situation as the viewer sees it: what a screen would hand on."""
    return situation.load_situation(p.house.store, who, shipped_catalogs(), TODAY)


def _standing(p: Prepared, who: Viewer) -> standing.Standing:
    return standing.load_standings(p.house.store, who, _own(p, who))[0]


def _nameless(p: Prepared) -> System:
    """The system's record without what only its own vendor and the hospital know: a stranger may have guessed it."""
    return replace(p.house.registered(p.system), name="某系统", vendor="")


def _entry(p: Prepared, whole: situation.Situation) -> requirement_list.Entry:
    entries = requirement_list.load_entries(p.house.store, SYSTEM, whole, p.catalog, None)
    return next(entry for entry in entries if entry.requirement.code == CLAUSE.split("#")[0])


def _digest(p: Prepared) -> str:
    return p.house.document(p.file).sha256 or ""


def _view(p: Prepared) -> requirement_view.RequirementView:
    """The requirement as the hospital sees it: a stranger may have kept or guessed any key in it."""
    whole = _own(p, SYSTEM)
    return requirement_view.view_requirement(whole, p.catalog, _entry(p, whole), None)


def _runs_out(p: Prepared, who: Viewer) -> object:
    """Only what was accepted can run out."""
    reviews.accept_document(p.house.store, p.house.viewer, p.document)
    return expiry.runs_out(p.house.store, who, _own(p, who), None, TODAY + timedelta(days=800))


_FILTER = documents.DocumentFilter()

READINGS: dict[str, Reading] = {
    "comments.comments": lambda p, who: comments.comments(p.house.store, who, p.file),
    "document_history.history": lambda p, who: document_history.history(p.house.store, who, p.document),
    "document_queue.export_table": lambda p, who: document_queue.export_table(
        p.house.store, who, _own(p, who), _FILTER
    ),
    "document_queue.load_page": lambda p, who: document_queue.load_page(
        p.house.store, who, _own(p, who), _FILTER, 50, 0
    ),
    "document_queue.load_stock": lambda p, who: document_queue.load_stock(p.house.store, who, _own(p, who), None),
    "document_queue.queue_place": lambda p, who: document_queue.queue_place(p.house.store, who, p.document),
    "document_queue.same_content": lambda p, who: document_queue.same_content(p.house.store, who, [_digest(p)]),
    "document_queue.stock": lambda p, who: document_queue.stock(p.house.store, who, TODAY, None),
    "document_queue.versions": lambda p, who: document_queue.versions(p.house.store, who, p.document),
    "documents.content": lambda p, who: documents.content(p.house.store, who, p.file),
    "documents.document": lambda p, who: documents.document(p.house.store, who, p.file),
    "documents.find_documents": lambda p, who: documents.find_documents(p.house.store, who, _FILTER, TODAY),
    "exchange_export.export_system": lambda p, who: exchange_export.export_system(
        _own(p, who), p.house.store, who, _nameless(p)
    ),
    "expiry.runs_out": _runs_out,
    "features.features": lambda p, who: features.features(p.house.store, who, p.system),
    "features.features_claiming": lambda p, who: features.features_claiming(p.house.store, who, p.catalog.id, [CLAUSE]),
    "forecast.load_forecasts": lambda p, who: forecast.load_forecasts(
        p.house.store, who, _own(p, who), standing.load_standings(p.house.store, who, _own(p, who))
    ),
    "forecast.standing_at": lambda p, who: forecast.standing_at(
        p.house.store, who, _own(p, who), _standing(p, who).target, TODAY + timedelta(days=800)
    ),
    "gap_view.linked_documents": lambda p, who: gap_view.linked_documents(
        p.house.store, who, of_clause(p.catalog, CLAUSE)
    ),
    "gaps.load_gaps": lambda p, who: [
        (gap.clause, gap.system, gap.vendor, gap.task)
        for gap in gaps.load_gaps(p.house.store, who, _own(p, who), _standing(p, who))
    ],
    "hazards.hazards": lambda p, who: hazards.hazards(p.house.store, who, p.protected),
    "inbox.find_message": lambda p, who: inbox.find_message(p.house.store, who, 1),
    "inbox.inbox": lambda p, who: inbox.inbox(p.house.store, who),
    "inbox.kinds_in_inbox": lambda p, who: inbox.kinds_in_inbox(p.house.store, who),
    "inbox.unread": lambda p, who: inbox.unread(p.house.store, who),
    "judgement.audit_log": lambda p, who: judgement.audit_log(p.house.store, who, "documents", p.document),
    "judgement.history": lambda p, who: judgement.history(p.house.store, who, p.catalog.id, [CLAUSE]),
    "judgement.judgements": lambda p, who: judgement.judgements(p.house.store, who, p.catalog.id, [CLAUSE]),
    "measures.measures": lambda p, who: measures.measures(p.house.store, who, p.catalog.id, "05.01"),
    "overview.past_trend": lambda p, who: overview.past_trend(p.house.store, who, _own(p, who), _standing(p, who)),
    "register.contracts": lambda p, who: register.contracts(p.house.store, who),
    "register.hospital": lambda p, who: register.hospital(p.house.store, who),
    "register.systems": lambda p, who: register.systems(p.house.store, who, retired=True),
    "register.targets": lambda p, who: register.targets(p.house.store, who),
    "register.vendors": lambda p, who: register.vendors(p.house.store, who),
    "reviews.refusal_of_acceptance": lambda p, who: reviews.refusal_of_acceptance(p.house.store, who, p.document),
    "requirement_list.load_entries": lambda p, who: requirement_list.load_entries(
        p.house.store, who, _own(p, who), p.catalog, _standing(p, who)
    ),
    "requirement_related.linked_documents": lambda p, who: requirement_related.linked_documents(
        p.house.store, who, _view(p)
    ),
    "requirement_related.statistics_documents": lambda p, who: requirement_related.statistics_documents(
        p.house.store, who, _view(p)
    ),
    "requirement_related.verdict_history": lambda p, who: requirement_related.verdict_history(
        p.house.store, who, _own(p, who), _view(p)
    ),
    "shared_documents.shared_documents": lambda p, who: shared_documents.shared_documents(
        p.house.store, who, _own(p, who), p.catalog.id, [CLAUSE]
    ),
    "situation.load_situation": _own,
    "standing.load_standings": lambda p, who: standing.load_standings(p.house.store, who, _own(p, who)),
    "standing.trend": lambda p, who: standing.trend(p.house.store, who, p.target),
    "task_view.proof_candidates": lambda p, who: task_view.proof_candidates(
        p.house.store, who, p.house.find_task(p.task)
    ),
    "tasks.tasks": lambda p, who: tasks.tasks(p.house.store, who),
    "ticklist.preview": lambda p, who: ticklist.preview(_own(p, who), p.house.store, who, _nameless(p)),
    "ticklist.proposals": lambda p, who: ticklist.proposals(_own(p, who), p.house.store, who, _nameless(p)),
    "ticklist.ticks": lambda p, who: ticklist.ticks(p.house.store, who, p.system),
    "accounts.accounts": lambda p, who: accounts.accounts(p.house.store, who),
    "arrivals.same_words": lambda p, who: arrivals.same_words(p.house.store, who, p.file, TODAY),
    "desk.found_identities": lambda p, who: desk.found_identities(p.house.store, who, p.file),
    "log.check_chain": lambda p, who: log.check_chain(p.house.store, who),
    "log.export_log": lambda p, who: log.export_log(p.house.store, who, shipped_catalogs(), log.LogFilter()),
    "log.load_choices": lambda p, who: log.load_choices(p.house.store, who),
    "log.load_page": lambda p, who: log.load_page(p.house.store, who, shipped_catalogs(), log.LogFilter()),
    "log.log_line": lambda p, who: log.log_line(p.house.store, who, shipped_catalogs(), 1),
    "queue.text_of": lambda p, who: queue.text_of(p.house.store, who, _digest(p)),
    "queue.text_state": lambda p, who: queue.text_state(p.house.store, who, _digest(p)),
    "search.search": lambda p, who: search.search(p.house.store, who, "质控"),
}
READINGS |= readings_statistics.READINGS
READINGS |= readings_obligations.READINGS
READINGS |= readings_payers.READINGS
READINGS |= readings_wire.READINGS
READINGS |= readings_overlay.READINGS
READINGS |= readings_mock.READINGS
READINGS |= readings_contractscreen.READINGS
