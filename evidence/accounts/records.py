"""Accounts, sessions and tokens as they are shown: without anything that could be used to sign in."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from evidence.records import from_row
from evidence.store import Row
from evidence.viewer import Role, Viewer

# Of the secrets only whether there are any: `main` is the table itself, `accounts` what the viewer sees of it.
_ACCOUNTS = """
    SELECT accounts.*, ifnull(vendors.name, '') AS vendor,
        kept.password_hash <> '' AS has_password, kept.totp_secret <> '' AS second_factor,
        (SELECT seen_at FROM main.sessions WHERE account_id = accounts.id ORDER BY id DESC LIMIT 1) AS seen_at,
        (
            SELECT max(expires_at) FROM main.invitations WHERE account_id = accounts.id AND used_at IS NULL
        ) AS invited_until
    FROM accounts
    JOIN main.accounts AS kept ON kept.id = accounts.id
    LEFT JOIN main.vendors AS vendors ON vendors.id = accounts.vendor_id
"""


@dataclass(frozen=True)
class AccountDraft:
    """What is entered about an account. `vendor`: name of a registered vendor, for the role vendor only."""

    login: str
    person: str
    role: Role
    vendor: str = ""
    email: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Account:
    """Who may sign in.

    `seen_at`: last use of the newest session; `invited_until`: the end of an invitation nobody has accepted yet.
    """

    id: int
    login: str
    person: str
    role: Role
    vendor_id: int | None
    vendor: str
    email: str
    valid_from: date | None
    valid_until: date | None
    disabled: bool
    has_password: bool
    must_change: bool
    second_factor: bool
    password_at: datetime | None
    locked_until: datetime | None
    seen_at: datetime | None
    invited_until: datetime | None
    example: bool
    version: int

    def as_draft(self) -> AccountDraft:
        """What a form begins with."""
        return AccountDraft(
            self.login, self.person, self.role, self.vendor, self.email, self.valid_from, self.valid_until
        )


@dataclass(frozen=True)
class Invited:
    """A new invitation; the token is shown once and not stored."""

    account_id: int
    login: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class SignedIn:
    """A new session; `must_change`: nothing but setting a new password is possible in it."""

    token: str
    account: Account
    must_change: bool


@dataclass(frozen=True)
class SessionRecord:
    """A session that is open. `current`: the one that is asking."""

    id: int
    started_at: datetime
    seen_at: datetime
    place: str
    current: bool


@dataclass(frozen=True)
class TokenRecord:
    """A personal token."""

    id: int
    name: str
    created_at: datetime
    expires_on: date
    used_at: datetime | None
    revoked_at: datetime | None


def account_from(row: Row) -> Account:
    """An account from a row of read_accounts."""
    return from_row(Account, row, role=Role(row["role"]))


def read_accounts(db: Database) -> list[Account]:
    """The accounts that the viewer of an open read sees, those in use first, by login."""
    return [account_from(row) for row in db.query(f"{_ACCOUNTS} ORDER BY accounts.disabled, accounts.login")]


def read_account(db: Database, account_id: int) -> Account | None:
    """One account, None when there is none or the viewer does not see it."""
    return next(map(account_from, db.query(f"{_ACCOUNTS} WHERE accounts.id = ?", [account_id])), None)


def as_program(account: Account, place: str) -> Viewer:
    """The program acting for the owner of an account who is only about to sign in, or to set a password."""
    return Viewer(account.person, account.role, account.id, account.vendor_id, place=place, trusted=True)


def as_viewer(account: Account, place: str) -> Viewer:
    """The account asking from a place."""
    return Viewer(
        name=account.person,
        role=account.role,
        account_id=account.id,
        vendor_id=account.vendor_id,
        valid_from=account.valid_from,
        valid_until=account.valid_until,
        place=place,
    )
