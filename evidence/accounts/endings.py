"""What ends at once when rights are taken away: sessions, personal tokens, open invitations."""

from evidence.store import Transaction


def end_sessions(transaction: Transaction, account_id: int, but: int = 0) -> int:
    """Ends the open sessions of an account, all `but` one. Returns how many."""
    sql = "UPDATE main.sessions SET ended_at = ? WHERE account_id = ? AND id <> ? AND ended_at IS NULL"
    return int(transaction.db.execute(sql, [transaction.now, account_id, but]).rowcount)


def revoke_tokens(transaction: Transaction, account_id: int) -> None:
    """Revokes the personal tokens of an account."""
    sql = "SELECT id FROM main.api_tokens WHERE account_id = ? AND revoked_at IS NULL"
    for row in list(transaction.db.execute(sql, [account_id])):
        transaction.update("api_tokens", row[0], {"revoked_at": transaction.now})


def void_invitations(transaction: Transaction, account_id: int) -> None:
    """Makes the open invitations of an account useless."""
    sql = "SELECT id FROM main.invitations WHERE account_id = ? AND used_at IS NULL"
    for row in list(transaction.db.execute(sql, [account_id])):
        transaction.update("invitations", row[0], {"used_at": transaction.now})
