"""Signing in with a password, and the second factor where there is one."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from evidence.accounts import passwords
from evidence.accounts.errors import NotSignedInError, SecondFactorNeededError
from evidence.accounts.lockout import (
    clear_failures,
    count_failure,
    failures_of,
    is_locked,
    must_not_be_locked,
    note_refusal,
    recorded_login,
)
from evidence.accounts.records import Account, SignedIn, as_program, read_account
from evidence.accounts.second_factor import accepted_code
from evidence.accounts.sessions import password_change_needed, start_session
from evidence.accounts.validity import must_be_usable
from evidence.errors import InvalidInputError
from evidence.settings import settings_in
from evidence.store import Row, Store, Transaction
from evidence.viewer import SYSTEM, Role, Viewer


@dataclass(frozen=True)
class _Attempt:
    """What somebody gave, and whether the password was right for the hash that was there.

    `renewed`: a new hash of the password when the old one was made at another cost; `viewer`: for the log.
    """

    login: str
    code: str
    hashed: str
    right: bool
    renewed: str
    viewer: Viewer


def sign_in(store: Store, login: str, password: str, code: str = "", place: str = "") -> SignedIn:
    """A new session for who knows the password (and, with a second factor, a code of it).

    Raises InvalidInputError for empty fields; SecondFactorNeededError when only the code is missing; NotSignedInError
    with one sentence for a wrong password and for an account that does not exist, and while a login is locked.
    Every outcome but the question for the code is in the log.
    """
    login = login.strip()
    if not login or not password:
        raise InvalidInputError("请填写账号和密码。")
    attempt = _try(store, login, password, code, place)
    with store.writing(attempt.viewer) as transaction:
        outcome = _outcome(store, transaction, attempt)
    if isinstance(outcome, SignedIn):
        return outcome
    raise outcome


def _try(store: Store, login: str, password: str, code: str, place: str) -> _Attempt:
    """Compares the password before anything is locked for writing: it takes a while on purpose."""
    with store.reading(SYSTEM) as db:
        row = _row(db, login)
        account = read_account(db, row["id"]) if row else None
        locked = is_locked(failures_of(db, login, row), store.clock())
    hashed = row["password_hash"] if row else ""
    right = not locked and passwords.matches(hashed, password)
    renewed = passwords.hash_password(password) if right and passwords.is_outdated(hashed) else ""
    # The log names the login as it was given; the role of a vendor, who sees least, stands for somebody unknown.
    known = as_program(account, place) if account else Viewer("", Role.VENDOR, place=place, trusted=True)
    # Who gave a wrong password is not known to be the owner: the log names the login then.
    viewer = known if right else replace(known, name=recorded_login(login))
    return _Attempt(login, code, hashed, right, renewed, viewer)


def _row(db: Database, login: str) -> Row | None:
    return next(db.query("SELECT * FROM main.accounts WHERE login = ?", [login]), None)


def _outcome(store: Store, transaction: Transaction, attempt: _Attempt) -> SignedIn | NotSignedInError:
    """Decides on what holds now: somebody else may have failed, or changed the account, in the meantime."""
    db, login = transaction.db, attempt.login
    row = _row(db, login)
    try:
        must_not_be_locked(failures_of(db, login, row), store.clock())
    except NotSignedInError as error:
        note_refusal(transaction, login, "locked")
        return error
    account = read_account(db, row["id"]) if row else None
    if row is None or account is None or not attempt.right or row["password_hash"] != attempt.hashed:
        return count_failure(transaction, login, row, "password" if row else "unknown", "账号或密码不正确")
    try:
        must_be_usable(store, db, account)
    except NotSignedInError as error:
        note_refusal(transaction, login, "disabled" if account.disabled else "dates")
        return error
    return _with_second_factor(transaction, attempt, row, account)


def _with_second_factor(
    transaction: Transaction, attempt: _Attempt, row: Row, account: Account
) -> SignedIn | NotSignedInError:
    factor = ""
    if row["totp_secret"]:
        if not attempt.code.strip():
            return SecondFactorNeededError("请输入手机上的 6 位动态验证码。")
        factor = accepted_code(transaction, row, attempt.code)
        if not factor:
            return count_failure(transaction, attempt.login, row, "code", "动态验证码不正确或已用过")
    if attempt.renewed:
        sql = "UPDATE main.accounts SET password_hash = ? WHERE id = ?"
        transaction.db.execute(sql, [attempt.renewed, account.id])
    return open_session(transaction, account, {"second_factor": factor})


def open_session(transaction: Transaction, account: Account, facts: Row) -> SignedIn:
    """A session in an open write for somebody who has proven who they are; failures before it no longer count."""
    clear_failures(transaction, account.id)
    token = start_session(transaction, account, facts)
    now = datetime.fromisoformat(transaction.now)
    return SignedIn(token, account, bool(password_change_needed(account, settings_in(transaction.db), now)))
