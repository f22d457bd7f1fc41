"""The report for the management, asked for by everybody: only the hospital's own people may have it."""

from collections.abc import Callable

from criteria.library import shipped_catalogs
from evidence.management_report import facts
from evidence.situation import load_situation
from evidence.viewer import Viewer
from tests.unit.evidence.commands import Prepared
from tests.unit.evidence.house import TODAY


def _report(p: Prepared, who: Viewer) -> object:
    found = facts.load_report(p.house.store, who, load_situation(p.house.store, who, shipped_catalogs(), TODAY))
    return found.blockers, found.vendors, found.money_sentences, found.risks, found.decisions


READINGS: dict[str, Callable[[Prepared, Viewer], object]] = {"facts.load_report": _report}
