"""One granted time: how soon after a fault something must happen, for which severity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from evidence.contracts.reader.numbers import DURATION, Duration, duration
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.severity import Named, severities_in
from evidence.contracts.reader.words import pattern, words

_TOPIC = "response"
_NEGATED = "negated"
STAGES = ("respond", "remote", "onsite", "resolve")


@dataclass(frozen=True)
class Time:
    """A time of a stage (one of STAGES) for a severity (None: for every fault)."""

    severity: str | None
    stage: str
    length: Duration
    at: Sentence


def times_in(sentence: Sentence, block: Named | None) -> Iterator[Time]:
    """The times that a sentence grants. `block`: the severities of the item or table row that it stands in, or of the
    sentence that it continues.
    """
    if pattern(_TOPIC, "other_sentence").search(sentence.text):
        return
    if block is None and not pattern(_TOPIC, "fault").search(f"{sentence.context} {sentence.text}"):
        return
    text = pattern("service", "around_the_clock").sub(lambda found: "□" * len(found.group()), sentence.text)
    named = severities_in(text)
    place = 0
    clauses = _clauses(text)
    for number, clause in enumerate(clauses):
        following = clauses[number + 1] if number + 1 < len(clauses) else ""
        for start, stages, length in _in_clause(clause, following, sentence.label):
            before = [severities for severities in named if severities.start <= place + start]
            severities = before[-1] if before else block
            for severity in (severities.names if severities else ()) or (None,):
                for stage in stages:
                    yield Time(severity, stage, length, sentence)
        place += len(clause)


def _clauses(text: str) -> list[str]:
    """The parts between commas, each with its comma, so that their lengths add up."""
    return re.findall(r"[^,]*,|[^,]+$", text)


def _in_clause(clause: str, following: str, label: str) -> Iterator[tuple[int, list[str], Duration]]:
    if pattern(_TOPIC, "other").search(clause):
        return
    lengths = list(DURATION.finditer(clause))
    between = [clause[one.end() : other.start()] for one, other in pairwise(lengths)]
    if any(pattern(_TOPIC, "in_a_row").match(passage) for passage in between):
        return
    found: list[tuple[int, list[str], Duration]] = []
    for number, length in enumerate(lengths):
        after = between[number] if number < len(between) else clause[length.end() :]
        before = between[number - 1] if number else clause[: length.start()]
        found.append((length.start(), _stages(before, after, following, label), duration(length.group())))
    for number, passage in enumerate(between):
        start, stages, length_said = found[number]
        if not stages and pattern(_TOPIC, "shared").match(passage):
            found[number] = start, found[number + 1][1], length_said
    yield from (one for one in found if one[1])


def _stages(before: str, after: str, following: str, label: str) -> list[str]:
    if pattern(_TOPIC, "either").search(after):
        return ["remote", "onsite"]
    first = _ordered(after)[:1] or _ordered(before)[-1:]
    if not first and re.fullmatch(r"\s*(?:之内|以内|内|后)?[,:]?\s*", after):
        first = _ordered(following)[:1]
    if first == [_NEGATED]:
        return []
    if not first or first[0] == "respond":
        channel = _channel(label)
        return [channel] if channel else first
    return first


def _ordered(passage: str) -> list[str]:
    """The stages that a passage speaks of, in its order; `_NEGATED` for what is said not to happen."""
    spoken = sorted(
        (found.start(), -found.end(), stage)
        for stage, source in words(_TOPIC)["stages"].items()
        for found in re.finditer(source, passage)
    )
    stages, said = [], 0
    for start, minus_end, stage in spoken:
        within_other = -minus_end <= said  # 响应 within 现场响应
        said = max(said, -minus_end)
        if within_other or pattern(_TOPIC, "since").match(passage[-minus_end:]):
            continue
        stages.append(_NEGATED if pattern(_TOPIC, "no_stage").search(passage[:start]) else stage)
    return stages


def _channel(label: str) -> str | None:
    return next((s for s, source in words(_TOPIC)["channel"].items() if re.search(source, label)), None)
