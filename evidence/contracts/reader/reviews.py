"""Which reviews the vendor supports, up to which level, and how far the support goes."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from criteria.library import shipped_catalogs
from evidence.contracts.draft import ReviewLimit, ReviewTarget
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern, words
from evidence.register import target_levels

_TOPIC = "reviews"
_INTEROP, _MLPS = "interop-2020", "mlps3-2019"
_LIMITS = ("within_existing", "documents", "engineers")
_NO_LEVEL = "没有写明可用的级别。"
_CHINESE = "零一二三四五六七八九十"


def find_targets(text: ContractText) -> Iterable[Finding]:
    """The reviews of the catalogs. One that is also named with a level elsewhere is not repeated without."""
    findings = [finding for sentence in text.duties for finding in _targets(sentence)]
    levelled = {f.value.catalog for f in findings if f.value and f.value.level is not None}
    return [f for f in findings if f.problem or f.value.level or f.value.catalog not in levelled]


def _targets(sentence: Sentence) -> Iterator[Finding]:
    mentions = _mentions(sentence.text)
    for place, (start, end, catalog) in enumerate(mentions):
        before = sentence.text[:start]
        if pattern(_TOPIC, "excluded").search(before[before.rfind(",") + 1 :]):
            continue
        until = mentions[place + 1][0] if place + 1 < len(mentions) else len(sentence.text)
        after = sentence.text[end : min(until, end + words(_TOPIC)["reach"])]
        previous = mentions[place - 1][1] if place else 0
        yield from _target(catalog, sentence, sentence.text[start:end], sentence.text[previous:start], after)


def _target(catalog: str, sentence: Sentence, mention: str, before: str, after: str) -> Iterator[Finding]:
    levels = _level_pattern(catalog).finditer(after)
    level = next((one for one in levels if not pattern(_TOPIC, "current").search(after[: one.start()])), None)
    adjacent = level is not None and _leads_to_level(after[: level.start()])
    reviewed = pattern(_TOPIC, "review").search(mention) or pattern(_TOPIC, "review").search(after)
    if level is None:
        level = pattern(_TOPIC, "before").search(before)
        after = ""
    elif not (adjacent or reviewed or catalog == _MLPS):
        return
    if level is None and reviewed:
        yield found("targets", ReviewTarget(catalog, None, False), sentence, note=_NO_LEVEL)
    while level is not None:
        rest = after[level.end() :]
        yield from _at_level(catalog, sentence, level, above=bool(pattern(_TOPIC, "or_above").match(rest)))
        after = pattern(_TOPIC, "another").sub("", rest, count=1)
        level = _level_pattern(catalog).match(after) if after != rest else None


def _leads_to_level(between: str) -> bool:
    return not pattern(_TOPIC, "between").sub("", between) or bool(pattern(_TOPIC, "aim").search(between))


def _at_level(catalog: str, sentence: Sentence, level: re.Match[str], above: bool) -> Iterator[Finding]:
    written = _written(catalog, level)
    if written in _levels(catalog):
        yield found("targets", ReviewTarget(catalog, written, above), sentence)
        return
    row = next(row for row in words(_TOPIC)["catalogs"] if row["id"] == catalog)
    choices = "、".join(_levels(catalog))
    problem = f"{row['name']}没有“{level.group().strip()}”这一级（可选：{choices}），请核对。"
    yield unusable("targets", problem, sentence)
    yield found("targets", ReviewTarget(catalog, None, above), sentence, note=_NO_LEVEL)


def _mentions(text: str) -> list[tuple[int, int, str]]:
    """Start, end and catalog of each mention, in the order of the text."""
    return sorted(
        (match.start(), match.end(), row["id"])
        for row in words(_TOPIC)["catalogs"]
        for match in re.finditer(row["mention"], text)
    )


@cache
def _level_pattern(catalog: str) -> re.Pattern[str]:
    return next(re.compile(row["level"]) for row in words(_TOPIC)["catalogs"] if row["id"] == catalog)


def _written(catalog: str, level: re.Match[str]) -> str:
    """The level as the catalog writes it: 6, 五级乙等, 三级."""
    parts = level.groupdict()
    digit = parts["level"] or parts["short_level"]
    number = words(_TOPIC)["level_words"].get(digit, digit)
    if catalog == _INTEROP:
        grade = (parts["grade"] or parts.get("short_grade") or "")[:1]
        return f"{_CHINESE[int(number)]}级{grade}{'等' if grade else ''}"
    return f"{_CHINESE[int(number)]}级" if catalog == _MLPS else str(number)


def _levels(catalog: str) -> list[str]:
    """The levels that exist; of MLPS those for which there is a catalog."""
    return words(_TOPIC)["mlps_levels"] if catalog == _MLPS else target_levels(shipped_catalogs()[catalog])


def find_other_reviews(text: ContractText) -> Iterable[Finding]:
    """Reviews without a catalog, by their common names."""
    for sentence in text.duties:
        if sentence.line.is_heading and pattern(_TOPIC, "heading_only").search(sentence.text):
            continue
        named = [(re.search(source, sentence.text), name) for name, source in words(_TOPIC)["others"]]
        for match, name in sorted((match.start(), name) for match, name in named if match):
            excluded = pattern(_TOPIC, "excluded").search(sentence.text[:match])
            if not excluded and not sentence.text.startswith("关于"):
                yield found("other_reviews", name, sentence)


def find_review_limits(text: ContractText) -> Iterable[Finding]:
    """How far review support goes, per catalog where the sentence or the one before it in its paragraph names one."""
    before: Sentence | None = None
    of_paragraph: set[str] = set()
    for sentence in text.duties:
        named = {finding.value.catalog for finding in _targets(sentence) if finding.value}
        goes_on = before is not None and before.line is sentence.line
        of_paragraph = named or (of_paragraph if goes_on else set())
        before, catalogs = sentence, of_paragraph
        if not catalogs and not pattern(_TOPIC, "review_context").search(f"{sentence.context} {sentence.text}"):
            continue
        flags = [bool(pattern(_TOPIC, name).search(sentence.text)) for name in _LIMITS]
        listed: list[str | None] = [*sorted(catalogs)]
        for catalog in listed or [None]:
            if any(flags):
                yield found("review_limits", ReviewLimit(catalog, *flags), sentence)


def find_new_modules(text: ContractText) -> Iterable[Finding]:
    """True: new modules or custom developments are to be paid for by agreement. False: the text calls modules free."""
    for sentence in text.duties:
        paid = _new_modules_paid(sentence)
        if paid is not None:
            yield found("new_modules_negotiated", paid, sentence)


def _new_modules_paid(sentence: Sentence) -> bool | None:
    without_free, free = pattern(_TOPIC, "without_pay").subn("", sentence.text)
    if not pattern(_TOPIC, "new_modules").search(sentence.text):
        return None
    if pattern(_TOPIC, "negotiated").search(without_free):
        return True
    if not free:
        return None
    module = [place for place, clause in enumerate(sentence.clauses) if _speaks_of_new_module(clause)]
    said = [clause for place in module for clause in sentence.clauses[place : place + 3]]
    return False if any(pattern(_TOPIC, "without_pay").search(clause) for clause in said) else None


def _speaks_of_new_module(clause: str) -> bool:
    named, without = pattern(_TOPIC, "new_module").search(clause), pattern(_TOPIC, "no_new_module").search(clause)
    return named is not None and without is None
