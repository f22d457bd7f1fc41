"""Which penalty of a contract a breach meets, and what it comes to: by the words of the event, never by guessing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence.contracts.draft import ContractDraft, Fact, PenaltyTerm
from evidence.contracts.penalty_units import PenaltyUnit, unit_of
from evidence.contracts.reader.normal import normalise
from evidence.contracts.reader.numbers import RATE, rates
from evidence.contracts.reader.severity import severities_in, severity_key
from evidence.contracts.ticket_times import severities

_CENT = Decimal("0.01")
_UNKNOWN, _WHOLE, _ALL = "unknown", "whole", "all"
# Months of a sum that is paid in turns within a year.
_TURNS = (1, 3)


@dataclass(frozen=True)
class Breach:
    """Something that was late or not done. `key` stays the same as long as the record does.

    `sort`: of `penalties.yaml`; `on`: the day on which it became one; `late_minutes`: up to the fulfilment, or to now
    for what is still open; `missed`: not done at all so far; `severity`: of a ticket, as the contract names it;
    `due_on`: the day by which it should have been done, None where that is `on`.
    """

    key: str
    sort: str
    title: str
    on: date
    late_minutes: Decimal
    missed: bool
    severity: str = ""
    example: bool = False
    due_on: date | None = None

    @property
    def sort_name(self) -> str:
        """The sort in Chinese."""
        return str(_words()["sorts"][self.sort]["name"])


@dataclass(frozen=True)
class Money:
    """An amount in yuan with two places, as a range where the contract leaves it open."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Money") -> "Money":
        return Money(self.low + other.low, self.high + other.high)

    def up_to(self, limit: Decimal) -> "Money":
        """No more than a limit."""
        return Money(min(self.low, limit), min(self.high, limit))


NOTHING = Money(Decimal("0.00"), Decimal("0.00"))


@dataclass(frozen=True)
class Sum:
    """The sum of a contract in yuan and its period; None where nobody has entered it."""

    amount: Decimal | None
    months: int | None


@dataclass(frozen=True)
class Match:
    """The penalties that speak of a breach. `general`: only in general words; more than one: a person decides."""

    facts: tuple[Fact, ...]
    general: bool


@dataclass(frozen=True)
class Charge:
    """What a penalty comes to for a breach: an amount, or why there is none. `rate`: as the contract writes it."""

    amount: Money | None
    said: str
    rate: str = ""


def sorts() -> tuple[str, ...]:
    """The sorts of breaches that penalties are known for."""
    return tuple(_words()["sorts"])


def match(draft: ContractDraft, breach: Breach) -> Match:
    """The penalties of a contract for a breach: those that name it, else those that speak of such things in general."""
    graded = {fact: _severities(fact.value.event, severities(draft)) for fact in draft.facts_of("penalties")}
    usable = [fact for fact in graded if _is_usable(fact.value) and _fits(fact.value, breach, graded[fact])]
    named = tuple(fact for fact in usable if _names(fact.value.event, breach.sort))
    if named:
        return Match(_graded_first(named, graded), general=False)
    spoken_of = tuple(fact for fact in usable if _in_general(fact.value.event, breach, bool(graded[fact])))
    return Match(_graded_first(spoken_of, graded), general=True)


def terms_by_person(draft: ContractDraft) -> tuple[Fact, ...]:
    """Penalties whose condition no record tells (three times running, a score, a failed review): a person finds it."""
    return tuple(
        fact
        for fact in draft.facts_of("penalties")
        if (re.search(_words()["by_person"], fact.value.event) if _has_figure(fact.value) else not is_cap(fact))
    )


def is_cap(fact: Fact) -> bool:
    """Whether a penalty holds a cap on what adds up of it, or is one on all penalties together."""
    term: PenaltyTerm = fact.value
    if _has_figure(term):
        return term.cap_rate is not None and not _limits_one_event(fact)
    return bool(re.search(_words()["totals"], term.event))


def _limits_one_event(fact: Fact) -> bool:
    """同一次故障扣减不超过运维费的2%: the share limits what one event costs."""
    return fact.value.cap_rate is not None and bool(re.search(_words()["single"], cap_basis(fact)))


def _has_figure(term: PenaltyTerm) -> bool:
    return term.amount is not None or term.rate_min is not None


def _is_usable(term: PenaltyTerm) -> bool:
    return _has_figure(term) and not re.search(_words()["by_person"], term.event)


def _fits(term: PenaltyTerm, breach: Breach, graded: frozenset[str | None]) -> bool:
    if re.search(_words()["missed_only"], term.event) and not breach.missed:
        return False
    return not graded or severity_key(breach.severity or None) in graded


def _severities(event: str, agreed: tuple[str, ...]) -> frozenset[str | None]:
    """The severities that an event names, as texts usually do or as this contract calls them."""
    usual = {severity_key(name) for named in severities_in(event) for name in named.names}
    own = {severity_key(name) for name in agreed if name.lower() in event.lower()}
    return frozenset(usual | own)


def _graded_first(facts: tuple[Fact, ...], graded: Mapping[Fact, frozenset[str | None]]) -> tuple[Fact, ...]:
    """Where some penalties name the severity itself, those hold."""
    return tuple(fact for fact in facts if graded[fact]) or facts


def _names(event: str, sort: str) -> bool:
    entry = _words()["sorts"][sort]
    other = entry["not"] and re.search(entry["not"], event)
    return bool(re.search(entry["words"], event)) and not other


def _in_general(event: str, breach: Breach, graded: bool) -> bool:
    """By general words, or by the severity alone."""
    if any(_names(event, other) for other in _words()["sorts"]):
        return False
    return (graded and bool(breach.severity)) or any(
        (entry["sorts"] == _ALL or breach.sort in entry["sorts"]) and re.search(entry["words"], event)
        for entry in _words()["general"]
    )


def charge(found: Match, breach: Breach, agreed: Sum) -> Charge:
    """What the matching penalty comes to. Several of them, or none, give no amount."""
    said = _words()["said"]
    if not found.facts:
        return Charge(None, said["not_agreed"])
    if len(found.facts) > 1:
        return Charge(None, said["several"].format(count=len(found.facts)))
    fact = found.facts[0]
    cost = _by_amount(fact, breach) if fact.value.amount is not None else _by_rate(fact, breach, agreed)
    return replace(cost, said="；".join(filter(None, (said["general"] if found.general else "", cost.said))))


def _by_amount(fact: Fact, breach: Breach) -> Charge:
    term: PenaltyTerm = fact.value
    assert term.amount is not None  # noqa: S101 - the caller has looked
    unit, shown = unit_of(fact), f"{term.amount:,f} 元"
    amount, limited = _limited(term.cap_amount, Money(term.amount, term.amount), _units(unit, breach))
    return Charge(amount, "；".join(filter(None, (_counted(unit, breach, shown), limited))), _rate(unit, shown))


def _by_rate(fact: Fact, breach: Breach, agreed: Sum) -> Charge:
    term: PenaltyTerm = fact.value
    low = term.rate_min or Decimal(0)
    high = term.rate_max or low
    rate = percent(low) if low == high else f"{percent(low)}～{percent(high)}"
    shown = f"{term.basis}的 {rate}" if term.basis else rate
    unit = unit_of(fact)
    notes = [_counted(unit, breach, shown), _words()["said"]["range"] if low != high else ""]
    base, why = base_of(term.basis or "", agreed)
    if base is None:
        return Charge(None, "；".join(filter(None, (why, *notes))), _rate(unit, shown))
    limit = _limit_of_one(fact, agreed)
    amount, limited = _limited(limit, Money(base * low, base * high), _units(unit, breach))
    return Charge(amount, "；".join(filter(None, (*notes, why, limited))), _rate(unit, shown))


def _units(unit: PenaltyUnit | None, breach: Breach) -> int:
    return 1 if unit is None else unit.begun(breach.late_minutes, breach.due_on or breach.on)


def _rate(unit: PenaltyUnit | None, shown: str) -> str:
    """合同总价的 0.5‰/日; what is due once says nothing more."""
    return shown if unit is None or unit.is_event else f"{shown}/{unit.text}"


def _counted(unit: PenaltyUnit | None, breach: Breach, shown: str) -> str:
    """按日计罚，合同总价的 0.5‰ × 137; empty where the contract does not say by what it counts."""
    if unit is None:
        return ""
    if unit.is_event:
        return str(_words()["said"]["per_event"])
    return str(_words()["said"]["per_unit"]).format(unit=unit.text, each=shown, units=_units(unit, breach))


def _limit_of_one(fact: Fact, agreed: Sum) -> Decimal | None:
    """The most that one event costs, in yuan."""
    share: Decimal | None = fact.value.cap_rate
    base = base_of(cap_basis(fact), agreed)[0] if share is not None and _limits_one_event(fact) else None
    of_share = [] if base is None or share is None else [in_cents(base * share)]
    return min([*of_share, *filter(None, (fact.value.cap_amount,))], default=None)


def _limited(limit: Decimal | None, each: Money, units: int) -> tuple[Money, str]:
    """So many times the amount, up to the limit of one event; a remark where that is reached."""
    found = Money(in_cents(each.low * units), in_cents(each.high * units))
    if limit is None or found.high <= limit:
        return found, ""
    return found.up_to(in_cents(limit)), str(_words()["said"]["single_limit"]).format(limit=f"{limit:,f}")


def base_of(basis: str, agreed: Sum) -> tuple[Decimal | None, str]:
    """The sum that a rate is a share of, and a remark; None with the reason where it is not known."""
    said = _words()["said"]
    months = _months(basis)
    if months is None:
        return None, said["no_basis"]
    if months == _UNKNOWN:
        return None, said["other_basis"].format(basis=basis)
    if agreed.amount is None:
        return None, said["no_sum"]
    if months in (_WHOLE, agreed.months):
        return agreed.amount, ""
    if agreed.months is None:
        return None, said["no_months"].format(basis=basis)
    return agreed.amount * min(months, agreed.months) / agreed.months, said["by_part"].format(months=f" {months} ")


def _months(basis: str) -> Any:
    """Months of the period whose sum a basis speaks of, `whole`, `unknown`, or None for words that tell nothing."""
    return next((entry["months"] for entry in _words()["bases"] if re.search(entry["words"], basis)), None)


def cap_limit(fact: Fact, agreed: Sum) -> tuple[Decimal | None, str]:
    """The limit of a cap in yuan on what adds up, and a remark; None with the reason where it is not known."""
    term: PenaltyTerm = fact.value
    if term.cap_rate is None:
        return term.cap_amount, ""
    basis = cap_basis(fact)
    if _months(basis) in _TURNS:
        return None, str(_words()["said"]["by_turn"])
    base, said = base_of(basis, agreed)
    return (None if base is None else in_cents(base * term.cap_rate)), said


def is_yearly(fact: Fact) -> bool:
    """Whether a cap counts the penalties of one year."""
    texts = (fact.value.event, fact.value.basis or "", *(quote.text for quote in fact.quotes))
    return any(re.search(_words()["yearly"], text) for text in texts)


def limits_payment(fact: Fact) -> bool:
    """Whether a cap limits what has to be paid, rather than giving the right to end the contract."""
    texts = (fact.value.event, *(quote.text for quote in fact.quotes))
    return fact.value.cap_effect is None or any(re.search(_words()["limits"], text) for text in texts)


def cap_basis(fact: Fact) -> str:
    """The words before the share of a cap, which say of which sum it is a share; else the basis of the penalty."""
    for quote in fact.quotes:
        text = normalise(quote.text).text
        for share in RATE.finditer(text):
            words = re.split(r"[,;:。]", text[: share.start()])[-1]
            if rates(share.group())[1] == fact.value.cap_rate and words:
                return words
    return fact.value.basis or ""


def percent(share: Decimal) -> str:
    """5%, 0.5‰."""
    if 0 < share < Decimal("0.001"):
        return f"{_short(share * 1000)}‰"
    return f"{_short(share * 100)}%"


def _short(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_cents(amount: Decimal) -> Decimal:
    """An amount in yuan with two places, half up."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("penalties.yaml"))
    return found
