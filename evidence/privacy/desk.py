"""What a person sees and does about patients' identities in a document: look, mask, or clear with a reason."""

import json
from dataclasses import dataclass

from evidence import vault
from evidence.access import Permission, must
from evidence.documents import document, must_be_reviewer, must_own
from evidence.errors import InvalidInputError, NotFoundError
from evidence.privacy.check import CLEARED, FLAGGED, MASKED, UNCHECKED, is_being_read, privacy_of_file
from evidence.privacy.finding import Kind
from evidence.privacy.masking import mask
from evidence.privacy.search import find_identifiers
from evidence.settings import read_settings
from evidence.store import Row, Store
from evidence.texts.pages import Box
from evidence.texts.queue import text_of
from evidence.unused_files import delete_if_unused, forget_if_unused
from evidence.viewer import Viewer


@dataclass(frozen=True)
class FoundIdentity:
    """An identity in a document. `excerpt`: all but its ends hidden; `box`: its place in the picture of the page."""

    kind: Kind
    page: int
    part: str
    excerpt: str
    box: Box | None
    width: int
    height: int


def found_identities(store: Store, viewer: Viewer, document_id: int) -> list[FoundIdentity]:
    """What was found in a document that the viewer sees, in reading order. Raises NotFoundError."""
    shown, _ = document(store, viewer, document_id)
    sql = "SELECT * FROM privacy_findings WHERE sha256 = ? ORDER BY page, line, id"
    with store.reading(viewer) as db:
        rows = list(db.query(sql, [shown.sha256]))
    return [
        FoundIdentity(
            kind=Kind(row["kind"]),
            page=row["page"],
            part=row["part"],
            excerpt=row["excerpt"],
            box=_box(row["box"]),
            width=row["width"],
            height=row["height"],
        )
        for row in rows
    ]


def _box(text: str) -> Box | None:
    if not text:
        return None
    left, top, right, bottom = json.loads(text)
    return (left, top, right, bottom)


def clear_document(store: Store, viewer: Viewer, document_id: int, reason: str, expected: int | None = None) -> None:
    """A reviewer lets a document pass and says why: it is flagged (the persons agreed, the data are invented …), or the
    program could not check it (a film, a text too long) and a person has looked through it.

    Raises InvalidInputError without a reason or for a document that needs no clearance, NotAllowedError, ConflictError.
    """
    if not reason.strip():
        raise InvalidInputError("请写明可以使用的理由，例如：数据为测试数据，不含真实患者。")
    with store.writing(viewer) as transaction:
        row = transaction.get("documents", document_id)
        must_be_reviewer(transaction, row)
        unchecked = row["privacy"] == UNCHECKED and not is_being_read(transaction, row["sha256"])
        if row["privacy"] != FLAGGED and not unchecked:
            raise InvalidInputError(f"《{row['title']}》没有待处理的患者信息，无需放行。")
        changes: Row = {"privacy": CLEARED, "privacy_reason": reason.strip(), "privacy_by": viewer.name.strip()}
        transaction.update("documents", document_id, changes, expected)


def mask_document(
    store: Store, viewer: Viewer, document_id: int, more: tuple[tuple[int, Box], ...] = (), expected: int | None = None
) -> int:
    """Puts a masked copy in the place of a document's file and returns how many places were masked.

    `more`: further places that a person has marked (page, box). The original stays, readable by head and admin only, or
    is deleted, as the hospital has set. Raises InvalidInputError for a file that cannot be masked, NotAllowedError,
    NotFoundError, ConflictError.
    """
    shown, _ = document(store, viewer, document_id)
    if shown.sha256 is None:
        raise InvalidInputError("这是一段说明，没有文件可遮盖；请修改说明后重新登记。")
    findings = find_identifiers(text_of(store, viewer, shown.sha256))
    if not findings and not more:
        raise InvalidInputError(f"《{shown.title}》中没有需要遮盖的内容。")
    masked = mask(shown.file_name, vault.get(store.files, shown.sha256), findings, more)
    digest = vault.put(store.files, masked.content)
    with store.writing(viewer) as transaction:
        row = transaction.get("documents", document_id)
        must_own(transaction, row)
        changes: Row = {
            "sha256": digest,
            "size": len(masked.content),
            "file_name": masked.name,
            "media_type": masked.media_type,
            "original_sha256": row["original_sha256"] or shown.sha256,
            "privacy": FLAGGED if privacy_of_file(transaction.db, digest) == FLAGGED else MASKED,
            "privacy_by": viewer.name.strip(),
            "state": "pending",
        }
        transaction.update("documents", document_id, changes, expected if expected is not None else shown.version)
        forget_if_unused(transaction, shown.sha256)
    if not read_settings(store).keep_originals:
        delete_if_unused(store, shown.sha256)
    return len(findings) + len(more)


def original_content(store: Store, viewer: Viewer, document_id: int) -> bytes:
    """The file before it was masked, for head and admin; that it was opened is in the log.

    Raises NotAllowedError, NotFoundError for a document that was not masked or whose original was deleted.
    """
    must(viewer, Permission.DIRECT)
    shown, _ = document(store, viewer, document_id)
    if shown.original_sha256 is None:
        raise NotFoundError("这份材料没有遮盖过，直接下载即可。")
    content = vault.get(store.files, shown.original_sha256)
    with store.writing(viewer) as transaction:
        transaction.audit("open_original", "documents", document_id, None, {"original_sha256": shown.original_sha256})
    return content
