"""Signing in with an identity from the hospital's OpenID Connect provider. It opens existing accounts, never new ones.

The claims come from an ID token that the web server has checked (signature, issuer, audience, nonce).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from evidence.accounts.errors import NotSignedInError, StaleIdentityError
from evidence.accounts.lockout import SUBJECT, note_refusal, recorded_login
from evidence.accounts.records import Account, SignedIn, as_program, read_account
from evidence.accounts.rules import rules
from evidence.accounts.sign_in import open_session
from evidence.accounts.validity import must_be_usable
from evidence.settings import settings_in
from evidence.store import Store, Transaction
from evidence.viewer import SYSTEM, Role, Viewer

_COLUMNS = {"email": "email", "preferred_username": "login"}
_AGAIN = "统一身份认证的结果已用过或已过时，请重新点“统一身份登录”。"


def sign_in_with_identity(store: Store, claims: Mapping[str, Any], place: str = "") -> SignedIn:
    """A new session for the account that a fresh identity belongs to; each identity token opens one session.

    Which claim names the account is a setting: a verified `email`, or `preferred_username`, which is the login.
    Raises StaleIdentityError for an identity that is old or was used, NotSignedInError when it has no such claim or
    no usable account belongs to it.
    """
    now = store.clock()
    _must_be_fresh(claims, now)
    with store.reading(SYSTEM) as db:
        account = _account_of(db, claims)
    viewer = as_program(account, place) if account else Viewer("统一身份认证", Role.VENDOR, place=place, trusted=True)
    with store.writing(viewer) as transaction:
        outcome = _outcome(store, transaction, claims, account)
    if isinstance(outcome, SignedIn):
        return outcome
    raise outcome


def _outcome(
    store: Store, transaction: Transaction, claims: Mapping[str, Any], account: Account | None
) -> SignedIn | NotSignedInError:
    if account is None:
        note_refusal(transaction, _shown(claims), "identity without account")
        return NotSignedInError("统一身份认证成功，但本系统没有对应的账号，请联系医院管理员开通。")
    try:
        must_be_usable(store, transaction.db, account)
    except NotSignedInError as error:
        note_refusal(transaction, account.login, "disabled" if account.disabled else "dates")
        return error
    identity = _digest(claims)
    if _was_used(transaction.db, account, identity):
        return StaleIdentityError(_AGAIN)
    return open_session(transaction, account, {"identity": identity})


def _must_be_fresh(claims: Mapping[str, Any], now: datetime) -> None:
    """The browser keeps an identity for weeks; as a sign-in it counts only for some minutes."""
    issued = claims.get("iat")
    if not isinstance(issued, int | float):
        raise NotSignedInError("统一身份认证没有给出签发时间，请联系管理员检查身份提供方的配置。")
    age = now - datetime.fromtimestamp(issued, UTC)
    if not -timedelta(seconds=rules().clock_tolerance_seconds) <= age <= timedelta(minutes=rules().identity_minutes):
        raise StaleIdentityError(_AGAIN)


def _account_of(db: Database, claims: Mapping[str, Any]) -> Account | None:
    """The account of an identity. Raises NotSignedInError for a claim that is missing or not verified."""
    claim = settings_in(db).oidc_claim
    value = str(claims.get(claim) or "").strip()
    if not value:
        raise NotSignedInError(f"统一身份认证没有给出“{claim}”，请联系管理员检查身份提供方的配置。")
    if claim == "email" and claims.get("email_verified") is not True:
        raise NotSignedInError("您的邮箱未经统一身份认证验证，请先在那里验证，或联系管理员改按用户名对应账号。")
    sql = f"SELECT id FROM main.accounts WHERE {_COLUMNS[claim]} = ? COLLATE NOCASE"  # noqa: S608 - fixed names
    row = db.execute(sql, [value]).fetchone()
    return read_account(db, row[0]) if row else None


def _shown(claims: Mapping[str, Any]) -> str:
    return str(claims.get("preferred_username") or claims.get("email") or "")


def _digest(claims: Mapping[str, Any]) -> str:
    """Names one identity token in the log."""
    named = json.dumps([claims.get(name) for name in ("iss", "sub", "iat", "nonce", "jti")], default=str)
    return hashlib.sha256(named.encode()).hexdigest()


def _was_used(db: Database, account: Account, identity: str) -> bool:
    sql = "SELECT 1 FROM main.audit WHERE subject = ? AND subject_id = ? AND json_extract(after, '$.identity') = ?"
    values = [SUBJECT, recorded_login(account.login), identity]
    return db.execute(f"{sql} LIMIT 1", values).fetchone() is not None
