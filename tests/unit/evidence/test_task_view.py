"""整改 as people plan it: will we make it, board, time line, load, history, and what a task brings."""

from datetime import date, timedelta

import pytest

from criteria.grading.results import LevelsResult
from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence.documents import CLAUSE, TASK, Link
from evidence.gap_view import WHOLE
from evidence.gaps import Reason
from evidence.judgement import audit_log
from evidence.register import set_object
from evidence.reviews import return_document
from evidence.situation import Proof
from evidence.standing import Basis, level_label, standing_of
from evidence.task_effect import Effect, effect_of, figure_words, task_clauses, with_tasks_done
from evidence.task_view import (
    NO_OWNER,
    Load,
    TaskFilter,
    board,
    due_before,
    filter_tasks,
    history_lines,
    load_per_owner,
    of_target,
    outlook,
    overdue_first,
    proof_candidates,
    proof_links,
    timeline,
    to_table,
)
from evidence.tasks import TaskDraft, change_task, close_task, move_task, tasks
from tests.unit.criteria.builders import RowSpec, tiers
from tests.unit.evidence.house import TODAY, House, of_clause
from tests.unit.evidence.small_catalogs import BASIC, bars, compliance, levels, one_item, points

MET, UNMET = Verdict.MET, Verdict.UNMET
CATALOG = one_item(RowSpec("basic", clauses=2, quality=False))
FIRST, SECOND = (CATALOG.id, "01.01.1#1"), (CATALOG.id, "01.01.1#2")
REVIEW = TODAY + timedelta(days=60)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("review_on", "expected"),
    [(None, None), (day(60), day(46)), (day(14), day(0)), (day(10), day(9)), (day(0), day(0)), (day(-5), day(0))],
)
def test_work_is_due_two_weeks_before_the_review(review_on: date | None, expected: date | None) -> None:
    assert due_before(review_on, TODAY) == expected


@pytest.mark.parametrize(
    ("due", "review_on", "in_time"),
    [
        ([day(10), day(60)], REVIEW, True),
        ([day(10), day(61)], REVIEW, False),
        ([day(61), None], REVIEW, False),
        ([day(10), None], REVIEW, None),
        ([None], REVIEW, None),
        ([day(10)], None, None),
        ([], REVIEW, None),
    ],
)
def test_whether_we_make_it(house: House, due: list[date | None], review_on: date | None, in_time: bool | None) -> None:
    for number, due_on in enumerate(due):
        house.task(f"任务{number}", due_on=due_on)
    assert outlook(tasks(house.store, house.viewer), TODAY, review_on).in_time is in_time


def test_the_answer_counts_open_tasks(house: House) -> None:
    for offset in (-3, 5, 70):
        house.task(f"{offset}", due_on=day(offset))
    house.task("没有日期")
    close_task(house.store, house.viewer, house.task("已完成", due_on=day(-9)), house.prove())
    found = outlook(tasks(house.store, house.viewer), TODAY, REVIEW)
    assert (found.open, found.overdue, found.before_review, found.after_review, found.undated) == (4, 1, 2, 1, 1)
    assert found.latest == day(70)


def test_tasks_of_a_target_and_those_that_name_no_clause(house: House) -> None:
    own, other = house.task("甲", clauses=(FIRST,)), house.task("乙", clauses=(("other", "1#1"),))
    free = house.task("丙")
    assert other not in [task.id for task in of_target(tasks(house.store, house.viewer), CATALOG.id)]
    assert {own, free} <= {task.id for task in of_target(tasks(house.store, house.viewer), CATALOG.id)}


def test_overdue_tasks_come_first_on_the_board_and_newly_done_ones_in_their_column(house: House) -> None:
    late, soon, undated = house.task("迟", due_on=day(-1)), house.task("近", due_on=day(3)), house.task("无")
    done = [house.task("先完成"), house.task("后完成")]
    for task in done:
        close_task(house.store, house.viewer, task, house.prove())
        house.clock.now += timedelta(hours=1)
    columns = board(tasks(house.store, house.viewer), TODAY)
    assert [task.id for task in columns["todo"]] == [late, soon, undated]
    assert [task.id for task in columns["done"]] == list(reversed(done))
    assert list(columns) == ["todo", "doing", "verifying", "done"]
    assert [task.id for task in overdue_first(tasks(house.store, house.viewer), TODAY)][:2] == [late, soon]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TaskFilter(), {"启用提醒", "补材料"}),
        (TaskFilter(text="检验 提醒"), {"启用提醒"}),
        (TaskFilter(text="01.01.1#2"), {"补材料"}),
        (TaskFilter(owners=frozenset({NO_OWNER})), {"补材料"}),
        (TaskFilter(states=frozenset({"doing"})), {"补材料"}),
        (TaskFilter(systems=frozenset({"1"})), {"启用提醒"}),
        (TaskFilter(systems=frozenset({WHOLE})), {"补材料"}),
        (TaskFilter(overdue=True), {"启用提醒"}),
    ],
)
def test_filters(house: House, wanted: TaskFilter, expected: set[str]) -> None:
    house.task("启用提醒", owner="张工", system_id=house.system("检验系统"), due_on=day(-1))
    move_task(house.store, house.viewer, house.task("补材料", clauses=(SECOND,)), "doing")
    situation = house.situation(CATALOG)
    assert {task.title for task in filter_tasks(situation, situation.tasks, wanted)} == expected


def test_the_time_line_reckons_a_missing_start_and_shows_what_comes_too_late(house: House) -> None:
    first = house.task("先做", due_on=day(20), effort_days=5)
    second = house.task("后做", starts_on=day(18), due_on=day(30), needs=(first,))
    third = house.task("最后", starts_on=day(31), due_on=day(40), needs=(second,))
    house.task("没有日期", needs=(first,))
    bars_shown = timeline(tasks(house.store, house.viewer))
    assert [(bar.task.id, bar.start, bar.end, bar.planned) for bar in bars_shown] == [
        (first, day(15), day(20), False),
        (second, day(18), day(30), True),
        (third, day(31), day(40), True),
    ]
    assert [[task.id for task in bar.waits_for] for bar in bars_shown] == [[], [first], []]


def test_load_counts_open_effort_per_owner(house: House) -> None:
    for title, owner, effort in (("甲", "张工", 3), ("乙", "张工", None), ("丙", "", 5), ("丁", "李工", 4)):
        house.task(title, owner=owner, effort_days=effort)
    close_task(house.store, house.viewer, house.task("戊", owner="李工", effort_days=9), house.prove())
    assert load_per_owner(tasks(house.store, house.viewer)) == [
        Load(NO_OWNER, 1, 5, 0),
        Load("李工", 1, 4, 0),
        Load("张工", 2, 3, 1),
    ]


def test_the_table_names_state_delay_and_needed_tasks(house: House) -> None:
    first = house.task("先做", due_on=day(-2), effort_days=2)
    house.task("后做", needs=(first,), clauses=(FIRST, SECOND))
    situation = house.situation(CATALOG)
    table = to_table(situation, situation.tasks).set_index("任务")
    assert table.loc["先做", ["状态", "是否逾期"]].tolist() == ["待办", "逾期"]
    assert table.loc["后做", ["前置任务", "要求点"]].tolist() == ["先做", 2]
    assert to_table(situation, []).empty


def test_documents_of_the_task_or_its_clauses_may_close_it(house: House) -> None:
    task = house.find_task(house.task("补材料", clauses=(FIRST,)))
    of_task, of_its_clause = house.prove(Link(TASK, str(task.id))), house.prove(*of_clause(CATALOG, FIRST[1]))
    returned = house.prove(*of_clause(CATALOG, FIRST[1]), accept=False)
    return_document(house.store, house.viewer, returned, "请补充日期")
    house.prove(*of_clause(CATALOG, SECOND[1]))
    assert {document.id for document in proof_candidates(house.store, house.viewer, task)} == {of_task, of_its_clause}
    assert proof_links(task) == (Link(TASK, str(task.id)), Link(CLAUSE, FIRST[1], CATALOG.id))


def test_history_in_words(house: House) -> None:
    system = house.system("检验系统")
    task = house.task("启用提醒", owner="张工")
    move_task(house.store, house.viewer, task, "doing")
    draft = TaskDraft("启用提醒", system_id=system, due_on=date(2026, 5, 1), effort_days=2)
    change_task(house.store, house.viewer, task, draft, 2)
    close_task(house.store, house.viewer, task, house.prove())
    entries = audit_log(house.store, house.viewer, "tasks", task)
    assert [text for _, text in history_lines(house.situation(CATALOG), entries)] == [
        "状态由“进行中”改为“完成”；证明材料由“空”改为“材料 1”",
        "负责人由“张工”改为“空”；系统由“空”改为“检验系统”；截止日期由“空”改为“2026-05-01”；工作量（人天）由“空”改为“2”",
        "状态由“待办”改为“进行中”",
        "新建任务",
    ]


# --- what a task brings ---


def effect(house: House, catalog: Catalog, *task_ids: int) -> Effect:
    situation = house.situation(catalog)
    standings = [standing_of(situation, target) for target in situation.targets]
    [found] = effect_of(situation, standings, [house.find_task(task_id) for task_id in task_ids])
    return found


def moves(found: Effect) -> list[tuple[str, str]]:
    bases = (Basis.CLAIMED, Basis.PROVEN)
    return [(level_label(found.before.on(basis)), level_label(found.after.on(basis))) for basis in bases]


def test_the_standing_moves_when_all_missing_clauses_are_closed(house: House) -> None:
    catalog = one_item(RowSpec("basic", clauses=2, quality=False), coverage="function")
    house.target(catalog, "1")
    house.judge(catalog, MET, "01.01.1#1")
    house.prove(*of_clause(catalog, "01.01.1#1"))
    found = effect(house, catalog, house.task("补齐", clauses=((catalog.id, "01.01.1#2"),)))
    assert moves(found) == [("未达1级", "1级"), ("未达1级", "1级")]
    assert (found.open_before, found.open_after) == (1, 0)
    assert [figure_words(found.before.proven), figure_words(found.after.proven)] == ["0.00 分", "1.00 分"]


def test_nothing_is_stored_by_looking_ahead(house: House) -> None:
    house.target(CATALOG, "1")
    task = house.find_task(house.task("补齐", clauses=(FIRST,)))
    situation = house.situation(CATALOG)
    ahead = with_tasks_done(situation, [task])
    assert situation.proof(CLAUSE, *FIRST) is Proof.NONE
    assert ahead.proof(CLAUSE, *FIRST) is Proof.CURRENT
    assert FIRST not in situation.judgements


def test_the_task_of_one_system_closes_only_its_part(house: House) -> None:
    catalog = one_item(coverage="function")
    house.target(catalog, "1")
    one, other = house.system("检验一"), house.system("检验二")
    clause = ((catalog.id, "01.01.1#1"),)
    mine = house.task("检验一补齐", system_id=one, clauses=clause)
    assert moves(effect(house, catalog, mine)) == [("未达1级", "未达1级")] * 2
    its = house.task("检验二补齐", system_id=other, clauses=clause)
    assert moves(effect(house, catalog, mine, its)) == [("未达1级", "1级")] * 2
    everybody = house.task("全部补齐", clauses=clause)
    assert moves(effect(house, catalog, everybody)) == [("未达1级", "1级")] * 2


def test_measures_stay_as_they_are(house: House) -> None:
    catalog = one_item(coverage="ratio")
    house.target(catalog, "1")
    found = effect(house, catalog, house.task("补齐", clauses=((catalog.id, "01.01.1#1"),)))
    assert moves(found) == [("未达1级", "未达1级")] * 2
    assert [gap.reason for gap in found.left] == [Reason.COVERAGE_LOW]
    assert isinstance(found.after.functional, LevelsResult)
    assert found.after.functional.level == 1


def test_what_does_not_apply_stays_so(house: House) -> None:
    house.target(CATALOG, "1")
    system = house.system("检验系统")
    house.judge(CATALOG, Verdict.NOT_APPLICABLE, FIRST[1], system=system)
    task = house.find_task(house.task("补齐", clauses=(FIRST, SECOND)))
    ahead = with_tasks_done(house.situation(CATALOG), [task])
    assert ahead.judgements[FIRST][system].verdict is Verdict.NOT_APPLICABLE
    assert ahead.judgements[SECOND][system].verdict is MET


@pytest.mark.parametrize(("reached", "expected"), [(None, "二级"), ("一级", "二级"), ("三级", "三级")])
def test_a_tiered_indicator_reaches_what_the_target_asks(house: House, reached: str | None, expected: str) -> None:
    catalog = points(tiers(("一级", "1"), ("二级", "2"), ("三级", "3")))
    house.target(catalog, "二级")
    if reached:
        house.reach(catalog, "2.1.1#1", reached)
    task = house.find_task(house.task("达到二级", clauses=((catalog.id, "2.1.1#1"),)))
    assert with_tasks_done(house.situation(catalog), [task]).tier(catalog.id, "2.1.1#1") == expected


def test_only_targets_that_the_task_touches_are_shown(house: House) -> None:
    other = levels({"01.01": {1: BASIC}}, bars((1, 0, "0"))).model_copy(update={"id": "other-standard"})
    for catalog in (CATALOG, other):
        house.target(catalog, "1")
    situation = house.situation(CATALOG, other)
    standings = [standing_of(situation, target) for target in situation.targets]
    task = house.find_task(house.task("补齐", clauses=((other.id, "01.01.1#1"),)))
    assert [found.target.catalog for found in effect_of(situation, standings, [task])] == [other.id]


def test_rates_are_shown_with_one_decimal(house: House) -> None:
    catalog = compliance(3)
    object_id = house_object(house)
    house.target(catalog, "基本符合", object_id)
    found = effect(house, catalog, house.task("补齐", clauses=((catalog.id, "L3-T-01#1"),)))
    assert figure_words(found.after.claimed) == "符合率 33.3%"


def house_object(house: House) -> int:
    return set_object(house.store, house.viewer, "核心系统", {house.system("安全设备", kind="SEC")})


def test_the_clauses_of_a_task_in_their_current_state(house: House) -> None:
    one, other = house.system("检验一"), house.system("检验二")
    house.judge(CATALOG, MET, FIRST[1], system=one)
    house.judge(CATALOG, UNMET, FIRST[1], system=other)
    house.prove(*of_clause(CATALOG, FIRST[1]))
    gone = (CATALOG.id, "99.99.9#1")
    of_all = house.find_task(house.task("全部", clauses=(FIRST, SECOND, gone)))
    of_one = house.find_task(house.task("检验一", system_id=one, clauses=(FIRST,)))
    situation = house.situation(CATALOG)
    assert [(c.clause, c.verdict, c.proof, c.settled) for c in task_clauses(situation, of_all)] == [
        (FIRST[1], UNMET, Proof.CURRENT, False),
        (SECOND[1], Verdict.UNKNOWN, Proof.NONE, False),
    ]
    assert [clause.settled for clause in task_clauses(situation, of_one)] == [True]
