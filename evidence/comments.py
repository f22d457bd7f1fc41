"""留言: hospital and vendor talk about a document. Who sees the document sees the talk, except experts."""

from dataclasses import dataclass
from datetime import datetime

from evidence.access import Permission, must
from evidence.document_queue import versions
from evidence.errors import InvalidInputError
from evidence.notifications.events import comment_written
from evidence.records import from_row
from evidence.store import Store
from evidence.viewer import Viewer

_LONGEST = 2000


@dataclass(frozen=True)
class Comment:
    """What somebody said about a version of a document (`document_id`)."""

    id: int
    document_id: int
    account_id: int | None
    author: str
    at: datetime
    text: str
    example: bool


def add_comment(store: Store, viewer: Viewer, document_id: int, text: str) -> int:
    """Says something about a document, tells the other side, and returns the id.

    Raises NotAllowedError, NotFoundError for a document that the viewer does not see, InvalidInputError for an empty
    or overlong text.
    """
    viewer.must_be_named()
    must(viewer, Permission.UPLOAD)
    said = text.strip()
    if not said:
        raise InvalidInputError("请写下留言内容。")
    if len(said) > _LONGEST:
        raise InvalidInputError(f"留言不能超过 {_LONGEST} 个字，较长的说明请作为材料上传。")
    with store.writing(viewer) as transaction:
        document = transaction.get("documents", document_id)
        row = {
            "document_id": document_id,
            "account_id": viewer.account_id,
            "author": viewer.name.strip(),
            "at": transaction.now,
            "text": said,
        }
        comment_id = transaction.insert("comments", row)
        comment_written(transaction, document, comment_id, said)
        return comment_id


def comments(store: Store, viewer: Viewer, document_id: int) -> list[Comment]:
    """What was said about all versions of a document, oldest first; empty for who does not see it."""
    seen = [document.id for document in versions(store, viewer, document_id)]
    marks = ", ".join("?" * len(seen))
    sql = f"SELECT * FROM comments WHERE document_id IN ({marks}) ORDER BY at, id"  # noqa: S608 - marks only
    with store.reading(viewer) as db:
        return [from_row(Comment, row) for row in db.query(sql, seen)]
