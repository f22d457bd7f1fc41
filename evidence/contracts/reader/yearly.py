"""How often things are done in a year: inspections, recovery tests, drills, trainings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidence.contracts.draft import Inspections
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import number
from evidence.contracts.reader.period import find_period
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern, words

_TOPIC = "yearly"
_INSPECTIONS, _DATABASE = "inspections_per_year", "database_inspections_per_year"
_DAILY = 52  # more often than this it is daily care, not a visit
_NO_PERIOD = "“{}”没有写明是每年的次数还是整个服务期的次数，请核对。"
_VAGUE = "“{}”没有写明次数，请补充。"
_IMPOSSIBLE = "“{}”的次数不合常理，请核对。"


@dataclass(frozen=True)
class _Frequency:
    """Times per year as a clause says; `per_year` None: no period named. `odd`: zero or negative."""

    text: str
    per_year: Decimal | None
    odd: bool = False


def find_yearly(text: ContractText) -> Iterable[Finding]:
    """What is done how often. A count for the whole contract is divided by the years of its period."""
    years = _years(text)
    for sentence in text.agreed:
        for clause, before in _clauses(sentence):
            frequency = _frequency(clause, before, sentence, years)
            topic = _topic(clause, sentence) if frequency else None
            if frequency and topic:
                yield from _findings(topic, frequency, clause, sentence)


def _years(text: ContractText) -> Decimal | None:
    months = {finding.value for finding in find_period(text) if finding.field == "period_months"}
    return Decimal(months.pop()) / 12 if len(months) == 1 and None not in months else None


def _clauses(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Each clause with the one before it."""
    before = ""
    for clause in sentence.duty_clauses:
        for part in pattern(_TOPIC, "next_frequency").split(clause):
            yield part, before
            before = part


def _topic(clause: str, sentence: Sentence) -> str | None:
    """What the frequency is of: by the words of the clause, of the sentence, of its label."""
    for passage in (clause, sentence.text, sentence.label):
        for field, source in words(_TOPIC)["topics"]:
            if re.search(source, passage):
                return None if field == "none" else str(field)
    return None


def _frequency(clause: str, before: str, sentence: Sentence, years: Decimal | None) -> _Frequency | None:
    if per := pattern(_TOPIC, "per").search(clause):
        return _times(per.group(), number(per.group("count")), _unit_per_year(per.group("unit")))
    if each := pattern(_TOPIC, "each_of").search(clause):
        return _times(each.group(), number(each.group("count")), Decimal(_listed(each.group("list"))))
    count = pattern(_TOPIC, "count").search(clause)
    listed = pattern(_TOPIC, "listed_months").search(clause)
    if listed and _count(count) == 1:
        return _times(listed.group(), Decimal(1), Decimal(_listed(listed.group("list"))))
    if count and pattern(_TOPIC, "of_which").search(clause):
        return None
    periods = _periods_per_year(clause, counted=count is not None)
    if periods:
        place, per_year = periods
        shown = clause[place : count.end()] if count and count.end() > place else clause[place : place + 8]
        return _times(shown, _count(count), per_year)
    if count is None:
        return None
    if inherited := _periods_per_year(before, counted=True):
        return _times(count.group(), _count(count), inherited[1])
    if pattern(_TOPIC, "term").search(sentence.text):
        per_year_of_term = 1 / years if years else None
        return _times(count.group(), _count(count), per_year_of_term)
    return _times(count.group(), _count(count), None)


def _listed(passage: str) -> int:
    """How many times of the year a passage lists: two in 6月、12月 and in 上下半年."""
    return 2 if "上" in passage and "下半年" in passage else len(re.split("[、和及与]", passage))


def _times(text: str, count: Decimal, periods: Decimal | None) -> _Frequency:
    if count <= 0 or (periods is not None and periods <= 0):
        return _Frequency(text, None, odd=True)
    return _Frequency(text, None if periods is None else count * periods)


def _count(count: re.Match[str] | None) -> Decimal:
    if count is None:
        return Decimal(1)
    text = count.group("count")
    return -number(text[1:]) if text.startswith("-") else number(text)


def _periods_per_year(clause: str, counted: bool) -> tuple[int, Decimal] | None:
    """Where a clause names a period, and how many of it a year has; 0 for an impossible one.

    每季度 and 季度巡检 say it alone, 全年 and 一年 only together with a count.
    """
    if every := pattern(_TOPIC, "every").search(clause):
        return every.start(), _every(every)
    for name in ("adjective", "within") if counted else ("adjective",):
        if named := pattern(_TOPIC, name).search(clause):
            part = next(key for key, value in named.groupdict().items() if value)
            return named.start(), Decimal({"year": 1, "half": 2, "quarter": 4, "month": 12}[part])
    return None


def _every(every: re.Match[str]) -> Decimal:
    text = every.group("number")
    if every.group("sign") or (text and number(text) == 0):
        return Decimal(0)
    unit = every.group("unit")
    if text is None:
        return _unit_per_year(unit)
    length = number(text)
    return _unit_per_year(unit) / length


def _unit_per_year(unit: str) -> Decimal:
    bare = re.sub("^个?(?:服务|合同|日历|自然)?", "", unit)
    return Decimal(words(_TOPIC)["unit_per_year"][bare])


def _findings(topic: str, frequency: _Frequency, clause: str, sentence: Sentence) -> Iterator[Finding]:
    if pattern(_TOPIC, "vague").search(clause):
        yield unusable(topic, _VAGUE.format(clause.strip(" 。;")), sentence)
        return
    if frequency.odd:
        yield unusable(topic, _IMPOSSIBLE.format(frequency.text), sentence)
        return
    if frequency.per_year is None:
        if topic != "trainings_per_year":
            yield unusable(topic, _NO_PERIOD.format(frequency.text), sentence)
        return
    if topic not in (_INSPECTIONS, _DATABASE):
        yield found(topic, frequency.per_year, sentence)
        return
    sort = _sort(topic, frequency.per_year, clause, sentence)
    yield found("inspections", Inspections(sort, frequency.per_year), sentence)
    if sort in ("onsite", "database"):
        yield found(topic, frequency.per_year, sentence)


def _sort(topic: str, per_year: Decimal, clause: str, sentence: Sentence) -> str:
    if per_year > _DAILY:
        return "daily"
    if topic == _DATABASE:
        return "database"
    return "remote" if pattern(_TOPIC, "remote").search(clause) else "onsite"
