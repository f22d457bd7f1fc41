"""The calendar of obligations as an iCalendar file (RFC 5545) for Outlook, Apple and Chinese mail programs."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from evidence.contracts.obligations import STATE_NAMES, Obligation

_PRODUCT = "-//readiness//contract obligations//ZH"


def calendar_file(slug: str, title: str, entries: Iterable[Obligation], made_at: datetime) -> bytes:
    """One all-day event per obligation with a date. The UID of an event stays the same in every later file.

    `slug`: of the hospital; `title`: of the calendar; `made_at`: with its offset.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for entry in entries:
        if entry.due_on is not None:
            calendar.add_component(_event(slug, entry, made_at))
    return bytes(calendar.to_ical())


def _event(slug: str, entry: Obligation, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"obligation-{entry.id}@{slug}")
    event.add("dtstamp", made_at)
    event.add("dtstart", entry.due_on)
    event.add("dtend", (entry.due_on or made_at.date()) + timedelta(days=1))
    event.add("summary", f"{entry.title}（{STATE_NAMES[entry.state]}）")
    event.add("description", "\n".join(_lines(entry)))
    event.add("categories", [entry.sort_name])
    event.add("transp", "TRANSPARENT")
    return event


def _lines(entry: Obligation) -> Iterable[str]:
    yield f"合同：{entry.contract}"
    if entry.vendor:
        yield f"维保单位：{entry.vendor}"
    yield f"状态：{STATE_NAMES[entry.state]}"
    if entry.delivery is not None:
        yield f"履约日期：{entry.delivery.delivered_on}"
    if entry.quote:
        yield f"合同原文：{entry.quote}"
    if entry.note:
        yield f"说明：{entry.note}"
