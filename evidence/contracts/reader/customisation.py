"""Changes without extra pay, and people whom the vendor trains."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from evidence.contracts.draft import FreeCustomisations
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import number
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern

_TOPIC = "customisation"


def find_free_customisations(text: ContractText) -> Iterable[Finding]:
    """Number and size of the changes that are free, or the free days of work in all."""
    for sentence in text.duties:
        if not pattern(_TOPIC, "work").search(sentence.text) or not pattern(_TOPIC, "free").search(sentence.text):
            continue
        count, size, total = _count(sentence), _size(sentence), _total(sentence)
        if count == 0 or size == 0 or total == 0:
            yield unusable("free_customisations", "免费定制的数量或工作量为 0，请核对。", sentence)
        elif count or total or size:
            yield found("free_customisations", FreeCustomisations(count, size, total), sentence)


def _count(sentence: Sentence) -> int | None:
    for clause in _clauses(sentence):
        stated = pattern(_TOPIC, "count").search(clause)
        if stated:
            return int(number(stated.group("count")))
    return None


def _size(sentence: Sentence) -> Decimal | None:
    """The most days of work that one change may take."""
    for clause in _clauses(sentence):
        if of_one := _size_of_one(clause, sentence):
            return number(of_one.group("days"))
        if pattern(_TOPIC, "size_cue").search(clause) and not _days_in_all(clause, sentence):
            stated = pattern(_TOPIC, "size").search(clause) or pattern(_TOPIC, "size_within").search(clause)
            if stated:
                return number(stated.group("days"))
    return None


def _total(sentence: Sentence) -> Decimal | None:
    for clause in _clauses(sentence):
        if stated := _days_in_all(clause, sentence):
            return number(stated.group("days") or stated.group("in_all"))
    return None


def _days_in_all(clause: str, sentence: Sentence) -> re.Match[str] | None:
    if pattern(_TOPIC, "each").search(clause) or _size_of_one(clause, sentence):
        return None
    return pattern(_TOPIC, "total").search(clause)


def _size_of_one(clause: str, sentence: Sentence) -> re.Match[str] | None:
    """3人天以内的功能修改 is the size of one where the sentence also says how many there may be."""
    return pattern(_TOPIC, "size_of_one").search(clause) if _count(sentence) else None


def _clauses(sentence: Sentence) -> Iterator[str]:
    if pattern(_TOPIC, "unlimited").search(sentence.text):
        return
    sized = pattern(_TOPIC, "sized_work").search(sentence.text)
    for clause in sentence.clauses:
        of_other_things = not sized and pattern(_TOPIC, "not_sized").search(clause)
        if not (of_other_things or pattern(_TOPIC, "not_work").search(clause)):
            yield clause


def find_people_trained(text: ContractText) -> Iterable[Finding]:
    """How many people of the hospital the vendor trains; 人次 that the text calls 人数 only where it says no other."""
    people = list(_trained(text, "people"))
    return people or _trained(text, "people_visits")


def _trained(text: ContractText, counted: str) -> Iterator[Finding]:
    for sentence in text.duties:
        before = ""
        for clause in sentence.clauses:
            if _speaks_of_trained(clause, before, sentence):
                yield from _people(list(pattern(_TOPIC, counted).finditer(clause)), sentence)
            before = clause


def _speaks_of_trained(clause: str, before: str, sentence: Sentence) -> bool:
    if pattern(_TOPIC, "not_people").search(clause):
        return False
    context = sentence.context if pattern(_TOPIC, "take_part").search(clause) else ""
    return bool(
        pattern(_TOPIC, "people_cue").search(f"{context} {clause}")
        or (pattern(_TOPIC, "people_cue").search(before) and pattern(_TOPIC, "people_learn").search(clause))
    )


def _people(stated: list[re.Match[str]], sentence: Sentence) -> Iterator[Finding]:
    shown = "、".join(one.group().strip() for one in stated)
    if len(stated) > 1:
        yield unusable("people_trained", f"培养人数写了几个（“{shown}”），请确认总数。", sentence)
    elif stated and stated[0].group("range"):
        yield unusable("people_trained", f"培养人数“{shown}”是一个范围，请确认。", sentence)
    elif stated and number(stated[0].group("count")) <= 0:
        yield unusable("people_trained", f"培养人数“{shown}”不合常理，请核对。", sentence)
    elif stated:
        yield found("people_trained", int(number(stated[0].group("count"))), sentence)
