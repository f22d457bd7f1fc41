"""What changes 统计表, for the walk over all commands."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence.measures import measures
from evidence.records import Measure
from evidence.situation import load_situation
from evidence.statistics import confirmation, entry
from evidence.statistics.lines import Key
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import TODAY, House

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared

_CLERK = Viewer("周工", Role.ENGINEER)


def _key(p: "Prepared", level: int) -> Key:
    return Key(p.catalog.id, "05.01", level, "coverage", None)


def _draft(p: "Prepared", level: int) -> entry.FigureDraft:
    return entry.FigureDraft(_key(p, level), 85, 100, date(2025, 12, 1), date(2026, 2, 28), run_by="赵工")


def _record(p: "Prepared", who: Viewer) -> None:
    query = entry.QueryDraft(_key(p, 4), "SELECT 1", p.system)
    entry.record_figures(p.house.store, who, p.catalog, [_draft(p, 4)], [query])


@dataclass(frozen=True)
class Counted:
    """A figure that was entered, and one that was entered and confirmed, with what takes both back."""

    entered: entry.Recorded
    confirmed: list[confirmation.Reviewed]


def count(house: House, catalog: LevelsCatalog) -> Counted:
    """Somebody enters two figures, the head confirms one."""
    drafts = [
        entry.FigureDraft(Key(catalog.id, "05.02", level, "coverage", None), 85, 100, run_by="赵工") for level in (3, 4)
    ]
    entered, other = (entry.record_figures(house.store, _CLERK, catalog, [draft]) for draft in drafts)
    [figure] = [
        m for m in measures(house.store, house.viewer, catalog.id, "05.02") if m.level == other.figures[0][0][2]
    ]
    return Counted(entered, confirmation.confirm_figures(house.store, house.viewer, [figure]))


def _take_back(p: "Prepared", who: Viewer) -> None:
    entry.take_back_figures(p.house.store, who, p.counted.entered)


def _take_back_confirmation(p: "Prepared", who: Viewer) -> None:
    confirmation.take_back_confirmation(p.house.store, who, p.counted.confirmed)


def _stored(p: "Prepared") -> list[Measure]:
    situation = load_situation(p.house.store, p.house.viewer, shipped_catalogs(), TODAY)
    return [measure for measure in situation.measures if measure.id == p.measure]


def _return(p: "Prepared", who: Viewer) -> None:
    confirmation.return_figures(p.house.store, who, _stored(p), "口径不对")


COMMANDS = {
    "entry.record_figures": _record,
    "entry.take_back_figures": _take_back,
    "confirmation.take_back_confirmation": _take_back_confirmation,
    "confirmation.confirm_figures": lambda p, who: confirmation.confirm_figures(p.house.store, who, _stored(p)),
    "confirmation.return_figures": _return,
}
