"""The one way in for files: checked, recognised, filed by what their names say, stored; one outcome per file.

`take_in` does all of it (HTTP interface, command line). A screen lets a person correct in between: `propose_files`,
then `save_candidate` for each.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from evidence.access import Permission, must, sees_all
from evidence.document_queue import same_content
from evidence.documents import Link, add_document, document, link_document
from evidence.errors import NotAllowedError, UserError
from evidence.intake.candidates import Candidate, Turned, find_candidates
from evidence.intake.incoming import NOTHING_SAID, IncomingFile, Said
from evidence.records import Document
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.words import DOCUMENT_SIGNS

_USELESS = ("returned", "superseded")
_SHOWN_LINKS = 3


class Outcome(StrEnum):
    """What has become of a file: a new document, new links of one with its content, nothing new, or refused."""

    STORED = "stored"
    LINKED = "linked"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True)
class Arrival:
    """One file and its outcome. `archive`: the ZIP it came in, empty for a file by itself; `text`: one sentence.

    `document_id`: the new document, or the one that has the same content; None for a refused file.
    """

    name: str
    archive: str
    outcome: Outcome
    text: str
    document_id: int | None = None
    links: tuple[Link, ...] = ()


def take_in(
    store: Store,
    viewer: Viewer,
    situation: Situation,
    files: Iterable[IncomingFile],
    today: date,
    said: Said = NOTHING_SAID,
    again: bool = False,
) -> Iterator[Arrival]:
    """Takes files in, those in a ZIP one by one; yields an outcome per file as soon as it is stored or refused.

    `again`: content that is there already becomes a new document all the same. A file that is refused stops no other.
    Raises NotAllowedError, before the first file, for a viewer without a name or who may not upload.
    """
    _must_upload(viewer)
    return (
        _turned(found) if isinstance(found, Turned) else _saved(store, viewer, found, content, today, again)
        for found, content in find_candidates(situation, files, today, said)
    )


def propose_files(
    situation: Situation,
    files: Iterable[IncomingFile],
    today: date,
    said: Said = NOTHING_SAID,
) -> Iterator[Candidate | Arrival]:
    """What would be stored for each file, to be corrected by a person; a file that is refused is an Arrival."""
    for found, _ in find_candidates(situation, files, today, said):
        yield _turned(found) if isinstance(found, Turned) else found


def save_candidate(store: Store, viewer: Viewer, candidate: Candidate, today: date, again: bool = False) -> Arrival:
    """Stores a candidate as its draft says, or links the document that has its content. Raises NotAllowedError."""
    _must_upload(viewer)
    try:
        content = candidate.read()
    except UserError as error:
        return _refused(candidate, str(error))
    return _saved(store, viewer, candidate, content, today, again)


def same_words(store: Store, viewer: Viewer, document_id: int, today: date) -> str:
    """What a person who sends content that is there is told of its document: who uploaded it, for what.

    A vendor, who sees only some of the documents, is told no more than that it is there. Raises NotFoundError.
    """
    same, links = document(store, viewer, document_id)
    state = DOCUMENT_SIGNS[same.state_on(today)].word
    if not sees_all(viewer):
        return f"相同内容的材料《{same.title}》已经有了（{state}）"
    refs = "、".join(link.ref for link in links[:_SHOWN_LINKS]) + (" 等" if len(links) > _SHOWN_LINKS else "")
    purpose = f"，用于 {refs}" if refs else "，还没有关联"
    uploaded = f"{same.uploader} {same.uploaded_at:%Y-%m-%d} 上传"
    return f"相同内容的材料《{same.title}》已经有了（{uploaded}，{state}{purpose}）"


def arrival_record(arrival: Arrival) -> dict[str, Any]:
    """Plain values of an arrival, as the command line and the HTTP interface print it."""
    return {
        "file": arrival.name,
        "archive": arrival.archive or None,
        "status": arrival.outcome.value,
        "document": arrival.document_id,
        "clauses": [link.ref for link in arrival.links],
        "message": arrival.text,
    }


def _must_upload(viewer: Viewer) -> None:
    viewer.must_be_named()
    must(viewer, Permission.UPLOAD)


def _turned(found: Turned) -> Arrival:
    return Arrival(found.name, found.archive, Outcome.REFUSED, found.reason)


def _refused(candidate: Candidate, reason: str) -> Arrival:
    return Arrival(candidate.name, candidate.archive, Outcome.REFUSED, reason)


def _saved(store: Store, viewer: Viewer, candidate: Candidate, content: bytes, today: date, again: bool) -> Arrival:
    try:
        same = same_content(store, viewer, [candidate.digest]).get(candidate.digest)
        if same is not None and not again:
            return _recognised(store, viewer, candidate, same, today)
        document_id = add_document(store, viewer, replace(candidate.draft, content=content))
    except UserError as error:
        return _refused(candidate, str(error))
    except OSError:
        return _refused(candidate, f"“{candidate.name}”没有写入文件库，请检查磁盘空间和文件夹权限后再上传。")
    text = f"已保存为《{candidate.draft.title.strip()}》，等待审核。"
    return Arrival(candidate.name, candidate.archive, Outcome.STORED, text, document_id, candidate.draft.links)


def _recognised(store: Store, viewer: Viewer, candidate: Candidate, same: Document, today: date) -> Arrival:
    """Links the document that has the content to what the file was sent for, where the viewer may do that."""
    words = same_words(store, viewer, same.id, today)
    if same.state in _USELESS:
        text = f"{words}，没有重复保存；请修改内容后再上传，或选择另存为新材料。"
        return Arrival(candidate.name, candidate.archive, Outcome.KNOWN, text, same.id)
    try:
        count = link_document(store, viewer, same.id, candidate.draft.links)
    except NotAllowedError:
        count = 0
    outcome = Outcome.LINKED if count else Outcome.KNOWN
    text = f"{words}，没有重复保存" + (f"，新关联 {count} 项。" if count else "。")
    return Arrival(candidate.name, candidate.archive, outcome, text, same.id, candidate.draft.links if count else ())
