"""消息: an account's own messages, about what it still sees; reading marks, search, pages."""

from dataclasses import replace

import pytest

from evidence import register, reviews, tasks
from evidence.access import screens
from evidence.errors import NotAllowedError
from evidence.notifications.inbox import (
    InboxFilter,
    inbox,
    kinds_in_inbox,
    mark_all_read,
    mark_read,
    unread,
)
from evidence.notifications.kinds import kinds, place_of
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.house import refused
from tests.unit.evidence.notifications.people import Hospital


@pytest.fixture
def told(hospital: Hospital) -> Hospital:
    """The vendor has three messages: a task, a return, a task."""
    store = hospital.house.store
    document = hospital.upload(hospital.vendor, system=hospital.lis)
    for hour, title in ((10, "增加超时提醒"), (12, "接入平台")):
        hospital.house.clock.now = hospital.house.clock.now.replace(hour=hour)
        tasks.create_tasks(store, hospital.engineer, [tasks.TaskDraft(title, system_id=hospital.lis)])
    hospital.house.clock.now = hospital.house.clock.now.replace(hour=11)
    reviews.return_document(store, hospital.engineer, document, "看不清")
    return hospital


def test_newest_first_and_page_by_page(told: Hospital) -> None:
    store = told.house.store
    page = inbox(store, told.vendor, limit=2)
    assert [message.kind for message in page.messages] == ["tasks_new", "document_returned"]
    assert page.total == 3
    assert [message.kind for message in inbox(store, told.vendor, limit=2, offset=2).messages] == ["tasks_new"]
    assert kinds_in_inbox(store, told.vendor) == {"document_returned": "材料退回", "tasks_new": "新任务"}


def test_filters(told: Hospital) -> None:
    store = told.house.store

    def found(**wanted: object) -> int:
        return inbox(store, told.vendor, InboxFilter(**wanted)).total  # type: ignore[arg-type]

    assert found(kinds=frozenset({"tasks_new"})) == 2
    assert found(text="接入") == 1
    assert found(text="任务 超时") == 1
    assert found(text="%") == 0
    assert found(unread=True) == 3


def test_reading_and_unreading(told: Hospital) -> None:
    store = told.house.store
    first, second, _ = inbox(store, told.vendor).messages
    assert unread(store, told.vendor).count == 3
    assert mark_read(store, told.vendor, [first.id, second.id]) == 2
    assert mark_read(store, told.vendor, [first.id]) == 0
    assert [message.read for message in inbox(store, told.vendor).messages] == [True, True, False]
    assert mark_read(store, told.vendor, [first.id], read=False) == 1
    found = unread(store, told.vendor)
    assert (found.count, found.since and found.since.hour) == (2, 10)
    assert len(mark_all_read(store, told.vendor)) == 2
    assert unread(store, told.vendor).since is None


def test_nobody_reads_or_marks_what_is_another_accounts(told: Hospital) -> None:
    store = told.house.store
    ids = [message.id for message in inbox(store, told.vendor).messages]
    for who in (told.stranger, told.engineer, told.head, Viewer("某人", Role.ADMIN), Viewer("", Role.HEAD), SYSTEM):
        assert not set(ids) & {message.id for message in inbox(store, who).messages}
        if who.name:
            assert mark_read(store, who, ids) == 0
    assert unread(store, told.vendor).count == 3


def test_a_message_goes_when_the_record_may_no_longer_be_seen(told: Hospital) -> None:
    store = told.house.store
    system = told.house.registered(told.lis)
    draft = register.SystemDraft(system.name, system.kind, vendor="卫宁")
    register.change_system(store, told.engineer, told.lis, draft, system.version)
    assert [message.kind for message in inbox(store, told.vendor).messages] == ["document_returned"]
    assert unread(store, told.vendor).count == 1


def test_an_account_whose_time_is_over_reads_nothing(told: Hospital) -> None:
    late = replace(told.vendor, valid_until=told.house.clock.now.date().replace(year=2025))
    for ask in (inbox, unread, kinds_in_inbox, mark_all_read):
        with refused(NotAllowedError, "使用期限"):
            ask(told.house.store, late)


def test_a_kind_of_another_version_is_still_shown(told: Hospital) -> None:
    store = told.house.store
    with store.writing(SYSTEM) as transaction:
        transaction.db.execute(
            "INSERT INTO notifications (account_id, kind, subject, ref, text, at, once) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [told.vendor.account_id, "of_tomorrow", "planets", "1", "新的一类", transaction.now, "x"],
        )
    found = next(message for message in inbox(store, told.vendor).messages if message.kind == "of_tomorrow")
    assert (found.kind_name, found.screen) == ("消息", "")


def test_every_kind_leads_to_a_screen_of_the_menu() -> None:
    for code, kind in kinds().items():
        assert kind.screen in {"", *screens(Viewer("", Role.ADMIN))}, code
        assert bool(kind.many) == bool(kind.screen), code
    assert {place_of("comment", subject, "1").screen for subject in ("documents", "tasks")} == {"documents", "tasks"}
