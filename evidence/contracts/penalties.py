"""违约与扣款: what breaches of a contract come to, with what persons decided, and how far the caps are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from evidence.contracts.draft import ContractDraft, Fact, PenaltyTerm, Quote
from evidence.contracts.penalty_terms import (
    NOTHING,
    Breach,
    Match,
    Money,
    Sum,
    cap_limit,
    charge,
    is_cap,
    is_yearly,
    limits_payment,
    match,
)


class State(StrEnum):
    """How far an entry stands. OPEN: a penalty applies, but its amount is not known or has to be decided."""

    CHARGED = "charged"
    OPEN = "open"
    NOT_AGREED = "not_agreed"
    WAIVED = "waived"
    FIXED = "fixed"


STATE_NAMES: Mapping[State, str] = {
    State.CHARGED: "已计算",
    State.OPEN: "金额待定",
    State.NOT_AGREED: "未约定",
    State.WAIVED: "已免除",
    State.FIXED: "已核定",
}


@dataclass(frozen=True)
class Decision:
    """What a person decided about a breach: waived, or fixed at an amount in yuan; why, who, when (ISO text)."""

    breach: str
    decision: str
    amount: Decimal | None
    reason: str
    author: str
    at: str
    version: int
    example: bool = False


@dataclass(frozen=True)
class Entry:
    """A breach with its penalty. `quotes`: the clauses that set it, also of those between which a person has to choose.

    `amount` None: not known, or nothing agreed; `rate`: as the contract writes it; `said`: how it came about.
    """

    breach: Breach
    state: State
    amount: Money | None
    rate: str
    said: str
    facts: tuple[Fact, ...]
    decision: Decision | None = None

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The sentences of the penalties that speak of the breach."""
        return tuple(dict.fromkeys(quote for fact in self.facts for quote in fact.quotes))


@dataclass(frozen=True)
class Cap:
    """A limit on penalties. `limit` None: not known, `said` tells why; `reached`: what counts against it.

    `left`: the distance, from the highest to the lowest total, never below 0. `effect`: what the hospital may do then.
    `ceiling`: no more than this has to be paid. `yearly`: only the penalties of the current year count. `own`: only the
    penalty that it stands with counts.
    """

    quote: Quote | None
    share: Decimal | None
    limit: Decimal | None
    reached: Money
    effect: str
    ceiling: bool
    yearly: bool
    own: bool
    said: str

    @property
    def left(self) -> Money | None:
        """The distance to the limit."""
        if self.limit is None:
            return None
        return Money(max(self.limit - self.reached.high, Decimal(0)), max(self.limit - self.reached.low, Decimal(0)))

    @property
    def hit(self) -> str:
        """未达到, 可能达到 (within the range of the amounts), 已达到; empty while the limit is unknown."""
        if self.limit is None:
            return ""
        if self.reached.low >= self.limit:
            return "已达到"
        return "可能达到" if self.reached.high >= self.limit else "未达到"


@dataclass(frozen=True)
class Account:
    """The penalties of a contract up to a day. `total`: of all amounts that are known; `payable`: within the ceilings.

    `open`: entries whose amount is not known and therefore not in the total.
    """

    entries: tuple[Entry, ...]
    total: Money
    payable: Money
    caps: tuple[Cap, ...]

    @property
    def open(self) -> int:
        """Entries whose amount is not known."""
        return sum(entry.state is State.OPEN for entry in self.entries)

    @property
    def may_terminate(self) -> tuple[Cap, ...]:
        """Caps that are reached (or may be) and give the hospital a right."""
        return tuple(cap for cap in self.caps if cap.effect and cap.hit in ("已达到", "可能达到"))


def account(
    draft: ContractDraft,
    agreed: Sum,
    breaches: Iterable[Breach],
    decisions: Mapping[str, Decision],
    year: tuple[date, date],
) -> Account:
    """The penalties for breaches, the newest last. `year`: first and last day of that in which yearly caps count."""
    ordered = sorted(breaches, key=lambda breach: (breach.on, breach.key))
    entries = tuple(_entry(draft, breach, agreed, decisions.get(breach.key)) for breach in ordered)
    total = total_of(entries)
    caps = tuple(_cap(fact, agreed, entries, year) for fact in draft.facts_of("penalties") if is_cap(fact))
    return Account(entries, total, _within_ceilings(total, caps), caps)


def _within_ceilings(total: Money, caps: Sequence[Cap]) -> Money:
    """Less what lies above the ceilings: first those of single penalties, then those of all together."""
    above = NOTHING
    for cap in sorted(caps, key=lambda cap: not cap.own):
        if cap.ceiling and cap.limit is not None:
            cut = NOTHING if cap.own else above
            above += Money(
                max(cap.reached.low - cut.low - cap.limit, Decimal(0)),
                max(cap.reached.high - cut.high - cap.limit, Decimal(0)),
            )
    return Money(total.low - above.low, total.high - above.high)


def total_of(entries: Sequence[Entry]) -> Money:
    """The sum of all amounts that are known."""
    return sum((entry.amount for entry in entries if entry.amount), NOTHING)


def _entry(draft: ContractDraft, breach: Breach, agreed: Sum, decision: Decision | None) -> Entry:
    found = match(draft, breach)
    entry = _computed(found, breach, agreed)
    if decision is None:
        return entry
    waived = decision.amount is None
    amount = NOTHING if decision.amount is None else Money(decision.amount, decision.amount)
    return replace(entry, state=State.WAIVED if waived else State.FIXED, amount=amount, decision=decision)


def _computed(found: Match, breach: Breach, agreed: Sum) -> Entry:
    cost = charge(found, breach, agreed)
    state = State.CHARGED if cost.amount is not None else State.OPEN if found.facts else State.NOT_AGREED
    return Entry(breach, state, cost.amount, cost.rate, cost.said, found.facts)


def _cap(fact: Fact, agreed: Sum, entries: Sequence[Entry], year: tuple[date, date]) -> Cap:
    """A cap of its own, or one that gives a right only, counts everything; another limits the penalty beside it."""
    term: PenaltyTerm = fact.value
    own = (term.amount is not None or term.rate_min is not None) and limits_payment(fact)
    counted = [entry for entry in entries if not own or fact in entry.facts]
    yearly = is_yearly(fact)
    if yearly:
        counted = [entry for entry in counted if year[0] <= entry.breach.on <= year[1]]
    limit, said = cap_limit(fact, agreed)
    return Cap(
        quote=fact.quotes[0] if fact.quotes else None,
        share=term.cap_rate,
        limit=limit,
        reached=total_of(counted),
        effect=term.cap_effect or "",
        ceiling=limits_payment(fact),
        yearly=yearly,
        own=own,
        said=said,
    )
