"""Filling in 统计表: figures, queries, history, confirmation by a second person."""

from dataclasses import replace
from decimal import Decimal

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from evidence.measures import MeasureDraft, measures, record_measures
from evidence.standing import Basis, levels_facts
from evidence.statistics.confirmation import (
    confirm_figures,
    may_confirm,
    return_figures,
    take_back_confirmation,
)
from evidence.statistics.confirmed import confirmed_sheet, to_table
from evidence.statistics.entry import LONGEST_SQL, QueryDraft, record_figures, take_back_figures
from evidence.statistics.history import line_history
from evidence.statistics.records import State
from evidence.statistics.sheet import Wanted, choose, tally
from evidence.statistics.words import answer
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import House, nothing_stored, refused
from tests.unit.evidence.statistics.desk import CLERK, REVIEWER, RUN_ON, Desk, check, counted, coverage

SQL = "SELECT count(*) FROM specimen WHERE collected_at >= :start"


def states(desk: Desk, *levels: int) -> list[State]:
    return [desk.entry(level).state for level in levels]


def test_a_figure_is_the_measure_that_grading_uses(desk: Desk) -> None:
    recorded = desk.count(6, 850, 1000, note="检验科")
    [measure] = measures(desk.house.store, CLERK, desk.catalog.id, "05.01")
    assert (recorded.changed, measure.value, measure.numerator, measure.author) == (1, Decimal("0.85"), 850, "周工")
    result = desk.entry(6).result
    assert result is not None
    assert (result.run_on, result.run_by, result.state) == (RUN_ON, "检验科 赵工", "entered")
    assert states(desk, 5, 6) == [State.EMPTY, State.ENTERED]
    facts = levels_facts(desk.situation, desk.catalog, Basis.CLAIMED)
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(6)])
    assert levels_facts(desk.situation, desk.catalog, Basis.CLAIMED) == facts


def test_one_figure_for_all_levels_stands_behind_every_line(desk: Desk) -> None:
    draft = MeasureDraft("05.01", "coverage", numerator=90, denominator=100)
    record_measures(desk.house.store, desk.house.viewer, desk.catalog, [draft])
    desk.count(6, 80, 100)
    assert [desk.entry(level).general for level in (4, 5, 6)] == [True, True, False]
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(4)])
    assert states(desk, 4, 5, 6) == [State.CONFIRMED, State.CONFIRMED, State.ENTERED]


def test_nobody_confirms_their_own_figure(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    assert not may_confirm(CLERK, desk.entry(6))
    with nothing_stored(desk.house.store), refused(NotAllowedError, "您自己录入"):
        confirm_figures(desk.house.store, CLERK, [desk.figure(6)])
    assert may_confirm(REVIEWER, desk.entry(6))
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(6)])
    entry = desk.entry(6)
    assert entry.result is not None
    assert (entry.state, entry.result.reviewer) == (State.CONFIRMED, "李工")


def test_an_account_is_known_under_another_name(desk: Desk) -> None:
    """The same account after a change of its name is still the same person; two of a name are two."""
    with desk.house.store.writing(desk.house.viewer.as_program()) as transaction:
        ids = [
            transaction.insert("accounts", {"login": login, "person": "周工", "role": "engineer"})
            for login in ("zhou", "zhou2")
        ]
    first, second = (Viewer("周工", Role.ENGINEER, account_id=number) for number in ids)
    desk.enter(counted(coverage(desk.catalog, 6), 850, 1000), who=first)
    assert not may_confirm(replace(first, name="周工程师"), desk.entry(6))
    assert may_confirm(second, desk.entry(6))


def test_a_figure_entered_elsewhere_is_confirmed_too_but_not_by_its_author(desk: Desk) -> None:
    desk.house.measure(desk.catalog, "05.01", 6, coverage="0.9")
    assert states(desk, 6) == [State.ENTERED]
    with refused(NotAllowedError, "您自己录入"):
        confirm_figures(desk.house.store, desk.house.viewer, [desk.figure(6)])
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(6)])
    assert states(desk, 6) == [State.CONFIRMED]
    desk.house.measure(desk.catalog, "05.01", 6, coverage="0.91")
    assert states(desk, 6) == [State.ENTERED]


def test_a_changed_figure_has_to_be_confirmed_again(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    seen = desk.figure(6)
    confirm_figures(desk.house.store, REVIEWER, [seen])
    recorded = desk.count(6, 860, 1000)
    assert states(desk, 6) == [State.ENTERED]
    with nothing_stored(desk.house.store), refused(ConflictError, "刚被修改过"):
        confirm_figures(desk.house.store, REVIEWER, [seen])
    take_back_figures(desk.house.store, CLERK, recorded)
    assert states(desk, 6) == [State.CONFIRMED]
    assert desk.figure(6).numerator == 850


def test_another_day_of_the_run_has_to_be_confirmed_again(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(6)])
    assert desk.count(6, 850, 1000).changed == 0
    assert states(desk, 6) == [State.CONFIRMED]
    assert desk.count(6, 850, 1000, run_by="检验科 孙工").changed == 1
    entry = desk.entry(6)
    assert entry.result is not None
    assert (entry.state, entry.result.run_by) == (State.ENTERED, "检验科 孙工")


def test_a_first_figure_is_taken_back(desk: Desk) -> None:
    recorded = desk.count(6, 850, 1000)
    take_back_figures(desk.house.store, CLERK, recorded)
    assert states(desk, 6) == [State.EMPTY]
    with refused(NotFoundError, "已不存在"):
        take_back_figures(desk.house.store, CLERK, recorded)


def test_what_was_confirmed_or_changed_since_is_not_taken_back(desk: Desk) -> None:
    recorded = desk.count(6, 850, 1000)
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(6)])
    with nothing_stored(desk.house.store), refused(ConflictError, "已经有人复核过"):
        take_back_figures(desk.house.store, CLERK, recorded)
    later = desk.count(6, 860, 1000)
    desk.house.measure(desk.catalog, "05.01", 6, coverage="0.5")
    with nothing_stored(desk.house.store), refused(ConflictError, "随后又被修改过"):
        take_back_figures(desk.house.store, CLERK, later)


def test_a_returned_figure_says_why(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    with nothing_stored(desk.house.store), refused(InvalidInputError, "写明原因"):
        return_figures(desk.house.store, REVIEWER, [desk.figure(6)], "  ")
    reviewed = return_figures(desk.house.store, REVIEWER, [desk.figure(6)], "分母应为全部检验人次")
    entry = desk.entry(6)
    assert entry.result is not None
    assert (entry.state, entry.result.reason) == (State.RETURNED, "分母应为全部检验人次")
    take_back_confirmation(desk.house.store, REVIEWER, reviewed)
    assert states(desk, 6) == [State.ENTERED]


def test_two_people_on_one_figure(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    with nothing_stored(desk.house.store), pytest.raises(ConflictError):
        desk.count(6, 860, 1000, expected=0)
    desk.count(6, 860, 1000, expected=1)


def test_in_use_or_not(house: House, catalogs: dict[str, LevelsCatalog]) -> None:
    service = catalogs["smart-service-2019"]
    item = next(item for item in service.items if item.coverage.kind is CoverageKind.APPLIED)
    level = next(iter(service.rows_by_item[item.item]))
    desk, key = Desk(house, service), coverage(service, level, item.item)
    with nothing_stored(house.store), refused(InvalidInputError, "填 1（已在用）或 0"):
        desk.enter(counted(key, 2, 1))
    desk.enter(counted(key, 1, None))
    figure = desk.entry(level, item=item.item).figure
    assert figure is not None
    assert (figure.value, figure.denominator) == (Decimal("1.00"), None)


def test_a_line_that_the_sheet_does_not_have(desk: Desk) -> None:
    with nothing_stored(desk.house.store), refused(InvalidInputError, "没有这一行"):
        desk.enter(counted(check(desk.catalog, 3, 99), 1, 1))


def query(desk: Desk, text: str, system: int | None = None, expected: int | None = None) -> int:
    draft = QueryDraft(coverage(desk.catalog, 6), text, system, expected)
    return record_figures(desk.house.store, CLERK, desk.catalog, [], [draft]).queries


def test_a_query_keeps_all_its_versions(desk: Desk) -> None:
    [system] = [system.id for system in desk.situation.systems]
    assert query(desk, SQL) == 1
    assert query(desk, f"  {SQL}\r\n") == 0
    desk.count(6, 850, 1000)
    assert query(desk, SQL, system, expected=1) == 1
    desk.count(6, 860, 1000)
    with nothing_stored(desk.house.store), refused(ConflictError, "统计语句刚被他人修改过"):
        query(desk, "SELECT 1", expected=1)
    history = line_history(desk.house.store, CLERK, coverage(desk.catalog, 6))
    assert [(entry.number, entry.sql_text, entry.system_id) for entry in history.queries] == [
        (2, SQL, system),
        (1, SQL, None),
    ]
    numbers = {entry.id: entry.number for entry in history.queries}
    assert [(result.numerator, numbers[result.query_id or 0]) for result in history.results] == [(860, 2), (850, 1)]


@pytest.mark.parametrize(("text", "part"), [("x" * (LONGEST_SQL + 1), "超过"), ("", "为空")])
def test_queries_that_are_refused(desk: Desk, text: str, part: str) -> None:
    query(desk, SQL)
    with nothing_stored(desk.house.store), refused(InvalidInputError, part):
        query(desk, text)


def test_the_answer_counts_what_the_target_asks_for(desk: Desk) -> None:
    desk.count(4, 900, 1000)
    desk.count(5, 910, 1000)
    desk.count(7, 500, 1000)
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(4)])
    lead, why = answer(desk.sheet())
    asked = [entry for entry in desk.sheet().entries if entry.asked]
    assert all(entry.line.key.level <= 6 for entry in asked)
    assert lead == f"电子病历 6级：须填统计 {len(asked)} 行，已填 2，已复核 1，存疑 1。"
    assert "不能通过目标级别：01.01 病房医嘱处理" in why
    assert len(tally(asked).blocking) == len({entry.line.key.item for entry in asked})


def test_filters(desk: Desk) -> None:
    desk.count(4, 900, 1000)
    desk.count(5, 910, 1000)
    entries = desk.sheet().entries

    def ids(**wanted: object) -> list[str]:
        return [entry.line.id for entry in choose(entries, Wanted(**wanted))]  # type: ignore[arg-type]

    assert ids(states=frozenset({"entered"})) == ["05.01.4-有效应用", "05.01.5-有效应用"]
    assert ids(doubtful=True) == ["05.01.5-有效应用"]
    assert ids(text="05.01.4", aspects=frozenset({"有效应用"})) == ["05.01.4-有效应用"]
    assert ids(levels=frozenset({"4"}), states=frozenset({"entered"})) == ["05.01.4-有效应用"]
    assert {line.split(".")[0] for line in ids(systems=frozenset({"检验系统"}))} >= {"05"}
    assert "05.01.6-有效应用" in ids(blocking=True)
    assert "05.01.5-有效应用" not in ids(blocking=True)


def test_the_binder_is_told_what_is_confirmed(desk: Desk) -> None:
    desk.count(5, 900, 1000)
    desk.count(6, 850, 1000)
    desk.count(7, 500, 1000)
    confirm_figures(desk.house.store, REVIEWER, [desk.figure(6)])
    target = desk.target
    assert target is not None
    found = confirmed_sheet(desk.house.store, REVIEWER, desk.situation, target, "05.01")
    assert [(entry.line.key.level, entry.state) for entry in found] == [(5, State.ENTERED), (6, State.CONFIRMED)]
    table = to_table(found)
    assert table["复核状态"].tolist() == ["… 已填待复核", "✔ 已复核"]
    assert table["复核"].tolist() == ["", "李工 2026-03-02 复核"]
    assert table[["分子", "分母", "比例", "统计人"]].to_numpy().tolist()[1] == [850, 1000, "0.85", "检验科 赵工"]
    assert confirmed_sheet(desk.house.store, REVIEWER, desk.situation, target, "05.02") == []


def test_a_vendor_enters_and_confirms_nothing(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    vendor = Viewer("厂商", Role.VENDOR, vendor_id=1)
    with nothing_stored(desk.house.store), refused(NotAllowedError, "权限"):
        desk.enter(counted(coverage(desk.catalog, 5), 1, 1), who=vendor)
    with nothing_stored(desk.house.store), refused(NotAllowedError, "权限"):
        confirm_figures(desk.house.store, vendor, [desk.figure(6)])
    history = line_history(desk.house.store, vendor, coverage(desk.catalog, 6))
    assert (history.results, history.queries) == ((), ())
