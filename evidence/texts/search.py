"""Full-text search over what the viewer sees of documents: title, file name, notes and the text of the file."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from evidence.errors import StoreError
from evidence.store import Row, Store
from evidence.texts.index import bring_up_to_date
from evidence.texts.snippets import Range, Snippet, find_words, snippet
from evidence.texts.words import fold, match_expression, pattern, query_words
from evidence.viewer import Viewer

_LONGEST_QUERY = 200
# What counts more: a word in the title, in file name and notes, in the text of the file.
_WEIGHTS = "8.0, 4.0, 1.0"
# Documents that a search indexes itself; more are left to the workers.
_INDEXED_AT_ONCE = 50
_INDEX_WAIT_SECONDS = 0.2


@dataclass(frozen=True)
class SearchFilter:
    """Which documents are searched: of these kinds and states (empty = all), of this system."""

    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    system_id: int | None = None


@dataclass(frozen=True)
class Hit:
    """A document that has all the words. The higher the score, the better it fits.

    `page`: the page of the file that `snippet` is from, None when only title or notes have the words. `part`: the
    embedded picture that this page is. `by_ocr`: it was read from a picture. `title_ranges`: the words in the title.
    """

    document_id: int
    title: str
    title_ranges: tuple[Range, ...]
    page: int | None
    part: str
    by_ocr: bool
    snippet: Snippet
    score: float


@dataclass(frozen=True)
class SearchPage:
    """One page of hits, best first, and the number of all."""

    hits: list[Hit]
    total: int


def search(
    store: Store, viewer: Viewer, text: str, limit: int = 20, offset: int = 0, among: SearchFilter | None = None
) -> SearchPage:
    """The documents that have all words of `text` (separated by blanks), wherever in title, notes or file.

    Chinese is found as it is written, from one character up; Latin words and numbers as a whole or, from three
    characters up, by their beginning; upper and lower case, full and half width are the same. A text without letters
    or digits finds nothing.
    """
    words = query_words(text[:_LONGEST_QUERY])
    if not words:
        return SearchPage([], 0)
    with suppress(StoreError):
        bring_up_to_date(store, _INDEXED_AT_ONCE, _INDEX_WAIT_SECONDS)
    where, values = _conditions(words, among or SearchFilter())
    with store.reading(viewer) as db:
        total = int(db.execute(f"SELECT count(*) {where}", values).fetchone()[0])
        score = f"bm25(search_index, {_WEIGHTS}) AS score"
        sql = f"SELECT d.*, {score} {where} ORDER BY score, d.id DESC LIMIT ? OFFSET ?"
        rows = list(db.query(sql, [*values, limit, offset]))
        return SearchPage([_hit(db, row, words) for row in rows], total)


def _conditions(words: Sequence[str], among: SearchFilter) -> tuple[str, list[Any]]:
    """What is searched, as SQL and its values; `documents` stands for those that the viewer sees."""
    expression = " AND ".join(map(match_expression, words))
    where, values = ["search_index MATCH ?"], list[Any]([expression])
    for column, chosen in (("kind", among.kinds), ("state", among.states)):
        if chosen:
            where.append(f"d.{column} IN ({', '.join('?' * len(chosen))})")
            values += sorted(chosen)
    if among.system_id is not None:
        where.append("d.system_id = ?")
        values.append(among.system_id)
    # CROSS JOIN: the index is asked once. Asked for document after document, it would search again for each of them.
    joined = "FROM search_index CROSS JOIN documents AS d ON d.id = search_index.rowid"
    return f"{joined} WHERE {' AND '.join(where)}", values


def _hit(db: Database, row: Row, words: Sequence[str]) -> Hit:
    page = _best_page(db, row["sha256"], words)
    notes = "  ".join(part for part in (row["note"], row["statement"], row["file_name"]) if part)
    return Hit(
        document_id=row["id"],
        title=row["title"],
        title_ranges=tuple(find_words(row["title"], words)),
        page=page["page"] if page else None,
        part=page["part"] if page else "",
        by_ocr=bool(page and page["by_ocr"]),
        snippet=snippet(page["text"] if page else notes, words),
        score=-row["score"],
    )


def _best_page(db: Database, sha256: str | None, words: Sequence[str]) -> Row | None:
    """The first page of a file with the most of the words, None when none has any."""
    patterns = [pattern(word) for word in words]
    best, most = None, 0
    sql = """
        SELECT p.* FROM main.page_texts AS p JOIN main.file_texts AS f ON f.id = p.file_id
        WHERE f.sha256 = ? ORDER BY p.page
    """
    for page in db.query(sql, [sha256]):
        folded = fold(page["text"])
        found = sum(wanted.search(folded) is not None for wanted in patterns)
        if found > most:
            best, most = page, found
        if most == len(words):
            break
    return best
