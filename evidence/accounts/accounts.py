"""账号: adding, changing and disabling them. What takes rights away ends sessions and tokens at once."""

from evidence.access import Permission, must
from evidence.accounts import passwords
from evidence.accounts.drafts import account_row
from evidence.accounts.endings import end_sessions, revoke_tokens, void_invitations
from evidence.accounts.invitations import issue_invitation
from evidence.accounts.records import Account, AccountDraft, Invited, read_account, read_accounts
from evidence.errors import InvalidInputError, NotFoundError
from evidence.store import Row, Store, Transaction
from evidence.viewer import Role, Viewer

# A change of these takes sessions along, of the first two personal tokens too.
_RIGHTS = ("role", "vendor_id", "valid_from", "valid_until")
_TOKEN_RIGHTS = _RIGHTS[:2]


def accounts(store: Store, viewer: Viewer) -> list[Account]:
    """The accounts that the viewer sees, those in use first, by login."""
    with store.reading(viewer) as db:
        return read_accounts(db)


def account(store: Store, viewer: Viewer, account_id: int) -> Account:
    """One account. Raises NotFoundError when the viewer sees none of this number."""
    with store.reading(viewer) as db:
        found = read_account(db, account_id)
    if found is None:
        raise NotFoundError("这个账号不存在，请刷新页面。")
    return found


def add_account(store: Store, viewer: Viewer, draft: AccountDraft) -> Invited:
    """Opens an account; its owner sets the password with the invitation that is returned.

    Raises NotAllowedError, InvalidInputError for what is missing, taken or does not go together.
    """
    must(viewer, Permission.ACCOUNTS)
    with store.writing(viewer.as_program()) as transaction:
        account_id = transaction.insert("accounts", account_row(transaction, draft))
        return issue_invitation(transaction, account_id)


def change_account(store: Store, viewer: Viewer, account_id: int, draft: AccountDraft, expected: int) -> bool:
    """Changes an account against the version the person saw. Returns whether anything changed.

    Raises as add_account, and ConflictError, or InvalidInputError for the last administrator's rights.
    """
    must(viewer, Permission.ACCOUNTS)
    with store.writing(viewer.as_program()) as transaction:
        before = transaction.get("accounts", account_id)
        row = account_row(transaction, draft, account_id)
        changed = transaction.update("accounts", account_id, row, expected)
        _keep_an_administrator(transaction, before)
        if any(before[name] != row[name] for name in _RIGHTS):
            end_sessions(transaction, account_id)
        if any(before[name] != row[name] for name in _TOKEN_RIGHTS):
            revoke_tokens(transaction, account_id)
        return changed


def disable_account(store: Store, viewer: Viewer, account_id: int) -> None:
    """Nobody signs in with the account any more; its sessions, tokens and invitations end at once.

    Raises NotAllowedError, NotFoundError, InvalidInputError for the last administrator.
    """
    must(viewer, Permission.ACCOUNTS)
    with store.writing(viewer.as_program()) as transaction:
        _disable(transaction, account_id)


def disable_vendor_accounts(store: Store, viewer: Viewer, vendor_id: int) -> int:
    """Disables all accounts of a vendor in one action and returns how many. Raises NotAllowedError."""
    must(viewer, Permission.ACCOUNTS)
    with store.writing(viewer.as_program()) as transaction:
        sql = "SELECT id FROM main.accounts WHERE vendor_id = ? AND disabled = 0"
        found = [row[0] for row in transaction.db.execute(sql, [vendor_id])]
        for account_id in found:
            _disable(transaction, account_id)
        return len(found)


def enable_account(store: Store, viewer: Viewer, account_id: int) -> None:
    """Takes an account back into use, also one locked after failures; what has ended stays ended."""
    must(viewer, Permission.ACCOUNTS)
    with store.writing(viewer.as_program()) as transaction:
        transaction.update("accounts", account_id, {"disabled": 0, "failures": 0, "locked_until": None})


def set_password_for(store: Store, viewer: Viewer, account_id: int, password: str) -> None:
    """Sets a first password for somebody, to be changed at the next sign-in; sessions, tokens and locks end.

    Raises NotAllowedError, NotFoundError, InvalidInputError for a password that is not good enough.
    """
    must(viewer, Permission.ACCOUNTS)
    found = account(store, viewer.as_program(), account_id)
    with store.reading(viewer.as_program()) as db:
        hashed = passwords.new_hash(db, account_id, found.login, found.person, password)
    with store.writing(viewer.as_program()) as transaction:
        passwords.store_hash(transaction, account_id, hashed, must_change=True)
        end_sessions(transaction, account_id)
        revoke_tokens(transaction, account_id)
        void_invitations(transaction, account_id)


def _disable(transaction: Transaction, account_id: int) -> None:
    before = transaction.get("accounts", account_id)
    transaction.update("accounts", account_id, {"disabled": 1})
    _keep_an_administrator(transaction, before)
    end_sessions(transaction, account_id)
    revoke_tokens(transaction, account_id)
    void_invitations(transaction, account_id)


def _keep_an_administrator(transaction: Transaction, before: Row) -> None:
    """Raises InvalidInputError when a change took the last administrator who can sign in, now and without an end."""
    if not _lasting_administrator(transaction, before):
        return
    rows = transaction.db.query("SELECT * FROM main.accounts WHERE role = 'admin' AND disabled = 0")
    if not any(_lasting_administrator(transaction, row) for row in rows):
        raise InvalidInputError("至少要保留一个能长期登录的管理员账号，请先为另一位管理员开通账号并设好密码。")


def _lasting_administrator(transaction: Transaction, row: Row) -> bool:
    begun = (row["valid_from"] or "") <= transaction.today.isoformat()
    able = row["role"] == Role.ADMIN and not row["disabled"] and row["password_hash"] != ""
    return able and begun and row["valid_until"] is None
