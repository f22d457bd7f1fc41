"""Documents with files, and their texts as if they had been read: no process is started for it."""

from collections.abc import Sequence
from hashlib import sha256

from evidence import documents
from evidence.texts import queue
from evidence.texts.pages import Line, PageText, Reading
from evidence.texts.search import SearchPage, search
from evidence.viewer import Viewer
from tests.unit.evidence.house import EARLIER, UPLOADER, House


def upload(
    house: House, title: str, content: str = "", viewer: Viewer = UPLOADER, name: str = "a.txt", **more: object
) -> int:
    """A document with a text file, or with a statement when there is no content."""
    file = {"file_name": name, "content": content.encode()} if content else {"statement": "已核对"}
    draft = documents.DocumentDraft(title, "record", EARLIER, **{**file, **more})
    return documents.add_document(house.store, viewer, draft)


def digest(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def read_all(house: House, *pages: Sequence[str], complete: bool = True) -> int:
    """Every waiting file is taken as read, with these pages of lines; returns how many there were."""
    made = tuple(PageText(n, tuple(map(Line, lines))) for n, lines in enumerate(pages, 1))
    count = 0
    while claim := queue.claim_next(house.store):
        assert queue.finish(house.store, claim, Reading(made, complete))
        count += 1
    return count


def found(house: House, text: str, viewer: Viewer | None = None) -> list[str]:
    """The titles of the documents found, best first."""
    return [hit.title for hit in hits(house, text, viewer).hits]


def hits(house: House, text: str, viewer: Viewer | None = None) -> SearchPage:
    return search(house.store, viewer or house.viewer, text)
