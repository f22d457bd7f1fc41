"""The standing on a later day, the review first of all: what still proves then, and everything else as it is now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from criteria.grading.numbers import two_places
from criteria.grading.results import ComplianceResult, GradeResult, LevelsResult, PointsResult
from evidence.overview import percent
from evidence.records import Target
from evidence.situation import Situation, whole_situation
from evidence.standing import Basis, Standing, grade, level_label, level_rank, load_standings
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer


def standing_at(store: Store, viewer: Viewer, situation: Situation, target: Target, on: date) -> Standing:
    """The standing of a target of the hospital as a whole on a day not before the situation's, kept until a change.

    Documents count as they are accepted now: pending work is not foreseen. Raises ValueError for an earlier day.
    """

    def compute() -> Standing:
        whole, standings = whole_situation(store, viewer, situation), load_standings(store, viewer, situation)
        return standing_on(whole, next(entry for entry in standings if entry.target.id == target.id), on)

    key = ("standing-at", situation.revision, situation.today, situation.editions, target.id, on)
    found: Standing = store.cached(SYSTEM, key, compute)
    return found


def standing_on(situation: Situation, standing: Standing, on: date) -> Standing:
    """The standing of the same target on a later day: verdicts and measures do not change, proofs run out.

    Raises ValueError for a day before the situation's.
    """
    return _Later(situation, on).standing(standing)


class _Later:
    """The situation on a later day. Only catalogs of which something is proven otherwise then are graded again."""

    def __init__(self, now: Situation, on: date) -> None:
        self.situation = now.on(on)
        proofs = self.situation.proofs
        self.changed = {key[1] for key, proof in now.proofs.items() if proof is not proofs[key]}

    def standing(self, now: Standing) -> Standing:
        """The standing of a target on the later day."""
        if now.catalog.id not in self.changed:
            return now
        return replace(now, proven=grade(self.situation, now.catalog, now.target, Basis.PROVEN))


def load_forecasts(
    store: Store, viewer: Viewer, situation: Situation, standings: Iterable[Standing]
) -> Mapping[int, str]:
    """Target id → how its proven standing differs at its review (`change_words`), where it does; kept until a change.

    Of the hospital as a whole, like the standings; targets without a review date to come are left out.
    """

    def compute() -> Mapping[int, str]:
        whole = whole_situation(store, viewer, situation)
        later = {day: _Later(whole, day) for day in {_review_to_come(whole, entry) for entry in standings} if day}
        told = {}
        for entry in standings:
            day = _review_to_come(whole, entry)
            if day and (words := change_words(entry, later[day].standing(entry))):
                told[entry.target.id] = words
        return told

    key = ("forecasts", situation.revision, situation.today, situation.editions)
    found: Mapping[int, str] = store.cached(SYSTEM, key, compute)
    return found


def _review_to_come(situation: Situation, standing: Standing) -> date | None:
    review_on = standing.target.review_on
    return review_on if review_on is not None and review_on > situation.today else None


def change_words(now: Standing, later: Standing) -> str:
    """有据将降为3级，尚差由 7 增为 12 个项目; empty when the proven results say the same."""
    parts = [_level_change(now, later), _short_change(now.proven, later.proven)]
    told = "，".join(part for part in parts if part) or _figure_change(now.proven, later.proven)
    return f"有据{told}" if told else ""


def _level_change(now: Standing, later: Standing) -> str:
    before, after = (level_rank(standing.proven, standing.catalog) for standing in (now, later))
    if before != after:
        return f"将{'降' if after < before else '升'}为{level_label(later.proven)}"
    if isinstance(now.proven, LevelsResult) and isinstance(later.proven, LevelsResult):
        possible = (now.proven.possible_level, later.proven.possible_level)
        if possible[0] != possible[1]:
            return f"最高可能将{'降' if possible[1] < possible[0] else '升'}为{possible[1]}级"
    return ""


def _short_change(now: GradeResult, later: GradeResult) -> str:
    before, after = _short(now), _short(later)
    if before == after:
        return ""
    return f"尚差由 {before} {'增' if after > before else '减'}为 {after} {_unit(later)}"


def _short(result: GradeResult) -> int:
    """How many items, indicators or units the target still lacks."""
    if isinstance(result, LevelsResult):
        return result.at_target.certain.basic_short + result.at_target.certain.optional_short
    return len(result.at_target.blocking) if isinstance(result, PointsResult) else result.met_short


def _unit(result: GradeResult) -> str:
    if isinstance(result, LevelsResult):
        return "个项目"
    return "项指标" if isinstance(result, PointsResult) else "项"


def _figure_change(now: GradeResult, later: GradeResult) -> str:
    before, after = _figure(now), _figure(later)
    if before == after:
        return ""
    name, shown = ("符合率", percent) if isinstance(now, ComplianceResult) else ("得分", two_places)
    return f"{name}将由 {shown(before)} {'降' if after < before else '升'}为 {shown(after)}"


def _figure(result: GradeResult) -> Decimal:
    return result.rate if isinstance(result, ComplianceResult) else result.score
