"""When service is given: hotline around the clock, service hours, engineers in the house."""

import re
from collections.abc import Iterable
from decimal import Decimal

from evidence.contracts.draft import ServiceHours
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import number
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern

_TOPIC = "service"
_NOON = 12
_MIDNIGHT = 24
_MINUTES = 59


def find_hotline(text: ContractText) -> Iterable[Finding]:
    """True: somebody answers around the clock. False: the text offers office hours (5×8) and nothing beyond."""
    always = [sentence for sentence in text.duties if _answers_always(sentence)]
    if always:
        return [found("hotline_24x7", True, sentence) for sentence in always]
    office = [s for s in text.duties if pattern(_TOPIC, "office_hours_only").search(s.text)]
    return [found("hotline_24x7", False, sentence) for sentence in office]


def _answers_always(sentence: Sentence) -> bool:
    if not pattern(_TOPIC, "line_words").search(f"{sentence.label} {sentence.text}"):
        return False
    return any(
        not pattern(_TOPIC, "not_a_line").search(_clause_around(sentence.text, always))
        for always in pattern(_TOPIC, "around_the_clock").finditer(sentence.text)
    )


def _clause_around(text: str, place: re.Match[str]) -> str:
    """What stands around a place up to the next commas."""
    return text[text.rfind(",", 0, place.start()) + 1 : place.start()] + text[place.end() :].partition(",")[0]


def find_service_hours(text: ContractText) -> Iterable[Finding]:
    """The hours in which service is given, as HH:MM-HH:MM."""
    for sentence in text.duties:
        for said in pattern(_TOPIC, "hours_a_day").finditer(sentence.text):
            if int(said.group("hours")) > _MIDNIGHT:
                yield unusable("service_hours", f"“{said.group()}”超过一天的小时数，请核对。", sentence)
        if not pattern(_TOPIC, "hours_cue").search(f"{sentence.context} {sentence.text}"):
            continue
        spans = list(pattern(_TOPIC, "hours").finditer(sentence.text))
        if not spans:
            continue
        ranges = tuple(_range(span.groupdict()) for span in spans)
        if None in ranges:
            shown = "、".join(span.group() for span in spans)
            yield unusable("service_hours", f"服务时间“{shown}”不存在，请核对。", sentence)
        else:
            days = pattern(_TOPIC, "days").findall(sentence.text[: spans[0].start()])
            yield found(
                "service_hours", ServiceHours(days[-1] if days else None, tuple(r for r in ranges if r)), sentence
            )


def _range(span: dict[str, str | None]) -> str | None:
    """08:30-17:30, None for hours that do not exist."""
    first, last = int(span["h1"] or 0), int(span["h2"] or 0)
    if span["noon"] and last < _NOON:
        last += _NOON
    minutes = int(span["m1"] or 0), int(span["m2"] or 0)
    if not first < last <= _MIDNIGHT or max(minutes) > _MINUTES:
        return None
    return f"{first:02}:{minutes[0]:02}-{last:02}:{minutes[1]:02}"


def find_residents(text: ContractText) -> Iterable[Finding]:
    """How many engineers work in the hospital."""
    for sentence in text.duties:
        for clause in sentence.clauses:
            stated = pattern(_TOPIC, "resident").search(clause)
            if stated and not pattern(_TOPIC, "not_resident").search(clause):
                count: Decimal = number(stated.group("n1") or stated.group("n2"))
                yield found("resident_engineers", int(count), sentence)
