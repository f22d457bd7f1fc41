"""What breaches cost the vendor: fixed amounts, rates, caps, the right to end the contract."""

import re
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
            terms = list(_terms(text, sentence))
            yield from terms[:-1]
            open_term = terms[-1] if terms else None
        if open_term is None and _effect(sentence.text):
            yield found("termination", text.source_of(sentence, _event(sentence.clauses)), sentence)
    if open_term:
        yield open_term


def find_penalty_tables(text: ContractText) -> Iterable[Finding]:
    """The rows of tables that say what each breach costs: 未按时响应 | 200元/次."""
    for sentence in text.sentences:
        if not sentence.is_penalty and any(
            pattern(_TOPIC, "table_heading").search(heading) for heading in sentence.line.headings
        ):
            yield from _in_row(sentence)


def _in_row(sentence: Sentence) -> Iterator[Finding]:
    cells = [cell for cell in re.split(r"[\t|]+", sentence.text) if cell.strip()]
    priced = pattern(_TOPIC, "price_cell").match(cells[-1].strip()) if cells else None
    event = cells[-2].strip() if len(cells) > 1 else sentence.label
    if priced is None or not event:
        return
    price = priced.group("price")
    rate = RATE.fullmatch(price)
    term = PenaltyTerm(event, rate_min=rates(price)[0], rate_max=rates(price)[1]) if rate else None
    yield found("penalties", term or PenaltyTerm(event, amount=amount(price)), sentence)


def _continues(sentence: Sentence) -> bool:
    """达到上限时甲方有权解除合同: the effect of the penalty before it."""
    figures = RATE.search(sentence.text) or MONEY.search(sentence.text)
    return bool(not figures and _effect(sentence.text) and pattern(_TOPIC, "continues").search(sentence.text))


def _terms(text: ContractText, sentence: Sentence) -> Iterator[Finding]:
    """The penalties that a sentence sets, none when it gives no figure."""
    for clauses in _by_penalty(sentence.clauses):
        term = PenaltyTerm(text.source_of(sentence, _event(clauses)))
        for clause in clauses:
            if pattern(_TOPIC, "cap").search(clause):
                term = _capped(term, clause)
            elif pattern(_TOPIC, "action").search(clause):
                term = _priced(term, clause)
        if any((term.amount, term.rate_min, term.cap_rate, term.cap_amount)):
            yield found("penalties", replace(term, cap_effect=_effect(",".join(clauses))), sentence)


def _by_penalty(clauses: list[str]) -> Iterator[list[str]]:
    """The clauses of each penalty: 响应超时一次扣500元,到场超时一次扣1000元 sets two."""
    start, last = 0, -1
    for place, clause in enumerate(clauses):
        limits = pattern(_TOPIC, "cap").search(clause) is not None
        prices = not limits and _prices(clause)
        if prices and last >= start and not pattern(_TOPIC, "same_penalty").match(clause):
            yield clauses[start : last + 1]
            start = last + 1
        if prices or (limits and last >= start):
            last = place
    yield clauses[start:]


def _prices(clause: str) -> bool:
    return bool(pattern(_TOPIC, "action").search(clause)) and _priced(PenaltyTerm(""), clause) != PenaltyTerm("")


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


def _event(clauses: list[str]) -> str:
    """What the breach is: the clauses up to one that ends in 的, at least the first; without its consequence."""
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
