"""Files of the vault that no record needs any more: what was read of them goes, and the files themselves."""

from sqlite_utils import Database

from evidence import vault
from evidence.maintenance.file_check import file_columns
from evidence.store import Store, Transaction
from evidence.texts.index import forget_text
from evidence.viewer import SYSTEM


def forget_if_unused(transaction: Transaction, sha256: str) -> None:
    """Removes the text of a file and what was found in it, unless a record still needs the file."""
    if not _is_needed(transaction.db, sha256):
        forget_text(transaction, sha256)
        transaction.db.execute("DELETE FROM main.privacy_findings WHERE sha256 = ?", [sha256])


def delete_if_unused(store: Store, sha256: str) -> None:
    """Deletes a file unless a record still needs it."""
    with store.reading(SYSTEM) as db:
        needed = _is_needed(db, sha256)
    if not needed:
        vault.file_path(store.files, sha256).unlink(missing_ok=True)


def _is_needed(db: Database, sha256: str) -> bool:
    columns = (name.split(".") for name in file_columns()["needed"])
    return any(
        db.execute(f"SELECT 1 FROM main.[{table}] WHERE [{column}] = ?", [sha256]).fetchone()  # noqa: S608
        for table, column in columns
    )
