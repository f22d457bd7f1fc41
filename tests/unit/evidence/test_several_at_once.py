"""Several people work at the same time: nothing is lost, nobody fails, everybody sees one consistent state."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.errors import ConflictError, InvalidInputError, StoreError, UserError
from evidence.store import connection, open_store
from evidence.viewer import Viewer
from tests.unit.evidence.house import NOBODY, TODAY, House, refused
from tests.unit.evidence.small_catalogs import one_item

PEOPLE = tuple(Viewer(name) for name in ("王工", "李工", "张工", "赵工"))
WRITES = 30


@pytest.fixture
def quick_switching() -> Iterator[None]:
    """Threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[Viewer], object], people: tuple[Viewer, ...] = PEOPLE) -> list[object]:
    """The results of people who all start at the same moment; an error of one of them is raised."""
    barrier = Barrier(len(people))

    def start(person: Viewer) -> object:
        barrier.wait()
        return work(person)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(start, people))


def test_nothing_is_lost_and_nobody_fails(house: House) -> None:
    def register_many(person: Viewer) -> None:
        for number in range(WRITES):
            register.add_system(house.store, person, register.SystemDraft(f"{person.name}的系统{number}", "LIS"))

    together(register_many)
    names = [system.name for system in register.systems(house.store, NOBODY)]
    assert sorted(names) == sorted(f"{person.name}的系统{n}" for person in PEOPLE for n in range(WRITES))
    with house.store.reading(NOBODY) as db:
        actors = [row["actor"] for row in db.query("SELECT actor FROM audit WHERE subject = 'systems'")]
    assert {person.name: actors.count(person.name) for person in PEOPLE} == {p.name: WRITES for p in PEOPLE}


def test_each_with_an_own_store_on_the_same_folder(house: House) -> None:
    def register_many(person: Viewer) -> None:
        own = open_store(house.store.folder)
        for number in range(WRITES):
            register.add_system(own, person, register.SystemDraft(f"{person.name}{number}", "LIS"))

    together(register_many)
    assert len(register.systems(house.store, NOBODY)) == len(PEOPLE) * WRITES


def test_changes_of_one_record_follow_each_other(house: House) -> None:
    system = house.system("检验系统")

    def change(person: Viewer) -> None:
        for number in range(WRITES):
            note = {"note": f"{person.name}{number}"}
            with house.store.writing(person) as transaction:
                transaction.update("systems", system, note)

    together(change)
    assert house.registered(system).version == 1 + len(PEOPLE) * WRITES


def test_of_all_who_judge_the_same_clause_for_the_first_time_one_wins(house: House) -> None:
    catalog = one_item()

    def judge(person: Viewer) -> str:
        draft = judgement.VerdictDraft("01.01.1#1", Verdict.MET, note=person.name, expected=0)
        try:
            judgement.record_verdicts(house.store, person, catalog, [draft])
        except ConflictError as error:
            return str(error)
        return ""

    answers = together(judge)
    [stored] = judgement.judgements(house.store, NOBODY, catalog.id, ["01.01.1#1"])
    assert stored.note == stored.author
    assert answers.count("") == 1
    assert all(stored.author in str(answer) for answer in answers if answer)


def test_a_new_vendor_named_by_all_is_registered_once(house: House) -> None:
    def add(person: Viewer) -> None:
        register.add_system(house.store, person, register.SystemDraft(f"{person.name}的系统", "LIS", vendor="瑞美"))

    together(add)
    assert [vendor.name for vendor in register.vendors(house.store, NOBODY)] == ["瑞美"]


def test_of_all_who_take_the_same_name_one_gets_it(house: House) -> None:
    def add(person: Viewer) -> bool:
        try:
            register.add_system(house.store, person, register.SystemDraft("检验系统", "LIS", note=person.name))
        except InvalidInputError:
            return False
        return True

    assert sorted(map(bool, together(add))) == [False, False, False, True]


def test_a_reader_stays_in_one_state_while_others_write(house: House) -> None:
    house.system("检验系统")
    with house.store.reading(NOBODY) as db:
        first = register.read_systems(db)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(house.system, "护理系统", "NIS").result()
        assert register.read_systems(db) == first
        assert register.read_vendors(db) == []
    assert len(register.systems(house.store, NOBODY)) == 2


def test_a_situation_is_never_half_of_an_action(house: House) -> None:
    """The writer always judges both systems alike in one action."""
    catalog = one_item()
    systems = [house.system("检验系统"), house.system("微生物系统")]
    finished = Event()

    def judge_both() -> None:
        for number in range(WRITES):
            drafts = [judgement.VerdictDraft("01.01.1#1", Verdict.MET, s, note=str(number)) for s in systems]
            judgement.record_verdicts(house.store, house.viewer, catalog, drafts)
        finished.set()

    def look() -> set[int]:
        sizes = set()
        while not finished.is_set():
            found = house.situation(catalog, today=TODAY).judgements.get((catalog.id, "01.01.1#1"), {})
            assert len({judgement.note for judgement in found.values()}) <= 1
            sizes.add(len(found))
        return sizes

    with ThreadPoolExecutor(2) as pool:
        seen = pool.submit(look)
        pool.submit(judge_both).result()
        assert seen.result() <= {0, 2}


def test_who_waited_in_vain_is_told_and_readers_do_not_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.system("检验系统")
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.05)
    with house.store.writing(house.viewer):
        with refused(StoreError, "数据库正忙，本次修改没有保存，请稍候再试一次"):
            house.system("护理系统", "NIS")
        assert [system.name for system in register.systems(house.store, NOBODY)] == ["检验系统"]
        assert open_store(house.store.folder).revision(NOBODY) == house.store.revision(NOBODY)
    house.system("护理系统", "NIS")


@pytest.mark.usefixtures("quick_switching")
def test_many_may_use_the_cache(house: House) -> None:
    def look_up(person: Viewer) -> bool:
        stride = 7 + PEOPLE.index(person)
        return all(
            house.store.cached(person, (n * stride % 97,), lambda n=n: n * stride % 97) == n * stride % 97
            for n in range(20_000)
        )

    assert together(look_up) == [True] * len(PEOPLE)


def test_an_error_of_one_does_not_hold_up_the_others(house: House) -> None:
    def work(person: Viewer) -> None:
        for number in range(10):
            name = f"{person.name}{number}" if person is not PEOPLE[0] else " "
            try:
                register.add_system(house.store, person, register.SystemDraft(name, "LIS"))
            except UserError:
                assert person is PEOPLE[0]

    together(work)
    assert len(register.systems(house.store, NOBODY)) == 30
