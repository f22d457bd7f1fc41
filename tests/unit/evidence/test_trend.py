"""The cache follows every change; the trend remembers one standing per day."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import documents, judgement, register, reviews, tasks
from evidence.gaps import load_gaps
from evidence.records import Target
from evidence.situation import Situation
from evidence.standing import Basis, Standing, TrendPoint, level_label, load_standings, trend
from evidence.store import Store, connection, open_store
from evidence.viewer import SYSTEM
from tests.unit.evidence.house import NOBODY, TODAY, House, nothing_stored, of_clause
from tests.unit.evidence.small_catalogs import BASIC, bars, levels

DAY = timedelta(days=1)
MET, UNMET = Verdict.MET, Verdict.UNMET
CATALOG = levels({"01.01": {1: BASIC, 2: BASIC}}, bars((1, 0, "0"), (1, 0, "0")), {"01.01": "function"})
FIRST, SECOND = "01.01.1#1", "01.01.2#1"


def look(house: House, day: int = 0, catalog: LevelsCatalog = CATALOG) -> list[Standing]:
    """What the screens do on a day."""
    situation = house.situation(catalog, today=TODAY + day * DAY)
    return load_standings(house.store, NOBODY, situation)


def points(house: House, target: int = 1) -> list[TrendPoint]:
    return trend(house.store, NOBODY, target)


def functional(house: House, day: int = 0) -> str:
    [standing] = look(house, day)
    return level_label(standing.functional)


@contextmanager
def nothing_written(store: Store) -> Iterator[None]:
    """Not even the same values again: the database sees no commit."""
    watcher = sqlite3.connect(store.folder / "readiness.db")
    before = watcher.execute("PRAGMA data_version").fetchone()
    yield
    after = watcher.execute("PRAGMA data_version").fetchone()
    watcher.close()
    assert after == before


@pytest.fixture
def aiming(house: House) -> House:
    house.target(CATALOG, "2")
    return house


def test_a_change_shows_at_once(aiming: House) -> None:
    assert functional(aiming) == "未达1级"
    aiming.judge(CATALOG, MET, FIRST)
    assert functional(aiming) == "1级"
    aiming.judge(CATALOG, MET, SECOND)
    assert functional(aiming) == "2级"
    aiming.judge(CATALOG, UNMET, FIRST)
    assert functional(aiming) == "未达1级"


def changes(house: House) -> Iterator[object]:
    """One change after the other that a situation must show."""
    yield (system := house.system("检验系统"))
    yield house.judge(CATALOG, MET, FIRST, system=system)
    yield judgement.assign(house.store, house.viewer, CATALOG, [FIRST], system, False, "不参与")
    yield (document := house.prove(*of_clause(CATALOG, FIRST), accept=False))
    yield reviews.accept_document(house.store, house.viewer, document)
    yield documents.unlink_document(house.store, house.viewer, document, of_clause(CATALOG, FIRST)[0])
    yield (task := house.task("任务", clauses=((CATALOG.id, FIRST),)))
    yield tasks.move_task(house.store, house.viewer, task, "doing")
    yield register.set_object(house.store, house.viewer, "核心业务", {system})
    yield house.measure(CATALOG, "01.01", coverage="0.5")
    yield register.set_hospital(house.store, house.viewer, "改名的医院")
    yield house.target(CATALOG, "1")
    yield register.retire_system(house.store, house.viewer, system)
    yield register.drop_target(house.store, house.viewer, 1)


def content(situation: Situation) -> tuple[object, ...]:
    """What was read, without the number of the revision."""
    names = ("hospital", "systems", "objects", "targets", "tasks", "judgements", "measures", "proofs", "overrides")
    return tuple(getattr(situation, name) for name in names)


def test_every_change_makes_a_new_situation(aiming: House) -> None:
    seen = aiming.situation(CATALOG)
    for _ in changes(aiming):
        now = aiming.situation(CATALOG)
        assert now.revision > seen.revision
        assert content(now) != content(seen)
        assert aiming.situation(CATALOG) is now
        seen = now


def test_every_change_makes_new_gaps(aiming: House) -> None:
    def reasons() -> list[str]:
        situation = aiming.situation(CATALOG)
        [standing] = load_standings(aiming.store, NOBODY, situation)
        gaps = load_gaps(aiming.store, aiming.viewer, situation, standing)
        assert load_gaps(aiming.store, aiming.viewer, situation, standing) is gaps
        return [gap.reason.value for gap in gaps]

    assert reasons() == ["no_system", "no_system"]
    aiming.judge(CATALOG, UNMET, FIRST)
    assert reasons() == ["unmet", "no_system"]
    aiming.judge(CATALOG, MET, FIRST, SECOND)
    assert reasons() == ["no_document", "no_document"]


def test_looking_again_computes_nothing(aiming: House) -> None:
    aiming.judge(CATALOG, MET, FIRST)
    first = look(aiming)
    assert look(aiming) is first
    assert aiming.situation(CATALOG) is aiming.situation(CATALOG)


def test_a_new_day_is_a_new_situation(aiming: House) -> None:
    aiming.judge(CATALOG, MET, FIRST)
    aiming.prove(*of_clause(CATALOG, FIRST), expires=TODAY)
    labels = [[level_label(standing.proven) for standing in look(aiming, day)] for day in (0, 1)]
    assert labels == [["1级"], ["未达1级"]]


def test_looking_is_remembered_for_the_trend(aiming: House) -> None:
    aiming.judge(CATALOG, MET, FIRST, SECOND)
    aiming.prove(*of_clause(CATALOG, FIRST))
    assert points(aiming) == []
    look(aiming)
    [point] = points(aiming)
    assert point.on == TODAY
    assert point.ranks == {Basis.FUNCTIONAL: 2, Basis.CLAIMED: 2, Basis.PROVEN: 1}
    assert point.figures == {"functional": "2.00", "claimed": "2.00", "proven": "1.00"}


def test_of_a_day_the_last_standing_is_remembered(aiming: House) -> None:
    for clause in (FIRST, SECOND):
        aiming.judge(CATALOG, MET, clause)
        look(aiming)
    aiming.judge(CATALOG, UNMET, SECOND)
    look(aiming)
    [point] = points(aiming)
    assert point.ranks[Basis.FUNCTIONAL] == 1


def test_every_day_has_its_own_standing(aiming: House) -> None:
    aiming.clock.now += 8 * DAY
    look(aiming, 5)
    aiming.judge(CATALOG, MET, FIRST)
    look(aiming, 6)
    aiming.judge(CATALOG, MET, SECOND)
    look(aiming, 8)
    found = [(point.on, point.ranks[Basis.FUNCTIONAL]) for point in points(aiming)]
    assert found == [(TODAY + 5 * DAY, 0), (TODAY + 6 * DAY, 1), (TODAY + 8 * DAY, 2)]


def test_a_day_to_come_is_only_a_what_if(aiming: House) -> None:
    look(aiming)
    look(aiming, 1)
    assert [point.on for point in points(aiming)] == [TODAY]


def test_when_nothing_changed_nothing_is_written(aiming: House) -> None:
    aiming.judge(CATALOG, MET, FIRST)
    look(aiming)
    with nothing_written(aiming.store):
        look(aiming)
    aiming.task("任务")
    with nothing_written(aiming.store):
        look(aiming)
    aiming.judge(CATALOG, MET, SECOND)
    with pytest.raises(AssertionError), nothing_written(aiming.store):
        look(aiming)


def test_who_looks_at_what_is_remembered_does_not_wait_for_a_writer(
    aiming: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(aiming)
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.05)
    another_process = House(open_store(aiming.store.folder), aiming.viewer, aiming.clock)
    with aiming.store.writing(aiming.viewer):
        assert functional(another_process) == "未达1级"


def test_who_looks_at_something_new_does_not_wait_or_fail_either(aiming: House) -> None:
    with aiming.store.writing(aiming.viewer):
        began = time.monotonic()
        assert functional(aiming) == "未达1级"
        assert time.monotonic() - began < 5
    assert points(aiming) == []


def test_remembering_is_no_change_of_the_hospital(aiming: House) -> None:
    before = aiming.store.revision(NOBODY)
    look(aiming)
    assert len(points(aiming)) == 1
    assert aiming.store.revision(NOBODY) == before


def test_every_target_has_its_own_trend(aiming: House) -> None:
    other = CATALOG.model_copy(update={"id": "other"})
    target = aiming.target(other, "1")
    aiming.judge(other, MET, FIRST)
    situation = aiming.situation(CATALOG, other)
    assert len(load_standings(aiming.store, NOBODY, situation)) == 2
    assert [point.ranks[Basis.FUNCTIONAL] for point in points(aiming)] == [0]
    assert [point.ranks[Basis.FUNCTIONAL] for point in points(aiming, target)] == [1]


def test_the_trend_goes_with_its_target(aiming: House) -> None:
    look(aiming)
    register.drop_target(aiming.store, aiming.viewer, 1)
    assert points(aiming) == []
    assert look(aiming) == []


def test_a_hospital_without_targets_has_no_standing(house: House) -> None:
    with nothing_stored(house.store):
        assert look(house) == []


def test_a_target_dropped_while_somebody_looks(aiming: House) -> None:
    situation = aiming.situation(CATALOG)
    register.drop_target(aiming.store, aiming.viewer, 1)
    [standing] = load_standings(aiming.store, NOBODY, situation)
    assert isinstance(standing.target, Target)
    assert points(aiming) == []


def test_the_results_not_asked_for_longest_are_dropped(store: Store) -> None:
    computed: list[int] = []

    def result(key: int) -> int:
        return store.cached(SYSTEM, (key,), lambda: computed.append(key) or key)  # type: ignore[func-returns-value]

    result(0)
    for key in range(1, 200):
        assert (result(key), result(0)) == (key, 0)
    assert computed.count(0) == 1
    result(1)
    assert computed.count(1) == 2
