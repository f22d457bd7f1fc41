"""Which statistics have to be taken again before a review: their window will be too old then."""

from dataclasses import dataclass
from datetime import date, timedelta

from criteria.models import LevelsCatalog
from evidence.records import Measure, Target
from evidence.situation import Situation
from evidence.statistics.lines import Line
from evidence.statistics.sheet import Entry, load_sheet, measured_catalogs
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class DueAgain:
    """A figure that has to be taken again. `lines`: all that it stands for.

    `ended_on`: the end of its window, None when it is not known; `again_from`: the first day on which its window may
    end so that it still counts at the review; `limit_days`: how old it may be. `systems`, `vendors`: whose data it is.
    """

    catalog: LevelsCatalog
    lines: tuple[Line, ...]
    figure: Measure
    ended_on: date | None
    again_from: date
    review_date: date
    limit_days: int
    systems: tuple[str, ...]
    vendors: tuple[str, ...]


def due_again(
    store: Store, viewer: Viewer, situation: Situation, review_date: date, target: Target | None = None
) -> list[DueAgain]:
    """The figures that a target asks for and that are too old on its review date, in the order of the catalogs.

    Without a target: what any target of the hospital asks for. How old a figure may be is the catalog's
    (`evidence_ages.yaml`, `measures`); a figure without a window is taken again, for nothing shows when it was counted.
    What was never counted is not among them: that is a gap of its own.
    """
    targets = [target] if target else list(situation.targets)
    found = []
    for catalog in measured_catalogs(situation):
        own = [asked for asked in targets if asked.catalog == catalog.id]
        if own:
            highest = max(own, key=lambda asked: int(asked.level))
            sheet = load_sheet(store, viewer, situation, catalog, highest)
            found += _of_catalog(catalog, [entry for entry in sheet.entries if entry.asked], review_date)
    return found


def _of_catalog(catalog: LevelsCatalog, entries: list[Entry], review_date: date) -> list[DueAgain]:
    by_figure: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.figure is not None and not entry.line.applied:
            by_figure.setdefault(entry.figure.id, []).append(entry)
    return [due for listed in by_figure.values() if (due := _due(catalog, listed, review_date))]


def _due(catalog: LevelsCatalog, entries: list[Entry], review_date: date) -> DueAgain | None:
    figure, limit = entries[0].figure, entries[0].line.window_days
    if figure is None or limit is None:
        return None
    again_from = review_date - timedelta(days=limit)
    if figure.window_to is not None and figure.window_to >= again_from:
        return None
    systems = {system.id: system for entry in entries for system in entry.systems}.values()
    return DueAgain(
        catalog=catalog,
        lines=tuple(entry.line for entry in entries),
        figure=figure,
        ended_on=figure.window_to,
        again_from=again_from,
        review_date=review_date,
        limit_days=limit,
        systems=tuple(system.name for system in systems),
        vendors=tuple(dict.fromkeys(system.vendor for system in systems if system.vendor)),
    )
