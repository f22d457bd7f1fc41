"""Changes without extra pay, and people whom the vendor trains."""

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
        of_all = pattern(_TOPIC, "total").search(clause) and not pattern(_TOPIC, "each").search(clause)
        if pattern(_TOPIC, "size_cue").search(clause) and not of_all:
            stated = pattern(_TOPIC, "size").search(clause) or pattern(_TOPIC, "size_within").search(clause)
            if stated:
                return number(stated.group("days"))
    return None


def _total(sentence: Sentence) -> Decimal | None:
    for clause in _clauses(sentence):
        stated = pattern(_TOPIC, "total").search(clause)
        if stated and not pattern(_TOPIC, "each").search(clause):
            return number(stated.group("days"))
    return None


def _clauses(sentence: Sentence) -> Iterator[str]:
    if pattern(_TOPIC, "unlimited").search(sentence.text):
        return
    for clause in sentence.clauses:
        if not pattern(_TOPIC, "not_work").search(clause):
            yield clause


def find_people_trained(text: ContractText) -> Iterable[Finding]:
    """How many people of the hospital the vendor trains to work on their own."""
    for sentence in text.duties:
        before = ""
        for clause in sentence.clauses:
            stated = pattern(_TOPIC, "people").search(clause)
            context = sentence.context if pattern(_TOPIC, "take_part").search(clause) else ""
            speaks = pattern(_TOPIC, "people_cue").search(f"{context} {clause}") or (
                pattern(_TOPIC, "people_cue").search(before) and pattern(_TOPIC, "people_learn").search(clause)
            )
            if stated and speaks and not pattern(_TOPIC, "not_people").search(clause):
                count = number(stated.group("count"))
                if stated.group("range"):
                    yield unusable(
                        "people_trained", f"培养人数“{stated.group().strip()}”是一个范围，请确认。", sentence
                    )
                elif count <= 0:
                    yield unusable("people_trained", f"培养人数“{stated.group().strip()}”不合常理，请核对。", sentence)
                else:
                    yield found("people_trained", int(count), sentence)
            before = clause
