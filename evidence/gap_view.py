"""差距 as people work on them: by importance, filtered, counted, as a table, and as drafts of tasks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from criteria.models import AnyRequirement, Catalog, Indicator, LevelRequirement, PointsCatalog
from evidence.contracts.coverage import Cover, Status
from evidence.documents import Link
from evidence.gap_weights import Weight
from evidence.gaps import Gap, Reason, asked_rows
from evidence.naming import short_title
from evidence.records import Document, Target, from_row
from evidence.standing import Standing
from evidence.store import Store
from evidence.tasks import TaskDraft
from evidence.viewer import Viewer
from evidence.words import REASON_NAMES, REASON_REMEDIES, WEIGHT_NAMES

# What a filter holds, and what is shown, where there is no system or vendor.
WHOLE = "hospital"
NO_SYSTEM = "全院（无责任系统）"
NO_VENDOR = "未登记厂商"

# Tells who pays for closing a gap.
Payer = Callable[[Gap], Cover]


def by_importance(gaps: Iterable[Gap], catalog: Catalog) -> list[Gap]:
    """What blocks, then what counts, then what adds points; within that the lowest level first, then catalog order.

    `gaps`: of one target, in catalog order (as `load_gaps` returns them); `catalog`: that of the target.
    """
    rank = {weight: place for place, weight in enumerate(Weight)}
    return sorted(gaps, key=lambda gap: (rank[gap.weight], level_place(catalog, gap.requirement)))


def level_place(catalog: Catalog, row: AnyRequirement) -> int:
    """The place of a requirement's level or grade on the catalog's scale; 0 where there is none."""
    if isinstance(row, LevelRequirement):
        return row.level
    if isinstance(row, Indicator) and isinstance(catalog, PointsCatalog):
        grade = row.tiers[0].grade if row.tiers else row.grade
        return catalog.order[grade] if grade else 0
    return 0


def system_of(gap: Gap) -> str:
    """The name of the responsible system, `NO_SYSTEM` without one."""
    return gap.system.name if gap.system else NO_SYSTEM


def system_key(gap: Gap) -> str:
    """The id of the responsible system as text, `WHOLE` without one: what a filter and an address hold."""
    return str(gap.system.id) if gap.system else WHOLE


def vendor_of(gap: Gap) -> str:
    """The vendor of the responsible system, `NO_VENDOR` where none is registered, `NO_SYSTEM` without a system."""
    return gap.vendor or (NO_VENDOR if gap.system else NO_SYSTEM)


@dataclass(frozen=True)
class GapFilter:
    """What to list; an empty field lets everything through. `systems`: keys as `system_key` gives them.

    `tasked`: only with (True) or without (False) an open task. `payments`: by who pays.
    """

    text: str = ""
    reasons: frozenset[Reason] = frozenset()
    weights: frozenset[Weight] = frozenset()
    systems: frozenset[str] = frozenset()
    vendors: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    tasked: bool | None = None
    payments: frozenset[Status] = frozenset()


def filter_gaps(gaps: Iterable[Gap], wanted: GapFilter, payer: Payer | None = None) -> list[Gap]:
    """The gaps that a filter lets through, in their order. `payer`: tells who pays; without it all payments fit."""
    words = wanted.text.lower().split()
    found = [gap for gap in gaps if _chosen(gap, wanted) and all(word in _searched(gap) for word in words)]
    if payer and wanted.payments:
        return [gap for gap in found if payer(gap).status in wanted.payments]
    return found


def _chosen(gap: Gap, wanted: GapFilter) -> bool:
    choices: list[tuple[frozenset[str], str]] = [
        (frozenset(wanted.reasons), gap.reason),
        (frozenset(wanted.weights), gap.weight),
        (wanted.systems, system_key(gap)),
        (wanted.vendors, vendor_of(gap)),
        (wanted.levels, gap.level),
    ]
    fits = all(not allowed or value in allowed for allowed, value in choices)
    return fits and wanted.tasked in (None, gap.task is not None)


def _searched(gap: Gap) -> str:
    return " ".join((gap.clause, gap.name, gap.text, system_of(gap), gap.vendor)).lower()


@dataclass(frozen=True)
class Count:
    """How many clauses fall under a name, and how many of them block. `key`: what a filter is set to."""

    key: str
    name: str
    clauses: int
    blocking: int


def counts_by(gaps: Iterable[Gap], key: Callable[[Gap], str], names: Callable[[str], str] = str) -> list[Count]:
    """Clauses counted once per key, most first."""
    clauses: dict[str, set[str]] = {}
    blocking: dict[str, set[str]] = {}
    for gap in gaps:
        clauses.setdefault(key(gap), set()).add(gap.clause)
        if gap.blocks:
            blocking.setdefault(key(gap), set()).add(gap.clause)
    found = [Count(name, names(name), len(ids), len(blocking.get(name, ()))) for name, ids in clauses.items()]
    return sorted(found, key=lambda count: -count.clauses)


def counts_by_reason(gaps: Iterable[Gap]) -> list[Count]:
    """Clauses per reason, most first."""
    return counts_by(gaps, lambda gap: gap.reason.value, lambda key: REASON_NAMES[Reason(key)])


def counts_by_system(gaps: Sequence[Gap]) -> list[Count]:
    """Clauses per responsible system, most first."""
    names = {system_key(gap): system_of(gap) for gap in gaps}
    return counts_by(gaps, system_key, names.__getitem__)


def counts_by_vendor(gaps: Iterable[Gap]) -> list[Count]:
    """Clauses per vendor, most first."""
    return counts_by(gaps, vendor_of)


@dataclass(frozen=True)
class GapSummary:
    """The answer in numbers of clauses (a clause that several systems owe counts once).

    `tasked`: clauses of which every gap has an open task. `system`, `vendor`: of those registered, the one with most.
    """

    asked: int
    clauses: int
    blocking: int
    blocking_items: int
    tasked: int
    reason: Count | None
    system: Count | None
    vendor: Count | None


def summarise(standing: Standing, gaps: Sequence[Gap]) -> GapSummary:
    """How much is missing for a target, why, and whose it is."""
    clauses = {gap.clause for gap in gaps}
    return GapSummary(
        asked=sum(len(row.clauses) for row in asked_rows(standing.catalog, standing.target)),
        clauses=len(clauses),
        blocking=len({gap.clause for gap in gaps if gap.blocks}),
        blocking_items=len({gap.item for gap in gaps if gap.blocks}),
        tasked=len(clauses - {gap.clause for gap in gaps if gap.task is None}),
        reason=next(iter(counts_by_reason(gaps)), None),
        system=next((count for count in counts_by_system(gaps) if count.key != WHOLE), None),
        vendor=next((count for count in counts_by_vendor(gaps) if count.key not in (NO_VENDOR, NO_SYSTEM)), None),
    )


def to_table(gaps: Iterable[Gap], payer: Payer | None = None) -> pd.DataFrame:
    """One row per gap, for the screen and for Excel. `payer`: tells who pays; without it nothing is said of that."""
    rows = [
        {
            "要求点": gap.clause,
            "名称": gap.name,
            "级别": gap.level,
            "要求内容": gap.text,
            "原因": REASON_NAMES[gap.reason],
            "权重": WEIGHT_NAMES[gap.weight],
            "系统": system_of(gap),
            "厂商": gap.vendor,
            "任务": gap.task.title if gap.task else "",
            "负责人": gap.task.owner if gap.task else "",
            "截止日期": gap.task.due_on if gap.task else None,
            "补齐办法": REASON_REMEDIES[gap.reason],
            **(_payment(payer(gap)) if payer else {}),
        }
        for gap in gaps
    ]
    return pd.DataFrame(rows)


def _payment(cover: Cover) -> dict[str, str]:
    return {
        "谁出钱": cover.name,
        "合同": cover.contract,
        "费用依据": cover.reason,
        "合同原文": cover.quote.text if cover.quote else "",
    }


class Grouping(StrEnum):
    """One task per system, or one per requirement."""

    SYSTEM = "system"
    REQUIREMENT = "requirement"


@dataclass(frozen=True)
class TaskPlan:
    """How chosen gaps become tasks: grouping, and what all of the tasks share."""

    grouping: Grouping
    owner: str = ""
    due_on: date | None = None
    effort_days: int | None = None


def draft_tasks(catalog: Catalog, gaps: Iterable[Gap], plan: TaskPlan) -> list[TaskDraft]:
    """Drafts that close the gaps. A gap that has an open task already is left out."""
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        if gap.task is None:
            by_system = plan.grouping is Grouping.SYSTEM
            groups.setdefault(system_of(gap) if by_system else gap.requirement.code, []).append(gap)
    return [_draft(catalog, group, plan) for group in groups.values()]


def _draft(catalog: Catalog, group: list[Gap], plan: TaskPlan) -> TaskDraft:
    systems = {gap.system.id if gap.system else None for gap in group}
    clauses = tuple(dict.fromkeys((gap.catalog, gap.clause) for gap in group))
    return TaskDraft(
        title=_title(catalog, group, len(clauses), plan.grouping),
        description=_remedies(group),
        owner=plan.owner,
        system_id=systems.pop() if len(systems) == 1 else None,
        due_on=plan.due_on,
        effort_days=plan.effort_days,
        clauses=clauses,
    )


def _title(catalog: Catalog, group: list[Gap], clauses: int, grouping: Grouping) -> str:
    first = group[0]
    if grouping is Grouping.REQUIREMENT:
        return f"补齐 {first.requirement.code} {first.name}（{clauses} 条要求点）"
    owner = first.system.name if first.system else "全院"
    return f"{owner}：补齐{short_title(catalog)} {target_level(first.target)}（{clauses} 条要求点）"


def target_level(target: Target) -> str:
    """5级, 五级乙等, 基本符合."""
    return f"{target.level}级" if target.level.isdigit() else target.level


def _remedies(group: list[Gap]) -> str:
    """What has to be done, reason by reason, with the clauses concerned."""
    clauses: dict[Reason, list[str]] = {}
    for gap in group:
        clauses.setdefault(gap.reason, []).append(gap.clause)
    return "\n".join(
        f"{REASON_NAMES[reason]}：{REASON_REMEDIES[reason]}（{'、'.join(dict.fromkeys(ids))}）"
        for reason, ids in clauses.items()
    )


def linked_documents(store: Store, viewer: Viewer, links: Iterable[Link], limit: int = 50) -> list[Document]:
    """The documents (not superseded ones) that are linked to any of some subjects, newest first."""
    wanted = [value for link in dict.fromkeys(links) for value in (link.subject, link.catalog, link.ref)]
    if not wanted:
        return []
    marks = ", ".join(["(?, ?, ?)"] * (len(wanted) // 3))
    sql = f"""
        WITH wanted (subject, catalog, ref) AS (VALUES {marks})
        SELECT * FROM documents WHERE state <> 'superseded' AND id IN (
            SELECT document_id FROM wanted CROSS JOIN document_links USING (subject, catalog, ref)
        ) ORDER BY uploaded_at DESC, id DESC LIMIT ?
    """  # noqa: S608 - only question marks are put in
    with store.reading(viewer) as db:
        return [from_row(Document, row) for row in db.query(sql, [*wanted, limit])]
