"""统计表 as it is read, for the walk over all readings."""

from criteria.library import shipped_catalogs
from evidence.situation import Situation, load_situation
from evidence.statistics import confirmed, due, history, sheet
from evidence.statistics.entry import QueryDraft, record_figures
from evidence.statistics.lines import Key
from evidence.viewer import Viewer
from tests.unit.evidence.commands import Prepared
from tests.unit.evidence.house import TODAY


def _own(p: Prepared, who: Viewer) -> Situation:
    return load_situation(p.house.store, who, shipped_catalogs(), TODAY)


def _history(p: Prepared, who: Viewer) -> object:
    """The query names the system that it runs on."""
    key = Key(p.catalog.id, "05.01", 3, "coverage", None)
    query = QueryDraft(key, "SELECT 1 -- 瑞美检验平台", p.system)
    record_figures(p.house.store, p.house.viewer, p.catalog, [], [query])
    return history.line_history(p.house.store, who, key)


def _confirmed(p: Prepared, who: Viewer) -> object:
    [target] = _own(p, p.house.viewer).targets
    return confirmed.confirmed_sheet(p.house.store, who, _own(p, who), target)


READINGS = {
    "sheet.load_sheet": lambda p, who: sheet.load_sheet(p.house.store, who, _own(p, who), p.catalog),
    "history.line_history": _history,
    "confirmed.confirmed_sheet": _confirmed,
    "due.due_again": lambda p, who: due.due_again(p.house.store, who, _own(p, who), TODAY),
}
