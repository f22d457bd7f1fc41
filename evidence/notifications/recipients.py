"""Whom a message goes to. Whether they may see what it is about is decided by `access.yaml` when they read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from evidence.access import Permission, may
from evidence.dates import iso
from evidence.store import Row
from evidence.viewer import Role, Viewer

_ACTIVE = """
    SELECT id, person, role, vendor_id, email, valid_until FROM main.accounts
    WHERE disabled = 0 AND ifnull(valid_from, :today) <= :today AND ifnull(valid_until, :today) >= :today
    ORDER BY id
"""


@dataclass(frozen=True)
class Recipient:
    """An account that may sign in today. `reviews`, `works`: whether it reviews documents and works on tasks."""

    id: int
    viewer: Viewer
    email: str
    valid_until: date | None
    reviews: bool
    works: bool

    @property
    def vendor_id(self) -> int | None:
        """The vendor that the account belongs to, None for the hospital's."""
        return self.viewer.vendor_id


def active_accounts(db: Database, today: date) -> list[Recipient]:
    """All accounts that are neither disabled nor outside their days."""
    return [_recipient(row) for row in db.query(_ACTIVE, {"today": iso(today)})]


def _recipient(row: Row) -> Recipient:
    # Without their days: these are checked above, for the day that is meant.
    viewer = Viewer(row["person"], Role(row["role"]), row["id"], row["vendor_id"])
    until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
    reviews, works = may(viewer, Permission.REVIEW), may(viewer, Permission.WORK)
    return Recipient(row["id"], viewer, row["email"], until, reviews, works)


def reviewers(accounts: Iterable[Recipient]) -> list[Recipient]:
    """Who reviews documents."""
    return [account for account in accounts if account.reviews]


def uploader(accounts: Iterable[Recipient], document: Row) -> list[Recipient]:
    """Who uploaded a document: by account, by name for uploads from before there were accounts."""
    return [
        account
        for account in accounts
        if account.id == document["uploader_id"]
        or (
            document["uploader_id"] is None
            and account.viewer.name == document["uploader"]
            and account.vendor_id == document["vendor_id"]
        )
    ]


def entered_by(accounts: Iterable[Recipient], result: Row) -> list[Recipient]:
    """Who entered a statistics figure: by account, by name where no account is known."""
    known = result["author_id"]
    return [
        account
        for account in accounts
        if account.id == known or (known is None and account.viewer.name == result["author"])
    ]


def in_charge(accounts: Sequence[Recipient], document: Row) -> list[Recipient]:
    """Who renews or corrects a document: its uploader, else colleagues at the vendor, else the reviewers."""
    vendor = document["vendor_id"]
    colleagues = [account for account in accounts if vendor is not None and account.vendor_id == vendor]
    return uploader(accounts, document) or colleagues or reviewers(accounts)


def task_workers(accounts: Sequence[Recipient], task: Row, vendor_id: int | None) -> list[Recipient]:
    """Who works on a task: its owner by name, and the accounts of the vendor of its system (`vendor_id`)."""
    return [account for account in accounts if account.works and _is_theirs(account, task, vendor_id)]


def _is_theirs(account: Recipient, task: Row, vendor_id: int | None) -> bool:
    if account.vendor_id is not None:
        return account.vendor_id == vendor_id
    return bool(task["owner"]) and account.viewer.name == task["owner"]


def others(accounts: Iterable[Recipient], viewer: Viewer) -> list[Recipient]:
    """All but the one who acts: nobody is told what they did themselves."""
    return [account for account in accounts if account.id != viewer.account_id]
