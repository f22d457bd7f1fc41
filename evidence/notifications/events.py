"""What follows from an action: called within its transaction, so that the message is there exactly when it is."""

from collections import Counter
from collections.abc import Iterable, Sequence

from evidence.notifications.notices import Notice, add, put, withdraw
from evidence.notifications.recipients import (
    Recipient,
    active_accounts,
    entered_by,
    in_charge,
    others,
    reviewers,
    task_workers,
    uploader,
)
from evidence.settings import settings_in
from evidence.store import Row, Transaction

_DOCUMENTS, _TASKS = "documents", "tasks"
_LONGEST_QUOTE = 80


def documents_uploaded(transaction: Transaction, document_ids: Sequence[int]) -> None:
    """Tells the reviewers of new documents, one message a day."""
    recipients = others(reviewers(_accounts(transaction)), transaction.viewer)
    if not document_ids or not recipients:
        return
    newest = document_ids[-1]
    words = {"title": transaction.get(_DOCUMENTS, newest)["title"], "actor": _actor(transaction)}
    notice = Notice("documents_to_review", words, _DOCUMENTS, str(newest), len(document_ids))
    add(transaction, recipients, notice, transaction.today.isoformat())


def document_returned(transaction: Transaction, document: Row, reason: str) -> None:
    """Tells who is in charge of a document that it came back, and why."""
    words = {"title": document["title"], "actor": _actor(transaction), "reason": reason}
    notice = Notice("document_returned", words, _DOCUMENTS, str(document["id"]))
    recipients = others(in_charge(_accounts(transaction), document), transaction.viewer)
    put(transaction, recipients, notice, f"{document['id']}:{transaction.now}")


def documents_accepted(transaction: Transaction, documents: Iterable[Row]) -> None:
    """Tells the uploaders, one message a day, where the hospital wants that."""
    if not settings_in(transaction.db).tell_accepted:
        return
    accounts = _accounts(transaction)
    for document in documents:
        notice = Notice("documents_accepted", {"title": document["title"]}, _DOCUMENTS, str(document["id"]))
        recipients = others(uploader(accounts, document), transaction.viewer)
        add(transaction, recipients, notice, transaction.today.isoformat())


def review_taken_back(transaction: Transaction, document_id: int) -> None:
    """Takes back what was said of a review; who has read it already finds the document pending again."""
    for kind in ("document_returned", "documents_accepted"):
        withdraw(transaction, kind, _DOCUMENTS, document_id)


def statistics_returned(transaction: Transaction, results: Iterable[Row], reason: str) -> None:
    """Tells those who entered figures that these came back, one message for all of one action."""
    returned: dict[int, list[Row]] = {}
    accounts = _accounts(transaction)
    for result in results:
        for account in others(entered_by(accounts, result), transaction.viewer):
            returned.setdefault(account.id, []).append(result)
    for account in accounts:
        rows = returned.get(account.id, [])
        if rows:
            words = {"title": _figure_name(rows[0]), "actor": _actor(transaction), "reason": reason}
            notice = Notice("statistics_returned", words, count=len(rows))
            put(transaction, [account], notice, f"{rows[0]['id']}:{transaction.now}")


def _figure_name(result: Row) -> str:
    return f"{result['item']}.{result['level']}" if result["level"] else str(result["item"])


def mock_review_given(transaction: Transaction, review: Row, account_ids: Iterable[int]) -> None:
    """Tells newly named reviewers of a mock review."""
    named = set(account_ids)
    recipients = [account for account in _accounts(transaction) if account.id in named]
    notice = Notice(
        "mock_review_given", {"title": review["title"], "day": review["held_on"]}, "mock_reviews", str(review["id"])
    )
    put(transaction, others(recipients, transaction.viewer), notice, f"{review['id']}")


def tasks_given(transaction: Transaction, task_ids: Sequence[int]) -> None:
    """Tells everybody of the new tasks that are theirs, one message for all of them."""
    _tell_of_tasks(transaction, "tasks_new", [transaction.get(_TASKS, task_id) for task_id in task_ids])


def task_changed(transaction: Transaction, before: Row) -> None:
    """Tells of another due date; whom a task newly falls to is told of a new task."""
    after = transaction.get(_TASKS, before["id"])
    accounts, vendors = _accounts(transaction), _vendors(transaction)
    known = {account.id for account in task_workers(accounts, before, vendors.get(before["system_id"]))}
    now = others(task_workers(accounts, after, vendors.get(after["system_id"])), transaction.viewer)
    stamp = f"{after['id']}:{after['version']}"
    put(transaction, [account for account in now if account.id not in known], _task_notice("tasks_new", after), stamp)
    if before["due_on"] != after["due_on"]:
        notice = _task_notice("tasks_changed", after)
        put(transaction, [account for account in now if account.id in known], notice, stamp)


def _tell_of_tasks(transaction: Transaction, kind: str, tasks: Sequence[Row]) -> None:
    accounts, vendors = _accounts(transaction), _vendors(transaction)
    told: dict[int, Recipient] = {}
    counts: Counter[int] = Counter()
    newest: dict[int, Row] = {}
    for task in tasks:
        for account in others(task_workers(accounts, task, vendors.get(task["system_id"])), transaction.viewer):
            told[account.id], newest[account.id] = account, task
            counts[account.id] += 1
    for account_id, account in told.items():
        task = newest[account_id]
        put(transaction, [account], _task_notice(kind, task, counts[account_id]), str(task["id"]))


def _task_notice(kind: str, task: Row, count: int = 1) -> Notice:
    day = f" {task['due_on']}" if task["due_on"] else "未定"
    return Notice(kind, {"title": task["title"], "day": day}, _TASKS, str(task["id"]), count)


def comment_written(transaction: Transaction, document: Row, comment_id: int, text: str) -> None:
    """Tells the other side: the vendor of what the hospital writes, the hospital of what the vendor writes.

    On both sides those who took part hear it; while nobody on the other side has, all who answer for it there do.
    """
    quote = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}……"
    words = {"title": document["title"], "actor": _actor(transaction), "text": quote}
    notice = Notice("comment", words, _DOCUMENTS, str(document["id"]))
    put(transaction, others(_talkers(transaction, document), transaction.viewer), notice, str(comment_id))


def _talkers(transaction: Transaction, document: Row) -> list[Recipient]:
    accounts = _accounts(transaction)
    rows = transaction.db.query("SELECT account_id FROM main.comments WHERE document_id = ?", [document["id"]])
    took_part = {account.id for account in uploader(accounts, document)} | {row["account_id"] for row in rows}
    named = [
        account
        for account in accounts
        if account.id in took_part or (account.reviews and account.viewer.name == document["reviewer"])
    ]
    to_vendor = transaction.viewer.vendor_id is None
    if any((account.vendor_id is not None) == to_vendor for account in named):
        return named
    return [*named, *(_vendor_of(transaction, accounts, document) if to_vendor else reviewers(accounts))]


def _vendor_of(transaction: Transaction, accounts: Sequence[Recipient], document: Row) -> list[Recipient]:
    """The accounts of the vendor who uploaded a document or maintains its system."""
    vendor = document["vendor_id"] or _vendors(transaction).get(document["system_id"])
    return [account for account in accounts if vendor is not None and account.vendor_id == vendor]


def _accounts(transaction: Transaction) -> list[Recipient]:
    return active_accounts(transaction.db, transaction.today)


def _vendors(transaction: Transaction) -> dict[int, int | None]:
    """System → its vendor."""
    return {row["id"]: row["vendor_id"] for row in transaction.db.query("SELECT id, vendor_id FROM main.systems")}


def _actor(transaction: Transaction) -> str:
    return transaction.viewer.name.strip()
