"""What breaches cost the vendor: fixed amounts, rates, caps, the right to end the contract."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from evidence.contracts.draft import PenaltyTerm
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import MONEY, RATE, amount, number, rates
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern

_TOPIC = "penalties"
_MEASURE_LENGTH = 12
_BASIS_LENGTH = 30


def find_penalties(text: ContractText) -> Iterable[Finding]:
    """Each penalty with its event, and each event after which the hospital may end the contract."""
    open_term: Finding | None = None
    for sentence in text.sentences:
        if sentence.is_condition_for_bidders or sentence.binds_hospital:
            continue
        if open_term and sentence.line is open_term.at[0].line and _continues(sentence):
            effect = _effect(sentence.text)
            yield replace(open_term, value=replace(open_term.value, cap_effect=effect), at=(*open_term.at, sentence))
            open_term = None
            continue
        if open_term:
            yield open_term
            open_term = None
        if sentence.is_penalty:
            yield from _unclear_amounts(sentence)
            open_term = _term(text, sentence)
        if open_term is None and _effect(sentence.text):
            yield found("termination", text.source_of(sentence, _event(sentence)), sentence)
    if open_term:
        yield open_term


def _continues(sentence: Sentence) -> bool:
    """达到上限时甲方有权解除合同: the effect of the penalty before it."""
    figures = RATE.search(sentence.text) or MONEY.search(sentence.text)
    return bool(not figures and _effect(sentence.text) and pattern(_TOPIC, "continues").search(sentence.text))


def _term(text: ContractText, sentence: Sentence) -> Finding | None:
    """The penalty that a sentence sets, None when it gives no figure."""
    term = PenaltyTerm(text.source_of(sentence, _event(sentence)))
    for clause in sentence.clauses:
        if pattern(_TOPIC, "cap").search(clause):
            term = _capped(term, clause)
        elif pattern(_TOPIC, "action").search(clause):
            term = _priced(term, clause)
    if not any((term.amount, term.rate_min, term.cap_rate, term.cap_amount)):
        return None
    return found("penalties", replace(term, cap_effect=_effect(sentence.text)), sentence)


def _capped(term: PenaltyTerm, clause: str) -> PenaltyTerm:
    share = RATE.search(clause)
    if share is not None:
        return replace(term, cap_rate=term.cap_rate or rates(share.group())[1])
    money = MONEY.search(clause)
    if money is not None and pattern(_TOPIC, "cap_money").search(clause[: money.start()]):
        return replace(term, cap_amount=term.cap_amount or amount(money.group()))
    return term


def _priced(term: PenaltyTerm, clause: str) -> PenaltyTerm:
    if term.amount is not None or term.rate_min is not None:
        return term
    for share in RATE.finditer(clause):
        if not pattern(_TOPIC, "measure").search(clause[max(0, share.start() - _MEASURE_LENGTH) : share.start()]):
            low, high = rates(share.group())
            return replace(term, rate_min=low, rate_max=high, basis=_basis(clause[: share.start()]))
    multiple = pattern(_TOPIC, "multiple").search(clause)
    if multiple is not None:
        times = number(multiple.group("number"))
        return replace(term, rate_min=times, rate_max=times, basis=_basis(clause[: multiple.start()]))
    money = None if pattern(_TOPIC, "money_range").search(clause) else MONEY.search(clause)
    return term if money is None else replace(term, amount=amount(money.group()))


def _basis(before: str) -> str | None:
    stated = pattern(_TOPIC, "basis").search(before[-_BASIS_LENGTH:])
    return stated.group("basis") if stated else None


def _effect(text: str) -> str | None:
    stated = pattern(_TOPIC, "effect").search(text)
    return stated.group("effect") if stated else None


def _event(sentence: Sentence) -> str:
    """What the breach is: the clauses up to one that ends in 的, at least the first; without its consequence."""
    clauses = sentence.clauses
    for place, clause in enumerate(clauses):
        if place and pattern(_TOPIC, "action").search(clause):
            break
        if pattern(_TOPIC, "event_ends").search(clause):
            return ",".join(clauses[: place + 1]).strip()
    without = pattern(_TOPIC, "consequence").sub("", clauses[0]).strip(" ,:;。")
    return without or clauses[0].strip(" 。;")


def _unclear_amounts(sentence: Sentence) -> Iterator[Finding]:
    for spread in pattern(_TOPIC, "money_range").finditer(sentence.text):
        yield unusable("penalties", f"违约金额“{spread.group()}”是一个范围，请确认。", sentence)
    for bare in pattern(_TOPIC, "no_unit").finditer(sentence.text):
        figure = Decimal(bare.group("number"))
        yield unusable("penalties", f"“{bare.group()}”没有写单位，无法判断 {figure} 是金额还是比例，请补充。", sentence)
