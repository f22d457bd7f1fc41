"""What reads contracts, obligations and deliveries, for the walk over all readings."""

from typing import TYPE_CHECKING

from criteria.library import shipped_catalogs
from evidence import register, requirement_list, requirement_related, requirement_view, situation
from evidence.contracts import facts, obligations, register_check, renewals, system_contracts
from evidence.contracts.draft import ContractDraft
from evidence.errors import NotFoundError
from evidence.viewer import SYSTEM, Viewer
from tests.unit.evidence.house import TODAY

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared


def _renewed(p: "Prepared", who: Viewer) -> object:
    """What the contract will bring for a unit that its inspections can prove."""
    return renewals.renewals(p.house.store, who, TODAY).of_clause("mlps3-2019", "L3-CES1-12#1")


def _file(p: "Prepared", who: Viewer) -> object:
    """An expert sees no contracts, which is told in a sentence."""
    try:
        return facts.contract_file(p.house.store, who, p.signed.contract)
    except NotFoundError as error:
        return str(error)


def _renewed_of_requirement(p: "Prepared", who: Viewer) -> object:
    """The unit as the hospital sees it; what renews it is asked by the viewer."""
    whole = situation.load_situation(p.house.store, SYSTEM, shipped_catalogs(), TODAY)
    catalog = whole.catalogs["mlps3-2019"]
    entries = requirement_list.load_entries(p.house.store, SYSTEM, whole, catalog, None)
    entry = next(entry for entry in entries if entry.requirement.code == "L3-MMS1-09")
    view = requirement_view.view_requirement(whole, catalog, entry, None)
    return requirement_related.contract_renewals(p.house.store, who, whole, view)


def _doubts(p: "Prepared", who: Viewer) -> object:
    """A contract of another company on systems that are maintained already."""
    systems = [system.id for system in register.systems(p.house.store, SYSTEM)]
    return register_check.doubts_to_decide(p.house.store, who, ContractDraft((), (), ()), "别家公司", systems, None)


READINGS = {
    "register_check.doubts_to_decide": _doubts,
    "requirement_related.contract_renewals": _renewed_of_requirement,
    "facts.all_facts": lambda p, who: facts.all_facts(p.house.store, who),
    "facts.confirmed_facts": lambda p, who: facts.confirmed_facts(p.house.store, who, p.signed.contract),
    "facts.contract_file": _file,
    "obligations.obligations": lambda p, who: obligations.obligations(p.house.store, who, TODAY),
    "renewals.renewals": _renewed,
    "system_contracts.system_contracts": lambda p, who: system_contracts.system_contracts(
        p.house.store, who, situation.load_situation(p.house.store, who, shipped_catalogs(), TODAY)
    ),
}
