"""Who has to move, and who pays: open work per vendor, by what the contracts say of it. No price is ever made up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence.contracts.coverage import Status
from evidence.contracts.coverage_desk import CoverDesk, CoverTotals, cover_totals
from evidence.contracts.obligations import Obligation, State
from evidence.gap_view import NO_VENDOR
from evidence.gaps import Gap
from evidence.management_report.words import clipped, more, most, said
from evidence.records import Target, Task
from evidence.situation import Situation


@dataclass(frozen=True)
class VendorLine:
    """A vendor's open work, all targets together. `payments`: the same requirements by who pays."""

    vendor: str
    requirements: int
    holding: int
    tasks: int
    overdue: int
    missed: int
    payments: Mapping[Status, int]


@dataclass(frozen=True)
class Money:
    """What the contracts say of the open work.

    `targets`: those with work to be settled; `left`: contract and what is left of its free work.
    """

    payments: Mapping[Status, int]
    targets: tuple[tuple[Target, Mapping[Status, int]], ...]
    left: tuple[tuple[str, str], ...]

    def sentences(self, names: Mapping[int, str]) -> list[str]:
        """In words; `names`: target id → name."""
        told = [said("money", **{status.value: self.payments[status] for status in Status})]
        if self.payments[Status.NEGOTIATED]:
            told[0] += said("no_quote")
        if self.targets:
            parts = [
                said(
                    "money_target",
                    name=clipped(names[target.id], "trend"),
                    negotiated=counts[Status.NEGOTIATED],
                    unclear=counts[Status.UNCLEAR],
                )
                for target, counts in self.targets[: most("money")]
            ]
            told.append(said("money_targets", targets="；".join(parts)) + more("money", len(self.targets), "个目标"))
        return [*told, *(said("free_left", contract=clipped(name), left=left) for name, left in self.left[:1])]


def vendor_lines(
    situation: Situation,
    totals: Sequence[CoverTotals],
    holding: Iterable[Gap],
    missed: Iterable[Obligation],
) -> tuple[VendorLine, ...]:
    """A line per vendor with open work, that with most that holds targets back first."""
    counted = Counter(gap.vendor or NO_VENDOR for gap in holding if gap.system is not None)
    payments: dict[str, Counter[Status]] = {}
    for entry in totals:
        payments.setdefault(entry.vendor, Counter()).update(entry.counts)
    tasks = _tasks_by_vendor(situation)
    services = Counter(entry.vendor for entry in missed if entry.vendor)
    lines = [
        VendorLine(
            vendor=vendor,
            requirements=payments.get(vendor, Counter()).total(),
            holding=counted[vendor],
            tasks=len(tasks.get(vendor, ())),
            overdue=sum(task.overdue(situation.today) for task in tasks.get(vendor, ())),
            missed=services[vendor],
            payments={status: payments.get(vendor, Counter())[status] for status in Status},
        )
        for vendor in dict.fromkeys([*payments, *tasks, *services])
    ]
    return tuple(sorted(lines, key=lambda line: (-line.holding, -line.requirements, line.vendor)))


def _tasks_by_vendor(situation: Situation) -> Mapping[str, list[Task]]:
    """Vendor → the open tasks of its systems."""
    found: dict[str, list[Task]] = {}
    for task in situation.tasks:
        system = situation.system_by_id.get(task.system_id or 0)
        if system is not None and task.state != "done":
            found.setdefault(system.vendor or NO_VENDOR, []).append(task)
    return found


def money(totals: Sequence[CoverTotals]) -> Money:
    """All vendors together, and per target."""
    targets = {entry.target.id: entry.target for entry in totals}
    counts: dict[int, Counter[Status]] = {target: Counter() for target in targets}
    for entry in totals:
        counts[entry.target.id].update(entry.counts)
    whole: Counter[Status] = sum(counts.values(), Counter())
    unsettled = tuple(
        (targets[target], own) for target, own in counts.items() if own[Status.NEGOTIATED] or own[Status.UNCLEAR]
    )
    left = {title: balance.left_text for entry in totals for title, balance in entry.left}
    return Money({status: whole[status] for status in Status}, unsettled, tuple(left.items()))


def totals_of(desk: CoverDesk | None, gaps_by_target: Mapping[int, Sequence[Gap]]) -> list[CoverTotals]:
    """Who pays, per vendor and target; without the contracts nothing is said."""
    return cover_totals(desk, gaps_by_target) if desk else []


def missed_services(entries: Iterable[Obligation]) -> list[Obligation]:
    """What vendors owed by a day and have not delivered."""
    return [entry for entry in entries if entry.state is State.MISSED and entry.owed_by == "vendor"]
