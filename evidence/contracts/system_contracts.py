"""Which contracts each system has, and what stands out: none, none in force, or one that ends before a review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evidence.access import Permission, may
from evidence.contracts.coverage_contracts import contracts_by_system, is_in_force
from evidence.contracts.rules import rules
from evidence.naming import short_title
from evidence.records import Contract, System, Target
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class SystemContracts:
    """A system with the contracts that cover it, the one that ends last first. `warning`: what stands out, or empty.

    `in_force`: a contract is known to hold today.
    """

    system: System
    contracts: tuple[Contract, ...]
    warning: str
    in_force: bool

    @property
    def ends_on(self) -> date | None:
        """The last day for which there is a contract."""
        return max((contract.ends_on for contract in self.contracts if contract.ends_on), default=None)


def system_contracts(store: Store, viewer: Viewer, situation: Situation) -> list[SystemContracts]:
    """The systems of the register with their contracts, in its order; nothing for who sees no contracts."""
    if not may(viewer, Permission.WORK):
        return []
    with store.reading(viewer) as db:
        found = contracts_by_system(db)
    return [_of_system(situation, system, found.get(system.id, ())) for system in situation.systems]


def _of_system(situation: Situation, system: System, contracts: Sequence[Contract]) -> SystemContracts:
    ordered = sorted(contracts, key=lambda contract: (contract.ends_on or date.min, contract.id), reverse=True)
    dated = [contract for contract in contracts if contract.ends_on is not None]
    return SystemContracts(system, tuple(ordered), _warning(situation, contracts), _covered(dated, situation.today))


def _warning(situation: Situation, contracts: Sequence[Contract]) -> str:
    dated = [contract for contract in contracts if contract.ends_on is not None]
    if not dated:
        return rules().warning("no_dates" if contracts else "no_contract")
    last = max(contract.ends_on for contract in dated if contract.ends_on is not None)
    if not _covered(dated, situation.today):
        starts = [c.starts_on for c in dated if c.starts_on is not None and c.starts_on > situation.today]
        return rules().warning("not_begun", starts=min(starts)) if starts else rules().warning("ended", ends=last)
    for target, review in _coming_reviews(situation):
        if not _covered(dated, review):
            catalog = short_title(situation.catalogs[target.catalog])
            return rules().warning("ends_before_review", ends=last, catalog=catalog, review=review)
    return ""


def _covered(contracts: Sequence[Contract], day: date) -> bool:
    return any(is_in_force(contract, day) for contract in contracts)


def _coming_reviews(situation: Situation) -> list[tuple[Target, date]]:
    found = [
        (target, target.review_on)
        for target in situation.targets
        if target.review_on is not None and target.review_on >= situation.today
    ]
    return sorted(found, key=lambda entry: entry[1])
