"""Files whose text is to be read: who has claimed which, and what came of it.

All of it is derived from the files, therefore it is written by the program and not logged.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, timedelta

from evidence.privacy.check import record_findings
from evidence.privacy.search import find_identifiers
from evidence.store import Store, Transaction
from evidence.texts.pages import PageText, Reading, page_from_row, page_row
from evidence.viewer import SYSTEM, Viewer

# A claim that was not renewed for this long was left behind by a process that has died.
CLAIM_HOLDS = timedelta(minutes=2)
MOST_ATTEMPTS = 3
_BROKEN_OFF = "读取这个文件时程序多次中断，没有读出文字；如文件可以正常打开，请另存或拆分后重新上传。"


@dataclass(frozen=True)
class Claim:
    """A file that one worker is reading. `token` tells it from the claims of other workers."""

    file_id: int
    sha256: str
    media_type: str
    token: str


@dataclass(frozen=True)
class TextState:
    """How far a file's text is: `waiting`, `working`, `done` or `failed` (with the reason in `error`).

    `complete`: whether all of it was read; `by_ocr`: the number of pages read from pictures.
    """

    state: str
    error: str = ""
    pages: int = 0
    by_ocr: int = 0
    complete: bool = True


def text_of(store: Store, viewer: Viewer, sha256: str) -> list[PageText]:
    """The pages of a file that the viewer may see, none for any other or while it has not been read."""
    sql = f"""
        SELECT p.* FROM main.page_texts AS p JOIN main.file_texts AS f ON f.id = p.file_id
        WHERE f.sha256 = ? AND {_SEEN} ORDER BY p.page
    """  # noqa: S608 - fixed text
    with store.reading(viewer) as db:
        return [page_from_row(row) for row in db.query(sql, [sha256])]


def text_state(store: Store, viewer: Viewer, sha256: str) -> TextState | None:
    """How far the text of a file is; None for a file that the viewer does not see."""
    sql = f"SELECT state, error, pages, by_ocr, complete FROM main.file_texts AS f WHERE sha256 = ? AND {_SEEN}"  # noqa: S608
    with store.reading(viewer) as db:
        row = db.execute(sql, [sha256]).fetchone()
    return TextState(row[0], row[1], row[2], row[3], bool(row[4])) if row else None


# `documents` stands for those that the viewer sees.
_SEEN = "EXISTS (SELECT 1 FROM documents AS d WHERE d.sha256 = f.sha256)"


def claim_next(store: Store) -> Claim | None:
    """Takes up the next file, those tried least first; None when nothing is to be done.

    A claim that another worker has left behind is taken over. A file that was left behind too often has failed.
    """
    while _is_open(store):
        with store.writing(SYSTEM) as transaction:
            row = transaction.db.execute(_TAKE, [_utc(store), token := secrets.token_hex(8), *_stale(store)]).fetchone()
            if row is None:
                return None
            claim = Claim(int(row[0]), str(row[1]), str(row[2]), token)
            if row[3] <= MOST_ATTEMPTS:
                return claim
            _settle(transaction, claim, "failed", _BROKEN_OFF)
    return None


_OPEN = "state = 'waiting' OR (state = 'working' AND (claimed_at < ? OR claimed_at > ?))"
_TAKE = f"""
    UPDATE main.file_texts SET state = 'working', attempts = attempts + 1, claimed_at = ?, claimed_by = ?
    WHERE id = (SELECT id FROM main.file_texts WHERE {_OPEN} ORDER BY attempts, id LIMIT 1)
    RETURNING id, sha256, media_type, attempts
"""  # noqa: S608 - fixed text


def _is_open(store: Store) -> bool:
    """Whether a file waits; asked without the lock that a claim takes."""
    with store.reading(SYSTEM) as db:
        sql = f"SELECT 1 FROM main.file_texts WHERE {_OPEN} LIMIT 1"  # noqa: S608 - fixed text
        return db.execute(sql, _stale(store)).fetchone() is not None


def renew(store: Store, claim: Claim) -> bool:
    """Tells that the work goes on. False when somebody else has taken the file over."""
    with store.writing(SYSTEM) as transaction:
        sql = "UPDATE main.file_texts SET claimed_at = ? WHERE id = ? AND claimed_by = ? AND state = 'working'"
        return transaction.db.execute(sql, [_utc(store), claim.file_id, claim.token]).rowcount == 1


def release(store: Store, claim: Claim) -> None:
    """Puts a file back without counting the attempt: the worker is told to stop."""
    with store.writing(SYSTEM) as transaction:
        sql = "UPDATE main.file_texts SET attempts = attempts - 1 WHERE id = ? AND claimed_by = ?"
        transaction.db.execute(sql, [claim.file_id, claim.token])
        _settle(transaction, claim, "waiting", "")


def give_up(store: Store, claim: Claim, reason: str, final: bool) -> None:
    """Records why a file was not read. Unless `final`, it is tried again up to the number of attempts."""
    with store.writing(SYSTEM) as transaction:
        sql = "SELECT attempts FROM main.file_texts WHERE id = ? AND claimed_by = ?"
        row = transaction.db.execute(sql, [claim.file_id, claim.token]).fetchone()
        if row is not None:
            again = not final and row[0] < MOST_ATTEMPTS
            _settle(transaction, claim, "waiting" if again else "failed", "" if again else reason)


def finish(store: Store, claim: Claim, reading: Reading) -> bool:
    """Stores what was read; the documents with this file wait for the index. False when the claim was lost."""
    found = find_identifiers(reading.pages)
    with store.writing(SYSTEM) as transaction:
        if not _settle(transaction, claim, "done", ""):
            return False
        sql = "UPDATE main.file_texts SET pages = ?, by_ocr = ?, complete = ? WHERE id = ?"
        by_ocr = sum(page.by_ocr for page in reading.pages)
        transaction.db.execute(sql, [len(reading.pages), by_ocr, int(reading.complete), claim.file_id])
        rows = [page_row(page) | {"file_id": claim.file_id} for page in reading.pages]
        transaction.db.conn.executemany(_INSERT_PAGE, rows)
        record_findings(transaction, claim.sha256, found)
        waiting = "INSERT OR IGNORE INTO main.search_waiting SELECT id FROM main.documents WHERE sha256 = ?"
        transaction.db.execute(waiting, [claim.sha256])
        return True


_INSERT_PAGE = """
    INSERT INTO main.page_texts (file_id, page, text, boxes, by_ocr, width, height, part)
    VALUES (:file_id, :page, :text, :boxes, :by_ocr, :width, :height, :part)
"""


def _settle(transaction: Transaction, claim: Claim, state: str, error: str) -> bool:
    """Ends a claim; False when it is no longer ours."""
    sql = """
        UPDATE main.file_texts SET state = ?, error = ?, claimed_at = NULL, claimed_by = ''
        WHERE id = ? AND claimed_by = ? AND state = 'working'
    """
    return transaction.db.execute(sql, [state, error, claim.file_id, claim.token]).rowcount == 1


def _utc(store: Store) -> str:
    return store.clock().astimezone(UTC).isoformat(timespec="seconds")


def _stale(store: Store) -> list[str]:
    """Claims renewed before the first moment are left behind, as are those after the second: the clock was set back."""
    now = store.clock().astimezone(UTC)
    return [moment.isoformat(timespec="seconds") for moment in (now - CLAIM_HOLDS, now + CLAIM_HOLDS)]
