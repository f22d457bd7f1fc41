"""Invitations: the owner of an account sets the password, and nobody else ever knows it."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.accounts import passwords
from evidence.accounts.endings import end_sessions, revoke_tokens, void_invitations
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.records import Account, Invited, as_program, read_account
from evidence.accounts.rules import rules
from evidence.accounts.secret_tokens import new_token, token_hash
from evidence.accounts.validity import is_past, latest_day
from evidence.errors import InvalidInputError
from evidence.store import Row, Store, Transaction
from evidence.viewer import SYSTEM, Viewer


def invitation_address(base: str, hospital: str, token: str) -> str:
    """The link of an invitation. `base`: the address of the server, without a path; `hospital`: its name."""
    return f"{base.rstrip('/')}/?{urlencode({'hospital': hospital, 'invite': token})}"


def issue_invitation(transaction: Transaction, account_id: int) -> Invited:
    """A new invitation for an account in an open write; those before it are void."""
    void_invitations(transaction, account_id)
    token = new_token()
    expires_at = datetime.fromisoformat(transaction.now) + timedelta(days=rules().invitation_days)
    row = {"account_id": account_id, "token_hash": token_hash(token), "expires_at": expires_at.isoformat()}
    transaction.insert("invitations", row)
    return Invited(account_id, transaction.get("accounts", account_id)["login"], token, expires_at)


def invite_again(store: Store, viewer: Viewer, account_id: int) -> Invited:
    """A new invitation, also for somebody who has forgotten the password; the old one holds until then.

    Raises NotAllowedError, NotFoundError, InvalidInputError for a disabled account.
    """
    must(viewer, Permission.ACCOUNTS)
    with store.writing(viewer.as_program()) as transaction:
        if transaction.get("accounts", account_id)["disabled"]:
            raise InvalidInputError("这个账号已停用，请先恢复使用再发邀请。")
        return issue_invitation(transaction, account_id)


def invited_account(store: Store, token: str) -> Account:
    """The account that an invitation is for. Raises NotSignedInError when it is used, void, expired or none at all."""
    with store.reading(SYSTEM) as db:
        return _open_invitation(store, db, token)[1]


def accept_invitation(store: Store, token: str, password: str, place: str = "") -> Account:
    """Sets the password that the invited person has chosen; the invitation is used up, older sessions and tokens end.

    Raises NotSignedInError as invited_account, InvalidInputError for a password that is not good enough.
    """
    with store.reading(SYSTEM) as db:
        found = _open_invitation(store, db, token)[1]
        hashed = passwords.new_hash(db, found.id, found.login, found.person, password)
    with store.writing(as_program(found, place)) as transaction:
        invitation, account = _open_invitation(store, transaction.db, token)
        transaction.update("invitations", invitation["id"], {"used_at": transaction.now})
        passwords.store_hash(transaction, account.id, hashed)
        end_sessions(transaction, account.id)
        revoke_tokens(transaction, account.id)
        return account


def _open_invitation(store: Store, db: Database, token: str) -> tuple[Row, Account]:
    sql = "SELECT * FROM main.invitations WHERE token_hash = ? AND used_at IS NULL"
    invitation = next(db.query(sql, [token_hash(token)]), None)
    account = read_account(db, invitation["account_id"]) if invitation else None
    if invitation is None or account is None or account.disabled:
        raise NotSignedInError("邀请链接无效或已经用过，请直接登录，或联系医院管理员重新邀请。")
    latest = latest_day(store, db)
    ended = account.valid_until is not None and account.valid_until < latest
    if ended or is_past(datetime.fromisoformat(invitation["expires_at"]), store.clock(), latest):
        raise NotSignedInError("邀请链接已过期，请联系医院管理员重新邀请。")
    return invitation, account
