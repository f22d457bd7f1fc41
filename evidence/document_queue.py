"""Documents as a stock and as a queue: counts, the reviewer's place in the queue, versions, export."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
from sqlite_utils import Database

from criteria.vocabulary import vocabulary
from evidence.dates import iso
from evidence.documents import DocumentFilter, DocumentPage, Link, find_documents, may_review
from evidence.expiry import ending_documents
from evidence.privacy.check import FLAGGED, UNCHECKED
from evidence.records import Document, from_row
from evidence.situation import Situation
from evidence.store import Row, Store
from evidence.viewer import Viewer
from evidence.words import DOCUMENT_SIGNS

PENDING = "pending"
# What counts as material at hand: everything but versions that a newer one has replaced.
IN_USE = frozenset({"pending", "accepted", "returned", "expired"})
_EXPORT_PAGE = 5000


@dataclass(frozen=True)
class Stock:
    """How many documents there are per state, replaced versions left out.

    `due`: those that prove something today but no longer on the review date, None while that is not set.
    """

    accepted: int
    pending: int
    returned: int
    expired: int
    due: int | None
    waiting_since: date | None

    @property
    def total(self) -> int:
        """All documents at hand."""
        return self.accepted + self.pending + self.returned + self.expired

    def waiting_days(self, today: date) -> int | None:
        """How long the oldest pending document has been waiting."""
        return None if self.waiting_since is None else max((today - self.waiting_since).days, 0)


def load_stock(store: Store, viewer: Viewer, situation: Situation, review_on: date | None) -> Stock:
    """The numbers of the answer sentence, kept until something changes."""

    def count() -> Stock:
        due = None if review_on is None else len(ending_documents(situation, review_on))
        return stock(store, viewer, situation.today, due)

    key = ("document-stock", situation.revision, situation.today, review_on)
    found: Stock = store.cached(viewer, key, count)
    return found


def stock(store: Store, viewer: Viewer, today: date, due: int | None) -> Stock:
    """The numbers of the answer sentence in one pass over the table; `due` as it is known to the caller."""
    sql = """
        SELECT ifnull(sum(state = 'accepted' AND (expires_on IS NULL OR expires_on >= :today)), 0) AS accepted,
            ifnull(sum(state = 'pending'), 0) AS pending,
            ifnull(sum(state = 'returned'), 0) AS returned,
            ifnull(sum(state = 'accepted' AND expires_on < :today), 0) AS expired,
            min(CASE WHEN state = 'pending' THEN uploaded_at END) AS waiting
        FROM documents WHERE state <> 'superseded'
    """
    with store.reading(viewer) as db:
        row = next(db.query(sql, {"today": iso(today)}))
    waiting = datetime.fromisoformat(row["waiting"]).date() if row["waiting"] else None
    return Stock(row["accepted"], row["pending"], row["returned"], row["expired"], due, waiting)


def stock_sentence(found: Stock) -> str:
    """312 份材料：228 份已采纳，41 份待审，9 份退回，12 份已过期；评审日前还有 6 份到期."""
    if not found.total:
        return "还没有材料。"
    parts = f"{found.accepted} 份已采纳，{found.pending} 份待审，{found.returned} 份退回，{found.expired} 份已过期"
    due = "" if found.due is None else f"；评审日前还有 {found.due} 份到期"
    return f"{found.total} 份材料：{parts}{due}"


@dataclass(frozen=True)
class QueuePlace:
    """A pending document and its place in the queue, oldest first."""

    document_id: int
    position: int
    total: int
    next_id: int | None
    previous_id: int | None


def queue_place(store: Store, viewer: Viewer, document_id: int | None) -> QueuePlace | None:
    """The place of a pending document, of the oldest one if it is not pending; None when the queue is empty."""
    with store.reading(viewer) as db:
        here = _first(db, "id = ?", [document_id]) or _first(db, "1", [])
        if here is None:
            return None
        key = [here["uploaded_at"], here["id"]]
        after = _first(db, "(uploaded_at, id) > (?, ?)", key)
        before = _first(db, "(uploaded_at, id) < (?, ?)", key, "DESC")
        counts = "SELECT count(*) AS total, sum((uploaded_at, id) <= (?, ?)) AS position FROM documents WHERE state = ?"
        row = next(db.query(counts, [*key, PENDING]))
    next_id = after["id"] if after else None
    return QueuePlace(here["id"], row["position"], row["total"], next_id, before["id"] if before else None)


def _first(db: Database, where: str, values: list[object], direction: str = "ASC") -> Row | None:
    """The first pending document for a condition, oldest (or newest) first."""
    order = f"ORDER BY uploaded_at {direction}, id {direction} LIMIT 1"
    sql = f"SELECT id, uploaded_at FROM documents WHERE state = 'pending' AND {where} {order}"  # noqa: S608
    return next(db.query(sql, values), None)


def not_waiting(document: Document) -> str:
    """Why a document that somebody came to review is not in the queue: returned or accepted by whom, or replaced."""
    by = f"{document.reviewer}，{document.reviewed_at:%Y-%m-%d}" if document.reviewed_at else ""
    words = {"accepted": "已采纳", "returned": "已退回", "superseded": "已由新版本替换"}
    return f"《{document.title}》{words[document.state]}{f'（{by}）' if by else ''}，不在待审之列。"


def cautions(document: Document, links: Iterable[Link], today: date, review_on: date | None) -> list[str]:
    """What a reviewer should notice about the dates and links before accepting."""
    found = []
    if document.effective_on > today:
        found.append(f"生效日期 {iso(document.effective_on)} 还没有到，生效前不计为有据")
    if document.expires_on is not None and document.expires_on < today:
        found.append(f"失效日期 {iso(document.expires_on)} 已过，采纳后仍为过期")
    elif document.expires_on is not None and review_on is not None and document.expires_on < review_on:
        found.append(f"失效日期 {iso(document.expires_on)} 早于评审日 {iso(review_on)}")
    if not list(links):
        found.append("还没有关联任何要求点，采纳后不能证明任何条款")
    return found


def same_content(store: Store, viewer: Viewer, digests: Iterable[str]) -> dict[str, Document]:
    """SHA-256 → the newest document with this content, for those that are there already."""
    wanted = sorted(set(digests))
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT * FROM documents WHERE sha256 IN ({marks}) ORDER BY id"  # noqa: S608
    with store.reading(viewer) as db:
        return {row["sha256"]: from_row(Document, row) for row in db.query(sql, wanted)}


def versions(store: Store, viewer: Viewer, document_id: int) -> list[Document]:
    """All versions of a document, newest first; a single entry when there is only one."""
    sql = """
        WITH RECURSIVE older(id) AS (
            VALUES (?) UNION SELECT d.supersedes_id FROM documents AS d JOIN older ON d.id = older.id
            WHERE d.supersedes_id IS NOT NULL
        ), newer(id) AS (
            VALUES (?) UNION SELECT d.id FROM documents AS d JOIN newer ON d.supersedes_id = newer.id
        )
        SELECT * FROM documents WHERE id IN (SELECT id FROM older UNION SELECT id FROM newer) ORDER BY id DESC
    """
    with store.reading(viewer) as db:
        return [from_row(Document, row) for row in db.query(sql, [document_id, document_id])]


def load_page(
    store: Store, viewer: Viewer, situation: Situation, wanted: DocumentFilter, limit: int, offset: int
) -> DocumentPage:
    """One page of the library, kept until something changes: selecting a row does not read the list again."""

    def find() -> DocumentPage:
        return find_documents(store, viewer, wanted, situation.today, limit, offset)

    key = ("documents", situation.revision, situation.today, wanted, limit, offset)
    found: DocumentPage = store.cached(viewer, key, find)
    return found


def system_name(situation: Situation, system_id: int | None) -> str:
    """The name of a system in use; says so when it is no longer."""
    if system_id is None:
        return ""
    system = situation.system_by_id.get(system_id)
    return system.name if system else "已停用的系统"


def document_table(situation: Situation, documents: list[Document], links: Mapping[int, list[Link]]) -> pd.DataFrame:
    """The columns of the library, one row per document."""
    kinds = vocabulary().evidence_types
    return pd.DataFrame(
        {
            "材料名称": [d.title for d in documents],
            "状态": [str(DOCUMENT_SIGNS[d.state_on(situation.today)]) for d in documents],
            "类型": [kinds.get(d.kind, d.kind) for d in documents],
            "系统": [system_name(situation, d.system_id) for d in documents],
            "生效日期": pd.Series([iso(d.effective_on) for d in documents], dtype=str),
            "失效日期": pd.Series([iso(d.expires_on) or "" for d in documents], dtype=str),
            "关联": pd.Series([len(links[d.id]) for d in documents], dtype="int64"),
            "上传人": [d.uploader for d in documents],
            "示例": ["示例" if d.example else "" for d in documents],
        }
    )


def pending_table(situation: Situation, viewer: Viewer, page: DocumentPage, review_on: date | None) -> pd.DataFrame:
    """The columns of what waits for review, with what a reviewer should notice before accepting several at once."""
    table = document_table(situation, page.documents, page.links)
    table["证明"] = ["、".join(link.ref for link in page.links[d.id] if link.catalog) for d in page.documents]
    table["上传日期"] = pd.Series([f"{d.uploaded_at:%Y-%m-%d}" for d in page.documents], dtype=str)
    table["审核前请注意"] = [
        "；".join(_obstacles(viewer, d) + cautions(d, page.links[d.id], situation.today, review_on))
        for d in page.documents
    ]
    return table[["材料名称", "审核前请注意", "证明", "类型", "系统", "生效日期", "上传人", "上传日期"]]


def _obstacles(viewer: Viewer, document: Document) -> list[str]:
    """Why a document cannot be accepted now by this viewer, as far as it is plain to see."""
    found = [] if may_review(viewer, document) else ["您自己上传的，须由另一位审核人审核"]
    privacy = {FLAGGED: "有疑似患者信息，须先遮盖或放行", UNCHECKED: "患者信息还没有自动查完"}
    if document.privacy in privacy and (document.sha256 or document.privacy == FLAGGED):
        found.append(privacy[document.privacy])
    return found


def export_table(store: Store, viewer: Viewer, situation: Situation, wanted: DocumentFilter) -> pd.DataFrame:
    """All documents of a filter with what they prove, read page by page."""
    pages = []
    offset = 0
    while True:
        page = find_documents(store, viewer, wanted, situation.today, _EXPORT_PAGE, offset)
        table = document_table(situation, page.documents, page.links)
        table["证明"] = ["、".join(link.ref for link in page.links[d.id] if link.catalog) for d in page.documents]
        table["上传时间"] = [f"{d.uploaded_at:%Y-%m-%d %H:%M}" for d in page.documents]
        table["文件名"] = [d.file_name for d in page.documents]
        table["审核人"] = [d.reviewer for d in page.documents]
        table["退回原因"] = [d.reason for d in page.documents]
        table["备注"] = [d.note for d in page.documents]
        pages.append(table)
        offset += _EXPORT_PAGE
        if offset >= page.total:
            return pd.concat(pages, ignore_index=True)


def library_filter(wanted: DocumentFilter, due: frozenset[int] | None) -> DocumentFilter:
    """What the library lists: without chosen states all in use; `due`: only these, which run out."""
    return replace(wanted, states=wanted.states or IN_USE, ids=due)
