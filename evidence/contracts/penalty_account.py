"""The penalties of a contract from what was recorded: late and missed obligations, tickets, and persons' decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.contracts.customisations import contract_year
from evidence.contracts.facts import ConfirmedFacts, confirmed_facts
from evidence.contracts.obligations import Obligation, ObligationFilter, State, obligations
from evidence.contracts.penalties import STATE_NAMES, Account, Decision, Entry, account
from evidence.contracts.penalty_terms import Breach, Money, Sum, in_cents, sorts
from evidence.contracts.ticket_times import OUTCOME_NAMES, STAGE_NAMES, STAGES, Outcome
from evidence.contracts.tickets_compared import ComparedTicket, compared_tickets, stage_text
from evidence.errors import InvalidInputError
from evidence.store import Store, Transaction
from evidence.viewer import Viewer

WAIVED, FIXED = "waived", "fixed"
_MINUTES_PER_DAY = 1440
_LARGEST = Decimal("1000000000")


@dataclass(frozen=True)
class Ledger:
    """Everything about the performance of a contract in a period: for the screen and for the year-end talk."""

    facts: ConfirmedFacts
    first: date
    last: date
    obligations: tuple[Obligation, ...]
    tickets: tuple[ComparedTicket, ...]
    account: Account

    @property
    def example(self) -> bool:
        """Whether anything in it is made up."""
        deliveries = (entry.delivery for entry in self.obligations)
        return (
            self.facts.example
            or any(delivery.example for delivery in deliveries if delivery)
            or any(entry.ticket.example for entry in self.tickets)
        )


def ledger(
    store: Store, viewer: Viewer, contract_id: int, today: date, first: date | None = None, last: date | None = None
) -> Ledger | None:
    """The ledger of a contract from one day to another (by default from its start, or the first record, to today).

    None when nothing was confirmed of the contract, or when the viewer does not see it.
    """
    facts = confirmed_facts(store, viewer, contract_id)
    if facts is None:
        return None
    until = min(last or today, today)
    owed = obligations(store, viewer, today, ObligationFilter(contract_id=contract_id))
    tickets = compared_tickets(store, viewer, contract_id)
    since = first or facts.starts or _earliest(owed, tickets, until)
    owed = [entry for entry in owed if entry.owed_by == "vendor" and _falls(entry, since, until)]
    tickets = [entry for entry in tickets if since <= entry.ticket.reported_at.date() <= until]
    with store.reading(viewer) as db:
        decisions = {decision.breach: decision for decision in read_decisions(db, contract_id)}
    breaches = [*_of_obligations(owed, today), *_of_tickets(tickets)]
    year = contract_year(facts.starts, until)
    found = account(facts.draft, agreed_sum(facts), breaches, decisions, year)
    return Ledger(facts, since, until, tuple(owed), tuple(tickets), found)


def agreed_sum(facts: ConfirmedFacts) -> Sum:
    """The sum of a contract and the months for which it is paid."""
    months = facts.draft.value("period_months")
    if months is None and facts.starts and facts.ends:
        day_after = facts.ends + timedelta(days=1)
        months = (day_after.year - facts.starts.year) * 12 + day_after.month - facts.starts.month
    return Sum(facts.amount, int(months) if months else None)


def _earliest(owed: Iterable[Obligation], tickets: Iterable[ComparedTicket], until: date) -> date:
    days = [entry.due_on for entry in owed if entry.due_on]
    days += [entry.delivery.delivered_on for entry in owed if entry.delivery]
    days += [entry.ticket.reported_at.date() for entry in tickets]
    return min([*days, until])


def _falls(entry: Obligation, first: date, last: date) -> bool:
    """By its due date; what has none by the day on which it was delivered."""
    day = entry.due_on or (entry.delivery.delivered_on if entry.delivery else None)
    return day is not None and first <= day <= last


def _of_obligations(owed: Iterable[Obligation], today: date) -> Iterator[Breach]:
    for entry in owed:
        if entry.due_on is None or entry.state not in (State.LATE, State.MISSED) or entry.sort not in sorts():
            continue
        delivered = entry.delivery.delivered_on if entry.delivery and entry.state is State.LATE else None
        late = ((delivered or today) - entry.due_on).days
        yield Breach(
            key=f"obligation/{entry.id}",
            sort=entry.sort,
            title=f"{entry.title}：应于 {entry.due_on}，"
            + (f"实际 {delivered}（晚 {late} 天）" if delivered else f"至今未完成（已过 {late} 天）"),
            on=entry.due_on,
            late_minutes=Decimal(late * _MINUTES_PER_DAY),
            missed=delivered is None,
            example=entry.delivery is not None and entry.delivery.example,
        )


def _of_tickets(tickets: Iterable[ComparedTicket]) -> Iterator[Breach]:
    for entry in tickets:
        for stage in entry.broken:
            assert stage.late is not None  # noqa: S101 - a broken stage is late
            yield Breach(
                key=f"ticket/{entry.ticket.id}/{stage.stage}",
                sort=stage.stage,
                title=f"{entry.ticket.id}号工单“{entry.ticket.title}”（{entry.severity}）"
                f"{STAGE_NAMES[stage.stage]}{stage_text(stage)}",
                on=entry.ticket.reported_at.date(),
                late_minutes=Decimal(stage.late // timedelta(minutes=1)),
                missed=stage.outcome is Outcome.OVERDUE,
                severity=entry.ticket.severity,
                example=entry.ticket.example,
                due_on=stage.deadline.date() if stage.deadline else None,
            )


def decide_penalty(
    store: Store, viewer: Viewer, contract_id: int, breach: str, amount: Decimal | None, reason: str
) -> int:
    """Waives the penalty for a breach (`amount` None) or fixes it at an amount in yuan. Returns the decision's id.

    Raises InvalidInputError without a reason, for an impossible amount or a breach that is not of this contract.
    """
    must(viewer, Permission.DIRECT)
    if not reason.strip():
        raise InvalidInputError("请写明免除或核定扣款的理由。")
    if amount is not None and not (amount.is_finite() and 0 <= amount <= _LARGEST and in_cents(amount) == amount):
        raise InvalidInputError("核定金额应为不小于 0 的人民币金额，最多两位小数，请核对后重新填写。")
    with store.writing(viewer) as transaction:
        _must_be_of(transaction, contract_id, breach)
        row = {
            "decision": WAIVED if amount is None else FIXED,
            "amount": None if amount is None else str(in_cents(amount)),
            "reason": reason.strip(),
            "author": viewer.name.strip(),
            "at": transaction.now,
        }
        found = transaction.find("penalty_decisions", "contract_id = ? AND breach = ?", [contract_id, breach])
        if found:
            transaction.update("penalty_decisions", found["id"], row)
            return int(found["id"])
        return transaction.insert("penalty_decisions", {"contract_id": contract_id, "breach": breach} | row)


def drop_decision(store: Store, viewer: Viewer, contract_id: int, breach: str) -> None:
    """Takes a decision back: the penalty is again what the contract says. Raises InvalidInputError without one."""
    must(viewer, Permission.DIRECT)
    with store.writing(viewer) as transaction:
        found = transaction.find("penalty_decisions", "contract_id = ? AND breach = ?", [contract_id, breach])
        if not found:
            raise InvalidInputError("这项违约没有处理记录，请刷新页面。")
        transaction.delete("penalty_decisions", found["id"])


def _must_be_of(transaction: Transaction, contract_id: int, breach: str) -> None:
    table, _, rest = breach.partition("/")
    number, _, stage = rest.partition("/")
    tables = {"ticket": "tickets", "obligation": "obligations"}
    known = table in tables and number.isdecimal() and (stage in STAGES if table == "ticket" else not stage)
    found = known and transaction.find(tables[table], "id = ? AND contract_id = ?", [int(number), contract_id])
    if not found:
        raise InvalidInputError("这项违约不属于这份合同，请刷新页面后重新选择。")


def read_decisions(db: Database, contract_id: int) -> list[Decision]:
    """The decisions on penalties of a contract in an open read."""
    return [
        Decision(
            breach=row["breach"],
            decision=row["decision"],
            amount=None if row["amount"] is None else Decimal(row["amount"]),
            reason=row["reason"],
            author=row["author"],
            at=row["at"],
            version=row["version"],
            example=bool(row["example"]),
        )
        for row in db.query("SELECT * FROM penalty_decisions WHERE contract_id = ? ORDER BY id", [contract_id])
    ]


def to_table(found: Account) -> pd.DataFrame:
    """One row per breach, for the screen and for Excel."""
    return pd.DataFrame(
        [
            {
                "日期": entry.breach.on,
                "类别": entry.breach.sort_name,
                "情形": entry.breach.title,
                "扣款": amount_text(entry),
                "状态": STATE_NAMES[entry.state],
                "说明": remark(entry),
                "合同原文": "\n".join(quote.text for quote in entry.quotes),
                "编号": entry.breach.key,
                "示例": "示例" if entry.breach.example else "",
            }
            for entry in found.entries
        ]
    )


def amount_text(entry: Entry) -> str:
    """1,000.00 元; 100.00～1,000.00 元; 合同合计金额的 0.1‰～0.1% where the amount is not known."""
    if entry.amount is not None:
        return money_text(entry.amount)
    return entry.rate


def money_text(amount: Money) -> str:
    """1,000.00 元; 100.00～1,000.00 元."""
    low, high = f"{amount.low:,.2f}", f"{amount.high:,.2f}"
    return f"{low} 元" if low == high else f"{low}～{high} 元"


def remark(entry: Entry) -> str:
    """How the amount came about; what a person decided goes before."""
    if entry.decision is None:
        return entry.said
    return f"{STATE_NAMES[entry.state]}：{entry.decision.reason}（{entry.decision.author}）"


def outcome_counts(tickets: Iterable[ComparedTicket]) -> dict[str, dict[str, int]]:
    """Stage in Chinese → outcome in Chinese → number of tickets, without what the contract does not grant."""
    found: dict[str, dict[str, int]] = {STAGE_NAMES[stage]: {} for stage in STAGES}
    for entry in tickets:
        for stage in entry.stages:
            if stage.outcome is not Outcome.NOT_AGREED:
                counts = found[STAGE_NAMES[stage.stage]]
                name = OUTCOME_NAMES[stage.outcome]
                counts[name] = counts.get(name, 0) + 1
    return found
