"""消息: the inbox of the account that asks. It shows what the account still sees (`access.yaml`), nothing else."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evidence.notifications.kinds import kind_name, place_of
from evidence.store import Row, Store
from evidence.viewer import Viewer

_ALL = 1_000_000


@dataclass(frozen=True)
class Message:
    """One message. `screen`, `address`: where it leads, no screen when there is nothing to open."""

    id: int
    kind: str
    kind_name: str
    text: str
    at: datetime
    read: bool
    screen: str
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class InboxFilter:
    """What to list: all or only unread messages, of some kinds (none named: of all), with all words of a text."""

    unread: bool = False
    kinds: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class InboxPage:
    """One page of messages, newest first, and the number of all matches."""

    messages: list[Message]
    total: int


@dataclass(frozen=True)
class Unread:
    """How many messages are unread, since when the oldest of them waits, and how many of each kind (by name)."""

    count: int
    since: datetime | None
    kinds: Mapping[str, int] = field(default_factory=dict)


def inbox(
    store: Store, viewer: Viewer, wanted: InboxFilter | None = None, limit: int = _ALL, offset: int = 0
) -> InboxPage:
    """The messages to the viewer's account."""
    condition, values = _conditions(viewer, wanted or InboxFilter())
    with store.reading(viewer) as db:
        total = db.execute(f"SELECT count(*) FROM notifications WHERE {condition}", values).fetchone()[0]  # noqa: S608
        sql = f"SELECT * FROM notifications WHERE {condition} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?"  # noqa: S608
        messages = [read_message(row) for row in db.query(sql, [*values, limit, offset])]
    return InboxPage(messages, int(total))


def _conditions(viewer: Viewer, wanted: InboxFilter) -> tuple[str, list[object]]:
    parts: list[tuple[str, list[object]]] = [("account_id = ?", [viewer.account_id])]
    if wanted.unread:
        parts.append(("read_at IS NULL", []))
    if wanted.kinds:
        parts.append((f"kind IN ({', '.join('?' * len(wanted.kinds))})", [*sorted(wanted.kinds)]))
    parts += [("instr(lower(text), lower(?)) > 0", [word]) for word in wanted.text.split()]
    return " AND ".join(condition for condition, _ in parts), [value for _, values in parts for value in values]


def find_message(store: Store, viewer: Viewer, message_id: int) -> Message | None:
    """One message of the viewer's account, None when it has none of this number."""
    with store.reading(viewer) as db:
        sql = "SELECT * FROM notifications WHERE id = ? AND account_id = ?"
        return next(map(read_message, db.query(sql, [message_id, viewer.account_id])), None)


def read_message(row: Row) -> Message:
    """A row of the inbox."""
    place = place_of(row["kind"], row["subject"], row["ref"])
    return Message(
        id=row["id"],
        kind=row["kind"],
        kind_name=kind_name(row["kind"]),
        text=row["text"],
        at=datetime.fromisoformat(row["at"]),
        read=row["read_at"] is not None,
        screen=place.screen,
        address=place.address,
    )


def kinds_in_inbox(store: Store, viewer: Viewer) -> dict[str, str]:
    """Code → name of the kinds of messages that the viewer's account has."""
    sql = "SELECT DISTINCT kind FROM notifications WHERE account_id = ? ORDER BY kind"
    with store.reading(viewer) as db:
        return {kind: kind_name(kind) for (kind,) in db.execute(sql, [viewer.account_id])}


def unread(store: Store, viewer: Viewer) -> Unread:
    """The unread messages to the viewer's account; cheap enough for every page."""
    sql = """
        SELECT kind, count(*), min(at) FROM notifications WHERE account_id = ? AND read_at IS NULL
        GROUP BY kind ORDER BY 2 DESC, 1
    """
    with store.reading(viewer) as db:
        rows = list(db.execute(sql, [viewer.account_id]))
    since = min((datetime.fromisoformat(at) for _, _, at in rows), default=None)
    return Unread(sum(count for _, count, _ in rows), since, {kind_name(kind): count for kind, count, _ in rows})


def mark_read(store: Store, viewer: Viewer, message_ids: Iterable[int], read: bool = True) -> int:
    """Marks messages of the viewer's account as read or unread; returns how many changed. Not logged."""
    sql = """
        UPDATE main.notifications SET read_at = ?
        WHERE account_id = ? AND (read_at IS NULL) = ? AND id IN (SELECT value FROM json_each(?))
    """
    with store.writing(viewer) as transaction:
        when = transaction.now if read else None
        values = [when, viewer.account_id, int(read), json.dumps(list(message_ids))]
        return int(transaction.db.execute(sql, values).rowcount)


def mark_all_read(store: Store, viewer: Viewer) -> list[int]:
    """Marks all messages that the viewer's account sees as read; returns the ids of those that were unread."""
    message_ids = [message.id for message in inbox(store, viewer, InboxFilter(unread=True)).messages]
    mark_read(store, viewer, message_ids)
    return message_ids
