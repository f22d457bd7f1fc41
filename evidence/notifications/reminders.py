"""The daily pass: what runs out, is due, is overdue or waits too long. Each occasion is told once.

An occasion is the day on which something comes within 30, 7 or 1 days (the hospital's setting) or passes. One message
a day and kind tells an account of all occasions since the last such message, so a day on which the server did not run
is caught up, and a pass may run as often as it likes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlite_utils import Database

from criteria.models import Catalog
from evidence.notifications.notices import Notice, put
from evidence.notifications.recipients import Recipient, active_accounts, in_charge, reviewers, task_workers
from evidence.proofs import Proof
from evidence.settings import Settings, settings_in
from evidence.situation import Situation, load_situation
from evidence.store import Row, Store
from evidence.viewer import SYSTEM, Role

# Accepted documents that nobody has sent a new version for yet.
_RUNNING_OUT = """
    SELECT id, title, uploader, uploader_id, vendor_id, expires_on FROM main.documents
    WHERE state = 'accepted' AND (expires_on BETWEEN :earliest AND :latest
            OR id IN (SELECT value FROM json_each(:too_old)))
        AND id NOT IN (
            SELECT supersedes_id FROM main.documents WHERE state = 'pending' AND supersedes_id IS NOT NULL
        )
    ORDER BY id
"""
_OPEN_TASKS = """
    SELECT t.id, t.title, t.owner, t.author, t.due_on AS day, s.vendor_id
    FROM main.tasks AS t LEFT JOIN main.systems AS s ON s.id = t.system_id
    WHERE t.state <> 'done' AND t.due_on BETWEEN :earliest AND :latest ORDER BY t.due_on, t.id
"""
_WAITING = """
    SELECT id, title, uploaded_at, uploader_id FROM main.documents WHERE state = 'pending' ORDER BY uploaded_at, id
"""
_LAST_TOLD = """
    SELECT max(once) FROM main.notifications WHERE account_id = ? AND once > ? || ':' AND once < ? || ';'
"""


@dataclass(frozen=True)
class _Occasion:
    """Something to tell one account: the record and the days on which it becomes worth telling.

    `day`: the day it runs out or is due; `passed`: of the kind that tells what is past.
    """

    account: Recipient
    kind: str
    subject: str
    ref: int
    title: str
    day: date
    turns: tuple[date, ...]
    words: dict[str, str] = field(default_factory=dict)


def remind(store: Store, catalogs: Mapping[str, Catalog], today: date) -> int:
    """Puts into the inboxes what a day gives reason for and returns the number of messages.

    Nobody is told about a record that they do not see.
    """
    situation = load_situation(store, SYSTEM, catalogs, today)
    with store.reading(SYSTEM) as db:
        settings = settings_in(db)
        accounts = active_accounts(db, today)
        found = [*_documents(db, situation, accounts, settings, today), *_tasks(db, accounts, settings, today)]
        found += [*_reviews(db, accounts, settings, today), *_accounts(accounts, settings, today)]
        new = _not_told(db, found, settings, today)
    groups = _by_message(_visible(store, new))
    if groups:
        with store.writing(SYSTEM) as transaction:
            for group in groups:
                put(transaction, [group[0].account], _notice(group), today.isoformat())
    return len(groups)


def _turns(day: date, settings: Settings) -> tuple[date, ...]:
    return tuple(day - timedelta(days=days) for days in settings.remind_days)


def _window(settings: Settings, today: date) -> dict[str, str]:
    """The days that can be worth telling: ahead as far as the longest reminder, back as far as it may be caught up."""
    reach = timedelta(days=max(settings.remind_days))
    return {"earliest": (today - reach).isoformat(), "latest": (today + reach).isoformat()}


def _documents(
    db: Database, situation: Situation, accounts: Sequence[Recipient], settings: Settings, today: date
) -> Iterable[_Occasion]:
    """On its expiry date, and on days on which a document gets too old for something that nothing else proves."""
    window = _window(settings, today)
    too_old = _too_old(situation, **window)
    for row in db.query(_RUNNING_OUT, window | {"too_old": json.dumps(list(too_old))}):
        own = {row["expires_on"]} if window["earliest"] <= (row["expires_on"] or "") <= window["latest"] else set()
        for day in sorted(too_old.get(row["id"], set()) | own):
            for account in in_charge(accounts, row):
                occasion = row | {"day": day}
                yield _dated(account, occasion, "documents", ("documents_due", "documents_expired"), settings, today)


def _too_old(situation: Situation, earliest: str, latest: str) -> dict[int, set[str]]:
    """Document → the last days, within a window, on which it proves something that nothing else proves afterwards."""
    found: dict[int, set[str]] = {}
    for backing in situation.backings.values():
        for period in backing.periods:
            if earliest <= period.last <= latest and backing.on(_day_after(period.last)) is not Proof.CURRENT:
                found.setdefault(period.document, set()).add(period.last)
    return found


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _tasks(db: Database, accounts: Sequence[Recipient], settings: Settings, today: date) -> Iterable[_Occasion]:
    heads = [account for account in accounts if account.viewer.role is Role.HEAD]
    for row in db.query(_OPEN_TASKS, _window(settings, today)):
        told = task_workers(accounts, row, row["vendor_id"]) or _planners(accounts, row)
        if date.fromisoformat(row["day"]) < today:
            told = [*told, *(head for head in heads if head not in told)]
        for account in told:
            yield _dated(account, row, "tasks", ("tasks_due", "tasks_overdue"), settings, today)


def _planners(accounts: Iterable[Recipient], task: Row) -> list[Recipient]:
    """Who has set up a task that nobody works on."""
    return [account for account in accounts if account.reviews and account.viewer.name == task["author"]]


def _dated(
    account: Recipient, row: Row, subject: str, kinds: tuple[str, str], settings: Settings, today: date
) -> _Occasion:
    """`kinds`: of what is to come, of what is past. On its last day a record is still good."""
    day = date.fromisoformat(row["day"])
    past = day < today
    turns = (day + timedelta(days=1),) if past else _turns(day, settings)
    return _Occasion(account, kinds[past], subject, row["id"], row["title"], day, turns)


def _reviews(db: Database, accounts: Sequence[Recipient], settings: Settings, today: date) -> Iterable[_Occasion]:
    limit = timedelta(hours=settings.review_hours)
    words = {"limit": f"{settings.review_hours} 小时"}
    earliest = today - timedelta(days=max(settings.remind_days))
    told = reviewers(accounts)
    for row in db.query(_WAITING):
        late_on = (datetime.fromisoformat(row["uploaded_at"]) + limit).date()
        turns = (max(late_on, earliest),)
        for account in told if late_on <= today else ():
            if account.id != row["uploader_id"]:
                yield _Occasion(account, "reviews_late", "documents", row["id"], row["title"], late_on, turns, words)


def _accounts(accounts: Sequence[Recipient], settings: Settings, today: date) -> Iterable[_Occasion]:
    admins = [account for account in accounts if account.viewer.role is Role.ADMIN]
    for account in accounts:
        if account.valid_until is None:
            continue
        turns = _turns(account.valid_until, settings)
        name, until = account.viewer.name, account.valid_until
        yield _Occasion(account, "account_ending", "", account.id, name, until, turns)
        for admin in admins:
            if admin is not account:
                yield _Occasion(admin, "accounts_ending", "accounts", account.id, name, until, turns)


def _not_told(db: Database, found: Iterable[_Occasion], settings: Settings, today: date) -> list[_Occasion]:
    """What has become worth telling since the account was last told of its kind."""
    longest_ago = today - timedelta(days=max(settings.remind_days) + 1)
    last: dict[tuple[int, str], date] = {}
    new = []
    for occasion in found:
        key = (occasion.account.id, occasion.kind)
        if key not in last:
            told = db.execute(_LAST_TOLD, [occasion.account.id, occasion.kind, occasion.kind]).fetchone()[0]
            last[key] = date.fromisoformat(told.removeprefix(f"{occasion.kind}:")) if told else longest_ago
        if any(last[key] < turn <= today for turn in occasion.turns):
            new.append(occasion)
    return new


def _visible(store: Store, found: Iterable[_Occasion]) -> list[_Occasion]:
    """Only what each account sees itself."""
    kept = []
    for _, group in groupby(sorted(found, key=_account_first), key=lambda occasion: occasion.account.id):
        occasions = list(group)
        with store.reading(occasions[0].account.viewer) as db:
            kept += [occasion for occasion in occasions if _sees(db, occasion)]
    return kept


def _account_first(occasion: _Occasion) -> tuple[int, str, date, int]:
    return occasion.account.id, occasion.kind, occasion.day, occasion.ref


def _sees(db: Database, occasion: _Occasion) -> bool:
    if occasion.subject not in ("documents", "tasks"):
        return True
    sql = f"SELECT 1 FROM [{occasion.subject}] WHERE id = ?"  # noqa: S608 - one of two fixed names
    return db.execute(sql, [occasion.ref]).fetchone() is not None


def _by_message(found: Iterable[_Occasion]) -> list[list[_Occasion]]:
    return [list(group) for _, group in groupby(found, key=lambda occasion: (occasion.account.id, occasion.kind))]


def _notice(group: Sequence[_Occasion]) -> Notice:
    first = group[0]
    words = first.words | {"title": first.title, "day": first.day.isoformat()}
    return Notice(first.kind, words, first.subject, str(first.ref), len(group))
