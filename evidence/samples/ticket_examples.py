"""Example fault tickets under the contracts of a sample hospital: most in time, some late, some still open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence.contracts.customisations import record_customisation
from evidence.contracts.facts import ConfirmedFacts, all_facts
from evidence.contracts.service_clock import clock_of, deadline
from evidence.contracts.ticket_times import ONSITE, REMOTE, RESOLVE, RESPOND, Granted, granted_times, severities
from evidence.contracts.tickets import STAGE_MOMENTS, TicketDraft, add_ticket
from evidence.contracts.workdays import is_workday
from evidence.samples.progress_data import between, one_of, percent
from evidence.store import Store
from evidence.tasks import tasks
from evidence.viewer import Viewer

_RECENT = timedelta(days=3)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(Path(__file__).with_name("ticket_examples.yaml"))
    return words


def add_example_tickets(store: Store, viewer: Viewer, today: date) -> None:
    """Lays example tickets, and where a contract grants them one free customisation, over a sample hospital.

    The same `today` gives the same contents; the store's clock must stand on that day or later.
    """
    for facts in all_facts(store, viewer).values():
        if facts.system_ids:
            for draft in _drafts(store.slug, facts, today):
                add_ticket(store, viewer, draft)
            _customise(store, viewer, facts, today)


def _drafts(slug: str, facts: ConfirmedFacts, today: date) -> Iterator[TicketDraft]:
    for back in range(_words()["months"] * 30, 0, -30):
        for number in range(between(_words()["per_month"], slug, facts.title, back, "count")):
            key = (slug, facts.title, back, number)
            day = today - timedelta(days=back - between([0, 29], *key, "day"))
            minute = between([7 * 60, 20 * 60], *key, "minute")
            reported = datetime.combine(day, time()) + timedelta(minutes=minute)
            if day < today and (facts.starts is None or day >= facts.starts):
                yield _draft(key, facts, reported, datetime.combine(today, time()))


def _draft(key: tuple[object, ...], facts: ConfirmedFacts, reported: datetime, now: datetime) -> TicketDraft:
    severity = one_of(severities(facts.draft) or ("",), *key, "severity")
    moments = _moments(key, facts, severity, reported)
    still_open = now - reported < _RECENT and percent(*key, "open") < _words()["open_share"]
    kept = {name: at for name, at in moments.items() if at <= now and not (still_open and name != "responded_at")}
    return TicketDraft(
        system_id=one_of(facts.system_ids, *key, "system"),
        title=f"{_words()['note']}：{one_of(tuple(_words()['titles']), *key, 'title')}",
        reported_at=reported,
        severity=severity,
        note=_words()["note"],
        contract_id=facts.contract_id,
        example=True,
        **kept,
    )


def _moments(key: tuple[object, ...], facts: ConfirmedFacts, severity: str, reported: datetime) -> dict[str, datetime]:
    """When somebody answered, came (where one had to) and solved it; never before the stage that goes before."""
    granted = granted_times(facts.draft, severity)
    found: dict[str, datetime] = {}
    latest = reported
    for stage in (RESPOND, REMOTE, ONSITE, RESOLVE):
        if stage in (REMOTE, ONSITE) and stage not in granted:
            continue
        allowed = _allowed(facts, granted.get(stage), reported, _words()["minutes"][stage])
        in_time = percent(*key, stage, "fate") < _words()["in_time"]
        share = between([15, 95] if in_time else [110, 180], *key, stage, "share")
        latest = max(latest, reported + timedelta(minutes=allowed * share // 100))
        found[STAGE_MOMENTS[stage]] = latest
    return found


def _allowed(facts: ConfirmedFacts, granted: Granted | None, reported: datetime, usual: int) -> int:
    """The minutes up to the deadline by the wall clock; usual ones where the contract grants none."""
    if granted is None:
        return usual
    due = deadline(reported, granted.length, clock_of(facts.draft, granted.fact), is_workday)
    return usual if due is None else (due - reported) // timedelta(minutes=1)


def _customise(store: Store, viewer: Viewer, facts: ConfirmedFacts, today: date) -> None:
    """The first task of a system under a contract with free customisations was done as one."""
    granted = facts.draft.facts_of("free_customisations")
    found = next((task for task in tasks(store, viewer) if task.system_id in facts.system_ids), None)
    if granted and found:
        days = Decimal(_words()["customisation_days"])
        record_customisation(store, viewer, found.id, days, today, note=_words()["note"], example=True)
