"""The sample of a mock review: what has to be seen, a share of the rest, and the same again for the same seed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind, Verdict
from evidence import register, reviews
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.mock_review.drawing import Candidate, Reason, draw, is_basic
from evidence.mock_review.records import Scope, read_scope
from evidence.mock_review.scopes import group_names, scope_words
from evidence.mock_review.words import reason_word
from evidence.records import Target
from tests.unit.evidence.house import House, nothing_stored, of_clause, refused
from tests.unit.evidence.mock_review.rehearsal import Rehearsal

CODES = [f"05.{item:02}.{level}" for item in range(1, 5) for level in range(1, 6)]
FREE = [Candidate(code, ()) for code in CODES]


def codes(share: int, seed: int, candidates: list[Candidate] = FREE) -> list[str]:
    return [drawn.code for drawn in draw("emr-2018", candidates, share, seed)]


def test_the_method_never_changes() -> None:
    """What was drawn years ago can be drawn again: these lists are the promise."""
    assert codes(25, 1) == ["05.01.1", "05.01.4", "05.03.1", "05.03.4", "05.04.4"]
    assert codes(25, 2) == ["05.01.2", "05.01.5", "05.03.2", "05.04.3", "05.04.5"]


def test_what_has_to_be_seen_is_drawn_whatever_the_share() -> None:
    some = [Candidate("a", (Reason.BASIC,)), Candidate("b", ()), Candidate("c", (Reason.RETURNED, Reason.CHANGED))]
    assert [(s.code, s.reasons) for s in draw("x", some, 0, 1)] == [("a", ("basic",)), ("c", ("returned", "changed"))]
    assert [s.reasons for s in draw("x", some, 100, 1)] == [("basic",), ("chance",), ("returned", "changed")]


seeds = st.integers(0, 999_999)
shares = st.integers(0, 100)
lists = st.lists(st.sampled_from(CODES), unique=True).map(lambda found: [Candidate(code, ()) for code in found])


@given(lists, shares, seeds)
def test_the_share_is_rounded_up_and_the_order_kept(candidates: list[Candidate], share: int, seed: int) -> None:
    found = codes(share, seed, candidates)
    assert len(found) == -(-len(candidates) * share // 100)
    assert found == [candidate.code for candidate in candidates if candidate.code in set(found)]
    assert found == codes(share, seed, candidates)


@given(lists, shares, shares, seeds)
def test_a_larger_share_takes_what_a_smaller_one_takes(
    candidates: list[Candidate], one: int, other: int, seed: int
) -> None:
    small, large = sorted((one, other))
    assert set(codes(small, seed, candidates)) <= set(codes(large, seed, candidates))


@given(st.permutations(FREE), shares, seeds)
def test_the_order_of_the_catalog_changes_nothing(shuffled: list[Candidate], share: int, seed: int) -> None:
    assert set(codes(share, seed, shuffled)) == set(codes(share, seed))


def test_all_basic_items_at_the_target_level_are_drawn(rehearsal: Rehearsal, emr: LevelsCatalog) -> None:
    drawn = rehearsal.draw(rehearsal.plan(share=0))
    assert drawn == [row.code for row in emr.requirements if row.level == 5 and row.kind is not Kind.OPTIONAL]


def test_the_same_seed_and_state_give_the_same_sample(rehearsal: Rehearsal) -> None:
    first, second, other = (rehearsal.draw(rehearsal.plan(seed=seed)) for seed in (7, 7, 8))
    assert first == second != other


def test_a_share_of_the_others_is_drawn(rehearsal: Rehearsal) -> None:
    course = rehearsal.course(rehearsal.drawn(share=20))
    by_chance = [drawn for drawn in course.sample if drawn.reasons == (Reason.CHANCE,)]
    everything = len(rehearsal.draw(rehearsal.plan(share=100)))
    basic = len(course.sample) - len(by_chance)
    assert len(by_chance) == -(-(everything - basic) * 20 // 100)


def test_what_was_returned_and_what_changed_since_the_last_time_is_drawn(rehearsal: Rehearsal) -> None:
    house, emr = rehearsal.house, rehearsal.catalog
    system = house.system("检验系统", "LIS")
    returned = house.prove(*of_clause(emr, "05.01.2#1"), accept=False)
    reviews.return_document(house.store, house.viewer, returned, "看不清")
    house.judge(emr, Verdict.MET, "05.01.1#1", system=system)
    first = rehearsal.course(rehearsal.drawn(share=0))
    assert {drawn.code for drawn in first.sample if "returned" in drawn.reasons} == {"05.01.2"}
    assert not [drawn for drawn in first.sample if "changed" in drawn.reasons]

    rehearsal.find(first.review.id, rehearsal.expert, Verdict.UNMET, "05.01.2#1")
    house.clock.now += timedelta(hours=1)
    house.judge(emr, Verdict.MET, "05.01.3#1", system=system)
    house.prove(*of_clause(emr, "05.01.4#1"), accept=False)
    second = rehearsal.course(rehearsal.drawn(share=0))
    reasons = {drawn.code: drawn.reasons for drawn in second.sample if drawn.reasons != ("basic",)}
    assert reasons == {
        "05.01.2": ("found", "returned"),
        "05.01.3": ("changed",),
        "05.01.4": ("changed",),
    }


def test_the_scope_limits_the_sample(rehearsal: Rehearsal) -> None:
    system = rehearsal.house.system("检验系统", "LIS", vendor="瑞美")
    [vendor] = [found.id for found in register.vendors(rehearsal.house.store, rehearsal.house.viewer)]
    of_item = rehearsal.draw(rehearsal.plan(share=100, scope=Scope(items=("05.01",))))
    assert of_item == [f"05.01.{level}" for level in (1, 2, 3, 4, 5)]
    of_system = rehearsal.draw(rehearsal.plan(share=100, scope=Scope(systems=(system,))))
    of_vendor = rehearsal.draw(rehearsal.plan(share=100, scope=Scope(vendors=(vendor,))))
    assert set(of_item) < set(of_system) == set(of_vendor)
    assert "01.01.5" not in of_system
    nothing = rehearsal.plan(share=100, scope=Scope(items=("05.01",), systems=(system + 1,)))
    with nothing_stored(rehearsal.house.store), refused(InvalidInputError, "范围"):
        rehearsal.draw(nothing)


def test_a_department_is_a_scope_of_its_own_and_adds_to_the_items(rehearsal: Rehearsal, emr: LevelsCatalog) -> None:
    def drawn(scope: Scope) -> list[str]:
        return rehearsal.draw(rehearsal.plan(share=100, scope=scope))

    items = {item.item for item in emr.items if item.group == "检查科室"}
    of_department = drawn(Scope(groups=("检查科室",)))
    assert {code.rpartition(".")[0] for code in of_department} == items
    both = Scope(groups=("检查科室",), items=("05.01",))
    assert set(drawn(both)) == {*of_department, *drawn(Scope(items=("05.01",)))}
    assert read_scope(both.as_json()) == both
    assert "检查科室" in group_names(rehearsal.situation(), rehearsal.target())
    planned = rehearsal.course(rehearsal.plan(scope=Scope(groups=("检查科室",)))).review
    assert scope_words(rehearsal.situation(), planned) == "科室或类别：检查科室"


def test_a_plan_from_before_there_were_departments_can_still_be_changed(rehearsal: Rehearsal) -> None:
    before = Scope(items=("05.01",))
    assert before.as_json() == '{"items": ["05.01"], "systems": [], "vendors": []}'
    assert read_scope(before.as_json()) == before


def test_an_item_whose_kind_is_not_confirmed_is_not_said_to_be_basic(emr: LevelsCatalog) -> None:
    said = {row.kind: reason_word(emr, row, Reason.BASIC) for row in emr.requirements}
    assert said[Kind.BASIC] == "基本项"
    assert said[Kind.UNCONFIRMED] == "待确认（按基本项抽取）"
    assert {reason_word(emr, row, Reason.CHANCE) for row in emr.requirements} == {"随机抽取"}


def test_once_judged_a_sample_stays(rehearsal: Rehearsal) -> None:
    review = rehearsal.drawn()
    assert rehearsal.draw(review) == rehearsal.draw(review)
    rehearsal.find(review, rehearsal.expert, Verdict.MET, f"{rehearsal.course(review).sample[0].code}#1")
    with nothing_stored(rehearsal.house.store), refused(InvalidInputError, "不能重新抽样"):
        rehearsal.draw(review)


def test_only_planners_draw(rehearsal: Rehearsal) -> None:
    review = rehearsal.plan()
    rehearsal.house.viewer = rehearsal.expert
    with nothing_stored(rehearsal.house.store), refused(NotAllowedError, "权限"):
        rehearsal.draw(review)


def test_basic_of_the_points_method_is_what_the_grade_adds(interop: PointsCatalog) -> None:
    target = Target(1, interop.id, "四级甲等", None, None, "", False)
    basic = [row for row in interop.requirements if is_basic(row, interop, target)]
    assert {(row.grade, row.measured, row.elective) for row in basic} == {("四级甲等", True, False)}


def test_basic_of_the_compliance_method_is_high_risk(mlps: ComplianceCatalog) -> None:
    target = Target(1, mlps.id, "基本符合", None, None, "", False)
    basic = {row.code for row in mlps.requirements if is_basic(row, mlps, target)}
    assert basic == {row.code for row in mlps.requirements if row.high_risk.applies} | set(mlps.trigger_by_code)


@pytest.mark.parametrize("level", ["四级甲等", "五级乙等"])
def test_the_points_method_draws_too(level: str, house: House, interop: PointsCatalog) -> None:
    rehearsal = Rehearsal(house, interop, level=level)
    drawn = rehearsal.course(rehearsal.drawn(share=10)).sample
    assert {drawn_.reasons for drawn_ in drawn} == {("basic",), ("chance",)}
