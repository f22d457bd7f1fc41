"""Personal tokens, with which an account's own scripts use the HTTP interface within the account's rights."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from evidence.accounts.errors import NotSignedInError
from evidence.accounts.records import TokenRecord, as_viewer, read_account
from evidence.accounts.rules import rules
from evidence.accounts.secret_tokens import new_token, token_hash
from evidence.accounts.validity import clock_is_behind, latest_day, must_be_usable
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError, StoreError
from evidence.records import from_row
from evidence.store import Row, Store
from evidence.viewer import SYSTEM, Viewer

# Tells scanners for leaked secrets what it is.
_PREFIX = "rdn_"
_LONGEST_NAME = 60
_SHORTLY = 0.1


def create_token(store: Store, viewer: Viewer, name: str, expires_on: date) -> str:
    """A new token of the viewer's account, shown once. `name`: what it is for; `expires_on`: the last day it works.

    Raises NotAllowedError without an account, InvalidInputError for a missing name or an impossible date.
    """
    if viewer.account_id is None:
        raise NotAllowedError("请先登录再生成令牌。")
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise InvalidInputError(f"请填写令牌的用途（不超过 {_LONGEST_NAME} 个字），例如“LIS 巡检截图上传”。")
    today = store.clock().date()
    if not today <= expires_on <= today + timedelta(days=rules().token_days):
        raise InvalidInputError(f"令牌的到期日期须在今天之后的 {rules().token_days} 天以内，请重新选择。")
    token = new_token(_PREFIX)
    with store.writing(viewer.as_program()) as transaction:
        row = {
            "account_id": viewer.account_id,
            "name": name,
            "token_hash": token_hash(token),
            "created_at": transaction.now,
            "expires_on": expires_on.isoformat(),
        }
        transaction.insert("api_tokens", row)
    return token


def tokens(store: Store, viewer: Viewer) -> list[TokenRecord]:
    """The viewer's own tokens, newest first, those that no longer work included."""
    sql = "SELECT * FROM api_tokens WHERE account_id = ? ORDER BY id DESC"
    with store.reading(viewer) as db:
        return [from_row(TokenRecord, row) for row in db.query(sql, [viewer.account_id])]


def revoke_token(store: Store, viewer: Viewer, token_id: int) -> None:
    """Ends one of the viewer's own tokens at once. Raises NotFoundError for somebody else's."""
    if token_id not in {token.id for token in tokens(store, viewer)}:
        raise NotFoundError("这个令牌不存在，请刷新页面。")
    with store.writing(viewer.as_program()) as transaction:
        if transaction.get("api_tokens", token_id)["revoked_at"] is None:
            transaction.update("api_tokens", token_id, {"revoked_at": transaction.now})


def viewer_of_token(store: Store, token: str, place: str = "") -> Viewer:
    """Who a personal token stands for.

    Raises NotSignedInError for a token that is unknown, revoked or expired, or whose account may not be used.
    """
    with store.reading(SYSTEM) as db:
        row = next(db.query("SELECT * FROM main.api_tokens WHERE token_hash = ?", [token_hash(token)]), None)
        account = read_account(db, row["account_id"]) if row else None
        if row is None or account is None or row["revoked_at"] is not None:
            raise NotSignedInError("访问令牌无效或已撤销，请在“我的账号”中重新生成。")
        must_be_usable(store, db, account)
        _must_not_be_expired(row, store.clock().date(), latest_day(store, db))
    _note_use(store, row)
    return as_viewer(account, place)


def _must_not_be_expired(row: Row, today: date, latest: date) -> None:
    expires_on = date.fromisoformat(row["expires_on"])
    if expires_on < today:
        raise NotSignedInError(f"访问令牌已于 {expires_on} 到期，请在“我的账号”中重新生成。")
    if expires_on < latest:
        raise clock_is_behind(today, latest)


def _note_use(store: Store, row: Row) -> None:
    """Keeps when a token was last used, now and then. Derived: not audited, and nobody waits or fails for it."""
    used_at = datetime.fromisoformat(row["used_at"]) if row["used_at"] else None
    if used_at is not None and store.clock() - used_at < timedelta(seconds=rules().seen_every_seconds):
        return
    with suppress(StoreError), store.writing(SYSTEM, wait=_SHORTLY) as transaction:
        sql = "UPDATE main.api_tokens SET used_at = ? WHERE id = ?"
        transaction.db.execute(sql, [transaction.now, row["id"]])
