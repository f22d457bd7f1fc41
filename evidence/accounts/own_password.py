"""One's own password: changing it, and being asked for it again before something that matters."""

from evidence.accounts import passwords
from evidence.accounts.endings import end_sessions
from evidence.accounts.lockout import count_failure, failures_of, must_not_be_locked
from evidence.accounts.records import Account, as_program
from evidence.accounts.sessions import session_of
from evidence.store import Row, Store
from evidence.viewer import SYSTEM


def change_password(store: Store, token: str, current: str, new: str, place: str = "") -> None:
    """Sets the password of the account whose session this is; its other sessions end.

    Raises NotSignedInError when the session is over or the current password is wrong (which counts as a failed
    sign-in), InvalidInputError for a new one that is not good enough.
    """
    session = session_of(store, token)
    account = session.account
    must_know_password(store, account, current, place)
    with store.reading(SYSTEM) as db:
        hashed = passwords.new_hash(db, account.id, account.login, account.person, new)
    with store.writing(as_program(account, place)) as transaction:
        passwords.store_hash(transaction, account.id, hashed)
        end_sessions(transaction, account.id, but=session.id)


def must_know_password(store: Store, account: Account, password: str, place: str) -> None:
    """Raises NotSignedInError when it is not the account's password, or while the account is locked."""
    with store.reading(SYSTEM) as db:
        row: Row = next(db.query("SELECT * FROM main.accounts WHERE id = ?", [account.id]))
        must_not_be_locked(failures_of(db, account.login, row), store.clock())
    if passwords.matches(row["password_hash"], password):
        return
    with store.writing(as_program(account, place)) as transaction:
        row = transaction.get("accounts", account.id)
        error = count_failure(transaction, account.login, row, "password", "当前密码不正确")
    raise error
