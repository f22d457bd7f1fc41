"""Putting messages into inboxes within an open action. Messages follow from logged actions and are not logged."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.notifications.kinds import kinds
from evidence.notifications.recipients import Recipient
from evidence.store import Transaction

_INSERT = """
    INSERT INTO main.notifications (account_id, kind, subject, ref, text, at, once) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (account_id, once) DO UPDATE
    SET subject = excluded.subject, ref = excluded.ref, text = excluded.text, at = excluded.at, read_at = NULL
    WHERE excluded.ref <> ref
"""
_WITHDRAW = "DELETE FROM main.notifications WHERE kind = ? AND subject = ? AND ref = ? AND read_at IS NULL"


@dataclass(frozen=True)
class Notice:
    """What is said. `words`: what the sentence of the kind leaves open; `subject`, `ref`: the record it is about.

    `count`: of how many records it speaks; of several it gives numbers only and is about none of them.
    """

    kind: str
    words: dict[str, str]
    subject: str = ""
    ref: str = ""
    count: int = 1


def put(transaction: Transaction, recipients: Iterable[Recipient], notice: Notice, occasion: str) -> None:
    """One message per recipient and occasion: said again on the same occasion, it says the latest and is unread."""
    kind = kinds()[notice.kind]
    text = (kind.one if notice.count == 1 else kind.many).format(count=notice.count, **notice.words)
    about = (notice.subject, notice.ref) if notice.count == 1 else ("", str(notice.count))
    for account in recipients:
        values = [account.id, notice.kind, *about, text, transaction.now, f"{notice.kind}:{occasion}"]
        transaction.db.execute(_INSERT, values)


def add(transaction: Transaction, recipients: Iterable[Recipient], notice: Notice, occasion: str) -> None:
    """As `put`, but what was said before on this occasion is counted in: 3 份 and then 2 份 are 5 份."""
    for account in recipients:
        said = transaction.db.execute(
            "SELECT subject, ref FROM main.notifications WHERE account_id = ? AND once = ?",
            [account.id, f"{notice.kind}:{occasion}"],
        ).fetchone()
        before = 0 if said is None else 1 if said[0] else int(said[1])
        whole = Notice(notice.kind, notice.words, notice.subject, notice.ref, before + notice.count)
        put(transaction, [account], whole, occasion)


def withdraw(transaction: Transaction, kind: str, subject: str, ref: int) -> None:
    """Takes back what nobody has read yet."""
    transaction.db.execute(_WITHDRAW, [kind, subject, str(ref)])
