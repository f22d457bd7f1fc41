"""The hospital's verdict on a clause that several systems share, for every list of up to four verdicts."""

from itertools import permutations, product

import pytest

from criteria.vocabulary import Verdict, worst
from tests.unit.criteria.plain_grader import worst_of

LISTS = [list(verdicts) for length in range(5) for verdicts in product(Verdict, repeat=length)]


def test_every_list_agrees_with_the_plain_rule() -> None:
    assert len(LISTS) == 1 + 5 + 25 + 125 + 625
    for verdicts in LISTS:
        assert worst(verdicts) is Verdict(worst_of([str(verdict) for verdict in verdicts]))


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("", "unknown"),
        ("met", "met"),
        ("not_applicable", "not_applicable"),
        ("not_applicable not_applicable", "not_applicable"),
        ("met not_applicable", "met"),
        ("met unknown", "unknown"),
        ("unknown not_applicable", "unknown"),
        ("unknown partial", "partial"),
        ("met partial unmet unknown", "unmet"),
    ],
)
def test_by_hand(verdicts: str, expected: str) -> None:
    assert worst([Verdict(verdict) for verdict in verdicts.split()]) == expected


def test_the_order_of_the_systems_does_not_matter() -> None:
    for verdicts in permutations([Verdict.MET, Verdict.UNKNOWN, Verdict.PARTIAL, Verdict.NOT_APPLICABLE]):
        assert worst(list(verdicts)) is Verdict.PARTIAL


def test_only_met_and_not_applicable_fulfil() -> None:
    assert {verdict for verdict in Verdict if verdict.fulfils} == {Verdict.MET, Verdict.NOT_APPLICABLE}
