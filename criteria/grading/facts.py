"""What a grading method is given: verdicts and measures of one hospital at one time, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from criteria.grading.numbers import ONE
from criteria.vocabulary import Kind, Verdict


@dataclass(frozen=True)
class Measures:
    """Shares by (item, level); level None holds for every level that has no value of its own.

    `missing` is what an absent measure counts: 0 in a hospital (not measured), 1 in a scenario or by function alone.
    """

    missing: Decimal
    given: Mapping[tuple[str, int | None], Decimal] = field(default_factory=dict)

    def at(self, item: str, level: int) -> Decimal:
        """The share (0–1, two places) that counts for the item at the level."""
        own = self.given.get((item, level))
        return own if own is not None else self.given.get((item, None), self.missing)


TAKEN_AS_ONE = Measures(missing=ONE)


@dataclass(frozen=True)
class LevelsFacts:
    """Clause id → verdict (absent = unknown), measures, and kinds that the hospital has confirmed (code → kind)."""

    verdicts: Mapping[str, Verdict]
    coverage: Measures = TAKEN_AS_ONE
    data_quality: Measures = TAKEN_AS_ONE
    kinds: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True)
class ReachedTier:
    """A tiered indicator: the name of the highest tier reached, None when judged and none is reached."""

    grade: str | None


@dataclass(frozen=True)
class PointsFacts:
    """Indicator code → verdict or tier reached (absent = unknown)."""

    findings: Mapping[str, Verdict | ReachedTier]


@dataclass(frozen=True)
class ComplianceFacts:
    """Unit code → verdict of one protected object (absent = unknown), and the major hazards recorded for it."""

    verdicts: Mapping[str, Verdict]
    hazards: int = 0
