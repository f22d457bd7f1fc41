"""What a grading says: not only the level but all that a person needs to understand it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from criteria.grading.numbers import Rate, Score
from criteria.vocabulary import Kind


class Result(BaseModel):
    """Immutable; decimals become strings in JSON (scores two places, rates four)."""

    model_config = ConfigDict(frozen=True)


Shortfall = Literal["function", "coverage", "data_quality"]


class ItemLevel(Result):
    """One row of an item: whether its clauses are met, its measures, and value = level × coverage × quality."""

    level: int
    met: bool
    attained: bool
    coverage: Score
    data_quality: Score
    value: Score


class ItemResult(Result):
    """One item of the levels method. `passes` and `shortfalls` speak of the target (None: nothing is asked there)."""

    item: str
    name: str
    group: str
    kind: Kind | None
    function_level: int
    coverage: Score | None
    data_quality: Score | None
    score: Score
    loss: Score
    declared_level: int
    passes: bool | None
    shortfalls: tuple[Shortfall, ...]
    levels: tuple[ItemLevel, ...]


class LevelCondition(Result):
    """The three demands of a level under one reading of the unconfirmed kinds.

    `missing`: items that hold the level back and must pass as basic items;
    `optional_short`: passing optional items still needed; `score_gap`: points still needed (None: no score asked).
    """

    reached: bool
    missing: tuple[str, ...]
    basic_short: int
    optional_passed: int
    optional_needed: int | None
    optional_short: int
    total: Score | None
    score_gap: Score | None


class LevelCheck(Result):
    """A level, checked for certain (whatever the unconfirmed kinds are) and possibly (for some kinds)."""

    level: int
    certain: LevelCondition
    possible: LevelCondition
    basic_needed: int | None
    basic_confirmed: int
    basic_passed: int
    unconfirmed: int
    unconfirmed_passed: int
    min_score: Score | None


Separation = Literal["unconfirmed_items", "optional_items", "score"]


class LevelsResult(Result):
    """Levels method. `level` is certain, `possible_level` holds for some kinds; `separation` says why they differ.

    `warnings`: levels below the standing that would not be reached on their own.
    """

    method: Literal["levels"] = "levels"
    target: int
    level: int
    possible_level: int
    score: Score
    reached: bool
    possibly_reached: bool
    separation: tuple[Separation, ...]
    separating_items: tuple[str, ...]
    warnings: tuple[int, ...]
    at_target: LevelCheck
    checks: tuple[LevelCheck, ...]
    items: tuple[ItemResult, ...]


class IndicatorResult(Result):
    """One indicator: points got of the points to be had, and whether it holds the target back."""

    code: str
    name: str
    status: str
    tier: str | None
    points: Score
    max_points: Score
    blocks_target: bool


class GradeCheck(Result):
    """A grade with the indicators that block it."""

    grade: str
    reached: bool
    required: int
    blocking: tuple[str, ...]


class PointsResult(Result):
    """Points method. `grade` is None while not even the lowest grade is reached."""

    method: Literal["points"] = "points"
    target: str
    grade: str | None
    score: Score
    max_score: Score
    reached: bool
    at_target: GradeCheck
    grades: tuple[GradeCheck, ...]
    indicators: tuple[IndicatorResult, ...]


class DomainCount(Result):
    """Verdicts counted for one domain."""

    domain: str
    met: int
    partial: int
    unmet: int
    unknown: int
    not_applicable: int


class ProposedRisk(Result):
    """An unmet unit that is listed as a high-risk situation or a hazard trigger; a person decides."""

    code: str
    when: str
    sure: bool
    trigger: str | None


class ReferenceFigure(Result):
    """The score of the 2021 report form, for reference only; `status` says why."""

    title: str
    score: Score
    status: str


class ComplianceResult(Result):
    """Compliance method, for one protected object. `met_short`: units still to be met for the target's rate."""

    method: Literal["compliance"] = "compliance"
    target: str
    conclusion: str
    rate: Rate
    reached: bool
    applicable: int
    met: int
    partial: int
    unmet: int
    unknown: int
    not_applicable: int
    hazards: int
    met_short: int
    on_boundary: bool
    proposed_risks: tuple[ProposedRisk, ...]
    domains: tuple[DomainCount, ...]
    reference: ReferenceFigure | None


GradeResult = LevelsResult | PointsResult | ComplianceResult
