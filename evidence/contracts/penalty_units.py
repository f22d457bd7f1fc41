"""What a penalty is counted by: once for each event, or for each unit of time begun (每逾期一日).

The contract's words say it beside the figure; a sentence that sets several penalties gives each its own unit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence.contracts.draft import ContractDraft, Fact, PenaltyTerm
from evidence.contracts.reader.normal import normalise
from evidence.contracts.reader.numbers import MONEY, RATE, amount, rates
from evidence.contracts.workdays import is_workday

EVENT, WORKDAY = "次", "工作日"
_MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class PenaltyUnit:
    """`size` units of a `name`: (1, 日), (4, 小时), (1, 次)."""

    size: Decimal
    name: str

    @property
    def is_event(self) -> bool:
        """Whether it counts events, however late they were."""
        return self.name == EVENT

    @property
    def text(self) -> str:
        """日, 4 小时, 次."""
        return self.name if self.size == 1 else f"{self.size.normalize():f} {self.name}"

    def begun(self, late_minutes: Decimal, since: date) -> int:
        """How many units a delay has begun, at least 1; `since`: the day on which it should have been done."""
        if self.is_event:
            return 1
        if self.name == WORKDAY:
            late = Decimal(_workdays(since, late_minutes))
        else:
            late = late_minutes / _words()["units"][self.name]
        return max(int((late / self.size).to_integral_value(ROUND_CEILING)), 1)


def _workdays(since: date, late_minutes: Decimal) -> int:
    """Working days after a day, up to that many days later."""
    days = int((late_minutes / _MINUTES_PER_DAY).to_integral_value(ROUND_CEILING))
    return sum(is_workday(since + timedelta(days=number)) for number in range(1, days + 1))


def unit_of(fact: Fact) -> PenaltyUnit | None:
    """What a penalty is counted by: as a person entered it, else as its event or its sentence says.

    None where nothing is said of it; then it is due once for each event.
    """
    term: PenaltyTerm = fact.value
    if term.per is not None:
        return unit_in_words(term.per)
    found = _timed(normalise(term.event).text)
    texts = [text for quote in fact.quotes for text in _beside(normalise(quote.text).text, term)]
    if found is None:
        found = next(filter(None, map(_timed, texts)), None)
    if found is None and any(re.search(_words()["per_event"], text) for text in (term.event, *texts)):
        return PenaltyUnit(Decimal(1), EVENT)
    return found


def unit_in_words(text: str) -> PenaltyUnit | None:
    """The unit that 日, 4小时, 次 name; None for what names none."""
    found = re.fullmatch(rf"(?:每|按)?{_words()['unit']}", normalise(text).text.replace(" ", ""))
    if found is not None:
        return _unit(found)
    return PenaltyUnit(Decimal(1), EVENT) if text.strip().lstrip("每按") == EVENT else None


def with_units(draft: ContractDraft) -> ContractDraft:
    """The draft as people see it: every penalty tells its unit (日, 4 小时, 次)."""
    facts = (replace(fact, value=_told(fact)) if fact.field == "penalties" else fact for fact in draft.facts)
    return replace(draft, facts=tuple(facts))


def _told(fact: Fact) -> PenaltyTerm:
    term: PenaltyTerm = fact.value
    unit = unit_of(fact)
    return replace(term, per=unit.text if unit else None)


def _timed(text: str) -> PenaltyUnit | None:
    """The last unit of time that the words count by."""
    found = [match for pattern in _patterns() for match in pattern.finditer(text)]
    return _unit(max(found, key=lambda match: match.start())) if found else None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(words.replace("{unit}", _words()["unit"])) for words in _words()["per_unit"])


def _unit(found: re.Match[str]) -> PenaltyUnit:
    number = found["number"] or "1"
    name = str(_words()["same_units"].get(found["unit"], found["unit"]))
    return PenaltyUnit(Decimal(str(_words()["numbers"].get(number, number))), name)


def _beside(text: str, term: PenaltyTerm) -> Iterator[str]:
    """The words between the figure before and that of the penalty, with what stands right behind it: 100元/日.

    A penalty whose figure the sentence does not hold (an amount in other words) has the whole sentence.
    """
    figures = sorted((*MONEY.finditer(text), *RATE.finditer(text)), key=lambda figure: figure.start())
    own = [number for number, figure in enumerate(figures) if _is_figure_of(figure.group(), term)]
    if not own:
        yield text
    for number in _named(text, figures, own, normalise(term.event).text):
        start = figures[number - 1].end() if number else 0
        behind = re.match(_words()["behind"], text[figures[number].end() :])
        yield text[start : figures[number].end()] + (behind.group() if behind else "")


def _named(text: str, figures: list[re.Match[str]], own: list[int], event: str) -> Iterable[int]:
    """Of several equal figures the first one that follows the event."""
    place = text.find(event)
    return [number for number in own if figures[number].start() > place][:1] or own[:1]


def _is_figure_of(text: str, term: PenaltyTerm) -> bool:
    if RATE.fullmatch(text):
        low, high = rates(text)
        return (low, high) == (term.rate_min, term.rate_max or term.rate_min)
    return term.amount is not None and amount(text) == term.amount


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("penalties.yaml"))["counting"]
    return found
