"""Finding patients' identities in the text of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from evidence.privacy.anywhere import hits_anywhere
from evidence.privacy.beside_titles import Hit, hits_beside_titles
from evidence.privacy.cells import Grid
from evidence.privacy.fields import Fields
from evidence.privacy.finding import Certainty, Finding, finding_at
from evidence.privacy.repetition import Repetitions
from evidence.privacy.surroundings import Surroundings
from evidence.texts.pages import Line, PageText

# Lines of fewer cells are not taken for rows of a table that goes on on the next page.
_CELLS_OF_TABLE = 3


def find_identifiers(pages: Iterable[PageText]) -> list[Finding]:
    """The identities of patients in the text of a file, in reading order, none overlapping another.

    Found are numbers with their own form (identity numbers by check digit, telephones, bank cards), what stands beside
    a title (姓名, 住院号, 住址 …) in the same line, the next cell or the column below, and the same names and numbers
    wherever they stand again. Names and numbers of staff, of organisations and of things are not found, nor is what is
    masked already (张*, 138****1234).
    """
    pages = list(pages)
    hits = list(_by_page(pages))
    again = Repetitions(pages, hits)
    return [
        finding_at(page, hit.line, hit.start, hit.end, hit.kind, hit.certainty)
        for page, found in zip(pages, hits, strict=True)
        for hit in sorted(_without_overlaps([*found, *again.on(page)]))
    ]


def _by_page(pages: list[PageText]) -> Iterator[list[Hit]]:
    """The hits of each page; a table that goes on from the page before is read under its titles."""
    titles: Line | None = None
    for page in pages:
        grid = Grid(page)
        if titles and page.lines and grid.columns(0) == Grid(replace(page, lines=(titles,))).columns(0):
            page = replace(page, lines=(titles, *page.lines))
            grid = Grid(page)
            yield [hit._replace(line=hit.line - 1) for hit in _on_page(grid, page.by_ocr) if hit.line]
        else:
            yield _on_page(grid, page.by_ocr)
        titles = None if page.width else _titles_of_last_table(page, grid)


def _titles_of_last_table(page: PageText, grid: Grid) -> Line | None:
    """The first row of a table with which a page ends, None if it ends otherwise."""
    first = last = len(page.lines) - 1
    if last < 0 or grid.columns(last) < _CELLS_OF_TABLE:
        return None
    while first > 0 and grid.columns(first - 1) == grid.columns(last):
        first -= 1
    return page.lines[first]


def _on_page(grid: Grid, by_ocr: bool) -> list[Hit]:
    fields = Fields(grid)
    # What is a patient's whatever stands around it says whose the open titles of the page are.
    alone = Surroundings(grid.lines, patients=False)
    patients = any(hit.certainty is Certainty.CERTAIN for hit in _hits(fields, alone, by_ocr))
    return _without_overlaps(_hits(fields, Surroundings(grid.lines, patients), by_ocr))


def _hits(fields: Fields, around: Surroundings, by_ocr: bool) -> Iterator[Hit]:
    yield from hits_anywhere(fields, around)
    yield from hits_beside_titles(fields, around, by_ocr)


def _without_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap the surest, then the longest."""
    kept: list[Hit] = []
    taken: dict[int, set[int]] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.certainty, hit.start - hit.end)):
        places, of_line = range(hit.start, hit.end), taken.setdefault(hit.line, set())
        if of_line.isdisjoint(places):
            of_line.update(places)
            kept.append(hit)
    return kept
