"""Fault tickets beside what their contracts grant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from evidence.contracts.facts import all_facts
from evidence.contracts.ticket_times import OUTCOME_NAMES, STAGE_NAMES, Outcome, StageResult, compare
from evidence.contracts.tickets import Ticket, read_tickets
from evidence.contracts.workdays import is_published, is_workday
from evidence.store import Store
from evidence.viewer import Viewer

NOT_GRADED = "未分级"
_BROKEN = (Outcome.LATE, Outcome.OVERDUE)


@dataclass(frozen=True)
class ComparedTicket:
    """A ticket with its stages. `vendor`: of the contract, without one of the system; names are empty where unknown."""

    ticket: Ticket
    system: str
    vendor: str
    contract: str
    stages: tuple[StageResult, ...]

    @property
    def severity(self) -> str:
        """As the contract names it, 未分级 without one."""
        return self.ticket.severity or NOT_GRADED

    @property
    def broken(self) -> tuple[StageResult, ...]:
        """The stages that were late, or are past their time and still open."""
        return tuple(stage for stage in self.stages if stage.outcome in _BROKEN)

    def stage(self, name: str) -> StageResult:
        """The result of a stage."""
        return next(stage for stage in self.stages if stage.stage == name)


def compared_tickets(
    store: Store, viewer: Viewer, contract_id: int | None = None, now: datetime | None = None
) -> list[ComparedTicket]:
    """The tickets that the viewer may see (of one contract) and what each stage comes to, newest first.

    `now`: the moment at which running times are judged, by default that of the store's clock.
    """
    moment = (now or store.clock()).replace(tzinfo=None, second=0, microsecond=0)
    facts = all_facts(store, viewer)
    with store.reading(viewer) as db:
        tickets = [t for t in read_tickets(db) if contract_id is None or t.contract_id == contract_id]
        systems = {row["id"]: row for row in db.query("SELECT id, name, vendor_id FROM systems")}
        contracts = {row["id"]: row for row in db.query("SELECT id, title, vendor_id FROM contracts")}
        vendors = {row["id"]: row["name"] for row in db.query("SELECT id, name FROM vendors")}
    found = []
    for ticket in tickets:
        # A system or contract may be another's although the ticket is seen.
        system, contract = systems.get(ticket.system_id, {}), contracts.get(ticket.contract_id or 0, {})
        agreed = facts.get(ticket.contract_id or 0)
        stages = compare(ticket.times, ticket.severity, agreed.draft if agreed else None, moment, is_workday)
        vendor_id = contract.get("vendor_id") or system.get("vendor_id")
        found.append(
            ComparedTicket(
                ticket, system.get("name", ""), vendors.get(vendor_id, ""), contract.get("title", ""), stages
            )
        )
    return found


def counted_by_weekdays(stage: StageResult) -> bool:
    """Whether working days were counted in a year whose public holidays are not published yet."""
    counted = stage.granted is not None and stage.granted.length.workdays is not None
    return counted and stage.deadline is not None and not is_published(stage.deadline.year)


def to_table(found: Iterable[ComparedTicket]) -> pd.DataFrame:
    """One row per ticket, for the screen and for Excel."""
    return pd.DataFrame(
        [
            {
                "编号": entry.ticket.id,
                "报修时间": entry.ticket.reported_at,
                "系统": entry.system,
                "厂商": entry.vendor,
                "合同": entry.contract,
                "级别": entry.severity,
                "故障现象": entry.ticket.title,
                **{STAGE_NAMES[stage.stage]: stage_text(stage) for stage in entry.stages},
                "备注": entry.ticket.note,
                "示例": "示例" if entry.ticket.example else "",
            }
            for entry in found
        ]
    )


def stage_text(stage: StageResult) -> str:
    """按时（12 分钟）; 超时 2 小时 10 分钟; 计时中，到 03-02 18:00 为止."""
    name = OUTCOME_NAMES[stage.outcome]
    if stage.late is not None:
        return f"{name} {duration_text(int(stage.late.total_seconds() // 60))}"
    if stage.outcome is Outcome.RUNNING and stage.deadline:
        return f"{name}，到 {stage.deadline:%m-%d %H:%M} 为止"
    return f"{name}（{duration_text(int(stage.took.total_seconds() // 60))}）" if stage.took is not None else name


def duration_text(minutes: int) -> str:
    """3 天 2 小时 5 分钟; 2 小时 10 分钟; 12 分钟."""
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    parts = [f"{days} 天" if days else "", f"{hours} 小时" if hours else "", f"{left} 分钟" if left else ""]
    return " ".join(filter(None, parts)) or "0 分钟"


def in_period(found: Iterable[ComparedTicket], first: date, last: date) -> list[ComparedTicket]:
    """The tickets reported from one day to another, both included."""
    return [entry for entry in found if first <= entry.ticket.reported_at.date() <= last]
