"""Locking after failed sign-ins, for longer with every further one. A login that does not exist behaves the same."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from evidence.accounts.drafts import is_login
from evidence.accounts.errors import NotSignedInError
from evidence.accounts.rules import rules
from evidence.store import Row, Transaction

# What the log calls everything about signing in; the record is named by the login.
SUBJECT = "sign_in"
_FAILED, _REFUSED = "sign_in_failed", "sign_in_refused"
# What cannot be a login is not recorded as it was typed: it may be a password in the wrong field.
_NO_LOGIN = "（不是账号）"


@dataclass(frozen=True)
class Failures:
    """Failed sign-ins in a row. `until`: locked up to then, None = not locked by them."""

    count: int
    until: datetime | None


def recorded_login(login: str) -> str:
    """What the log calls somebody who gives this login."""
    return login.lower() if is_login(login) else _NO_LOGIN


def failures_of(db: Database, login: str, account: Row | None) -> Failures:
    """The failures of a login; those of a login without an account are known from the log alone."""
    if account is not None:
        until = account["locked_until"]
        return Failures(account["failures"], datetime.fromisoformat(until) if until else None)
    if not is_login(login):
        return Failures(0, None)
    limits = rules().lock
    sql = "SELECT at FROM main.audit WHERE subject = ? AND subject_id = ? AND action = ? ORDER BY id DESC LIMIT ?"
    values = [SUBJECT, recorded_login(login), _FAILED, limits.after + len(limits.minutes)]
    times = [datetime.fromisoformat(row[0]) for row in db.execute(sql, values)]
    return Failures(len(times), _locked_until(len(times), times[0]) if times else None)


def is_locked(failures: Failures, now: datetime) -> bool:
    """Whether a login is locked. A clock that is set back only locks for longer."""
    return failures.until is not None and now < failures.until


def must_not_be_locked(failures: Failures, now: datetime) -> None:
    """Raises NotSignedInError while a login is locked."""
    if failures.until is None or not is_locked(failures, now):
        return
    left = failures.until - now
    longest = timedelta(minutes=max(rules().lock.minutes), seconds=rules().clock_tolerance_seconds)
    if left > longest:
        raise NotSignedInError("登录已锁定，且服务器时间可能被调回，请管理员核对服务器时间后为您解锁。")
    raise NotSignedInError(f"连续登录失败，已暂时锁定，请 {_minutes(left)} 分钟后再试，或联系医院管理员。")


def count_failure(
    transaction: Transaction, login: str, account: Row | None, why: str, sentence: str
) -> NotSignedInError:
    """Records a failure and returns the error to raise: `sentence`, which says what was wrong, and whether it locks."""
    now = datetime.fromisoformat(transaction.now)
    count = failures_of(transaction.db, login, account).count + 1
    until = _locked_until(count, now)
    if account is not None:
        sql = "UPDATE main.accounts SET failures = ?, locked_until = ? WHERE id = ?"
        transaction.db.execute(sql, [count, until.isoformat() if until else None, account["id"]])
    transaction.audit(_FAILED, SUBJECT, recorded_login(login), None, {"why": why, "failures": count})
    if until is None or not is_login(login):
        return NotSignedInError(f"{sentence}，请核对后重试。")
    return NotSignedInError(f"{sentence}，连续失败已锁定，请 {_minutes(until - now)} 分钟后再试。")


def note_refusal(transaction: Transaction, login: str, why: str) -> None:
    """Records that somebody was turned away although, or before, the password was checked."""
    transaction.audit(_REFUSED, SUBJECT, recorded_login(login), None, {"why": why})


def clear_failures(transaction: Transaction, account_id: int) -> None:
    """After a success counting begins anew."""
    sql = "UPDATE main.accounts SET failures = 0, locked_until = NULL WHERE id = ?"
    transaction.db.execute(sql, [account_id])


def _locked_until(count: int, last: datetime) -> datetime | None:
    limits = rules().lock
    if count < limits.after:
        return None
    step = min(count - limits.after, len(limits.minutes) - 1)
    return last + timedelta(minutes=limits.minutes[step])


def _minutes(left: timedelta) -> int:
    return math.ceil(left / timedelta(minutes=1))
