"""The first account of a hospital: an administrator whose password is chosen by whoever sets the hospital up."""

from evidence.accounts import passwords
from evidence.accounts.drafts import checked_login, checked_person
from evidence.errors import NotAllowedError
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer


def needs_first_admin(store: Store) -> bool:
    """Whether the hospital has no account yet."""
    with store.reading(SYSTEM) as db:
        return db.execute("SELECT 1 FROM main.accounts LIMIT 1").fetchone() is None


def create_first_admin(store: Store, login: str, person: str, password: str, place: str = "") -> int:
    """Opens the first account, an administrator's, and returns its id. The caller makes sure that it is the operator.

    Raises NotAllowedError when there is an account already, InvalidInputError for what is not good enough.
    """
    login, person = checked_login(login), checked_person(person)
    passwords.check_password(password, login, person)
    hashed = passwords.hash_password(password)
    with store.writing(Viewer(person, Role.ADMIN, place=place, trusted=True)) as transaction:
        if transaction.find("accounts", "1", []):
            raise NotAllowedError("这家医院已经有账号了，请直接登录，或请管理员为您开通账号。")
        account_id = transaction.insert("accounts", {"login": login, "person": person, "role": Role.ADMIN.value})
        passwords.store_hash(transaction, account_id, hashed)
        return account_id
