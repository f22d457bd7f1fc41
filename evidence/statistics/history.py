"""What was entered for a line over time: figures with their confirmation, and the versions of the query."""

from dataclasses import dataclass

from evidence.records import from_row
from evidence.statistics.lines import Key
from evidence.statistics.records import Query, Result
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class History:
    """Newest first. `results` includes figures that hold for all levels of the item."""

    results: tuple[Result, ...]
    queries: tuple[Query, ...]


_RESULTS = """
    SELECT * FROM statistic_results
    WHERE catalog = ? AND item = ? AND (level = ? OR level IS NULL) AND kind = ? AND check_no IS ? ORDER BY id DESC
"""
_QUERIES = """
    SELECT * FROM statistic_queries
    WHERE catalog = ? AND item = ? AND level = ? AND kind = ? AND check_no IS ? ORDER BY number DESC
"""


def line_history(store: Store, viewer: Viewer, key: Key) -> History:
    """All results and queries of a line that the viewer sees."""
    with store.reading(viewer) as db:
        return History(
            tuple(from_row(Result, row) for row in db.query(_RESULTS, list(key))),
            tuple(from_row(Query, row) for row in db.query(_QUERIES, list(key))),
        )
