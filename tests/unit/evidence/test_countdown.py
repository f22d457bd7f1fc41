"""倒计时: everything that has to be done before a review, by day, and to each only their own."""

from datetime import date, timedelta

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.contracts import record
from evidence.countdown import countdown
from evidence.countdown_view import Due, DueFilter, Kind, countdown_table, narrowed, pace, pace_sentence
from evidence.measures import MeasureDraft, record_measures
from evidence.mock_review import planning
from evidence.situation import load_situation
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.commands_obligations import confirmation
from tests.unit.evidence.house import TODAY, House, of_clause
from tests.unit.evidence.mock_review.rehearsal import HELD_ON, open_account

REVIEW = date(2026, 6, 30)


@pytest.fixture
def busy(house: House, emr: LevelsCatalog) -> House:
    """One thing of every kind; LIS and its things belong to 瑞美, HIS to 卫宁."""
    lis = house.system("检验系统", "LIS", vendor="瑞美")
    his = house.system("医院信息系统", "HIS", vendor="卫宁")
    register.set_target(house.store, house.viewer, emr, "5", review_on=REVIEW)
    house.judge(emr, Verdict.MET, "05.01.1#1", system=lis)
    house.prove(*of_clause(emr, "05.01.1#1"), expires=date(2026, 5, 1), system=lis)
    house.prove(*of_clause(emr, "05.01.2#1"), accept=False, system=his)
    house.task("补提醒", system_id=lis, due_on=date(2026, 2, 20), clauses=((emr.id, "05.01.5#1"),))
    house.task("补接口", system_id=his, due_on=date(2026, 7, 15), clauses=((emr.id, "01.01.5#1"),))
    window = {"window_from": date(2025, 12, 1), "window_to": date(2026, 2, 28)}
    figure = MeasureDraft("05.01", "coverage", 5, numerator=85, denominator=100, **window)
    record_measures(house.store, house.viewer, emr, [figure])
    record.confirm_contract(house.store, house.viewer, confirmation("检验维保合同", "瑞美", (lis,)))
    expert = open_account(house, "周专家", Role.EXPERT, REVIEW)
    [target] = register.targets(house.store, house.viewer)
    draft = planning.PlanDraft("第一次模拟评审", HELD_ON, (expert.account_id or 0,))
    planning.plan_review(house.store, house.viewer, target, draft)
    return house


def listed(house: House, emr: LevelsCatalog, who: Viewer | None = None) -> list[Due]:
    viewer = who or house.viewer
    situation = load_situation(house.store, viewer, {emr.id: emr}, TODAY)
    [target] = situation.targets
    return countdown(house.store, viewer, situation, target)


def of_kind(found: list[Due], kind: Kind) -> list[Due]:
    return [due for due in found if due.kind is kind]


def test_one_list_of_all_kinds_by_day(busy: House, emr: LevelsCatalog) -> None:
    found = listed(busy, emr)
    assert {due.kind for due in found} == set(Kind)
    days = [due.on for due in found if due.on is not None]
    assert days == sorted(days)


def test_a_proof_that_runs_out_with_its_last_day(busy: House, emr: LevelsCatalog) -> None:
    [proof] = of_kind(listed(busy, emr), Kind.PROOF)
    assert (proof.on, proof.who, proof.systems, proof.vendors) == (date(2026, 5, 1), "周工", ("检验系统",), ("瑞美",))
    assert "05.01.1#1" in proof.note
    busy.prove(*of_clause(emr, "05.01.1#1"))
    assert of_kind(listed(busy, emr), Kind.PROOF) == []


def test_statistics_are_taken_again_within_their_window(busy: House, emr: LevelsCatalog) -> None:
    [again] = of_kind(listed(busy, emr), Kind.STATISTICS)
    first = REVIEW - timedelta(days=92)
    assert again.what == "重新统计 05.01 标本处理 有效应用"
    assert again.on == REVIEW - timedelta(days=14)
    assert f"截止到 {first} 或以后（现为 2026-02-28）" in again.note
    assert again.address == {"standard": "emr-2018", "line": "05.01.5-有效应用"}


def test_obligations_up_to_the_review(busy: House, emr: LevelsCatalog) -> None:
    found = of_kind(listed(busy, emr), Kind.OBLIGATION)
    assert found
    assert all(due.on is not None and due.on <= REVIEW for due in found)
    assert {due.vendors for due in found} == {("瑞美",)}


def test_a_task_after_the_review_is_told(busy: House, emr: LevelsCatalog) -> None:
    late, early = (next(due for due in listed(busy, emr) if due.what == title) for title in ("补接口", "补提醒"))
    assert (late.note, early.note) == ("晚于评审日", "")
    numbers = pace(listed(busy, emr), TODAY, REVIEW)
    assert numbers.late == 1
    assert numbers.overdue >= 1
    words = pace_sentence(numbers, TODAY, REVIEW)
    assert words.startswith(f"距评审 120 天，还有 {numbers.total} 件事要做：逾期 {numbers.overdue} 件")
    assert "晚于评审日 1 件" in words


def test_without_a_review_date_only_what_has_a_day_of_its_own(busy: House, emr: LevelsCatalog) -> None:
    register.set_target(busy.store, busy.viewer, emr, "5")
    found = listed(busy, emr)
    assert {due.kind for due in found} == {Kind.TASK, Kind.REVIEW, Kind.MOCK}
    assert pace_sentence(pace(found, TODAY, None), TODAY, None).startswith("评审日期未定，还有 4 件")


def test_a_vendor_sees_only_the_own_part(busy: House, emr: LevelsCatalog) -> None:
    own = listed(busy, emr, engineer_of(busy, "瑞美"))
    assert {due.kind for due in own} == {Kind.TASK, Kind.PROOF, Kind.STATISTICS, Kind.OBLIGATION} - _not_theirs(own)
    assert {name for due in own for name in due.systems} == {"检验系统"}
    other = listed(busy, emr, engineer_of(busy, "卫宁"))
    assert {due.what for due in other} == {"补接口"}, "what waits for review is for the hospital to do"
    assert all(due.screen != "statistics" for due in own), "a vendor has no such screen"


def _not_theirs(found: list[Due]) -> set[Kind]:
    """A proof that the hospital uploaded for their system is theirs to see, whoever renews it."""
    return {Kind.PROOF} - {due.kind for due in found}


def test_an_expert_sees_the_reviews_in_which_they_are_named(busy: House, emr: LevelsCatalog) -> None:
    stranger = open_account(busy, "吴专家", Role.EXPERT, REVIEW)
    assert of_kind(listed(busy, emr, stranger), Kind.MOCK) == []
    assert of_kind(listed(busy, emr, stranger), Kind.OBLIGATION) == []


def test_filters_and_the_table(busy: House, emr: LevelsCatalog) -> None:
    found = listed(busy, emr)
    assert narrowed(found, DueFilter(), TODAY) == found
    assert {due.kind for due in narrowed(found, DueFilter(kinds=frozenset({"整改任务"})), TODAY)} == {Kind.TASK}
    assert [due.what for due in narrowed(found, DueFilter(text="接口"), TODAY)] == ["补接口"]
    assert all((due.days_left(TODAY) or 0) < 0 for due in narrowed(found, DueFilter(overdue=True), TODAY))
    of_vendor = narrowed(found, DueFilter(whose=frozenset({"卫宁"})), TODAY)
    assert {due.what for due in of_vendor} == {"补接口", "审核 1 份待审材料"}
    table = countdown_table(found, TODAY)
    assert list(table["事项"]) == [due.what for due in found]
    assert table["剩余天数"][0] == found[0].days_left(TODAY)
    assert countdown_table([], TODAY).empty
