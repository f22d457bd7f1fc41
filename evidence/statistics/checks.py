"""合理性核对: is a figure possible, is it likely, what does it mean for the target? The rules are named in the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from criteria.vocabulary import Kind
from evidence.records import Measure, Target
from evidence.statistics.lines import Line
from evidence.statistics.rules import Finding, found, rule, words


@dataclass(frozen=True)
class Counted:
    """A figure as somebody wants to store it."""

    numerator: int | None
    denominator: int | None
    window_from: date | None = None
    window_to: date | None = None
    run_on: date | None = None


def refusals(line: Line, counted: Counted, today: date) -> list[Finding]:
    """Why a figure cannot be stored; empty when it can."""
    return [*_impossible_counts(line, counted), *_impossible_days(line, counted, today)]


def _impossible_counts(line: Line, counted: Counted) -> Iterator[Finding]:
    top, bottom = counted.numerator, counted.denominator
    if line.applied:
        if top not in (0, 1) or bottom not in (None, 1):
            yield found("applied_value", label=line.id)
    elif top is None or bottom is None:
        yield found("counts_missing", label=line.id)
    elif top < 0 or bottom < 0:
        yield found("negative", label=line.id)
    elif bottom == 0:
        yield found("denominator_zero", label=line.id)
    elif top > bottom:
        yield found("numerator_above", label=line.id, numerator=top, denominator=bottom)


def _impossible_days(line: Line, counted: Counted, today: date) -> Iterator[Finding]:
    days = {"统计开始": counted.window_from, "统计截止": counted.window_to, "统计日期": counted.run_on}
    for field, day in days.items():
        if day is not None and day > today:
            yield found("in_the_future", label=line.id, field=field, value=day)
    if counted.window_from and counted.window_to and counted.window_to < counted.window_from:
        yield found("window_backwards", label=line.id)
    if counted.run_on and counted.window_to and counted.run_on < counted.window_to:
        yield found("run_before_window", label=line.id, run_on=counted.run_on, window_to=counted.window_to)


@dataclass(frozen=True)
class Around:
    """What a figure is compared with. `lower`: the figure that counts at the next lower level; `former`: the value
    before; `index`: the data quality index of the row; `given_index`, `general_index`: one that was given as such, for
    the level or for all levels, and counts instead of the checks.
    """

    today: date
    target: Target | None
    lower: tuple[int, Measure] | None
    former: Decimal | None
    index: Decimal | None
    given_index: Decimal | None
    general_index: Decimal | None


def findings(line: Line, figure: Measure | None, around: Around) -> tuple[Finding, ...]:
    """Doubts about a stored figure, and what it (or its absence) means for the target."""
    doubts = [] if figure is None else [*_window(line, figure, around), *_counts(line, figure, around)]
    return (*doubts, *_effects(line, figure, around))


def _window(line: Line, figure: Measure, around: Around) -> Iterator[Finding]:
    if line.applied or line.window_days is None:
        return
    if figure.window_from is None or figure.window_to is None:
        yield found("window_missing")
        return
    days = (figure.window_to - figure.window_from).days + 1
    if days > line.window_days + rule("window_too_long").slack:
        window = line.window or "统计区间"
        yield found("window_too_long", days=days, window=window, limit=line.window_days)
    if figure.window_to + timedelta(days=line.window_days) < around.today:
        yield found("window_stale", window_to=figure.window_to, limit=line.window_days)


def _counts(line: Line, figure: Measure, around: Around) -> Iterator[Finding]:
    if line.applied:
        return
    if line.is_coverage and around.lower is not None:
        yield from _beside_lower_level(line, figure, *around.lower)
    if around.former is not None and abs(figure.value - around.former) >= rule("jump").at_least:
        change = figure.value - around.former
        direction = "上升" if change > 0 else "下降"
        yield found("jump", former=around.former, direction=direction, change=abs(change))
    few = rule("few_counted")
    counted = figure.denominator
    if counted is not None and counted < few.fewer_than and not few.spares(line.key.catalog, line.key.item):
        yield found("few_counted", denominator=counted)


def _beside_lower_level(line: Line, figure: Measure, lower_level: int, lower: Measure) -> Iterator[Finding]:
    """The same thing is counted at every level, ever more strictly."""
    if figure.value > lower.value and not rule("rises_with_level").spares(line.key.catalog, line.key.item):
        values = {"value": figure.value, "lower_value": lower.value}
        yield found("rises_with_level", level=line.key.level, lower=lower_level, **values)
    same_window = (figure.window_from, figure.window_to) == (lower.window_from, lower.window_to)
    counted = None not in (figure.denominator, lower.denominator, figure.window_from, figure.window_to)
    differs = same_window and counted and figure.denominator != lower.denominator
    if differs and not rule("other_denominator").spares(line.key.catalog, line.key.item):
        numbers = {"denominator": figure.denominator, "lower_denominator": lower.denominator}
        yield found("other_denominator", lower=lower_level, **numbers)


def _effects(line: Line, figure: Measure | None, around: Around) -> Iterator[Finding]:
    if not line.is_coverage and line.key.check_no is not None and around.given_index is not None:
        yield found("index_instead", value=around.given_index)
    elif not line.is_coverage and line.key.check_no is not None and around.general_index is not None:
        yield found("general_index_instead", value=around.general_index)
    if around.target is None:
        return
    level = int(around.target.level)
    if line.is_coverage:
        value = figure.value if figure else Decimal(0)
        short = value <= 0 if line.applied else value < line.asked
        if line.key.level == level and short:
            shown = f"现为 {value:.2f}" if figure else "还没有统计，按 0 计"
            kind = words().kinds[line.requirement.kind or Kind.UNCONFIRMED]
            yield found("coverage_below", level=level, kind=kind, asked=f"{line.asked:.2f}", value=shown)
    elif line.key.level <= level and (around.index or Decimal(0)) < line.asked:
        shown = "还没有统计，按 0 计" if around.index is None else f" {around.index:.2f}"
        yield found("quality_below", level=level, asked=f"{line.asked:.2f}", value=shown)
