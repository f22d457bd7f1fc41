"""The check of the log names the first entry that is wrong: changed, missing, cut off, written anew."""

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.maintenance.findings import Fault
from evidence.maintenance.log_check import LogCheck, check_log
from evidence.maintenance.verify import verify
from evidence.store import Store, create_store
from evidence.store.heads import HEADS_NAME, Head, note_heads, noted_heads
from evidence.viewer import SYSTEM
from tests.unit.evidence.house import House
from tests.unit.evidence.maintenance.tampering import change_entry, drop_entries, tampering, write_anew


def check(store: Store, heads: Iterable[Head] = (), since: Head | None = None) -> LogCheck:
    with store.reading(SYSTEM) as db:
        return check_log(db, heads, since)


def faults(found: LogCheck) -> list[Fault]:
    return [finding.fault for finding in found.findings]


def newest(store: Store) -> Head:
    head = check(store).head
    assert head is not None
    return head


def grow(house: House, entries: int = 3) -> Head:
    for number in range(entries):
        house.system(f"系统 {house.store.revision(SYSTEM)} {number}")
    return newest(house.store)


def test_an_untouched_log_is_whole(full: House) -> None:
    found = check(full.store)
    assert found.whole
    assert found.head is not None
    assert found.entries == found.head.id == full.store.revision(SYSTEM)


def test_an_empty_log_is_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    found = check(create_store(tmp_path_factory.mktemp("data") / "leer"))
    assert (found.entries, found.head, found.findings) == (0, None, ())


def test_the_first_changed_entry_is_named(full: House) -> None:
    change_entry(full.store, 3)
    change_entry(full.store, 5)
    [finding] = check(full.store).findings
    assert finding.fault is Fault.LOG_CHANGED
    assert finding.text.startswith("第 3 条审计记录（2026-03-02 09:30 别人）与校验值不符")
    assert "之后还有 1 处" in finding.text


@pytest.mark.parametrize(
    "column", ["at", "actor", "role", "account_id", "place", "action", "subject", "subject_id", "before", "after"]
)
def test_a_change_of_any_column_is_found(full: House, column: str) -> None:
    with tampering(full.store) as connection:
        connection.execute(f"UPDATE audit SET {column} = '7' WHERE id = 4")
    assert faults(check(full.store)) == [Fault.LOG_CHANGED]


def test_a_removed_hash_is_found(full: House) -> None:
    with tampering(full.store) as connection:
        connection.execute("UPDATE audit SET hash = '' WHERE id = 2")
    assert faults(check(full.store)) == [Fault.LOG_UNCHAINED, Fault.LOG_CHANGED]


@pytest.mark.parametrize(("gone", "named"), [((3,), "缺少第 3 条"), ((3, 4), "缺少第 3–4 条"), ((1,), "缺少第 1 条")])
def test_removed_entries_are_named(full: House, gone: tuple[int, ...], named: str) -> None:
    drop_entries(full.store, *gone)
    [finding] = check(full.store).findings
    assert finding.fault is Fault.LOG_GAP
    assert named in finding.text


def test_entries_numbered_anew_to_hide_a_removed_one_are_found(full: House) -> None:
    drop_entries(full.store, 3)
    with tampering(full.store) as connection:
        connection.execute("UPDATE audit SET id = 3 WHERE id = 4")
        connection.execute("UPDATE audit SET id = id - 1 WHERE id > 4")
    found = check(full.store)
    assert faults(found) == [Fault.LOG_CHANGED, Fault.LOG_CUT]
    assert found.findings[0].text.startswith("第 3 条")


def test_sqlite_remembers_the_highest_number(full: House) -> None:
    head = newest(full.store)
    drop_entries(full.store, head.id, head.id - 1)
    [finding] = check(full.store).findings
    assert finding.fault is Fault.LOG_CUT
    assert f"只到第 {head.id - 2} 条，而曾经记到第 {head.id} 条" in finding.text


def test_a_noted_head_shows_a_cut_that_sqlite_was_made_to_forget(full: House) -> None:
    head = newest(full.store)
    drop_entries(full.store, head.id, forget=True)
    assert check(full.store).whole
    assert faults(check(full.store, [head])) == [Fault.LOG_CUT]


def test_a_log_that_was_emptied(full: House) -> None:
    with tampering(full.store) as connection:
        connection.execute("DELETE FROM audit")
    [finding] = check(full.store).findings
    assert "审计日志是空的" in finding.text


def test_a_noted_head_shows_a_log_written_anew(full: House) -> None:
    head = newest(full.store)
    write_anew(full.store, 2)
    grow(full)
    assert check(full.store).whole
    [finding] = check(full.store, [head]).findings
    assert finding.fault is Fault.LOG_REWRITTEN
    assert finding.text.startswith(f"第 {head.id} 条")


def test_only_what_is_new_is_walked_after_an_earlier_check(full: House) -> None:
    since = newest(full.store)
    grow(full)
    assert check(full.store, since=since).whole
    change_entry(full.store, 2)
    assert check(full.store, since=since).whole
    change_entry(full.store, since.id + 1)
    assert faults(check(full.store, since=since)) == [Fault.LOG_CHANGED]


def test_an_earlier_check_is_a_head_too(full: House) -> None:
    since = newest(full.store)
    grow(full)
    drop_entries(full.store, since.id)
    assert faults(check(full.store, since=since)) == [Fault.LOG_REWRITTEN]


def test_heads_are_appended_and_read_back(full: House) -> None:
    heads = [Head(1, "a" * 64), Head(7, "b" * 64)]
    for head in heads:
        note_heads(full.store.folder, [head])
    assert noted_heads(full.store.folder) == heads


def test_a_folder_without_heads_has_none(full: House) -> None:
    assert noted_heads(full.store.folder) == []


def test_a_sound_log_is_noted_by_the_check_once(full: House) -> None:
    head = verify(full.store.folder).head
    assert verify(full.store.folder).head == head
    assert noted_heads(full.store.folder) == [head]


def test_a_faulty_log_is_not_noted(full: House) -> None:
    change_entry(full.store, 2)
    verify(full.store.folder)
    assert noted_heads(full.store.folder) == []


def test_an_earlier_check_shows_that_the_newest_entries_are_gone(full: House) -> None:
    since = newest(full.store)
    drop_entries(full.store, since.id, forget=True)
    assert faults(check(full.store, since=since)) == [Fault.LOG_CUT]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 300), lines=st.lists(st.integers(1, 4), max_size=4))
def test_a_lost_line_never_makes_the_check_fail(full: House, cut: int, lines: list[int]) -> None:
    """However a line was cut off, and whatever was appended after it."""
    path = full.store.folder / HEADS_NAME
    with full.store.reading(SYSTEM) as db:
        right = {row["id"]: Head(row["id"], row["hash"]) for row in db.query("SELECT id, hash FROM audit")}
    path.unlink(missing_ok=True)
    note_heads(full.store.folder, [right[number] for number in (1, 12 % len(right) + 1, 3, 4)])
    path.write_bytes(path.read_bytes()[:cut])
    note_heads(full.store.folder, [right[number] for number in lines])
    noted = noted_heads(full.store.folder)
    assert [right[number] for number in lines] == noted[len(noted) - len(lines) :]
    assert verify(full.store.folder).sound


@pytest.mark.parametrize("rubbish", [b"", b"\n\n", b"\x00\xff\xfe", b"12 abc", b"x" * 5000, b"0x1 " + b"a" * 64])
def test_a_spoilt_file_of_heads_does_not_make_the_check_fail(full: House, rubbish: bytes) -> None:
    (full.store.folder / HEADS_NAME).write_bytes(rubbish)
    assert verify(full.store.folder).sound


def test_heads_that_cannot_be_written_do_no_harm(full: House) -> None:
    (full.store.folder / HEADS_NAME).mkdir()
    assert verify(full.store.folder).sound
