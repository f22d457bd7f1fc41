"""The contract sum, and when it is paid."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from evidence.contracts.draft import PaymentTerm
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import RATE, amount, duration, number, rates
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern

_TOPIC = "money"
_DAYS_OF_MONTH = 30
_NEAR = 6


def find_contract_sum(text: ContractText) -> Iterable[Finding]:
    """The sum in yuan, also where the same sentence repeats it in other numerals."""
    for sentence in text.sentences:
        if sentence.is_penalty or sentence.is_condition_for_bidders or sentence.is_description:
            continue
        stated = pattern(_TOPIC, "sum").search(sentence.text)
        if stated and not pattern(_TOPIC, "not_sum").search(_just_before(sentence.text, stated)):
            yield found("contract_sum", amount(stated.group("money")), sentence)
            for again in pattern(_TOPIC, "also").finditer(sentence.text, stated.end()):
                yield found("contract_sum", amount(again.group("money")), sentence)
            continue
        yield from _differing_numerals(sentence)
        bare = pattern(_TOPIC, "sum_without_unit").search(sentence.text)
        if bare and not pattern(_TOPIC, "not_sum").search(sentence.text):
            yield unusable("contract_sum", f"合同金额“{bare.group('number')}”没有写单位，请补充。", sentence)
        elif limit := pattern(_TOPIC, "limit_without_unit").search(sentence.text):
            shown = f"{limit.group('what')}“{limit.group('number')}”"
            yield unusable("contract_sum", f"{shown}没有写单位，请按实际签约金额填写。", sentence)


def _differing_numerals(sentence: Sentence) -> Iterator[Finding]:
    """A price in figures and in words that do not agree: 96000元(大写:玖万陆仟伍佰元整)."""
    for twice in pattern(_TOPIC, "in_both_numerals").finditer(sentence.text):
        if amount(twice.group("money")) != amount(twice.group("again")):
            yield unusable("contract_sum", f"金额“{twice.group()}”的大小写不一致，请核对。", sentence)


def _just_before(text: str, stated: re.Match[str]) -> str:
    return text[max(0, stated.start() - _NEAR) : stated.end()]


def find_payment(text: ContractText) -> Iterable[Finding]:
    """The instalments that the text names."""
    for sentence in text.sentences:
        if sentence.is_penalty or sentence.is_condition_for_bidders or sentence.line.is_heading:
            continue
        terms = list(_terms(sentence))
        for term in terms:
            yield found("payment", term, sentence)


def _terms(sentence: Sentence) -> Iterator[PaymentTerm]:
    due: tuple[Decimal, str] | tuple[None, None] = (None, None)
    for clause in sentence.clauses:
        stated = pattern(_TOPIC, "days").search(clause)
        if stated:
            due = _due(stated.group("duration"), stated.group("months"))
        if pattern(_TOPIC, "not_payment").search(clause):
            continue
        speaks = f"{sentence.context} {clause}"
        if not pattern(_TOPIC, "payment").search(speaks) or not pattern(_TOPIC, "payment_of").search(speaks):
            continue
        shares: list[Decimal | None] = [rates(share.group())[1] for share in RATE.finditer(clause)]
        if shares or pattern(_TOPIC, "payment").search(clause):
            every = pattern(_TOPIC, "every").search(clause)
            for share in shares or [None]:
                yield PaymentTerm(share, due[0], due[1], every.group("every") if every else None)
            due = (None, None)


def _due(length: str | None, months: str | None) -> tuple[Decimal, str]:
    """Days and their unit."""
    if length is None:
        return number(months or "") * _DAYS_OF_MONTH, "日"
    stated = duration(length)
    return stated.days or Decimal(0), stated.unit
