"""Which statistics have to be taken again before the review."""

from datetime import date, timedelta

from evidence.statistics.due import DueAgain, due_again
from tests.unit.evidence.statistics.desk import TO, Desk

LIMIT = timedelta(days=92)


def due(desk: Desk, review: date) -> list[DueAgain]:
    return due_again(desk.house.store, desk.house.viewer, desk.situation, review)


def test_a_figure_is_taken_again_when_its_window_is_too_old_at_the_review(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    assert due(desk, TO + LIMIT) == []
    review = TO + LIMIT + timedelta(days=1)
    [found] = due(desk, review)
    assert ([line.id for line in found.lines], found.ended_on) == (["05.01.6-有效应用"], TO)
    assert (found.again_from, found.limit_days) == (review - LIMIT, 92)
    assert (found.systems, found.vendors) == (("检验系统",), ("瑞美",))


def test_one_figure_for_all_levels_is_taken_once(desk: Desk) -> None:
    desk.house.measure(desk.catalog, "05.01", coverage="0.9")
    [found] = due(desk, TO)
    assert (found.ended_on, [line.key.level for line in found.lines]) == (None, [1, 2, 3, 4, 5, 6])


def test_what_the_target_does_not_ask_for_or_was_never_counted_is_left_out(desk: Desk) -> None:
    desk.count(7, 850, 1000)
    assert due(desk, TO + timedelta(days=400)) == []
    [target] = desk.situation.targets
    assert due_again(desk.house.store, desk.house.viewer, desk.situation, TO, target) == []
