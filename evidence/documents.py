"""佐证材料: adding, linking, reviewing and finding documents."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from criteria.vocabulary import vocabulary
from evidence import vault
from evidence.access import Permission, may, must
from evidence.dates import iso
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.intake.file_check import check_file
from evidence.intake.names import clean_name
from evidence.notifications.events import documents_uploaded
from evidence.privacy.check import CLEAN, FLAGGED, privacy_of_file, privacy_of_statement
from evidence.records import Document, from_row
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

CLAUSE, COVERAGE, DATA_QUALITY, FEATURE, TASK = "clause", "coverage", "data_quality", "feature", "task"
# Kinds of documents that can prove a measure (有效应用, 数据质量).
STATISTICS = ("data_query", "data_quality")
# What a review vouches for, apart from the content.
_REVIEWED = ("kind", "effective_on", "expires_on")
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Link:
    """What a document proves. `ref`: clause id, item (coverage, data_quality), or id of a task or feature."""

    subject: str
    ref: str
    catalog: str = ""


@dataclass(frozen=True)
class DocumentDraft:
    """What a person enters about a document: a file (name and content) or a dated statement."""

    title: str
    kind: str
    effective_on: date
    file_name: str = ""
    content: bytes = b""
    statement: str = ""
    expires_on: date | None = None
    system_id: int | None = None
    note: str = ""
    links: tuple[Link, ...] = ()
    supersedes_id: int | None = None
    example: bool = False


@dataclass(frozen=True)
class DocumentFilter:
    """What to list. `text` is searched in title, file name and note; `clause` is (catalog, clause id).

    `ids`: only these documents, None = any.
    """

    text: str = ""
    states: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    system_id: int | None = None
    clause: tuple[str, str] | None = None
    task_id: int | None = None
    ids: frozenset[int] | None = None


@dataclass(frozen=True)
class DocumentPage:
    """One page of a list and the number of all matches."""

    documents: list[Document]
    total: int
    links: dict[int, list[Link]] = field(default_factory=dict)


def add_document(store: Store, viewer: Viewer, draft: DocumentDraft) -> int:
    """Stores a document as pending and returns its id; a new version keeps the links of the old one.

    The old version goes on proving until the new one is accepted. Raises NotAllowedError for a viewer without a name,
    NotFoundError for an unknown old version, InvalidInputError (empty or unreadable file, over the limit, unknown kind,
    expiry before effective date).
    """
    return add_documents(store, viewer, [draft])[0]


def add_documents(store: Store, viewer: Viewer, drafts: Iterable[DocumentDraft]) -> list[int]:
    """Stores several documents in one action: all of them, or none when one is wrong. Raises as add_document."""
    kept = keep_files(store, viewer, drafts)
    with store.writing(viewer) as transaction:
        return add_kept(transaction, kept)


@dataclass(frozen=True)
class KeptDraft:
    """A checked draft whose file is in the vault (`digest` None: a statement)."""

    draft: DocumentDraft
    digest: str | None
    media_type: str


def keep_files(store: Store, viewer: Viewer, drafts: Iterable[DocumentDraft]) -> list[KeptDraft]:
    """Checks drafts and keeps their files, before the action that records them is opened. Raises as add_document."""
    viewer.must_be_named()
    must(viewer, Permission.UPLOAD)
    return [KeptDraft(draft, *_keep_file(store, draft)) for draft in drafts]


def add_kept(transaction: Transaction, kept: Iterable[KeptDraft]) -> list[int]:
    """Records documents within an open action and returns their ids."""
    document_ids = [_add(transaction, one.draft, one.digest, one.media_type) for one in kept]
    documents_uploaded(transaction, document_ids)
    return document_ids


def _keep_file(store: Store, draft: DocumentDraft) -> tuple[str | None, str]:
    """SHA-256 and media type of the draft's file, which is in the vault before anything speaks of it."""
    _check(draft)
    if not draft.file_name:
        return None, ""
    media_type = check_file(draft.file_name, draft.content)
    return vault.put(store.files, draft.content), media_type


def _add(transaction: Transaction, draft: DocumentDraft, digest: str | None, media_type: str) -> int:
    row: Row = {
        "title": draft.title.strip(),
        "kind": draft.kind,
        "sha256": digest,
        "file_name": clean_name(draft.file_name) if draft.file_name else "",
        "media_type": media_type,
        "size": len(draft.content),
        "statement": draft.statement.strip(),
        "effective_on": iso(draft.effective_on),
        "expires_on": iso(draft.expires_on),
        "system_id": draft.system_id,
        "uploader": transaction.viewer.name.strip(),
        "uploader_id": transaction.viewer.account_id,
        "vendor_id": transaction.viewer.vendor_id,
        "uploaded_at": transaction.now,
        "state": "pending",
        "supersedes_id": draft.supersedes_id,
        "note": draft.note.strip(),
        "privacy": _privacy(transaction, draft, digest),
        "example": int(draft.example),
    }
    if draft.system_id is not None:
        transaction.get("systems", draft.system_id)
    if draft.supersedes_id is not None:
        _check_newest(transaction, draft.supersedes_id)
    document_id = transaction.insert("documents", row)
    links = list(draft.links)
    if draft.supersedes_id is not None:
        links += _links_of(transaction, draft.supersedes_id)
    for link in dict.fromkeys(links):
        insert_link(transaction, document_id, link)
    return document_id


def _privacy(transaction: Transaction, draft: DocumentDraft, digest: str | None) -> str:
    """Examples show nobody; a statement is checked at once, a file when it has been read."""
    if draft.example:
        return CLEAN
    if digest:
        return privacy_of_file(transaction.db, digest)
    return privacy_of_statement(f"{draft.title}\n{draft.statement}")


def _check_newest(transaction: Transaction, document_id: int) -> None:
    """A new version follows the newest one, and one at a time."""
    if transaction.get("documents", document_id)["state"] == "superseded":
        raise InvalidInputError("这一版已被替换，请从最新的一版上传新版本。")
    if transaction.find("documents", "supersedes_id = ? AND state = 'pending'", [document_id]):
        raise InvalidInputError("这份材料已有一个新版本待审，请先审核那一版。")


def _check(draft: DocumentDraft) -> None:
    if not draft.title.strip():
        raise InvalidInputError("请填写材料名称。")
    if draft.kind not in vocabulary().evidence_types:
        raise InvalidInputError(f"材料类型“{draft.kind}”未知，请从列表中选择。")
    if not draft.file_name and not draft.statement.strip():
        raise InvalidInputError("请上传文件，或填写一段有日期的说明。")
    if draft.expires_on is not None and draft.expires_on < draft.effective_on:
        raise InvalidInputError("失效日期早于生效日期，请核对后重新填写。")
    if draft.file_name and not draft.example:
        _check_words(draft.title, draft.note)


def _check_words(title: str, note: str) -> None:
    """Title and note stand in lists and exports, where nothing is masked: they name no patient to begin with."""
    if len(note) > LONGEST_NOTE:
        raise InvalidInputError(f"备注超过 {LONGEST_NOTE} 字，没有保存；请精简，详细内容请放在文件里。")
    if privacy_of_statement(f"{title}\n{note}") == FLAGGED:
        raise InvalidInputError("材料名称或备注中有疑似患者信息（姓名、证件号或就诊号码等），请改写后再保存。")


def insert_link(transaction: Transaction, document_id: int, link: Link) -> bool:
    """Links a document within an open action; returns whether the link is new."""
    key = [document_id, link.subject, link.catalog, link.ref]
    if transaction.find("document_links", "document_id = ? AND subject = ? AND catalog = ? AND ref = ?", key):
        return False
    row = {"document_id": document_id, "subject": link.subject, "catalog": link.catalog, "ref": link.ref}
    transaction.insert("document_links", row)
    return True


def _links_of(transaction: Transaction, document_id: int) -> list[Link]:
    rows = transaction.db.query("SELECT * FROM document_links WHERE document_id = ?", [document_id])
    return [Link(row["subject"], row["ref"], row["catalog"]) for row in rows]


def must_own(transaction: Transaction, document: Row) -> None:
    """Raises NotAllowedError for who may not change a document, a vendor what somebody else has uploaded."""
    must(transaction.viewer, Permission.UPLOAD)
    if not may_change(transaction.viewer, from_row(Document, document)):
        raise NotAllowedError(f"《{document['title']}》由医院上传，只能由医院修改；如内容有误请在留言中说明。")


def may_review(viewer: Viewer, shown: Document) -> bool:
    """Whether the viewer may accept, return or clear a document: not one's own upload."""
    known = shown.uploader_id is not None and viewer.account_id is not None
    own = shown.uploader_id == viewer.account_id if known else shown.uploader == viewer.name.strip()
    return may(viewer, Permission.REVIEW) and not own


def must_be_reviewer(transaction: Transaction, document: Row) -> None:
    """Raises NotAllowedError for who may not review the document: four eyes, nobody vouches for their own upload."""
    must(transaction.viewer, Permission.REVIEW)
    if not may_review(transaction.viewer, from_row(Document, document)):
        raise NotAllowedError(f"《{document['title']}》是您自己上传的，须由另一位审核人审核。")


def may_change(viewer: Viewer, shown: Document) -> bool:
    """Whether the viewer may correct what was entered about a document, or mask it: a vendor only its own."""
    own = may(viewer, Permission.REVIEW) or shown.vendor_id == viewer.vendor_id
    return may(viewer, Permission.UPLOAD) and own


def may_link(viewer: Viewer, shown: Document) -> bool:
    """Whether the viewer may link a document; a link to an accepted one is proof, so that only who may review it may.

    A version that a newer one has replaced proves nothing any more.
    """
    free = shown.state != "accepted" or may_review(viewer, shown)
    return may_change(viewer, shown) and free and shown.state != "superseded"


def may_unlink(viewer: Viewer, shown: Document) -> bool:
    """Whether the viewer may remove a link; from an accepted document only a reviewer may."""
    return may_change(viewer, shown) and (shown.state != "accepted" or may(viewer, Permission.REVIEW))


def link_document(store: Store, viewer: Viewer, document_id: int, links: Iterable[Link]) -> int:
    """Links a document to what it proves and returns how many links are new.

    Raises NotAllowedError for a link to an accepted document by somebody who may not review it: it would be proof
    without a review.
    """
    with store.writing(viewer) as transaction:
        document = transaction.get("documents", document_id)
        must_own(transaction, document)
        if document["state"] == "accepted":
            must_be_reviewer(transaction, document)
        return sum(insert_link(transaction, document_id, link) for link in links)


def unlink_document(store: Store, viewer: Viewer, document_id: int, link: Link) -> None:
    """Removes a link; the document stays. Raises NotAllowedError for what only the hospital may unlink."""
    with store.writing(viewer) as transaction:
        document = transaction.get("documents", document_id)
        must_own(transaction, document)
        if document["state"] == "accepted":
            must(viewer, Permission.REVIEW)
        key = [document_id, link.subject, link.catalog, link.ref]
        found = transaction.find("document_links", "document_id = ? AND subject = ? AND catalog = ? AND ref = ?", key)
        if found:
            transaction.delete("document_links", found["id"])


def change_document(
    store: Store,
    viewer: Viewer,
    document_id: int,
    title: str,
    kind: str,
    effective_on: date,
    expires_on: date | None,
    note: str,
    expected: int,
) -> bool:
    """Corrects what was entered about a document (not its content). Raises InvalidInputError, ConflictError.

    An accepted document of which the kind or a date changes is pending again: the review was of something else.
    Returns whether that is so.
    """
    _check(DocumentDraft(title, kind, effective_on, statement="-", expires_on=expires_on))
    _check_words(title, note)
    with store.writing(viewer) as transaction:
        changes: Row = {
            "title": title.strip(),
            "kind": kind,
            "effective_on": iso(effective_on),
            "expires_on": iso(expires_on),
            "note": note.strip(),
        }
        before = transaction.get("documents", document_id)
        must_own(transaction, before)
        anew = before["state"] == "accepted" and any(before[name] != changes[name] for name in _REVIEWED)
        if anew:
            changes |= {"state": "pending", "reviewer": "", "reviewed_at": None}
        transaction.update("documents", document_id, changes, expected)
        return anew


def find_documents(
    store: Store, viewer: Viewer, wanted: DocumentFilter, today: date, limit: int = 50, offset: int = 0
) -> DocumentPage:
    """One page of documents, newest first, with the links of each."""
    where, values = _conditions(wanted, today)
    condition = f"WHERE {' AND '.join(where)}" if where else ""
    with store.reading(viewer) as db:
        total = db.execute(f"SELECT count(*) FROM documents {condition}", values).fetchone()[0]  # noqa: S608
        sql = f"SELECT * FROM documents {condition} ORDER BY uploaded_at DESC, id DESC LIMIT ? OFFSET ?"  # noqa: S608
        documents = [from_row(Document, row) for row in db.query(sql, [*values, limit, offset])]
        links: dict[int, list[Link]] = {document.id: [] for document in documents}
        marks = ", ".join("?" * len(links))
        for row in db.query(f"SELECT * FROM document_links WHERE document_id IN ({marks})", list(links)):  # noqa: S608
            links[row["document_id"]].append(Link(row["subject"], row["ref"], row["catalog"]))
    return DocumentPage(documents, int(total), links)


def _conditions(wanted: DocumentFilter, today: date) -> tuple[list[str], list[object]]:
    """SQL conditions and their values, in step."""
    linked = "id IN (SELECT document_id FROM document_links WHERE subject = ? AND catalog = ? AND ref = ?)"
    parts: list[tuple[str, list[object]]] = [
        (f"({_ANY_TEXT})", [*[pattern] * len(_SEARCHED)]) for pattern in map(_contains, wanted.text.split())
    ]
    if wanted.states:
        parts.append(_any_state(wanted.states, today))
    if wanted.kinds:
        parts.append((f"kind IN ({', '.join('?' * len(wanted.kinds))})", [*sorted(wanted.kinds)]))
    if wanted.system_id is not None:
        parts.append(("system_id = ?", [wanted.system_id]))
    if wanted.ids is not None:
        parts.append(("id IN (SELECT value FROM json_each(?))", [str(sorted(wanted.ids))]))
    if wanted.clause is not None:
        parts.append((linked, [CLAUSE, *wanted.clause]))
    if wanted.task_id is not None:
        parts.append((linked, [TASK, "", str(wanted.task_id)]))
    return [condition for condition, _ in parts], [value for _, values in parts for value in values]


_SEARCHED = ("title", "file_name", "note", "statement")
_ANY_TEXT = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in _SEARCHED)


def _contains(word: str) -> str:
    """A LIKE pattern for a word in which % and _ are ordinary characters."""
    for special in ("\\", "%", "_"):
        word = word.replace(special, f"\\{special}")
    return f"%{word}%"


def _any_state(states: frozenset[str], today: date) -> tuple[str, list[object]]:
    """`expired` is computed: accepted and past the expiry date; such a document is no longer `accepted`."""
    computed = {
        "expired": "(state = 'accepted' AND expires_on < ?)",
        "accepted": "(state = 'accepted' AND (expires_on IS NULL OR expires_on >= ?))",
    }
    conditions = [computed.get(state, "state = ?") for state in sorted(states)]
    return f"({' OR '.join(conditions)})", [iso(today) if s in computed else s for s in sorted(states)]


def document(store: Store, viewer: Viewer, document_id: int) -> tuple[Document, list[Link]]:
    """A document with its links. Raises NotFoundError."""
    with store.reading(viewer) as db:
        for row in db.query("SELECT * FROM documents WHERE id = ?", [document_id]):
            rows = db.query("SELECT * FROM document_links WHERE document_id = ? ORDER BY catalog, ref", [document_id])
            return from_row(Document, row), [Link(link["subject"], link["ref"], link["catalog"]) for link in rows]
    raise NotFoundError("这份材料不存在，请刷新页面。")


def content(store: Store, viewer: Viewer, document_id: int) -> bytes:
    """The file of a document. Raises NotFoundError for a statement or a lost file."""
    found, _ = document(store, viewer, document_id)
    return vault.get(store.files, found.sha256 or "")
