"""The documented accounts of an example hospital (`demo.yaml`), one for each role."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from criteria.models import Frozen, Several
from criteria.yaml_reader import read_yaml
from evidence.accounts import passwords
from evidence.accounts.first import needs_first_admin
from evidence.errors import NotAllowedError
from evidence.store import Row, Store, Transaction
from evidence.viewer import SYSTEM, Role

# Inserted, then given its password; any change after that leaves another version.
_UNTOUCHED = 2


class DemoAccount(Frozen):
    """`person` may name the vendor."""

    login: str
    role: str
    person: str


class Demo(Frozen):
    """All of `demo.yaml`."""

    password: str
    expert_days: int
    accounts: Several[DemoAccount]


@cache
def demo() -> Demo:
    """The documented accounts and their password."""
    return Demo.model_validate(read_yaml(Path(__file__).with_name("demo.yaml")))


def demo_hint(store: Store) -> str:
    """How to sign in to an example, empty for a hospital without example accounts in use."""
    sql = "SELECT login FROM main.accounts WHERE example = 1 AND disabled = 0 AND version = ? ORDER BY id"
    with store.reading(SYSTEM) as db:
        logins = [row[0] for row in db.execute(sql, [_UNTOUCHED])]
    return f"示例医院，可用账号 {'、'.join(logins)}，密码都是 {demo().password}。" if logins else ""


def create_demo_accounts(store: Store) -> None:
    """Opens the documented accounts; that of a vendor only where a vendor is registered.

    Raises NotAllowedError for a hospital that has accounts already.
    """
    if not needs_first_admin(store):
        raise NotAllowedError("这家医院已经有账号了，示例账号只能加到刚建立的示例医院。")
    # One hash for all: their password is no secret.
    hashed = passwords.hash_password(demo().password)
    with store.writing(SYSTEM) as transaction:
        vendor = _busiest_vendor(transaction)
        for entry in demo().accounts:
            if vendor is not None or entry.role != Role.VENDOR:
                account_id = transaction.insert("accounts", _row(transaction, entry, vendor))
                passwords.store_hash(transaction, account_id, hashed)


def _row(transaction: Transaction, entry: DemoAccount, vendor: Row | None) -> Row:
    until = transaction.today + timedelta(days=demo().expert_days)
    return {
        "login": entry.login,
        "person": entry.person.format(vendor=vendor["name"] if vendor else ""),
        "role": Role(entry.role).value,
        "vendor_id": vendor["id"] if vendor and entry.role == Role.VENDOR else None,
        "valid_until": until.isoformat() if entry.role == Role.EXPERT else None,
        "example": 1,
    }


def _busiest_vendor(transaction: Transaction) -> Row | None:
    """The vendor with most systems, the first registered of several."""
    sql = """
        SELECT vendors.* FROM vendors LEFT JOIN systems ON systems.vendor_id = vendors.id
        GROUP BY vendors.id ORDER BY count(systems.id) DESC, vendors.id LIMIT 1
    """
    return next(transaction.db.query(sql), None)
