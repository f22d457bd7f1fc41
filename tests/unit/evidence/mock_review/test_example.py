"""The example mock review of a sample hospital."""

from datetime import date
from pathlib import Path

from evidence.cli.hospital_commands import create_example
from evidence.deployment import Deployment
from evidence.mock_review.records import course, reviews
from evidence.mock_review.results import clause_results, overall, short_results
from evidence.viewer import SYSTEM

TODAY = date(2026, 10, 15)


def test_a_sample_hospital_comes_with_a_marked_mock_review_by_two_people(tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    create_example(place, "nanxishan", TODAY)
    store = place.open("nanxishan")
    [review] = reviews(store, SYSTEM)
    assert review.example
    assert review.held_on < TODAY
    times = [found.at for found in course(store, SYSTEM, review.id).findings]
    assert max(time.date() for time in [*times, review.drawn_at] if time) < TODAY
    assert review.title.startswith("示例：")
    assert len(review.reviewers) == 2
    known = course(store, SYSTEM, review.id)
    assert {found.author for found in known.findings} == {person.person for person in review.reviewers}
    results = clause_results(known)
    assert short_results(results)
    assert overall(results).same > overall(results).over > 0
