"""How far each target is, in what a director asks: where we are, what is missing, in how many days, with what trend."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.grading.numbers import two_places
from criteria.grading.results import ComplianceResult, GradeResult, LevelsResult, PointsResult
from criteria.models import Catalog, ComplianceCatalog
from criteria.vocabulary import Kind
from evidence.management_report.words import clipped, said, wording
from evidence.overview import percent
from evidence.situation import Situation
from evidence.standing import Basis, Standing, TrendPoint, level_label
from evidence.worklist import target_name


@dataclass(frozen=True)
class Trend:
    """The figures of a target over time: total score, points, or rate in percent. `aim`: what the standard asks.

    `counted`: what of the total score counts for the aim today, None where it is the figure itself.
    """

    points: tuple[TrendPoint, ...]
    aim: Decimal | None
    is_rate: bool
    counted: Decimal | None = None

    def values(self, basis: Basis) -> list[float]:
        """The figure of each point."""
        return [float(self._figure(point, basis)) for point in self.points]

    def _figure(self, point: TrendPoint, basis: Basis) -> Decimal:
        return Decimal(point.figures[basis.value]) * (100 if self.is_rate else 1)

    @property
    def text(self) -> str:
        """有据 75.67 分 → 123.67 分，其中计入目标 51.85 分，目标 170.00 分，差 118.15 分."""
        if len(self.points) < 2:
            return said("trend_short", day=self.points[0].on) if self.points else ""
        first, last = (self._shown(self._figure(self.points[place], Basis.PROVEN)) for place in (0, -1))
        return "，".join([said("trend", first=first, last=last), *self._against_aim()])

    def _against_aim(self) -> Iterator[str]:
        """What a reader who subtracts has to start from."""
        if self.aim is None:
            return
        if self.counted is not None:
            yield said("trend_counted", counted=self._shown(self.counted))
        yield said("trend_aim", aim=self._shown(self.aim))
        if self.counted is not None and self.counted < self.aim:
            yield said("trend_gap", gap=self._shown(self.aim - self.counted))

    def _shown(self, value: Decimal) -> str:
        return percent(value / 100) if self.is_rate else f"{two_places(value)} 分"


@dataclass(frozen=True)
class Progress:
    """One target. `needed`: what it takes, in `unit`; `done` of it is proven, `on_paper` done but not proven.

    A rate is of all units, not of as many as the conclusion takes.
    `change`: how the proven standing differs at the review, empty where it does not.
    """

    standing: Standing
    name: str
    days_left: int | None
    needed: int
    done: int
    on_paper: int
    unit: str
    change: str
    trend: Trend

    @property
    def undone(self) -> int:
        """What is not done at all."""
        return self.needed - self.done - self.on_paper

    @property
    def shares(self) -> tuple[float, float, float]:
        """Proven, done without proof and not done, as parts of 1."""
        if not self.needed:
            return (1.0, 0.0, 0.0)
        return self.done / self.needed, self.on_paper / self.needed, self.undone / self.needed

    @property
    def rate_note(self) -> str:
        """等保三级按全部 201 项适用的测评计，…须超过 60.0%; empty where the bar is what the target takes."""
        result = self.standing.proven
        if not isinstance(result, ComplianceResult) or self.trend.aim is None:
            return ""
        aim = percent(self.trend.aim / 100)
        return said("rate_note", name=clipped(self.name), applicable=result.applicable, target=result.target, aim=aim)

    @property
    def reached(self) -> bool:
        """Whether the target is proven."""
        return self.standing.proven.reached

    @property
    def short(self) -> str:
        """还差 34 个项目，另差 118.15 分; 已达到."""
        return short_words(self.standing.proven, self.unit)

    @property
    def review(self) -> str:
        """2027-02-12, and under it 还有 83 天; 未定."""
        if self.days_left is None:
            return said("no_date")
        key = "days_left" if self.days_left >= 0 else "days_past"
        return said(key, review=self.standing.target.review_on, days=abs(self.days_left))

    def level(self, basis: Basis) -> str:
        """3级; 3级（最高可能 4级）; of a rate 基本符合（75.1%）."""
        result = self.standing.on(basis)
        if isinstance(result, LevelsResult) and result.possible_level > result.level:
            return f"{level_label(result)}（{said('possible', level=f'{result.possible_level}级')}）"
        rate = f"（{percent(result.rate)}）" if isinstance(result, ComplianceResult) else ""
        return f"{level_label(result)}{rate}"


def short_words(result: GradeResult, unit: str) -> str:
    """What a result lacks for its target."""
    if result.reached:
        return said("reached")
    count = lacking(result)
    parts = [said("short", count=count, unit=unit)] if count else []
    if isinstance(result, LevelsResult) and result.at_target.certain.score_gap:
        parts.append(said("score", score=two_places(result.at_target.certain.score_gap)))
    if isinstance(result, ComplianceResult) and not count:
        parts.append(said("hazards"))
    return "，".join(parts)


def lacking(result: GradeResult) -> int:
    """How many items, indicators or units the target still takes; kinds not confirmed count as basic."""
    if isinstance(result, LevelsResult):
        return result.at_target.certain.basic_short + result.at_target.certain.optional_short
    return len(result.at_target.blocking) if isinstance(result, PointsResult) else result.met_short


def _needed(result: GradeResult) -> int:
    """How many items or indicators the target takes; of a rate all units that apply."""
    if isinstance(result, LevelsResult):
        asked = [item for item in result.items if item.passes is not None]
        firm = sum(item.kind is not Kind.OPTIONAL for item in asked)
        return min(firm + (result.at_target.certain.optional_needed or 0), len(asked))
    return result.at_target.required if isinstance(result, PointsResult) else result.applicable


def _undone(result: GradeResult, needed: int) -> int:
    """How many of them are not done."""
    return needed - result.met if isinstance(result, ComplianceResult) else min(lacking(result), needed)


def progress_of(
    situation: Situation,
    standings: Iterable[Standing],
    changes: Mapping[int, str],
    points: Mapping[int, Sequence[TrendPoint]],
) -> tuple[Progress, ...]:
    """The targets, the next review first; those whose review is past or not set come last.

    `changes`, `points`: target id → how its proven standing differs at the review, and its remembered standings.
    """
    found = [
        _progress(situation, standing, changes.get(standing.target.id, ""), points[standing.target.id])
        for standing in standings
    ]
    return tuple(sorted(found, key=_urgency))


def _urgency(progress: Progress) -> tuple[bool, int]:
    days = progress.days_left
    return (days is None or days < 0, abs(days or 0))


def _progress(situation: Situation, standing: Standing, change: str, points: Sequence[TrendPoint]) -> Progress:
    needed = _needed(standing.proven)
    short = _undone(standing.proven, needed)
    undone = min(_undone(standing.claimed, needed), short)
    return Progress(
        standing=standing,
        name=clipped(target_name(situation, standing.target), "target"),
        days_left=standing.target.days_left(situation.today),
        needed=needed,
        done=needed - short,
        on_paper=short - undone,
        unit=str(wording()["units"][standing.proven.method]),
        change=change,
        trend=Trend(
            points=_thinned(tuple(points)),
            aim=_aim(standing.catalog, standing.proven),
            is_rate=isinstance(standing.proven, ComplianceResult),
            counted=_counted(standing.proven),
        ),
    )


def _counted(result: GradeResult) -> Decimal | None:
    """The total score of the best declaration for the target, where it is less than the sum of the best scores."""
    if not isinstance(result, LevelsResult) or result.at_target.min_score is None:
        return None
    total = result.at_target.certain.total
    return total if total is not None and total < result.score else None


def _aim(catalog: Catalog, result: GradeResult) -> Decimal | None:
    """The score or the rate in percent that the standard publishes for the target, None where it does not."""
    if isinstance(result, LevelsResult):
        return result.at_target.min_score
    if isinstance(catalog, ComplianceCatalog) and isinstance(result, ComplianceResult):
        highest = result.target == catalog.conclusions[-1]
        return 100 * (catalog.thresholds.conform_above if highest else catalog.thresholds.basic_above)
    return None


def _thinned(points: tuple[TrendPoint, ...]) -> tuple[TrendPoint, ...]:
    """First, last, and as many between them as can be told apart."""
    most = int(wording()["trend_points"])
    if len(points) <= most:
        return points
    last = len(points) - 1
    return tuple(points[round(place * last / (most - 1))] for place in range(most))
