"""Sessions: who a browser's token stands for, until it is idle for too long, has lasted too long, or was ended."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from evidence.accounts.errors import NotSignedInError, PasswordChangeNeededError
from evidence.accounts.lockout import SUBJECT, recorded_login
from evidence.accounts.records import Account, SessionRecord, as_program, as_viewer, read_account
from evidence.accounts.rules import rules
from evidence.accounts.secret_tokens import new_token, token_hash
from evidence.accounts.validity import must_be_usable
from evidence.errors import NotFoundError, StoreError
from evidence.records import from_row
from evidence.settings import Settings, settings_in
from evidence.store import Row, Store, Transaction
from evidence.viewer import SYSTEM, Viewer

# How long a screen waits for others to finish writing before it leaves a note unwritten.
_SHORTLY = 0.1


class OpenSession(NamedTuple):
    """A session in use."""

    id: int
    account: Account


def start_session(transaction: Transaction, account: Account, facts: Row) -> str:
    """Opens a session in an open write and returns its token. `facts`: what the log says about the sign-in."""
    token = new_token()
    sql = "INSERT INTO main.sessions (account_id, token_hash, started_at, seen_at, place) VALUES (?, ?, ?, ?, ?)"
    values = [account.id, token_hash(token), transaction.now, transaction.now, transaction.viewer.place]
    transaction.db.execute(sql, values)
    transaction.audit("sign_in", SUBJECT, recorded_login(account.login), None, facts)
    return token


def viewer_of(store: Store, token: str, place: str = "") -> Viewer:
    """Who the token of a session stands for.

    Raises NotSignedInError with the reason when the session is over, PasswordChangeNeededError while nothing but
    setting a new password is allowed.
    """
    found, settings = _use(store, token)
    why = password_change_needed(found.account, settings, store.clock())
    if why:
        raise PasswordChangeNeededError(why)
    return as_viewer(found.account, place)


def session_of(store: Store, token: str) -> OpenSession:
    """The session of a token, also while a new password is due. Raises NotSignedInError."""
    return _use(store, token)[0]


def password_change_needed(account: Account, settings: Settings, now: datetime) -> str:
    """Why the password has to be changed first, empty when it need not."""
    if account.must_change:
        return "这是管理员设置的初始密码，请先设置您自己的新密码。"
    longest = timedelta(days=settings.password_days)
    if longest and account.password_at is not None and now - account.password_at >= longest:
        return f"密码已使用满 {settings.password_days} 天，请设置新密码后继续。"
    return ""


def _use(store: Store, token: str) -> tuple[OpenSession, Settings]:
    with store.reading(SYSTEM) as db:
        session = _find(db, token)
        account = read_account(db, session["account_id"])
        if account is None or session["ended_at"] is not None:
            raise NotSignedInError("您已退出，或账号、密码、权限有变动，请重新登录。")
        must_be_usable(store, db, account)
        settings = settings_in(db)
    now = store.clock()
    over = _over(session, settings, now)
    if over:
        _end_quietly(store, session["id"], account, over)
        raise NotSignedInError(over)
    if now - datetime.fromisoformat(session["seen_at"]) >= timedelta(seconds=rules().seen_every_seconds):
        _note_use(store, session["id"])
    return OpenSession(session["id"], account), settings


def _find(db: Database, token: str) -> Row:
    for row in db.query("SELECT * FROM main.sessions WHERE token_hash = ?", [token_hash(token)]):
        return row
    raise NotSignedInError("请先登录。")


def _over(session: Row, settings: Settings, now: datetime) -> str:
    """Why a session is over, empty while it is not. A clock that was set back must not prolong it."""
    started, seen = (datetime.fromisoformat(session[name]) for name in ("started_at", "seen_at"))
    if now < max(started, seen) - timedelta(seconds=rules().clock_tolerance_seconds):
        return "服务器时间被调回，为安全起见已退出，请重新登录。"
    if now - seen >= timedelta(minutes=settings.idle_minutes):
        return f"超过 {settings.idle_minutes} 分钟没有操作，已自动退出，请重新登录。"
    if now - started >= timedelta(hours=settings.session_hours):
        return f"本次登录已满 {settings.session_hours} 小时，请重新登录。"
    return ""


def _end_quietly(store: Store, session_id: int, account: Account, why: str) -> None:
    """Ends a session for good; while somebody else writes it stays as it is, over all the same."""
    with suppress(StoreError), store.writing(as_program(account, ""), wait=_SHORTLY) as transaction:
        _end(transaction, session_id, account, why)


def _end(transaction: Transaction, session_id: int, account: Account, why: str) -> None:
    sql = "UPDATE main.sessions SET ended_at = ? WHERE id = ? AND account_id = ? AND ended_at IS NULL"
    if transaction.db.execute(sql, [transaction.now, session_id, account.id]).rowcount:
        transaction.audit("sign_out", SUBJECT, recorded_login(account.login), None, {"why": why})


def _note_use(store: Store, session_id: int) -> None:
    """Keeps when a session was last used. Derived: not audited, and nobody waits or fails for it."""
    with suppress(StoreError), store.writing(SYSTEM, wait=_SHORTLY) as transaction:
        sql = "UPDATE main.sessions SET seen_at = max(seen_at, ?) WHERE id = ? AND ended_at IS NULL"
        transaction.db.execute(sql, [transaction.now, session_id])


def sign_out(store: Store, token: str, place: str = "") -> None:
    """Ends the session of a token; one that is over already stays so."""
    with store.reading(SYSTEM) as db:
        session = next(db.query("SELECT * FROM main.sessions WHERE token_hash = ?", [token_hash(token)]), None)
        account = read_account(db, session["account_id"]) if session else None
    if session is not None and account is not None:
        with store.writing(as_program(account, place)) as transaction:
            _end(transaction, session["id"], account, "本人退出")


def own_sessions(store: Store, viewer: Viewer, token: str = "") -> list[SessionRecord]:
    """The viewer's open sessions, the one used last first. `token`: of the one that is asking."""
    sql = """
        SELECT *, ifnull(id = (SELECT id FROM main.sessions WHERE token_hash = ?), 0) AS current
        FROM sessions WHERE account_id = ? AND ended_at IS NULL ORDER BY seen_at DESC
    """
    now = store.clock()
    with store.reading(viewer) as db:
        settings = settings_in(db)
        rows = list(db.query(sql, [token_hash(token), viewer.account_id]))
    return [from_row(SessionRecord, row) for row in rows if not _over(row, settings, now)]


def end_session(store: Store, viewer: Viewer, session_id: int) -> None:
    """Ends one of the viewer's own sessions. Raises NotFoundError for one that is not open or not theirs."""
    with store.reading(viewer) as db:
        account = read_account(db, viewer.account_id or 0)
    if account is None or session_id not in {session.id for session in own_sessions(store, viewer)}:
        raise NotFoundError("这个登录已结束，请刷新页面。")
    with store.writing(viewer.as_program()) as transaction:
        _end(transaction, session_id, account, "本人在别处结束")


def end_other_sessions(store: Store, viewer: Viewer, token: str) -> int:
    """Ends the viewer's sessions but the one that is asking, and returns how many."""
    others = [session for session in own_sessions(store, viewer, token) if not session.current]
    for session in others:
        end_session(store, viewer, session.id)
    return len(others)
