"""What the search for patients' identities means for documents: flagged ones are neither accepted nor exported."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from evidence.errors import InvalidInputError
from evidence.privacy.finding import Finding
from evidence.privacy.search import find_identifiers
from evidence.store import Row, Transaction
from evidence.texts.kinds import WITH_TEXT
from evidence.texts.pages import Line, PageText

UNCHECKED, CLEAN, FLAGGED, MASKED, CLEARED = "unchecked", "clean", "flagged", "masked", "cleared"
# What may be shown to others: checked without a finding, masked, or cleared by a person with a reason.
PRESENTABLE = frozenset({CLEAN, MASKED, CLEARED})
# Of an identity so many characters are shown at each end.
_SHOWN = 1


def privacy_of_statement(text: str) -> str:
    """The privacy state of a document that has no file, from its words."""
    page = PageText(1, tuple(Line(line) for line in text.splitlines()))
    return FLAGGED if find_identifiers([page]) else CLEAN


def privacy_of_file(db: Database, sha256: str) -> str:
    """The privacy state of a file by what is known of its content.

    Unchecked is one that was not yet read, not read completely, or of a kind without text that can be read (a film).
    """
    sql = "SELECT 1 FROM main.privacy_findings WHERE sha256 = ?"
    if db.execute(sql, [sha256]).fetchone():
        return FLAGGED
    sql = "SELECT media_type FROM main.file_texts WHERE sha256 = ? AND state = 'done' AND complete = 1"
    row = db.execute(sql, [sha256]).fetchone()
    return CLEAN if row and row[0] in WITH_TEXT else UNCHECKED


def record_findings(transaction: Transaction, sha256: str, found: Sequence[Finding]) -> None:
    """Keeps what was found in a file that has just been read, and what follows for the documents that have it.

    An accepted document in which something is found waits for a review again; a person's clearance stays. (The search
    takes seconds for a long file: it is done before the transaction, which keeps others waiting.)
    """
    transaction.db.execute("DELETE FROM main.privacy_findings WHERE sha256 = ?", [sha256])
    transaction.db.conn.executemany(_INSERT, [_row(sha256, finding) for finding in found])
    state = privacy_of_file(transaction.db, sha256)
    if state != FLAGGED:
        known = "UPDATE main.documents SET privacy = ? WHERE sha256 = ? AND privacy = ?"
        transaction.db.execute(known, [state, sha256, UNCHECKED])
        return
    rows = "SELECT * FROM main.documents WHERE sha256 = ? AND privacy <> ? AND example = 0"
    for document in list(transaction.db.query(rows, [sha256, CLEARED])):
        changes: Row = {"privacy": FLAGGED}
        if document["state"] == "accepted":
            changes |= {"state": "pending", "reviewer": "", "reviewed_at": None}
        transaction.update("documents", document["id"], changes)


_INSERT = """
    INSERT INTO main.privacy_findings (sha256, kind, certainty, page, line, part, excerpt, box, width, height)
    VALUES (:sha256, :kind, :certainty, :page, :line, :part, :excerpt, :box, :width, :height)
"""


def _row(sha256: str, finding: Finding) -> Row:
    return {
        "sha256": sha256,
        "kind": finding.kind.value,
        "certainty": int(finding.certainty),
        "page": finding.page,
        "line": finding.line,
        "part": finding.part,
        "excerpt": hidden(finding.text),
        "box": json.dumps(finding.box) if finding.box else "",
        "width": finding.width,
        "height": finding.height,
    }


def hidden(text: str) -> str:
    """An identity by which a reviewer finds its place, but nobody the person: 张＊, 1＊＊＊4."""
    if len(text) <= 2 * _SHOWN:
        return text[:_SHOWN] + "＊" * (len(text) - _SHOWN)
    return f"{text[:_SHOWN]}＊＊＊{text[-_SHOWN:]}" if len(text) > 4 else text[:_SHOWN] + "＊" * (len(text) - _SHOWN)


def must_be_presentable(transaction: Transaction, document: Row) -> None:
    """Raises InvalidInputError for a document that may not be accepted yet because of what it shows of patients."""
    title = document["title"]
    if document["privacy"] == FLAGGED:
        raise InvalidInputError(f"《{title}》中发现疑似患者信息，请先遮盖，或写明可以使用的理由，再采纳。")
    if document["privacy"] in (UNCHECKED, MASKED) and is_being_read(transaction, document["sha256"]):
        raise InvalidInputError(f"《{title}》正在识别文字并检查患者信息，请稍候一两分钟再采纳。")


def is_being_read(transaction: Transaction, sha256: str | None) -> bool:
    """Whether the text of a file, and with it what it shows of patients, is still to come."""
    sql = "SELECT 1 FROM main.file_texts WHERE sha256 = ? AND state IN ('waiting', 'working')"
    return transaction.db.execute(sql, [sha256]).fetchone() is not None
