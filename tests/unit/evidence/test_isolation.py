"""Nobody sees or touches what is not theirs: every function of `evidence/`, asked by every role."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

import evidence
from evidence.access import sees_all
from evidence.errors import NotAllowedError, UserError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import COMMANDS, Prepared, engineer_of
from tests.unit.evidence.house import TODAY, Contents, contents, nothing_stored, refused
from tests.unit.evidence.readings import READINGS

# What belongs to the vendor 瑞美 or to the hospital; nothing of it is a word of a standard.
THEIRS = (
    "瑞美",
    "瑞美检验平台",
    "标本条码闭环",
    "补齐标本交接记录",
    "佐证说明",
    "质控截图",
    "弱口令",
    "检验业务",
    "维保合同",
)
UNRESTRICTED = [role for role in Role if sees_all(Viewer("", role)) and role is not Role.EXPERT]
# They read a command line, a sample, or their own settings, not a hospital for a viewer.
NOT_WALKED = ("evidence.cli", "evidence.samples")


@dataclass
class Street:
    """A house with a second vendor, who has a system of their own and nothing to do with the first one."""

    prepared: Prepared
    stranger: Viewer


@pytest.fixture
def street(prepared: Prepared) -> Street:
    return Street(prepared, engineer_of(prepared.house, "卫宁"))


@pytest.fixture(scope="module")
def shared_street(prepared_once: Prepared) -> Street:
    """For those who only read: what one of them has computed must not come to another."""
    return Street(prepared_once, engineer_of(prepared_once.house, "卫宁"))


def texts(value: Any) -> Iterator[str]:
    """All texts inside a result, however deep. Catalogs are public, and walking them would take long."""
    if isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, pd.DataFrame):
        yield value.to_csv()
    elif isinstance(value, str) or (not isinstance(value, Iterable) and not is_dataclass(value)):
        yield "" if hasattr(value, "model_dump") else str(value)
    else:
        for part in parts(value):
            yield from texts(part)


def parts(value: Any) -> Iterable[Any]:
    if is_dataclass(value):
        return [
            getattr(value, field.name)
            for field in fields(value)
            if field.name not in ("catalogs", "shipped", "catalog")
        ]
    return [*value.keys(), *value.values()] if isinstance(value, dict) else list(value)


def leaked(result: object) -> set[str]:
    found = "\n".join(texts(result))
    return {word for word in THEIRS if word in found}


def walked() -> set[str]:
    """All public functions that take a store and a viewer, by short name."""
    found = set()
    for module in pkgutil.walk_packages(evidence.__path__, "evidence."):
        if module.name.startswith(NOT_WALKED):
            continue
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            given = inspect.signature(function).parameters
            own = function.__module__ == module.name and not name.startswith("_")
            if own and "store" in given and "viewer" in given:
                found.add(f"{module.name.rsplit('.', 1)[-1]}.{name}")
    return found


# Functions that only hand on to others of this list, or belong to the program itself.
HANDED_ON = {
    "situation.whole_situation",  # what the program computes with; never handed to a screen
    # For those of the hospital who may export, who see everything; refused to all others: tests of binder and report.
    "reading.read_source",
    "export.read_binder",
    "export.export_binder",
    "export.export_offline",
    "facts.load_report",
    "record.note_export",
    "running.start_export",
    "running.job_of",
    "running.drop_export",
    # A person's own job, refused to all who register no contracts: tests of reading_jobs.
    "reading_jobs.start_reading",
    "reading_jobs.reading_of",
    "reading_jobs.drop_reading",
    "requirement_view.change_duty",
    "requirement_view.undo_duty",
    "requirement_measures.restore_measures",
    "requirement_measures.clear_measures",
    "exchange_apply.apply_edits",
    "taking_over.take_over",
    "taking_over.withdraw",
    "exchange_apply.take_back",
    "exchange_read.read_back",
    "arrivals.take_in",
    "arrivals.save_candidate",
    "upload.receive_documents",
    "documents.keep_files",  # files without a record: add_documents and record_delivery record them
    # On a flagged file, which takes time to read: tests of privacy.
    "desk.clear_document",
    "desk.mask_document",
    "desk.original_content",
    # For administrators, who read no vendor's records with them: tests of settings and notifications.
    "changes.settings",
    "changes.change_settings",
    "deliveries.reports",
    "digests.send_test_mail",
    "robots.send_test_message",
    # Marks of the account's own messages: tests of the inbox.
    "inbox.mark_read",
    "inbox.mark_all_read",
}


# Each account's own affairs, or the administrator's: the tests of accounts walk them in the same way.
OF_ACCOUNTS = {f"{name}." for name in ("accounts", "invitations", "second_factor", "sessions", "tokens")}


def test_no_function_is_left_out() -> None:
    left = walked() - set(COMMANDS) - set(READINGS) - HANDED_ON
    assert {name for name in left if not name.startswith(tuple(OF_ACCOUNTS))} == set()


@pytest.mark.parametrize("name", READINGS)
def test_a_vendor_reads_nothing_of_another(name: str, shared_street: Street) -> None:
    try:
        result = READINGS[name](shared_street.prepared, shared_street.stranger)
    except UserError as error:
        result = str(error)
    assert leaked(result) == set()


@pytest.mark.parametrize("name", READINGS)
def test_a_vendor_without_a_company_and_an_auditor_read_nothing(name: str, shared_street: Street) -> None:
    for viewer in (Viewer("无名厂商", Role.VENDOR), Viewer("审计员", Role.AUDITOR)):
        try:
            result = READINGS[name](shared_street.prepared, viewer)
        except UserError as error:
            result = str(error)
        if viewer.role is Role.AUDITOR and (name.startswith("log.") or name in OF_AUDITORS):
            continue
        assert leaked(result) == set()


@pytest.mark.parametrize("name", READINGS)
def test_an_expert_whose_time_is_over_reads_nothing(name: str, shared_street: Street) -> None:
    yesterday = TODAY - timedelta(days=1)
    for expert in (
        Viewer("专家", Role.EXPERT, valid_until=yesterday),
        Viewer("专家", Role.EXPERT, valid_from=TODAY + timedelta(days=1)),
    ):
        with pytest.raises(NotAllowedError):
            READINGS[name](shared_street.prepared, expert)


@pytest.mark.parametrize("name", [name for name in READINGS if not name.startswith("log.")])
def test_the_hospital_reads_everything(name: str, shared_street: Street) -> None:
    """The same question is answered to those who may know: the walk above does not look at empty results."""
    answers = {
        role: sorted(leaked(READINGS[name](shared_street.prepared, Viewer("某人", role)))) for role in UNRESTRICTED
    }
    assert answers[Role.ADMIN] == answers[Role.HEAD] == answers[Role.ENGINEER]
    if name not in NAMELESS:
        assert answers[Role.HEAD]


OF_AUDITORS = ("accounts.accounts", "judgement.audit_log", "judgement.history", "register.vendors")
# Their results hold numbers, keys or dates, no names.
NAMELESS = {
    "photos.held_back",
    "adopting.adopted_documents",
    "inbox.find_message",
    "inbox.inbox",
    "inbox.kinds_in_inbox",
    "inbox.unread",
    "document_history.history",
    "document_queue.load_stock",
    "document_queue.queue_place",
    "document_queue.stock",
    "forecast.load_forecasts",
    "forecast.standing_at",
    "measures.measures",
    "outlook.if_mock_held",
    "outlook.rehearsed",
    "overview.past_trend",
    "remedies.task_draft",
    "register.contracts",
    "register.hospital",
    "register.targets",
    "requirement_list.load_entries",
    "requirement_related.statistics_documents",
    "requirement_related.verdict_history",
    "shared_documents.shared_documents",
    "standing.load_standings",
    "standing.trend",
    "judgement.audit_log",
    "judgement.history",
    "judgement.judgements",
    "exchange_export.export_system",
    "documents.content",
    "reviews.refusal_of_acceptance",
    "ticklist.preview",
    "ticklist.proposals",
    "ticklist.ticks",
    "task_view.proof_candidates",
    "accounts.accounts",
    "desk.found_identities",
    "queue.text_of",
    "queue.text_state",
}


def rows_of_others(found: Contents) -> Contents:
    return {table: rows for table, rows in found.items() if table not in ("audit", "snapshots")}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_vendor_changes_nothing_of_another(name: str, street: Street) -> None:
    before = rows_of_others(contents(street.prepared.house.store))
    try:
        COMMANDS[name](street.prepared, street.stranger)
    except UserError:
        assert rows_of_others(contents(street.prepared.house.store)) == before
    else:
        after = rows_of_others(contents(street.prepared.house.store))
        assert all(set(before[table]) <= set(after[table]) for table in before), "somebody else's row was changed"


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("role", [Role.EXPERT, Role.AUDITOR])
def test_experts_and_auditors_change_nothing(name: str, role: Role, street: Street) -> None:
    with nothing_stored(street.prepared.house.store), suppress(UserError):
        COMMANDS[name](street.prepared, Viewer("某人", role))


@pytest.mark.parametrize("name", COMMANDS)
def test_nobody_changes_anything_when_their_time_is_over(name: str, street: Street) -> None:
    late = replace(street.stranger, valid_until=TODAY - timedelta(days=1))
    with nothing_stored(street.prepared.house.store), pytest.raises(NotAllowedError):
        COMMANDS[name](street.prepared, late)


def test_a_vendor_works_on_their_own(prepared: Prepared) -> None:
    """The counterpart of the refusals: what a vendor is there for does go through."""
    own = engineer_of(prepared.house, "瑞美")
    for name in ("documents.link_document", "tasks.move_task", "features.add_feature", "ticklist.record_ticks"):
        changed = replace(prepared, document=prepared.file)
        COMMANDS[name](changed, own)
    assert leaked(READINGS["documents.document"](prepared, own)) >= {"质控截图"}
    assert leaked(READINGS["tasks.tasks"](prepared, own)) >= {"补齐标本交接记录"}
    with refused(NotAllowedError, "权限"):
        COMMANDS["reviews.accept_document"](prepared, own)
    with refused(NotAllowedError, "权限"):
        COMMANDS["judgement.record_verdicts"](prepared, own)
    with refused(NotAllowedError, "由医院上传"):
        COMMANDS["documents.change_document"](prepared, own)
