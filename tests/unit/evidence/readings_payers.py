"""Tickets, penalties and who pays as they are read, for the walk over all readings."""

from criteria.library import shipped_catalogs
from evidence.contracts import coverage_desk, customisations, penalty_account, tickets, tickets_compared
from evidence.gaps import load_gaps
from evidence.situation import load_situation
from evidence.standing import load_standings
from evidence.viewer import Viewer
from tests.unit.evidence.commands import Prepared
from tests.unit.evidence.house import TODAY


def _covers(p: Prepared, who: Viewer) -> object:
    """Answers for the gaps that the hospital sees: a stranger may have kept any of them."""
    own, whole = (load_situation(p.house.store, viewer, shipped_catalogs(), TODAY) for viewer in (who, p.house.viewer))
    desk = coverage_desk.load_covers(p.house.store, who, own)
    standing = load_standings(p.house.store, p.house.viewer, whole)[0]
    gaps = load_gaps(p.house.store, p.house.viewer, whole, standing)
    return desk and [desk.of_gap(gap) for gap in gaps]


READINGS = {
    "coverage_desk.load_covers": _covers,
    "customisations.customisations": lambda p, who: customisations.customisations(p.house.store, who),
    "penalty_account.ledger": lambda p, who: penalty_account.ledger(p.house.store, who, p.served.contract, TODAY),
    "tickets.tickets": lambda p, who: tickets.tickets(p.house.store, who),
    "tickets_compared.compared_tickets": lambda p, who: tickets_compared.compared_tickets(p.house.store, who),
}
