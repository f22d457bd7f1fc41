"""An example mock review of a sample hospital, judged by the expert and the engineer of the documented accounts."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from criteria.vocabulary import Verdict
from criteria.yaml_reader import read_yaml
from evidence.accounts.accounts import accounts
from evidence.accounts.records import as_viewer
from evidence.deployment import Deployment
from evidence.gap_view import level_place
from evidence.mock_review.drawing import draw_sample
from evidence.mock_review.findings import FindingDraft, record_findings
from evidence.mock_review.planning import PlanDraft, plan_review
from evidence.mock_review.records import Scope, course
from evidence.requirement_list import clause_duties, clause_verdict
from evidence.samples.progress_data import StepClock, one_of, percent, weighted
from evidence.situation import Situation, load_situation
from evidence.standing import Standing, standing_of
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer

_HOUR = 18


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(Path(__file__).with_name("mock_example.yaml"))
    return words


def add_example_review(deployment: Deployment, slug: str, today: date) -> None:
    """Lays the example over a sample hospital that has progress and the documented accounts.

    It was held the day before, so that nothing in it is later than the clock. The same `today` gives the same contents.
    """
    held_on = today - timedelta(days=1)
    clock = StepClock(held_on)
    clock.set(held_on, _HOUR)
    store = Store(deployment.open(slug).folder, clock)
    people = {account.role: as_viewer(account, "") for account in accounts(store, SYSTEM)}
    reviewers, head = (people[Role.EXPERT], people[Role.ENGINEER]), people[Role.HEAD]
    situation = load_situation(store, head, deployment.catalogs, today)
    standing = standing_of(situation, situation.targets[0])
    system = situation.systems[0]
    draft = PlanDraft(
        title=_words()["title"].format(system=system.name),
        held_on=held_on,
        reviewers=tuple(person.account_id or 0 for person in reviewers),
        scope=Scope(systems=(system.id,)),
        share=_words()["share"],
        example=True,
    )
    review = plan_review(store, head, standing.target, draft)
    draw_sample(store, head, situation, review)
    for reviewer in reviewers:
        record_findings(store, reviewer, situation, review, [*_findings(store, situation, standing, review, reviewer)])


def _findings(
    store: Store, situation: Situation, standing: Standing, review: int, reviewer: Viewer
) -> Iterator[FindingDraft]:
    """Reviewers mostly agree with the hospital, below the two highest levels always."""
    catalog, codes = standing.catalog, {drawn.code for drawn in course(store, reviewer, review).sample}
    sampled = [row for row in catalog.requirements if row.code in codes]
    highest = max(level_place(catalog, row) for row in sampled)
    for row in sampled:
        for clause in row.clauses:
            if percent(store.slug, clause.id, "looked") >= _words()["looked_at"]:
                continue
            duties = clause_duties(situation, catalog, row, clause.id, standing)
            own = clause_verdict(situation, catalog, row, clause.id, duties, standing)
            agrees = own is not Verdict.MET or level_place(catalog, row) < highest - 1
            yield _finding((store.slug, clause.id, reviewer.role), clause.id, own, agrees)


def _finding(key: tuple[object, ...], clause: str, own: Verdict, agrees: bool) -> FindingDraft:
    found = own if agrees else Verdict(weighted(_words()["finds"], *key, "found"))
    if own is Verdict.UNKNOWN:
        found = Verdict.UNMET
    comments = _words()["comments"].get(found.value, ())
    return FindingDraft(clause, found, one_of(comments, *key, "comment") if comments else None)
