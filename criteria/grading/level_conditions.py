"""A level under the two readings of unconfirmed kinds: reached for certain, possibly reached (design section 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from criteria.grading.items import GradedItem
from criteria.grading.numbers import ZERO
from criteria.grading.results import LevelCondition
from criteria.models import Level, LevelThresholds
from criteria.vocabulary import Kind


@dataclass(frozen=True)
class Reading:
    """The items of one level, sorted by kind and by passing."""

    level: Level
    thresholds: LevelThresholds
    best_total: Decimal
    basic: tuple[GradedItem, ...]
    optional: tuple[GradedItem, ...]
    unconfirmed: tuple[GradedItem, ...]
    failing_basic: tuple[GradedItem, ...]
    failing_unconfirmed: tuple[GradedItem, ...]
    passing_optional: tuple[GradedItem, ...]
    unconfirmed_as_basic: tuple[GradedItem, ...]
    unconfirmed_as_optional: tuple[GradedItem, ...]

    @property
    def counted(self) -> bool:
        """Whether the numbers of basic and optional items of the level are published."""
        return self.level.basic_items is not None and self.level.optional_min is not None

    @property
    def hidden_basic(self) -> int:
        """r: how many of the unconfirmed items are basic according to the published count."""
        return max((self.level.basic_items or 0) - len(self.basic), 0)

    def certain(self) -> LevelCondition:
        """Reached whatever the true kinds of the unconfirmed items are."""
        if not self.counted:
            return self._certain_by_share()
        needed, hidden = self.level.optional_min or 0, self.hidden_basic
        passed = len(self.passing_optional) + max(len(self.unconfirmed) - hidden, 0)
        largest_first = sorted(self._losses(self.unconfirmed), reverse=True)
        as_basic, other = largest_first[:hidden], largest_first[hidden:]
        return self._condition(
            missing=(*self.failing_basic, *self.failing_unconfirmed),
            # Confirmed kinds that contradict the published count leave basic items nowhere to be: nothing is certain.
            basic_short=len(self.failing_basic)
            + len(self.failing_unconfirmed)
            + max(hidden - len(self.unconfirmed), 0),
            optional_passed=passed,
            losses_as_basic=as_basic,
            losses_to_choose=[*self._losses(self.passing_optional), *other],
            optional_needed=needed,
        )

    def possible(self) -> LevelCondition:
        """Reached for some kinds of the unconfirmed items."""
        if not self.counted:
            return self._possible_by_share()
        needed, hidden = self.level.optional_min or 0, self.hidden_basic
        passed = len(self.passing_optional) + len(self.unconfirmed_as_optional) - hidden
        hidden_short = max(hidden - len(self.unconfirmed_as_basic), 0)
        chosen = sorted(self.unconfirmed_as_basic, key=lambda item: item.loss(self.level.level))[:hidden]
        others = [item for item in self.unconfirmed_as_optional if item not in chosen]
        return self._condition(
            missing=self.failing_basic,
            basic_short=len(self.failing_basic) + hidden_short,
            optional_passed=max(passed, 0),
            losses_as_basic=self._losses(chosen),
            losses_to_choose=self._losses((*self.passing_optional, *others)),
            optional_needed=needed,
        )

    def _condition(
        self,
        *,
        missing: tuple[GradedItem, ...],
        basic_short: int,
        optional_passed: int,
        losses_as_basic: list[Decimal],
        losses_to_choose: list[Decimal],
        optional_needed: int,
    ) -> LevelCondition:
        """total(t) = Σ best − Σ loss of what counts as basic − the optional_min smallest losses of the rest."""
        total = (
            self.best_total
            - sum(self._losses(self.basic), ZERO)
            - sum(losses_as_basic, ZERO)
            - sum(sorted(losses_to_choose)[:optional_needed], ZERO)
        )
        gap = max((self.level.min_score or ZERO) - total, ZERO)
        short = max(optional_needed - optional_passed, 0)
        return LevelCondition(
            reached=basic_short == 0 and short == 0 and gap == 0,
            missing=_codes(missing),
            basic_short=basic_short,
            optional_passed=optional_passed,
            optional_needed=optional_needed,
            optional_short=short,
            total=total,
            score_gap=gap,
        )

    def _certain_by_share(self) -> LevelCondition:
        """No published counts (86号): all basic and unconfirmed items pass, and half of the optional ones."""
        half = len(self.optional) * self._share
        needed = floor(half) + (half != floor(half))
        missing = (*self.failing_basic, *self.failing_unconfirmed)
        return self._share_condition(missing, len(self.passing_optional), needed)

    def _possible_by_share(self) -> LevelCondition:
        """No published counts: all confirmed basic items pass, and more than half of the others."""
        others = len(self.optional) + len(self.unconfirmed)
        passed = len(self.passing_optional) + len(self.unconfirmed_as_optional)
        needed = floor(others * self._share) + 1 if others else 0
        possible = self._share_condition(self.failing_basic, passed, needed)
        certain = self._certain_by_share()
        # At exactly half of the optional items the certain rule is content, "more than half" is not.
        return certain if certain.reached else possible

    @property
    def _share(self) -> Decimal:
        return self.thresholds.optional_share if self.thresholds.optional_share is not None else ZERO

    def _share_condition(self, missing: tuple[GradedItem, ...], passed: int, needed: int) -> LevelCondition:
        short = max(needed - passed, 0)
        return LevelCondition(
            reached=not missing and short == 0,
            missing=_codes(missing),
            basic_short=len(missing),
            optional_passed=passed,
            optional_needed=needed,
            optional_short=short,
            total=None,
            score_gap=None,
        )

    def declared_at_target(self) -> set[str]:
        """Items declared at this level or above in the best declaration: all that pass as basic or unconfirmed,
        and the passing optional ones with the smallest losses."""
        chosen = sorted(self.passing_optional, key=lambda item: item.loss(self.level.level))
        needed = len(chosen) if self.level.optional_min is None else self.level.optional_min
        basic = [item for item in self.basic if item not in self.failing_basic]
        return set(_codes((*basic, *self.unconfirmed_as_basic, *chosen[:needed])))

    def _losses(self, items: Iterable[GradedItem]) -> list[Decimal]:
        return [item.loss(self.level.level) for item in items]


def read_level(level: Level, items: list[GradedItem], thresholds: LevelThresholds) -> Reading:
    """Sorts the items that have a row at the level by kind and by passing at the thresholds."""
    number = level.level
    of_kind = {
        kind: tuple(item for item in items if number in item.rows and item.rows[number].kind is kind) for kind in Kind
    }
    basic, optional, unconfirmed = of_kind[Kind.BASIC], of_kind[Kind.OPTIONAL], of_kind[Kind.UNCONFIRMED]
    as_basic = tuple(item for item in unconfirmed if item.passes(number, thresholds.basic_coverage))
    return Reading(
        level=level,
        thresholds=thresholds,
        best_total=sum((item.best for item in items), ZERO),
        basic=basic,
        optional=optional,
        unconfirmed=unconfirmed,
        failing_basic=tuple(item for item in basic if not item.passes(number, thresholds.basic_coverage)),
        failing_unconfirmed=tuple(item for item in unconfirmed if item not in as_basic),
        passing_optional=tuple(item for item in optional if item.passes(number, thresholds.optional_coverage)),
        unconfirmed_as_basic=as_basic,
        unconfirmed_as_optional=tuple(
            item for item in unconfirmed if item.passes(number, thresholds.optional_coverage)
        ),
    )


def _codes(items: Iterable[GradedItem]) -> tuple[str, ...]:
    return tuple(item.item.item for item in items)
