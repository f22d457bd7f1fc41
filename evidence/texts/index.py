"""The full-text index over documents: brought up to date from what waits for it.

The index keeps no text of its own. To take an entry out, SQLite has to be given the words that were put in: they are
made again from `search_entries` and the page texts, which are not changed while an entry stands on them.
"""

from evidence.store import Row, Store, Transaction
from evidence.texts.words import index_words
from evidence.viewer import SYSTEM

# One batch holds the database for some hundredths of a second.
_BATCH = 50
# No line break joins the text of two pages.
_BETWEEN_PAGES = "\n.\n"


def bring_up_to_date(store: Store, most: int | None = None, wait: float | None = None) -> int:
    """Indexes documents that wait for it, at most this many, and returns how many.

    `wait`: for how many seconds others may hold the database. Raises StoreError.
    """
    done = 0
    while (most is None or done < most) and _anything_waits(store):
        with store.writing(SYSTEM, wait) as transaction:
            batch = transaction.db.execute("SELECT document_id FROM main.search_waiting LIMIT ?", [_BATCH]).fetchall()
            for (document_id,) in batch:
                _take_out(transaction, document_id)
                _put_in(transaction, document_id)
        done += len(batch)
    return done


def forget_text(transaction: Transaction, sha256: str) -> None:
    """Removes the text of a file, and the words of its documents from the index: the file may no longer be read.

    For the caller that takes a file out of use (the original of a masked one), within its action.
    """
    found = transaction.db.execute("SELECT id FROM main.file_texts WHERE sha256 = ?", [sha256]).fetchone()
    if found is None:
        return
    entries = transaction.db.execute("SELECT document_id FROM main.search_entries WHERE file_id = ?", found).fetchall()
    for (document_id,) in entries:
        _take_out(transaction, document_id)
        transaction.db.execute("INSERT OR IGNORE INTO main.search_waiting VALUES (?)", [document_id])
    transaction.db.execute("DELETE FROM main.page_texts WHERE file_id = ?", found)
    transaction.db.execute("DELETE FROM main.file_texts WHERE id = ?", found)


def _anything_waits(store: Store) -> bool:
    with store.reading(SYSTEM) as db:
        return db.execute("SELECT 1 FROM main.search_waiting LIMIT 1").fetchone() is not None


def _put_in(transaction: Transaction, document_id: int) -> None:
    document = transaction.get("documents", document_id)
    sql = "SELECT id FROM main.file_texts WHERE sha256 = ? AND state = 'done'"
    read = transaction.db.execute(sql, [document["sha256"]]).fetchone()
    entry: Row = {
        "document_id": document_id,
        "title": document["title"],
        "notes": "\n".join((document["file_name"], document["note"], document["statement"])),
        "file_id": read[0] if read else None,
    }
    _write(transaction, "INSERT INTO main.search_index (rowid, title, notes, text) VALUES (?, ?, ?, ?)", entry)
    insert = "INSERT INTO main.search_entries VALUES (:document_id, :title, :notes, :file_id)"
    transaction.db.execute(insert, entry)
    transaction.db.execute("DELETE FROM main.search_waiting WHERE document_id = ?", [document_id])


def _take_out(transaction: Transaction, document_id: int) -> None:
    sql = "SELECT * FROM main.search_entries WHERE document_id = ?"
    for entry in list(transaction.db.query(sql, [document_id])):
        delete = "INSERT INTO main.search_index (search_index, rowid, title, notes, text) VALUES ('delete', ?, ?, ?, ?)"
        _write(transaction, delete, entry)
        transaction.db.execute("DELETE FROM main.search_entries WHERE document_id = ?", [document_id])


def _write(transaction: Transaction, sql: str, entry: Row) -> None:
    """Gives the index the words of an entry."""
    pages = transaction.db.execute(
        "SELECT text FROM main.page_texts WHERE file_id = ? ORDER BY page", [entry["file_id"]]
    ).fetchall()
    text = _BETWEEN_PAGES.join(page for (page,) in pages)
    words = [index_words(part) for part in (entry["title"], entry["notes"], text)]
    transaction.db.execute(sql, [entry["document_id"], *words])
