"""What may still go wrong until the reviews, the most urgent first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from criteria.grading.results import ComplianceResult, LevelsResult
from evidence.contracts.coverage_contracts import contract_on, has_ended
from evidence.contracts.obligations import Obligation
from evidence.expiry_view import Outlook
from evidence.gaps import Gap
from evidence.management_report.progress import Progress
from evidence.management_report.words import clipped, some, wording
from evidence.records import Contract, System, Task
from evidence.situation import Situation


@dataclass(frozen=True)
class EndingContract:
    """A contract that will not hold at a review. `targets`: those that its systems have to be shown for."""

    contract: Contract
    over: bool
    systems: tuple[System, ...]
    targets: tuple[Progress, ...]


@dataclass(frozen=True)
class Grounds:
    """What risks and decisions are drawn from. `expiring`: target id → what runs out before its review.

    `late`: target id → tasks due after its review.
    """

    situation: Situation
    targets: Sequence[Progress]
    holding: Sequence[Gap]
    contracts: Sequence[EndingContract]
    expiring: Mapping[int, Outlook]
    late: Mapping[int, Sequence[Task]]
    missed: Sequence[Obligation]


def _told(key: str, **values: object) -> str:
    return str(wording()["risks"][key]).format(**values)


def risks(grounds: Grounds) -> tuple[str, ...]:
    """A sentence per risk: the first of every sort, then the second ones …, so that a short list tells of all sorts."""
    rules = (_past, _hazards, _contracts, _expiring, _late, _missed, _unconfirmed, _undated)
    ranked = zip_longest(*(rule(grounds) for rule in rules))
    return tuple(sentence for rank in ranked for sentence in rank if sentence)


def _past(grounds: Grounds) -> Iterator[str]:
    for target in grounds.targets:
        if target.days_left is not None and target.days_left < 0 and not target.reached:
            yield _told("past", name=target.name, review=target.standing.target.review_on)


def _hazards(grounds: Grounds) -> Iterator[str]:
    for target in grounds.targets:
        result = target.standing.claimed
        if isinstance(result, ComplianceResult) and result.hazards:
            yield _told("hazards", name=target.name, count=result.hazards)
        if isinstance(result, ComplianceResult) and result.proposed_risks:
            yield _told("proposed", name=target.name, count=len(result.proposed_risks))


def _contracts(grounds: Grounds) -> Iterator[str]:
    for ending in grounds.contracts:
        title, ends = clipped(ending.contract.title, "hospital"), ending.contract.ends_on
        if ending.over:
            systems = some((system.name for system in ending.systems), "个系统")
            yield _told("contract_over", contract=title, ends=ends, systems=systems)
        else:
            names = some((target.name for target in ending.targets), "个目标")
            review = min(day for target in ending.targets if (day := target.standing.target.review_on))
            yield _told("contract", contract=title, ends=ends, name=names, review=review)


def _expiring(grounds: Grounds) -> Iterator[str]:
    """Where the target loses a proof, that with most first."""
    losing = [target for target in grounds.targets if _lost(grounds, target)]
    for target in sorted(losing, key=lambda target: -_lost(grounds, target)):
        yield _told(
            "expiring",
            name=target.name,
            review=target.standing.target.review_on,
            documents=grounds.expiring[target.standing.target.id].asked,
            lost=_lost(grounds, target),
            change=str(wording()["change"]).format(words=target.change) if target.change else "",
        )


def _lost(grounds: Grounds, target: Progress) -> int:
    found = grounds.expiring.get(target.standing.target.id)
    return found.clauses + found.measures if found else 0


def _late(grounds: Grounds) -> Iterator[str]:
    for target in grounds.targets:
        tasks = grounds.late.get(target.standing.target.id, ())
        if tasks:
            yield _told("late", name=target.name, count=len(tasks))


def _missed(grounds: Grounds) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for entry in grounds.missed:
        found.setdefault(entry.contract, []).append(entry.title)
    for contract, titles in found.items():
        shown = some(titles, "项")
        yield _told("missed", contract=clipped(contract, "hospital"), count=len(titles), titles=shown)


def _unconfirmed(grounds: Grounds) -> Iterator[str]:
    for target in grounds.targets:
        result = target.standing.proven
        if isinstance(result, LevelsResult) and result.possible_level > result.level:
            key = "certain_possible" if result.level else "certain_none"
            levels = str(wording()[key]).format(level=f"{result.level} 级", possible=f"{result.possible_level} 级")
            yield _told("unconfirmed", name=target.name, count=result.at_target.unconfirmed, levels=levels)


def _undated(grounds: Grounds) -> Iterator[str]:
    names = [target.name for target in grounds.targets if target.days_left is None]
    if names:
        yield _told("undated", name=some(names, "个目标"))


def ending_contracts(
    situation: Situation, targets: Sequence[Progress], by_system: Mapping[int, tuple[Contract, ...]]
) -> tuple[EndingContract, ...]:
    """The contracts that are over, or will be at a review to come, without another one in their place.

    `by_system`: as `contracts_by_system` gives it.
    """
    found: dict[tuple[int, bool], tuple[Contract, dict[int, System], dict[int, Progress]]] = {}
    for system in situation.systems:
        own = by_system.get(system.id, ())
        for target, contract in _without(situation, system, targets, own):
            over = has_ended(contract, situation.today)
            _, systems, concerned = found.setdefault((contract.id, over), (contract, {}, {}))
            systems[system.id] = system
            concerned[target.standing.target.id] = target
    endings = [
        EndingContract(contract, over, tuple(systems.values()), tuple(concerned.values()))
        for (_, over), (contract, systems, concerned) in found.items()
    ]
    return tuple(sorted(endings, key=lambda ending: ending.contract.ends_on or date.max))


def _without(
    situation: Situation, system: System, targets: Iterable[Progress], contracts: Iterable[Contract]
) -> Iterator[tuple[Progress, Contract]]:
    """The reviews to come on which a system has a contract that is over."""
    answers = {catalog for catalog in situation.catalogs if _answers(situation, catalog, system)}
    for target in targets:
        review_on = target.standing.target.review_on
        if review_on is None or review_on < situation.today or target.standing.catalog.id not in answers:
            continue
        contract = contract_on(contracts, review_on)
        if contract is not None and has_ended(contract, review_on):
            yield target, contract


def _answers(situation: Situation, catalog: str, system: System) -> bool:
    return any(duty.system.id == system.id for duties in situation.duties(catalog).values() for duty in duties)
