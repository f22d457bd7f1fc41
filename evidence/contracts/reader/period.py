"""How long the contract runs, and dates that cannot be."""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import number
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern, words

_TOPIC = "period"
_DAYS_OF_YEAR = 365
_HOURS = 24
_MINUTES = 59


def find_period(text: ContractText) -> Iterable[Finding]:
    """The period in months, and its first and last day where the text gives dates."""
    for sentence in text.sentences:
        if sentence.is_penalty or sentence.is_condition_for_bidders:
            continue
        yield from _from_dates(sentence)
        yield from _from_length(sentence)


def _from_length(sentence: Sentence) -> Iterator[Finding]:
    for clause in sentence.clauses:
        bare = pattern(_TOPIC, "aside").sub("", clause)
        stated = _stated(pattern(_TOPIC, "dates").sub("", bare), sentence)
        if stated and not pattern(_TOPIC, "other").search(bare):
            months = _months(stated)
            if months is None or not words(_TOPIC)["shortest"] <= months <= words(_TOPIC)["longest"]:
                yield unusable("period_months", f"服务期“{stated.group()}”不合常理，请核对。", sentence)
            else:
                yield found("period_months", int(months), sentence)


def _stated(clause: str, sentence: Sentence) -> re.Match[str] | None:
    for one in _patterns():
        stated = one.search(clause)
        if stated:
            return stated
    above = (*sentence.line.headings, *sentence.line.cells_above)
    if any(pattern(_TOPIC, "cell_heading").search(heading) for heading in above):
        bare = clause.strip(" 。;")
        return pattern(_TOPIC, "cell").match(bare) or pattern(_TOPIC, "under_heading").match(bare)
    return None


def _patterns() -> list[re.Pattern[str]]:
    return [pattern(_TOPIC, f"stated_{place}") for place in range(1, 5)]


def _months(stated: re.Match[str]) -> Decimal | None:
    """The months of a length, None when they are not a whole number."""
    amount = number(stated.group("number"))
    if stated.group("half"):
        amount += Decimal("0.5")
    if stated.group("sign"):
        amount = -amount
    unit = stated.group("unit").removeprefix("个").removeprefix("整")
    if unit.startswith("年"):
        months = amount * 12 + number(stated.group("more") or "0")
    elif unit == "月":
        months = amount
    else:
        years = amount / _DAYS_OF_YEAR
        months = years * 12 if years == years.to_integral_value() else amount / 30
    return months if months == months.to_integral_value() else None


def _from_dates(sentence: Sentence) -> Iterator[Finding]:
    if not pattern(_TOPIC, "dates_cue").search(f"{sentence.context} {sentence.text}"):
        return
    for span in pattern(_TOPIC, "dates").finditer(sentence.text):
        starts, ends = (_day(*(span.group(f"{part}{n}") for part in "ymd")) for n in (1, 2))
        yield from _between(span.group(), starts, ends, sentence)
    for span in pattern(_TOPIC, "months").finditer(sentence.text):
        first, last = (_day(span.group(f"y{n}"), span.group(f"m{n}"), "1") for n in (1, 2))
        yield from _between(span.group(), first, last and _last_of_month(last), sentence)


def _between(said: str, starts: date | None, ends: date | None, sentence: Sentence) -> Iterator[Finding]:
    if starts is None or ends is None:
        yield unusable("period_months", f"服务期“{said}”中有不存在的日期，请核对。", sentence)
    elif ends <= starts:
        yield unusable("period_months", f"服务期“{said}”的结束日期不晚于开始日期，请核对。", sentence)
    else:
        yield found("period_start", starts.isoformat(), sentence)
        yield found("period_end", ends.isoformat(), sentence)
        yield found("period_months", _whole_months(starts, ends), sentence)


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(number(year)), int(number(month)), int(number(day)))
    except ValueError:
        return None


def _whole_months(starts: date, ends: date) -> int:
    """Months from the first to the last day, both included; a remainder of up to half a month is dropped."""
    months = (ends.year - starts.year) * 12 + ends.month - starts.month
    length = calendar.monthrange(ends.year, ends.month)[1]
    return months + round((ends.day - starts.day + 1) / length)


def find_impossible_dates(text: ContractText) -> Iterable[Finding]:
    """Dates and times of day that do not exist: 2025年13月1日, 第13个月, 25:00."""
    for sentence in text.sentences:
        for day in pattern(_TOPIC, "any_date").finditer(sentence.text):
            year, month = day.group("y") or day.group("y3"), day.group("m") or day.group("m3")
            if _day(year, month, day.group("d") or day.group("d3") or "1") is None:
                yield unusable("dates", f"日期“{day.group()}”不存在，请核对。", sentence)
        without_dates = pattern(_TOPIC, "any_date").sub("", sentence.text)
        for month_only in pattern(_TOPIC, "odd_month").finditer(without_dates):
            yield unusable("dates", f"“{month_only.group()}”不存在，请核对。", sentence)
        for clock in pattern(_TOPIC, "clock").finditer(sentence.text):
            if int(clock.group("hour")) > _HOURS or int(clock.group("minute")) > _MINUTES:
                yield unusable("dates", f"时间“{clock.group()}”不存在，请核对。", sentence)
