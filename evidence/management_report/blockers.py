"""What holds the targets back, gathered so that a director can decide: one line for each kind of obstacle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence.gap_weights import Weight
from evidence.gaps import Gap, Reason
from evidence.management_report.words import clipped, said, some, wording
from evidence.naming import short_title
from evidence.situation import Situation
from evidence.standing import Standing

_NAMED = 2


@dataclass(frozen=True)
class Blocker:
    """An obstacle. `items`: how many items of the targets it holds back; `what`, `whose`: some of them in words."""

    obstacle: str
    items: int
    what: str
    whose: str
    decide: str


def holding(standing: Standing, gaps: Sequence[Gap]) -> list[Gap]:
    """The gaps that hold a target back; nothing once it is reached.

    Where none does by itself, those that count toward a number that is short.
    """
    if standing.proven.reached:
        return []
    blocking = [gap for gap in gaps if gap.weight is Weight.BLOCKS]
    return blocking or [gap for gap in gaps if gap.weight is Weight.COUNTS]


def obstacle_of(reason: Reason) -> Mapping[str, str]:
    """Name and decision of the obstacle that a reason belongs to."""
    found: Mapping[str, str] = next(entry for entry in wording()["obstacles"] if reason.value in entry["reasons"])
    return found


def blockers(situation: Situation, gaps: Iterable[Gap]) -> tuple[Blocker, ...]:
    """The obstacles behind the gaps that hold targets back, that with most items first."""
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(obstacle_of(gap.reason)["name"], []).append(gap)
    found = [_blocker(situation, group) for group in groups.values()]
    return tuple(sorted(found, key=lambda blocker: (-blocker.items, blocker.obstacle)))


def _blocker(situation: Situation, gaps: Sequence[Gap]) -> Blocker:
    obstacle = obstacle_of(gaps[0].reason)
    items = {(gap.target.id, gap.item): gap.name for gap in gaps}
    standards = list(dict.fromkeys(short_title(situation.catalogs[gap.catalog]) for gap in gaps))
    where = "、".join(standards) if len(standards) <= _NAMED else said("standards", count=len(standards))
    names = some(items.values(), "项", "item", len(items))
    return Blocker(
        obstacle=obstacle["name"],
        items=len(items),
        what=said("items", standards=where, items=names),
        whose=_whose(gaps),
        decide=obstacle["decide"],
    )


def _whose(gaps: Iterable[Gap]) -> str:
    """LIS系统（瑞美）12 项、… 等 5 个系统: that with most items first."""
    items: dict[str, set[tuple[int, str]]] = {}
    for gap in gaps:
        items.setdefault(_owner(gap), set()).add((gap.target.id, gap.item))
    ordered = sorted(items, key=lambda owner: (-len(items[owner]), owner))
    told = (said("whose", owner=owner, count=len(items[owner])) for owner in ordered)
    return some(told, "个系统", "owner", named=_NAMED)


def _owner(gap: Gap) -> str:
    if gap.system is None:
        return said("own_systems")
    return clipped(gap.system.name, "system") + (f"（{clipped(gap.vendor, 'vendor')}）" if gap.vendor else "")
