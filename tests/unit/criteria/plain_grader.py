"""A second grader, written from the wording of the official rules alone and compared with the real one.

It is slow on purpose: fractions instead of decimals, every declaration and (where few enough) every assignment of
the uncertain kinds tried out instead of a closed formula. It knows nothing of `criteria`; `translate.py` feeds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TypeAlias

BASIC, OPTIONAL, UNCONFIRMED = "basic", "optional", "unconfirmed"
MET, PARTIAL, UNMET, NOT_APPLICABLE, UNKNOWN = "met", "partial", "unmet", "not_applicable", "unknown"
BASIC_SHARE, OPTIONAL_SHARE, QUALITY_FLOOR = Fraction(8, 10), Fraction(5, 10), Fraction(5, 10)
MOST_ASSIGNMENTS = 500


@dataclass(frozen=True)
class Row:
    """What one item shows at one level; coverage and quality are final (1 where nothing is asked)."""

    kind: str
    verdicts: tuple[str, ...]
    coverage: Fraction
    quality: Fraction


Item: TypeAlias = dict[int, Row]


@dataclass(frozen=True)
class Bar:
    """What a level demands of the whole hospital."""

    level: int
    basic: int
    optional_min: int
    min_score: Fraction


def row_met(row: Row) -> bool:
    return all(verdict in (MET, NOT_APPLICABLE) for verdict in row.verdicts)


def function_level(item: Item) -> int:
    reached = 0
    for level in sorted(item):
        if not row_met(item[level]):
            break
        reached = level
    return reached


def attained(item: Item) -> list[int]:
    top = function_level(item)
    return [n for n in item if n <= top and all(item[k].quality >= QUALITY_FLOOR for k in item if k < n)]


def value(item: Item, level: int) -> Fraction:
    return level * item[level].coverage * item[level].quality


def best(item: Item, at_least: int = 0) -> Fraction:
    return max((value(item, n) for n in attained(item) if n >= at_least), default=Fraction(0))


def passes(item: Item, level: int, share: Fraction) -> bool:
    if level not in item or function_level(item) < level:
        return False
    enough_quality = all(item[k].quality >= QUALITY_FLOOR for k in item if k <= level)
    return enough_quality and item[level].coverage >= share


def score(items: Iterable[Item]) -> Fraction:
    return sum((best(item) for item in items), Fraction(0))


def highest_total(items: Sequence[Item], kinds: Sequence[str], bar: Bar) -> Fraction | None:
    """The highest sum over all declarations that satisfy the counts of the level; None when none does.

    Of the declarations tried so far only the best sum per number of counted optional items is kept.
    """
    sums = {0: Fraction(0)}
    for item, kind in zip(items, kinds, strict=True):
        tried: dict[int, Fraction] = {}
        for declared, counts in _declarations(item, kind, bar.level):
            for counted, total in sums.items():
                key = counted + counts
                tried[key] = max(tried.get(key, Fraction(-1)), total + declared)
        sums = tried
    return max((total for counted, total in sums.items() if counted >= bar.optional_min), default=None)


def _declarations(item: Item, kind: str, level: int) -> list[tuple[Fraction, int]]:
    """Every value the item may be declared with, and whether it then counts as an optional item of the level."""
    values = [(n, value(item, n)) for n in attained(item)] or [(0, Fraction(0))]
    if kind == BASIC:
        if not passes(item, level, BASIC_SHARE):
            return []
        return [(worth, 0) for n, worth in values if n >= level]
    counts = kind == OPTIONAL and passes(item, level, OPTIONAL_SHARE)
    return [(worth, int(counts and n >= level)) for n, worth in values]


def reached_with(items: Sequence[Item], kinds: Sequence[str], bar: Bar) -> bool:
    total = highest_total(items, kinds, bar)
    return total is not None and total >= bar.min_score


def kinds_at(items: Sequence[Item], level: int) -> list[str]:
    """The kind of every item at the level; an item without a row there is neither basic nor optional."""
    return [item[level].kind if level in item else "" for item in items]


def assignments(kinds: Sequence[str], basic: int) -> Iterable[list[str]]:
    """Every way to settle the unconfirmed kinds so that the published number of basic items comes out."""
    open_places = [place for place, kind in enumerate(kinds) if kind == UNCONFIRMED]
    for chosen in combinations(open_places, basic - list(kinds).count(BASIC)):
        settled = [BASIC if place in chosen else kind for place, kind in enumerate(kinds)]
        yield [OPTIONAL if kind == UNCONFIRMED else kind for kind in settled]


def level_for_certain(items: Sequence[Item], bar: Bar) -> bool:
    kinds = kinds_at(items, bar.level)
    unconfirmed = [item for item, kind in zip(items, kinds, strict=True) if kind == UNCONFIRMED]
    if not all(passes(item, bar.level, BASIC_SHARE) for item in unconfirmed):
        return False  # asked of every unconfirmed item, even when the counts leave no basic place for it
    wanted = bar.basic - kinds.count(BASIC)
    if comb(len(unconfirmed), wanted) <= MOST_ASSIGNMENTS:
        return all(reached_with(items, settled, bar) for settled in assignments(kinds, bar.basic))
    dearest = sorted(unconfirmed, key=lambda item: best(item) - best(item, bar.level), reverse=True)[:wanted]
    return reached_with(items, _with_basic(items, kinds, dearest), bar)


def level_possible(items: Sequence[Item], bar: Bar) -> bool:
    kinds = kinds_at(items, bar.level)
    wanted = bar.basic - kinds.count(BASIC)
    if comb(kinds.count(UNCONFIRMED), wanted) <= MOST_ASSIGNMENTS:
        return any(reached_with(items, settled, bar) for settled in assignments(kinds, bar.basic))
    able = [
        item
        for item, kind in zip(items, kinds, strict=True)
        if kind == UNCONFIRMED and passes(item, bar.level, BASIC_SHARE)
    ]
    cheapest = sorted(able, key=lambda item: best(item) - best(item, bar.level))[:wanted]
    return len(cheapest) == wanted and reached_with(items, _with_basic(items, kinds, cheapest), bar)


def _with_basic(items: Sequence[Item], kinds: Sequence[str], basic: Sequence[Item]) -> list[str]:
    chosen = {id(item) for item in basic}
    settled = [BASIC if id(item) in chosen else kind for item, kind in zip(items, kinds, strict=True)]
    return [OPTIONAL if kind == UNCONFIRMED else kind for kind in settled]


def standing(items: Sequence[Item], bars: Sequence[Bar]) -> tuple[int, int]:
    """The highest level reached whatever the uncertain kinds are, and the highest reached for some of them."""
    certain = max((bar.level for bar in bars if level_for_certain(items, bar)), default=0)
    possible = max((bar.level for bar in bars if level_possible(items, bar)), default=0)
    return certain, possible


def standing_by_share(items: Sequence[Item], levels: Iterable[int]) -> tuple[int, int]:
    """The same for a standard that publishes neither counts nor scores (smart management)."""
    certain = possible = 0
    for level in sorted(levels):
        groups: dict[str, list[bool]] = {BASIC: [], OPTIONAL: [], UNCONFIRMED: []}
        for item in items:
            if level in item:
                groups[item[level].kind].append(passes(item, level, OPTIONAL_SHARE))
        others = groups[OPTIONAL] + groups[UNCONFIRMED]
        sure = all(groups[BASIC]) and all(groups[UNCONFIRMED]) and 2 * sum(groups[OPTIONAL]) >= len(groups[OPTIONAL])
        if sure:
            certain = level
        # What is certain is possible, also at exactly half, where the two texts of the rule differ.
        if sure or (all(groups[BASIC]) and (2 * sum(others) > len(others) or not others)):
            possible = level
    return certain, possible


@dataclass(frozen=True)
class Indicator:
    """One row of the interoperability standard; `grade` and `tiers` count grades from 1, `grade` 0 asks nothing."""

    points: Fraction
    grade: int
    elective: bool
    na_scores: bool
    measured: bool
    tiers: tuple[tuple[int, Fraction], ...]
    found: str | int


def points(indicator: Indicator) -> Fraction:
    if not indicator.measured:
        return Fraction(0)
    if isinstance(indicator.found, int):
        return max((worth for tier, worth in indicator.tiers if tier <= indicator.found), default=Fraction(0))
    scores = indicator.found == MET or (indicator.found == NOT_APPLICABLE and indicator.na_scores)
    return indicator.points if scores else Fraction(0)


def satisfies(indicator: Indicator, grade: int) -> bool:
    if indicator.elective or not indicator.measured or indicator.found in (MET, NOT_APPLICABLE):
        return True
    asked = [tier for tier, _ in indicator.tiers if tier <= grade]
    if indicator.tiers:
        return not asked or (isinstance(indicator.found, int) and indicator.found >= max(asked))
    return indicator.grade == 0 or indicator.grade > grade


def grade_reached(indicators: Sequence[Indicator], grades: int) -> int:
    reached = 0
    for grade in range(1, grades + 1):
        if not all(satisfies(indicator, grade) for indicator in indicators):
            break
        reached = grade
    return reached


def conclusion(verdicts: Sequence[str], hazards: int) -> tuple[Fraction | None, str]:
    """Compliance rate and conclusion of one protected object."""
    applicable = [verdict for verdict in verdicts if verdict != NOT_APPLICABLE]
    if not applicable:
        return None, ""
    rate = Fraction(applicable.count(MET), len(applicable))
    if rate > Fraction(9, 10) and not hazards:
        return rate, "符合"
    return rate, "基本符合" if rate > Fraction(6, 10) else "不符合"


def worst_of(verdicts: Sequence[str]) -> str:
    """The hospital's verdict on a clause that several systems share."""
    if not verdicts:
        return UNKNOWN
    for verdict in (UNMET, PARTIAL, UNKNOWN, MET):
        if verdict in verdicts:
            return verdict
    return NOT_APPLICABLE
