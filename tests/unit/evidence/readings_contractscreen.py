"""What the screen of the contracts reads, for the walk over all readings."""

from typing import TYPE_CHECKING

from criteria.library import shipped_catalogs
from evidence import situation
from evidence.contracts import overview, review_coverage
from evidence.situation import Situation
from evidence.viewer import Viewer
from tests.unit.evidence.house import TODAY

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared


def _own(p: "Prepared", who: Viewer) -> Situation:
    return situation.load_situation(p.house.store, who, shipped_catalogs(), TODAY)


READINGS = {
    "overview.ledgers": lambda p, who: overview.ledgers(p.house.store, who, TODAY),
    "overview.load_overview": lambda p, who: overview.load_overview(p.house.store, who, _own(p, who)),
    "review_coverage.load_support": lambda p, who: review_coverage.load_support(p.house.store, who, _own(p, who)),
}
