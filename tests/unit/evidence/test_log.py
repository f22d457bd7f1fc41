"""The log says who changed what and when, from what to what, and cannot be rewritten."""

import json
import sqlite3
from datetime import timedelta

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, measures, register
from evidence.judgement import audit_log
from evidence.store import Store
from evidence.viewer import Viewer
from tests.unit.evidence.house import COLLEAGUE, House, nothing_stored

CLAUSE = "05.01.3#1"


def test_a_new_record_is_logged_with_its_content(house: House) -> None:
    system = house.system("检验系统", "LIS")
    [entry] = audit_log(house.store, house.viewer, "systems", system)
    assert (entry.actor, entry.role, entry.action) == ("王主任", "head", "insert")
    assert (entry.subject, entry.subject_id, entry.at) == ("systems", str(system), house.clock.now)
    assert entry.before is None
    assert entry.after is not None
    assert (entry.after["name"], entry.after["kind"]) == ("检验系统", "LIS")


def test_a_change_is_logged_with_the_changed_fields_before_and_after(house: House) -> None:
    system = house.system("检验系统", "LIS")
    house.clock.now += timedelta(hours=1)
    register.change_system(house.store, COLLEAGUE, system, register.SystemDraft("检验系统", "LIS", note="已上线"), 1)
    newest, oldest = audit_log(house.store, house.viewer, "systems", system)
    assert (newest.actor, newest.action, newest.at) == ("李工", "update", house.clock.now)
    assert newest.before == {"note": "", "version": 1}
    assert newest.after == {"note": "已上线", "version": 2}
    assert oldest.action == "insert"


def test_a_removed_record_stays_in_the_log(house: House, emr: LevelsCatalog) -> None:
    house.measure(emr, "05.01", 5, coverage="0.83")
    [measure] = measures.measures(house.store, house.viewer, emr.id, "05.01")
    measures.drop_measure(house.store, COLLEAGUE, measure.id)
    removed = audit_log(house.store, house.viewer, "measures", measure.id)[0]
    assert (removed.actor, removed.action, removed.after) == ("李工", "delete", None)
    assert removed.before is not None
    assert (removed.before["item"], removed.before["value"]) == ("05.01", "0.83")


def test_the_members_of_a_protected_object_are_logged(house: House) -> None:
    first, second = house.system("检验系统"), house.system("护理系统", "NIS")
    entry = register.set_object(house.store, house.viewer, "核心业务", {first})
    register.set_object(house.store, COLLEAGUE, "核心业务", {first, second}, object_id=entry)
    newest, oldest = audit_log(house.store, house.viewer, "object_systems", entry)
    assert (oldest.before, oldest.after) == ({"systems": []}, {"systems": [first]})
    assert (newest.before, newest.after) == ({"systems": [first]}, {"systems": [first, second]})


def test_names_are_logged_without_surrounding_blanks(store: Store) -> None:
    system = register.add_system(store, Viewer("  王工 "), register.SystemDraft("检验系统", "LIS"))
    assert audit_log(store, Viewer(""), "systems", system)[0].actor == "王工"


def test_what_was_already_so_is_not_logged_again(house: House) -> None:
    system = house.system("检验系统", "LIS", vendor="瑞美")
    entry = register.set_object(house.store, house.viewer, "核心业务", {system})
    with nothing_stored(house.store):
        draft = register.SystemDraft("检验系统", "LIS", vendor="瑞美")
        assert register.change_system(house.store, COLLEAGUE, system, draft, 1) is False
        register.set_hospital(house.store, COLLEAGUE, "人民医院")
        register.set_object(house.store, COLLEAGUE, "核心业务", {system}, object_id=entry)
        register.retire_system(house.store, COLLEAGUE, system, retired=False)


def test_the_revision_grows_with_every_change_and_only_then(house: House) -> None:
    before = house.store.revision(house.viewer)
    house.system("检验系统")
    after = house.store.revision(house.viewer)
    assert after > before
    register.systems(house.store, house.viewer)
    assert house.store.revision(house.viewer) == after


REWRITING = [
    "UPDATE audit SET actor = '别人'",
    "UPDATE audit SET after = NULL WHERE id = 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE id = 1",
    "INSERT OR REPLACE INTO audit (id, at, actor, role, action, subject, subject_id, before, after)"
    " SELECT id, at, '别人', role, action, subject, subject_id, before, after FROM audit",
]


@pytest.mark.parametrize("statement", REWRITING)
def test_the_log_cannot_be_rewritten(store: Store, viewer: Viewer, statement: str) -> None:
    def rewrite() -> None:
        with store.writing(viewer) as transaction:
            transaction.db.execute(statement)

    with nothing_stored(store), pytest.raises(sqlite3.IntegrityError, match="append-only"):
        rewrite()


@pytest.mark.parametrize("statement", REWRITING[:4])
def test_nor_by_another_program(store: Store, viewer: Viewer, statement: str) -> None:
    connection = sqlite3.connect(store.folder / "readiness.db")
    with nothing_stored(store), pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


def test_chinese_is_kept_readable_in_the_log(house: House) -> None:
    house.system("检验系统")
    with house.store.reading(house.viewer) as db:
        [row] = db.query("SELECT after FROM audit WHERE subject = 'systems'")
    assert "检验系统" in row["after"]
    assert json.loads(row["after"])["name"] == "检验系统"


def test_a_very_long_note_does_not_break_the_history(house: House, emr: LevelsCatalog) -> None:
    draft = judgement.VerdictDraft(CLAUSE, Verdict.PARTIAL, note="长" * 20_001)
    judgement.record_verdicts(house.store, house.viewer, emr, [draft])
    [entry] = judgement.history(house.store, house.viewer, emr.id, [CLAUSE])
    assert (entry.actor, entry.action) == ("王主任", "insert")
    assert entry.after is not None
    assert entry.after["verdict"] == "partial"
    assert entry.after["note"].startswith("长长长")


def test_a_long_note_that_was_removed_is_in_the_log_to_its_end(house: House, emr: LevelsCatalog) -> None:
    note = "字" * 2_000 + "结尾"
    draft = measures.MeasureDraft("05.01", "coverage", 5, numerator=1, denominator=2, note=note)
    measures.record_measures(house.store, house.viewer, emr, [draft])
    measures.drop_measure(house.store, house.viewer, 1)
    removed = audit_log(house.store, house.viewer, "measures", 1)[0]
    assert removed.before is not None
    assert removed.before["note"] == note
