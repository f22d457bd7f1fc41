"""若按模拟结果: the standing of the rehearsed target, and what it would be if the mock verdicts held."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from criteria.grading.facts import ReachedTier
from criteria.grading.points import required_tier, satisfies
from criteria.models import AnyRequirement, Indicator, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.mock_review.records import MockReview, target_of
from evidence.records import Judgement
from evidence.requirement_list import clause_duties
from evidence.situation import Situation
from evidence.standing import Standing, load_standings, standing_of
from evidence.store import Store
from evidence.viewer import Viewer

_MOCK = "模拟评审"


def rehearsed(store: Store, viewer: Viewer, situation: Situation, review: MockReview) -> Standing:
    """The standing of the target that is rehearsed as it is now, kept until something changes."""
    target = target_of(situation, review)
    for standing in load_standings(store, viewer, situation):
        if standing.target == target:
            return standing
    key = ("mock-standing", situation.revision, situation.today, situation.editions, target)
    found: Standing = store.cached(viewer, key, lambda: standing_of(situation, target))
    return found


def if_mock_held(
    store: Store, viewer: Viewer, situation: Situation, review: MockReview, verdicts: Mapping[str, Verdict]
) -> Standing:
    """The standing with the mock verdicts (clause → verdict) laid over the hospital's own; nothing is stored.

    Measures and documents stay as they are. Met on a tiered indicator: the tier that the target asks for is reached.
    """
    now = rehearsed(store, viewer, situation, review)
    laid = {clause: verdict for clause, verdict in verdicts.items() if verdict is not Verdict.UNKNOWN}
    if not laid:
        return now

    def compute() -> Standing:
        return standing_of(_laid_over(situation, now, laid, review.drawn_at or review.at), now.target)

    key = ("mock-outlook", situation.revision, situation.today, situation.editions, now.target, tuple(laid.items()))
    found: Standing = store.cached(viewer, key, compute)
    return found


def _laid_over(situation: Situation, now: Standing, laid: Mapping[str, Verdict], at: datetime) -> Situation:
    catalog = now.catalog
    judgements = dict(situation.judgements)
    for row in catalog.requirements:
        for clause in row.clauses:
            if clause.id not in laid:
                continue
            given = dict(judgements.get((catalog.id, clause.id), {}))
            met = laid[clause.id] is Verdict.MET
            tier = target_tier(situation, now, row, clause.id) if met else None
            duties = clause_duties(situation, catalog, row, clause.id, now)
            for system_id in (None, *(duty.system.id for duty in duties)):
                given[system_id] = Judgement(
                    catalog.id, clause.id, system_id, laid[clause.id], tier, "", _MOCK, at, 1, False
                )
            judgements[catalog.id, clause.id] = given
    return replace(situation, judgements=judgements)


def target_tier(situation: Situation, standing: Standing, row: AnyRequirement, clause: str) -> str | None:
    """What 符合 says of a tiered indicator: the recorded tier where it is enough, else the one that is asked for.

    None for full points, and for what has no tiers.
    """
    catalog = standing.catalog
    if not isinstance(row, Indicator) or not isinstance(catalog, PointsCatalog):
        return None
    own = situation.tier(catalog.id, clause)
    if own is None and situation.verdict(catalog.id, row, clause, ()) is Verdict.MET:
        return None
    if own is not None and satisfies(catalog, row, ReachedTier(own), standing.target.level):
        return own
    asked = required_tier(catalog, row, standing.target.level)
    return asked.grade if asked else None
