"""The words, shares and per-hospital settings of the example progress (`progress*.yaml`), and stable choices."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from criteria.models import Frozen, Several
from criteria.yaml_reader import read_yaml

T = TypeVar("T")
Weights = dict[str, int]
_FOLDER = Path(__file__).parent


class TargetText(Frozen):
    """What is added to a target."""

    note: str


class SystemText(Frozen):
    """What is added to a system; days are counted back from today, the share is in percent."""

    vendor_note: str
    note: str
    go_live_days: Several[int]
    mlps_share: int


class VerdictText(Frozen):
    """Shares in percent or weights, and the notes per verdict."""

    short: Weights
    others_met: int
    beyond_target: int
    early: int
    spare: int
    not_applicable: int
    system_not_applicable: int
    notes: dict[str, Several[str]]


class MeasureText(Frozen):
    """Ranges of coverage and data quality in percent and of what was counted."""

    coverage: Several[int]
    quality: Several[int]
    check: Several[int]
    checks_measured: int
    records: Several[int]
    sampled: Several[int]
    applied: str
    counted: str
    audited: str
    late: int


class DocumentText(Frozen):
    """States, ages, titles and contents of example documents."""

    states: dict[str, Weights]
    statistics: Weights
    delayed: int
    age_days: Several[int]
    expiring_days: Several[int]
    expired_days: Several[int]
    valid_for_days: int
    limited: int
    title: str
    note: str
    statement: str
    several: str
    coverage_what: str
    coverage_what_plain: str
    quality_what: str
    policy_what: str
    return_reasons: Several[str]
    pictures: int
    picture_kinds: Several[str]
    texts: int
    text_kinds: Several[str]
    tables: int
    text: str
    file_name: str
    table_head: str
    table_row: str
    whole_hospital: str


class TaskText(Frozen):
    """Titles, efforts and dates of example tasks."""

    title: str
    texts: dict[str, str]
    system: str
    description: str
    own: Several[str]
    effort: dict[str, Several[int]]
    first_batch: int
    closing: int
    dependent: int
    start_days: Several[int]
    overdue_days: Several[int]
    due_days: Several[int]
    largest: int


class Texts(Frozen):
    """Everything of `progress.yaml`."""

    mark: str
    steps: Several[int]
    author: str
    engineers: Several[str]
    vendor_engineer: str
    targets: TargetText
    systems: SystemText
    verdicts: VerdictText
    measures: MeasureText
    documents: DocumentText
    tasks: TaskText

    @property
    def last(self) -> int:
        """The number of the last step, counted from 0."""
        return len(self.steps) - 1


class LevelsSettings(Frozen):
    """How far the items of a standard of the levels method have come.

    `levels`: weights of the function level, `items`: items set apart; `schedule`: level → step at which it is reached;
    `coverage`, `quality`: item → level → percent where a level has its own; `checks`: items with single quality checks;
    `solid`: the level proven safely; rows up to `merge` share one document.
    """

    review_in: int
    levels: dict[int, int]
    items: dict[str, int]
    schedule: dict[int, int]
    solid: int
    merge: int
    coverage: dict[str, dict[int, int]] = Field(default_factory=dict)
    quality: dict[str, dict[int, int]] = Field(default_factory=dict)
    checks: Several[str] = ()
    unmeasured: Several[str] = ()


class PointsSettings(Frozen):
    """The grade reached and proven safely, and the share of the target's indicators that are met."""

    review_in: int
    reached: str
    solid: str
    schedule: dict[str, int]
    target_met: int


class ComplianceSettings(Frozen):
    """Weights of the verdicts on units, the high-risk units that are unmet, the share of met ones proven."""

    review_in: int
    outcomes: Weights
    unmet: Several[str]
    proven: int


class HospitalPlan(Frozen):
    """Example vendors with the kinds of their systems, number of tasks, and the targets."""

    vendors: dict[str, Several[str]]
    unconnected: Several[str]
    tasks: int
    targets: dict[str, LevelsSettings | PointsSettings | ComplianceSettings]


@cache
def texts() -> Texts:
    """The shared words and shares."""
    return Texts.model_validate(read_yaml(_FOLDER / "progress.yaml"))


@cache
def hospital_plans() -> Mapping[str, HospitalPlan]:
    """Slug → settings."""
    raw = read_yaml(_FOLDER / "progress-hospitals.yaml")
    return {slug: HospitalPlan.model_validate(entry) for slug, entry in raw.items()}


def number(*parts: object) -> int:
    """A large number that depends on the parts alone, the same on every machine."""
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def percent(*parts: object) -> int:
    """0–99, evenly spread."""
    return number(*parts) % 100


def between(limits: Sequence[int], *parts: object) -> int:
    """A whole number from the first to the last limit, both included."""
    return limits[0] + number(*parts) % (limits[-1] - limits[0] + 1)


def one_of(options: Sequence[T], *parts: object) -> T:
    """One of several."""
    return options[number(*parts) % len(options)]


def weighted(weights: Mapping[T, int], *parts: object) -> T:
    """One of several with the given weights."""
    place = number(*parts) % sum(weights.values())
    for option, weight in weights.items():
        if place < weight:
            return option
        place -= weight
    raise AssertionError("unreachable: the place is below the sum of the weights")


class StepClock:
    """The clock of the store: moves on by minutes within the day that was set, so that times derive from today."""

    def __init__(self, day: date) -> None:
        self.set(day)

    def set(self, day: date, hour: int = 9) -> None:
        """Goes to an hour of a day."""
        self.day = day
        # In the zone of the machine, as all that is stored afterwards.
        self._now = datetime.combine(day, time(hour)).astimezone()

    def __call__(self) -> datetime:
        """The time of the next change."""
        self._now += timedelta(minutes=3)
        return self._now
