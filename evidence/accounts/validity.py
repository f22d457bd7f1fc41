"""Whether an account may be used today. Setting the server's clock back makes nothing valid again."""

from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database

from evidence.accounts.errors import NotSignedInError
from evidence.accounts.records import Account, as_viewer
from evidence.errors import NotAllowedError
from evidence.store import Store

# Folder → the newest entry of the log that was looked at, and the latest day in the log up to it.
_LATEST: dict[Path, tuple[int, str]] = {}


def latest_day(store: Store, db: Database) -> date:
    """Today, or the latest day on which anything was recorded when the clock is behind it."""
    known, day = _LATEST.get(store.folder, (0, ""))
    row = db.execute("SELECT max(id), max(substr(at, 1, 10)) FROM main.audit WHERE id > ?", [known]).fetchone()
    if row[0] is not None:
        known, day = int(row[0]), max(day, str(row[1]))
        _LATEST[store.folder] = (known, day)
    today = store.clock().date()
    return max(today, date.fromisoformat(day)) if day else today


def must_be_usable(store: Store, db: Database, account: Account) -> None:
    """Raises NotSignedInError for a disabled account and outside its days."""
    if account.disabled:
        raise NotSignedInError("这个账号已停用，如需继续使用请联系医院管理员。")
    today, latest = store.clock().date(), latest_day(store, db)
    try:
        as_viewer(account, "").must_be_valid(today)
    except NotAllowedError as error:
        raise NotSignedInError(str(error)) from error
    if account.valid_until is not None and account.valid_until < latest:
        raise clock_is_behind(today, latest)


def clock_is_behind(today: date, latest: date) -> NotSignedInError:
    """The error for what would only be valid because the clock was set back."""
    return NotSignedInError(
        f"服务器日期（{today}）早于已有记录的日期（{latest}），期限无法确认，请管理员先核对服务器时间。"
    )


def is_past(moment: datetime, now: datetime, latest: date) -> bool:
    """Whether a moment is over, by the clock or by what was recorded on later days."""
    return moment <= now or moment.date() < latest
