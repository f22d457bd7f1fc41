"""What the management is asked to decide, drawn from what was found: each with its reason, the most urgent first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from criteria.grading.results import ComplianceResult, LevelsResult
from evidence.contracts.coverage import Status
from evidence.gaps import Gap, Reason
from evidence.management_report.risks import Grounds
from evidence.management_report.vendors import VendorLine
from evidence.management_report.words import clipped, some, wording

_OVER, _ENDS = "已到期", "到期"


@dataclass(frozen=True)
class Decision:
    """A question to the management, and why it is asked."""

    text: str
    reason: str


def _asked(key: str, **values: object) -> Decision:
    words = wording()["decisions"][key]
    return Decision(words["ask"].format(**values), words["why"].format(**values))


def decisions(grounds: Grounds, vendors: Iterable[VendorLine]) -> tuple[Decision, ...]:
    """The list, in the order of `wording.yaml`."""
    lines = tuple(vendors)
    by_key: dict[str, list[Decision]] = {}
    for key, decision in (
        *_of_targets(grounds),
        *_of_contracts(grounds),
        *_of_payment(lines),
        *_of_work(grounds, lines),
    ):
        by_key.setdefault(key, []).append(decision)
    return tuple(decision for key in wording()["decisions"] for decision in by_key.get(key, ()))


_Found = Iterator[tuple[str, Decision]]


def _of_targets(grounds: Grounds) -> _Found:
    undated = [target.name for target in grounds.targets if target.days_left is None]
    if undated:
        yield "dates", _asked("dates", names=some(undated, "个目标"))
    results = [(target, target.standing.claimed) for target in grounds.targets]
    hazards = {target.name: r.hazards for target, r in results if isinstance(r, ComplianceResult) and r.hazards}
    if hazards:
        yield "hazards", _asked("hazards", names=some(hazards, "个目标"), count=sum(hazards.values()))
    open_kinds = {
        target.name: result.at_target.unconfirmed
        for target in grounds.targets
        if isinstance(result := target.standing.proven, LevelsResult)
        and not result.reached
        and result.at_target.unconfirmed
    }
    if open_kinds:
        yield "kinds", _asked("kinds", names=some(open_kinds, "个目标"), count=sum(open_kinds.values()))
    late = {task.id for tasks in grounds.late.values() for task in tasks}
    if late:
        yield "late", _asked("late", count=len(late))


def _of_contracts(grounds: Grounds) -> _Found:
    for ending in grounds.contracts:
        yield (
            "renew",
            _asked(
                "renew",
                contract=clipped(ending.contract.title, "hospital"),
                ends=ending.contract.ends_on,
                state=_OVER if ending.over else _ENDS,
                names=some((target.name for target in ending.targets), "个目标"),
            ),
        )


def _of_payment(lines: Iterable[VendorLine]) -> _Found:
    for key, status in (
        ("negotiate", Status.NEGOTIATED),
        ("clarify", Status.UNCLEAR),
        ("uncovered", Status.NONE),
    ):
        found = {line.vendor: line.payments[status] for line in lines if line.payments[status]}
        if found:
            ordered = sorted(found, key=lambda vendor: -found[vendor])
            yield key, _asked(key, names=some(ordered, "家厂商"), count=sum(found.values()))


def _of_work(grounds: Grounds, lines: Iterable[VendorLine]) -> _Found:
    nobody = _of(grounds, Reason.NO_SYSTEM)
    if nobody:
        clauses = {(gap.target.id, gap.clause) for gap in nobody}
        yield "owner", _asked("owner", count=len(clauses), names=some((g.name for g in nobody), "个项目", "item"))
    behind = [line for line in lines if line.overdue or line.missed]
    if behind:
        names = some((line.vendor for line in behind), "家厂商")
        counts = {"tasks": sum(line.overdue for line in behind), "missed": sum(line.missed for line in behind)}
        yield "overdue", _asked("overdue", names=names, **counts)
    for key, reason in (("use", Reason.COVERAGE_LOW), ("data", Reason.DATA_QUALITY_LOW)):
        items = {(gap.target.id, gap.item) for gap in _of(grounds, reason)}
        if items:
            yield key, _asked(key, count=len(items))
    waiting = {(gap.target.id, gap.clause) for gap in _of(grounds, Reason.DOCUMENT_PENDING)}
    if waiting:
        yield "review", _asked("review", count=len(waiting))


def _of(grounds: Grounds, reason: Reason) -> list[Gap]:
    return [gap for gap in grounds.holding if gap.reason is reason]
