"""故障工单 month by month: how many, how often in time, how long it took."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

import pandas as pd

from evidence.contracts.ticket_times import STAGE_NAMES, STAGES, Outcome, StageResult
from evidence.contracts.tickets_compared import ComparedTicket, duration_text
from evidence.gap_view import NO_VENDOR

_IN_TIME = (Outcome.WITHIN,)
_JUDGED = (Outcome.WITHIN, Outcome.LATE, Outcome.OVERDUE)


@dataclass(frozen=True)
class StageFigures:
    """One stage of several tickets. `judged`: in time or not, as far as the contract grants a time.

    `median`, `worst`: minutes from the report on, of those that reached the stage; None without any.
    """

    judged: int
    within: int
    median: int | None
    worst: int | None

    @property
    def share(self) -> Decimal | None:
        """The share in time, 0–1; None when nothing can be judged."""
        return Decimal(self.within) / self.judged if self.judged else None


@dataclass(frozen=True)
class MonthFigures:
    """The tickets of a vendor that were reported in a month (`2026-03`). `open`: not solved so far."""

    month: str
    vendor: str
    tickets: int
    open: int
    severities: Mapping[str, int]
    stages: Mapping[str, StageFigures]
    example: bool


def monthly_figures(found: Iterable[ComparedTicket]) -> list[MonthFigures]:
    """Per month and vendor, the newest month first."""
    groups: dict[tuple[str, str], list[ComparedTicket]] = {}
    for entry in found:
        key = f"{entry.ticket.reported_at:%Y-%m}", entry.vendor or NO_VENDOR
        groups.setdefault(key, []).append(entry)
    ordered = sorted(sorted(groups, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)
    return [_figures(month, vendor, groups[month, vendor]) for month, vendor in ordered]


def _figures(month: str, vendor: str, group: list[ComparedTicket]) -> MonthFigures:
    severities: dict[str, int] = {}
    for entry in group:
        severities[entry.severity] = severities.get(entry.severity, 0) + 1
    return MonthFigures(
        month=month,
        vendor=vendor,
        tickets=len(group),
        open=sum(entry.ticket.is_open for entry in group),
        severities=severities,
        stages={stage: stage_figures(entry.stage(stage) for entry in group) for stage in STAGES},
        example=any(entry.ticket.example for entry in group),
    )


def stage_figures(results: Iterable[StageResult]) -> StageFigures:
    """The figures of one stage of some tickets."""
    results = list(results)
    took = [int(result.took.total_seconds() // 60) for result in results if result.took is not None]
    return StageFigures(
        judged=sum(result.outcome in _JUDGED for result in results),
        within=sum(result.outcome in _IN_TIME for result in results),
        median=int(Decimal(median(took)).quantize(Decimal(1), ROUND_HALF_UP)) if took else None,
        worst=max(took, default=None),
    )


def to_table(months: Iterable[MonthFigures]) -> pd.DataFrame:
    """One row per month and vendor, for the screen and for Excel."""
    return pd.DataFrame([_table_row(figures) for figures in months])


def _table_row(figures: MonthFigures) -> dict[str, object]:
    row: dict[str, object] = {
        "月份": figures.month,
        "厂商": figures.vendor,
        "工单": figures.tickets,
        "未解决": figures.open,
        "各级别": "，".join(f"{name} {count}" for name, count in figures.severities.items()),
    }
    for stage, own in figures.stages.items():
        name = STAGE_NAMES[stage]
        row[f"{name}按时率"] = share_text(own)
        row[f"{name}中位数"] = duration_text(own.median) if own.median is not None else ""
        row[f"{name}最长"] = duration_text(own.worst) if own.worst is not None else ""
    return row | {"示例": "含示例" if figures.example else ""}


def share_text(figures: StageFigures) -> str:
    """83.3%（5/6）; empty when nothing can be judged."""
    if figures.share is None:
        return ""
    percent = (figures.share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent}%（{figures.within}/{figures.judged}）"


def chart_rows(months: Iterable[MonthFigures]) -> pd.DataFrame:
    """Long form for a chart: month, vendor, stage, share in time (0–100), number judged."""
    return pd.DataFrame(
        [
            {
                "月份": figures.month,
                "厂商": figures.vendor,
                "环节": STAGE_NAMES[stage],
                "按时率": float(own.share * 100),
                "工单": own.judged,
            }
            for figures in months
            for stage, own in figures.stages.items()
            if own.share is not None
        ],
        columns=["月份", "厂商", "环节", "按时率", "工单"],
    )
