"""Severities as texts name them: 一级故障, P1, A级, 紧急故障, 非工作时间."""

import re
from dataclasses import dataclass

from evidence.contracts.reader.words import pattern

_TOPIC = "response"
_DIGITS = str.maketrans("123456ⅠⅡⅢⅣⅤ", "一二三四五六一二三四五")


@dataclass(frozen=True)
class Named:
    """Severities named together at a place of a passage, none for 故障 in general."""

    names: tuple[str, ...]
    start: int
    end: int


def severity_at_start(passage: str) -> Named | None:
    """The severity that a table cell or list item begins with (一级(紧急): …)."""
    alone = pattern(_TOPIC, "alone").match(passage) or pattern(_TOPIC, "weight_alone").match(passage)
    return None if alone is None else Named((_bare(alone.group()),), 0, alone.end())


def severities_in(passage: str) -> list[Named]:
    """The severities that a sentence speaks of, in their order. 1级/A级问题 names two at once.

    Hours that follow a severity (一级故障在服务时间内) say when its times run, they are no severity of their own.
    """
    named: list[Named] = []
    for found in pattern(_TOPIC, "named").finditer(passage):
        between = passage[named[-1].end : found.start()] if named else None
        is_hours = pattern(_TOPIC, "situation").fullmatch(found.group()) is not None
        if not (is_hours and between is not None and pattern(_TOPIC, "belongs").fullmatch(between)):
            named.append(Named(_names(found.group()), found.start(), found.end()))
    return _without_descriptions(named, passage)


def _without_descriptions(named: list[Named], passage: str) -> list[Named]:
    """三级故障: 不影响业务的一般问题, … speaks of one severity: what follows a grade and its colon describes it."""
    grade = pattern(_TOPIC, "labelling_grade").match(passage)
    if grade is None or not named or named[0].start > 0:
        return named
    return [
        one
        for one in named
        if one is named[0]
        or pattern(_TOPIC, "grade_begins").match(one.names[0] if one.names else "")
        or pattern(_TOPIC, "situation").fullmatch(passage[one.start : one.end])
    ]


def _names(text: str) -> tuple[str, ...]:
    if pattern(_TOPIC, "otherwise").match(text):
        return ()
    bare = _bare(text)
    parts = bare.split("/")
    if len(parts) == 1:
        return (bare,)
    return tuple(pattern(_TOPIC, "thing").sub("", part).strip() for part in parts)


def _bare(text: str) -> str:
    return pattern(_TOPIC, "in_remark").sub("", text).strip(" :,、\t|").removesuffix("内")


def severity_key(name: str | None) -> str | None:
    """The same for 1级, 一级 and 一级故障."""
    if name is None:
        return None
    bare = re.sub(r"\s|类|级|性", "", pattern(_TOPIC, "thing").sub("", name)).upper()
    return bare.translate(_DIGITS) or name
