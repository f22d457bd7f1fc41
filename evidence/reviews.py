"""审核: accepting and returning documents, and taking a review back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.access import Permission, must
from evidence.documents import must_be_reviewer
from evidence.errors import InvalidInputError, UserError
from evidence.notifications.events import document_returned, documents_accepted, review_taken_back
from evidence.privacy.check import must_be_presentable
from evidence.records import Document
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer


def accept_document(store: Store, viewer: Viewer, document_id: int, expected: int | None = None) -> None:
    """Accepts a pending or returned document; it supersedes its older versions.

    Raises InvalidInputError for a superseded one, NotAllowedError for one's own upload, ConflictError.
    """
    with store.writing(viewer) as transaction:
        documents_accepted(transaction, [_review(transaction, document_id, "accepted", "", expected)])


def accept_documents(store: Store, viewer: Viewer, document_ids: Iterable[int]) -> None:
    """Accepts several documents in one action, or none. Raises as accept_document."""
    with store.writing(viewer) as transaction:
        reviewed = [_review(transaction, document_id, "accepted", "", None) for document_id in document_ids]
        documents_accepted(transaction, reviewed)


@dataclass(frozen=True)
class NotAccepted:
    """A document that was not accepted with the others, and why: one sentence."""

    document: Document
    reason: str


def accept_each(store: Store, viewer: Viewer, shown: Iterable[Document]) -> list[NotAccepted]:
    """Accepts several documents as they were shown, each one that may be, and returns the others.

    Not accepted are one's own uploads, those with patients' data or being read, and those changed in the meantime.
    Raises NotAllowedError for a viewer who reviews nothing at all.
    """
    refused: list[NotAccepted] = []
    with store.writing(viewer) as transaction:
        must(viewer, Permission.REVIEW)
        accepted: list[Row] = []
        for document in shown:
            try:
                accepted.append(_review(transaction, document.id, "accepted", "", document.version))
            except UserError as error:
                refused.append(NotAccepted(document, str(error)))
        documents_accepted(transaction, accepted)
    return refused


def refusal_of_acceptance(store: Store, viewer: Viewer, document_id: int) -> str:
    """The sentence with which accepting a document would be refused now, empty when it may be accepted.

    Raises NotFoundError.
    """
    with store.reading(viewer) as db:
        looking = Transaction(db, viewer, store.clock())
        document = looking.get("documents", document_id)
        try:
            _must_be_reviewable(looking, document)
            must_be_presentable(looking, document)
        except UserError as error:
            return str(error)
    return ""


def return_document(store: Store, viewer: Viewer, document_id: int, reason: str, expected: int | None = None) -> None:
    """Returns a document with a reason. Raises InvalidInputError without one, NotAllowedError, ConflictError."""
    if not reason.strip():
        raise InvalidInputError("退回材料时请写明原因，便于上传人补正。")
    with store.writing(viewer) as transaction:
        document = _review(transaction, document_id, "returned", reason.strip(), expected)
        document_returned(transaction, document, reason.strip())


def _review(transaction: Transaction, document_id: int, state: str, reason: str, expected: int | None) -> Row:
    """Returns the document as it was before."""
    document = transaction.get("documents", document_id)
    _must_be_reviewable(transaction, document)
    if state == "accepted":
        must_be_presentable(transaction, document)
    changes: Row = {
        "state": state,
        "reason": reason,
        "reviewer": transaction.viewer.name.strip(),
        "reviewed_at": transaction.now,
    }
    transaction.update("documents", document_id, changes, expected)
    if state == "accepted":
        _supersede(transaction, document["supersedes_id"])
    return document


def _must_be_reviewable(transaction: Transaction, document: Row) -> None:
    """Raises NotAllowedError for one's own upload, InvalidInputError for a version that was replaced."""
    must_be_reviewer(transaction, document)
    if document["state"] == "superseded":
        raise InvalidInputError("这份材料已有新版本，请审核新版本。")


def _supersede(transaction: Transaction, document_id: int | None) -> None:
    """A document and its older versions give way to an accepted one."""
    while document_id is not None:
        older = transaction.get("documents", document_id)["supersedes_id"]
        transaction.update("documents", document_id, {"state": "superseded"})
        document_id = older


def take_back_review(store: Store, viewer: Viewer, before: Document) -> None:
    """Puts a document, and the versions it replaced, back to the states they had before its review.

    Raises ConflictError when somebody has touched it since.
    """
    take_back_reviews(store, viewer, [before])


def take_back_reviews(store: Store, viewer: Viewer, before: Iterable[Document]) -> None:
    """Takes back the reviews of several documents, or of none. Raises as take_back_review."""
    with store.writing(viewer) as transaction:
        for document in before:
            _take_back(transaction, document)


def _take_back(transaction: Transaction, before: Document) -> None:
    must_be_reviewer(transaction, transaction.get("documents", before.id))
    changes: Row = {
        "state": before.state,
        "reason": before.reason,
        "reviewer": before.reviewer,
        "reviewed_at": before.reviewed_at.isoformat() if before.reviewed_at else None,
    }
    transaction.update("documents", before.id, changes, before.version + 1)
    _bring_back(transaction, before.supersedes_id)
    review_taken_back(transaction, before.id)


def _bring_back(transaction: Transaction, document_id: int | None) -> None:
    """Undoes _supersede for a document and its older versions, as far as that was the last that happened to them."""
    while document_id is not None:
        row, entry = transaction.get("documents", document_id), transaction.last_entry("documents", document_id)
        if row["state"] == "superseded" and entry and json.loads(entry["after"] or "{}").get("state") == "superseded":
            transaction.update("documents", document_id, {"state": json.loads(entry["before"])["state"]})
        document_id = row["supersedes_id"]
