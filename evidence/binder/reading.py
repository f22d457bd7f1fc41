"""Reads what a binder is made of, in one consistent state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from criteria.models import Catalog
from evidence.access import Permission, must
from evidence.binder.numbers import Place, code_of, stable_numbers
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link
from evidence.errors import ConflictError, NotFoundError
from evidence.expiry import asked_of
from evidence.forecast import standing_on
from evidence.gaps import Gap, load_gaps
from evidence.records import Document, Target, from_row
from evidence.requirement_list import Entry, load_entries
from evidence.situation import Situation, load_situation
from evidence.standing import Standing, load_standings
from evidence.store import Store
from evidence.store.connection import revision_of
from evidence.vault import file_path
from evidence.viewer import Viewer

_ATTEMPTS = 5


@dataclass(frozen=True)
class NumberedDocument:
    """A document that is linked to something the target asks for, and its number in every binder of the target."""

    number: str
    document: Document
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Source:
    """What a binder is made of. `situation` and `standing` are those of the day on which documents have to be current.

    `present`: SHA-256 of the files that are in the vault with their size.
    """

    situation: Situation
    standing: Standing
    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    documents: tuple[NumberedDocument, ...]
    present: frozenset[str]
    made_on: date


def day_of(target: Target, today: date) -> date:
    """The day on which the documents have to be current: the review where it is to come, else today.

    A reviewer looks at them on that day: what will have expired by then is no proof, and the binder says so.
    """
    return max(target.review_on, today) if target.review_on else today


def read_source(store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], target_id: int, today: date) -> Source:
    """What a binder for a target is made of; kept until something changes.

    Raises NotAllowedError for who may not hand out a binder, NotFoundError for an unknown target, ConflictError when
    others keep changing the hospital meanwhile.
    """
    must(viewer, Permission.EXPORT)
    for _ in range(_ATTEMPTS):
        situation = load_situation(store, viewer, catalogs, today)
        key = ("binder", situation.revision, today, tuple(catalogs), target_id)
        found: Source | None = store.cached(viewer, key, lambda: _read(store, viewer, situation, target_id))  # noqa: B023
        if found is not None:
            return found
    raise ConflictError("数据正在被频繁修改，没有取得一致的内容；请稍后再试。")


def _read(store: Store, viewer: Viewer, now: Situation, target_id: int) -> Source | None:
    """None when somebody has changed something since the situation was read."""
    found = next((s for s in load_standings(store, viewer, now) if s.target.id == target_id), None)
    if found is None:
        raise NotFoundError("这个评审目标已不存在，请刷新页面后重新选择。")
    day = day_of(found.target, now.today)
    situation = now.on(day)
    standing = standing_on(now, found, day)
    with store.reading(viewer) as db:
        if revision_of(db) != now.revision:
            return None
        documents = _documents(db, situation, standing.target)
    entries = load_entries(store, viewer, situation, standing.catalog, standing)
    return Source(
        situation=situation,
        standing=standing,
        entries=tuple(entry for entry in entries if entry.asked),
        gaps=tuple(load_gaps(store, viewer, situation, standing)),
        documents=tuple(documents),
        present=frozenset(_present(store, [entry.document for entry in documents])),
        made_on=now.today,
    )


_LINKED = """
    SELECT l.id, l.document_id, l.subject, l.ref, d.supersedes_id, d.state
    FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
    WHERE l.catalog = ? AND l.subject IN (?, ?, ?) ORDER BY l.id
"""
_LIVE = "SELECT * FROM documents WHERE state <> 'superseded' AND id IN (SELECT value FROM json_each(?))"


def _documents(db: Database, situation: Situation, target: Target) -> list[NumberedDocument]:
    """In the order of their numbers' requirements in the standard, then of the numbers."""
    asked = asked_of(situation, target)
    links: dict[int, list[Link]] = {}
    places, supersedes, states = [], {}, {}
    for link_id, document_id, subject, ref, older, state in db.execute(
        _LINKED, [target.catalog, CLAUSE, COVERAGE, DATA_QUALITY]
    ):
        if (subject, target.catalog, ref) in asked:
            links.setdefault(document_id, []).append(Link(subject, ref, target.catalog))
            places.append(Place(link_id, document_id, ref.split("#")[0]))
            supersedes[document_id] = older
            states[document_id] = state
    numbers = stable_numbers(places, supersedes, states)
    rows = db.query(_LIVE, [str(sorted(numbers))])
    found = [NumberedDocument(numbers[row["id"]], from_row(Document, row), tuple(links[row["id"]])) for row in rows]
    order = {ref: place for place, ref in enumerate(_codes(situation.catalogs[target.catalog]))}
    return sorted(found, key=lambda entry: (order[code_of(entry.number)], _turn(entry.number)))


def _codes(catalog: Catalog) -> Iterable[str]:
    """Codes of items and requirements in the order of the standard; an item stands after its rows."""
    for row in catalog.requirements:
        yield row.code
    for item in getattr(catalog, "items", ()):
        yield item.item


def _turn(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.rpartition("-")[2].split("."))


def _present(store: Store, documents: Iterable[Document]) -> Iterable[str]:
    for document in documents:
        if document.sha256 is not None:
            path = file_path(store.files, document.sha256)
            if path.is_file() and path.stat().st_size == document.size:
                yield document.sha256
