"""Second factor: codes of a time-based app (RFC 6238), and recovery codes for when the phone is lost."""

import re
from dataclasses import dataclass
from datetime import datetime
from secrets import choice

import pyotp
import segno

from evidence.access import Permission, must
from evidence.accounts.accounts import account
from evidence.accounts.own_password import must_know_password
from evidence.accounts.records import Account
from evidence.accounts.rules import rules
from evidence.accounts.secret_tokens import token_hash
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

# One time step before and after: phones are a few seconds off.
_WINDOW = 1
# Letters and digits that nobody mistakes for others; 16 of them are 79 random bits.
_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _GROUP = 4, 4
_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Enrolment:
    """What an app needs, to be shown once: the secret, its address, and that as a QR code (data URI of an SVG)."""

    secret: str
    address: str
    picture: str


def begin_second_factor(store: Store, viewer: Viewer, issuer: str) -> Enrolment:
    """A new secret for the viewer's app; nothing is stored before confirm_second_factor. `issuer`: shown in the app.

    Raises NotAllowedError without an account, InvalidInputError when there is a second factor already.
    """
    found = _own_account(store, viewer)
    if found.second_factor:
        raise InvalidInputError("您已启用动态验证码；要更换手机请先停用再重新启用。")
    secret = pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=found.login, issuer_name=issuer)
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return Enrolment(secret, address, picture)


def confirm_second_factor(store: Store, viewer: Viewer, secret: str, code: str) -> list[str]:
    """Turns the second factor on once the app has shown a right code; returns the recovery codes, shown once.

    Raises InvalidInputError for a wrong code.
    """
    found = _own_account(store, viewer)
    if found.second_factor:
        raise InvalidInputError("您已启用动态验证码，无需重复启用。")
    with store.writing(viewer.as_program()) as transaction:
        step = _step_of(secret, code, datetime.fromisoformat(transaction.now))
        if step is None:
            raise InvalidInputError("动态验证码不正确，请核对手机时间后输入最新的 6 位数字。")
        transaction.update("accounts", found.id, {"totp_secret": secret, "totp_step": step})
        return _new_recovery_codes(transaction, found.id)


def renew_recovery_codes(store: Store, viewer: Viewer, password: str) -> list[str]:
    """New recovery codes in place of the old ones, shown once. Raises as drop_second_factor."""
    found = _with_second_factor(store, viewer)
    must_know_password(store, found, password, viewer.place)
    with store.writing(viewer.as_program()) as transaction:
        return _new_recovery_codes(transaction, found.id)


def recovery_codes_left(store: Store, viewer: Viewer) -> int:
    """How many of the viewer's recovery codes are unused."""
    with store.reading(viewer) as db:
        sql = "SELECT count(*) FROM recovery_codes WHERE account_id = ? AND used_at IS NULL"
        return int(db.execute(sql, [viewer.account_id]).fetchone()[0])


def drop_second_factor(store: Store, viewer: Viewer, password: str) -> None:
    """Turns the viewer's second factor off. Raises NotSignedInError for a wrong password."""
    found = _with_second_factor(store, viewer)
    must_know_password(store, found, password, viewer.place)
    _drop(store, viewer, found.id)


def drop_second_factor_of(store: Store, viewer: Viewer, account_id: int) -> None:
    """Turns somebody's second factor off, for when phone and recovery codes are lost. Raises NotAllowedError."""
    must(viewer, Permission.ACCOUNTS)
    _drop(store, viewer, account_id)


def accepted_code(transaction: Transaction, row: Row, code: str) -> str:
    """Uses up a code at sign-in: `totp` or `recovery_code` for a good one, empty for one that is not or was used.

    `row`: of `accounts`, with its secret. A code works once, and never before one that was used, so that neither an
    overheard code nor a clock that was set back opens anything.
    """
    code = re.sub(r"[\s-]", "", code).upper()
    if _CODE.fullmatch(code):
        step = _step_of(row["totp_secret"], code, datetime.fromisoformat(transaction.now))
        if step is None or step <= row["totp_step"]:
            return ""
        transaction.db.execute("UPDATE main.accounts SET totp_step = ? WHERE id = ?", [step, row["id"]])
        return "totp"
    sql = "UPDATE main.recovery_codes SET used_at = ? WHERE account_id = ? AND code_hash = ? AND used_at IS NULL"
    used = transaction.db.execute(sql, [transaction.now, row["id"], token_hash(code)]).rowcount
    return "recovery_code" if used else ""


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code.strip(), for_time=now.timestamp(), valid_window=_WINDOW)
    except pyotp.OTPVerificationError:
        return None


def _own_account(store: Store, viewer: Viewer) -> Account:
    if viewer.account_id is None:
        raise NotAllowedError("请先登录再设置动态验证码。")
    return account(store, viewer, viewer.account_id)


def _with_second_factor(store: Store, viewer: Viewer) -> Account:
    found = _own_account(store, viewer)
    if not found.second_factor:
        raise InvalidInputError("您还没有启用动态验证码，请刷新页面。")
    return found


def _new_recovery_codes(transaction: Transaction, account_id: int) -> list[str]:
    codes = ["".join(choice(_SIGNS) for _ in range(_GROUPS * _GROUP)) for _ in range(rules().recovery_codes)]
    db = transaction.db
    db.execute("DELETE FROM main.recovery_codes WHERE account_id = ?", [account_id])
    for code in codes:
        sql = "INSERT INTO main.recovery_codes (account_id, code_hash) VALUES (?, ?)"
        db.execute(sql, [account_id, token_hash(code)])
    transaction.audit("update", "recovery_codes", account_id, None, {"count": len(codes)})
    return ["-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP)) for code in codes]


def _drop(store: Store, viewer: Viewer, account_id: int) -> None:
    with store.writing(viewer.as_program()) as transaction:
        transaction.update("accounts", account_id, {"totp_secret": ""})
        sql = "DELETE FROM main.recovery_codes WHERE account_id = ?"
        if transaction.db.execute(sql, [account_id]).rowcount:
            transaction.audit("delete", "recovery_codes", account_id, {"count": rules().recovery_codes}, None)
