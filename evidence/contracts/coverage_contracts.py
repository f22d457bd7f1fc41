"""Which contract answers for a system on a day."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlite_utils import Database

from evidence.contracts.facts import covered_systems
from evidence.records import Contract
from evidence.register import read_contracts


def contracts_by_system(db: Database) -> dict[int, tuple[Contract, ...]]:
    """System id → the contracts that cover it, newest first, in an open read."""
    contracts = read_contracts(db)
    covered = covered_systems(db)
    found: dict[int, list[Contract]] = {}
    for contract in contracts:
        for system_id in covered.get(contract.id, ()):
            found.setdefault(system_id, []).append(contract)
    return {system_id: tuple(own) for system_id, own in found.items()}


def contract_on(contracts: Iterable[Contract], day: date) -> Contract | None:
    """Of the contracts of a system that which holds on a day, else one whose dates are not known, else the one that
    ended last, else the one that begins next; None without any.
    """
    return min(contracts, key=lambda contract: _rank(contract, day), default=None)


def contracts_on(contracts: Iterable[Contract], day: date) -> tuple[Contract, ...]:
    """Of the contracts of a system all that hold on a day (one without a start holds until its end); where none is
    known to, the one that answers instead (`contract_on`).
    """
    known = list(contracts)
    holding = tuple(contract for contract in known if is_in_force(contract, day))
    other = None if holding else contract_on(known, day)
    return holding if other is None else (other,)


def is_in_force(contract: Contract, day: date) -> bool:
    """Whether a contract is known to hold on a day."""
    return contract.ends_on is not None and (contract.starts_on or date.min) <= day <= contract.ends_on


def _rank(contract: Contract, day: date) -> tuple[int, int]:
    if has_ended(contract, day):
        assert contract.ends_on is not None  # noqa: S101 - it has ended
        return 2, (day - contract.ends_on).days
    if contract.starts_on is not None and contract.starts_on > day:
        return 3, (contract.starts_on - day).days
    return (0 if contract.starts_on and contract.ends_on else 1), 0


def has_ended(contract: Contract, day: date) -> bool:
    """Whether a contract is known to be over."""
    return contract.ends_on is not None and contract.ends_on < day


def contract_of(found: Mapping[int, tuple[Contract, ...]], system_id: int, day: date) -> Contract | None:
    """The contract that answers for a system on a day; `found`: as `contracts_by_system` gives it."""
    return contract_on(found.get(system_id, ()), day)
