"""The people of a hospital under test: short words for opening accounts and signing in."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from evidence import register
from evidence.accounts.accounts import account, accounts, add_account
from evidence.accounts.first import create_first_admin
from evidence.accounts.invitations import accept_invitation
from evidence.accounts.records import Account, AccountDraft, SignedIn
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.judgement import audit_entry
from evidence.records import AuditEntry
from evidence.store import Row, Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.house import Clock

PASSWORD = "Kx7-mtnv-Qp"  # noqa: S105 - of nobody
OTHER = "Zb3+wrgh-Lt"


@dataclass
class People:
    """The administrator `admin` (赵管理) is there from the beginning."""

    store: Store
    clock: Clock
    admin: Viewer = field(init=False)

    def __post_init__(self) -> None:
        create_first_admin(self.store, "admin", "赵管理", PASSWORD)
        self.admin = self.viewer("admin")

    def vendor(self, name: str) -> int:
        """Registers a system of the vendor, and with it the vendor; returns the vendor's id."""
        register.add_system(self.store, self.admin, register.SystemDraft(f"{name}系统", "LIS", vendor=name))
        return next(vendor.id for vendor in register.vendors(self.store, self.admin) if vendor.name == name)

    def invite(self, login: str, role: Role = Role.ENGINEER, **fields: Any) -> str:
        """Opens an account and returns the invitation."""
        draft = AccountDraft(login, fields.pop("person", f"{login}先生"), role, **fields)
        return add_account(self.store, self.admin, draft).token

    def open(self, login: str, role: Role = Role.ENGINEER, **fields: Any) -> Account:
        """Opens an account whose owner has set PASSWORD."""
        return accept_invitation(self.store, self.invite(login, role, **fields), PASSWORD)

    def named(self, login: str) -> Account:
        return next(found for found in accounts(self.store, SYSTEM) if found.login == login)

    def again(self, found: Account) -> Account:
        """The account as it is now."""
        return account(self.store, SYSTEM, found.id)

    def sign_in(self, login: str, password: str = PASSWORD, code: str = "") -> SignedIn:
        return sign_in(self.store, login, password, code, "10.0.0.7")

    def viewer(self, login: str) -> Viewer:
        """Signs in and tells who that is."""
        return viewer_of(self.store, self.sign_in(login).token)

    def later(self, **delta: float) -> None:
        self.clock.now += timedelta(**delta)

    def back(self, **delta: float) -> None:
        self.clock.now -= timedelta(**delta)

    def log(self) -> list[AuditEntry]:
        with self.store.reading(SYSTEM) as db:
            return [audit_entry(row) for row in db.query("SELECT * FROM audit ORDER BY id")]

    def rows(self, table: str) -> list[Row]:
        with self.store.reading(SYSTEM) as db:
            return list(db.query(f"SELECT * FROM main.[{table}]"))

    def everything_stored(self) -> str:
        """All that is in the database, as one text."""
        with self.store.reading(SYSTEM) as db:
            return "\n".join(map(str, db.conn.iterdump()))
