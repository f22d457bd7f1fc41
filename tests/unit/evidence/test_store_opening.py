"""A hospital folder is created once, opened again, and refused with a clear message when it cannot be used."""

import sqlite3
from pathlib import Path

import pytest

from evidence import register
from evidence.errors import InvalidInputError, StoreError
from evidence.store import DATABASE_NAME, Store, connection, create_store, open_store
from evidence.viewer import Viewer
from tests.unit.evidence.house import House, contents, refused

PAGE = 4096


def database(store: Store) -> Path:
    return store.folder / DATABASE_NAME


def overwrite(path: Path, start: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:start] + b"\xaa" * (len(content) - start))


def test_a_new_hospital_is_a_folder_with_database_and_files(tmp_path: Path) -> None:
    store = create_store(tmp_path / "data" / "renmin")
    assert store.slug == "renmin"
    assert database(store).is_file()
    assert store.files.is_dir()
    assert store.files.parent == store.folder


def test_opened_again_it_holds_the_same(house: House) -> None:
    house.system("检验系统")
    before = contents(house.store)
    assert contents(open_store(house.store.folder)) == before


def test_an_existing_hospital_is_not_created_again(house: House) -> None:
    house.system("检验系统")
    before = contents(house.store)
    with refused(StoreError, "renmin 已经存在"):
        create_store(house.store.folder)
    assert contents(house.store) == before


def test_a_missing_hospital_is_named_and_not_created(tmp_path: Path) -> None:
    with refused(StoreError, "没有找到医院 zhongyi"):
        open_store(tmp_path / "zhongyi")
    assert not (tmp_path / "zhongyi").exists()


def test_a_folder_without_a_database_is_a_missing_hospital(tmp_path: Path) -> None:
    (tmp_path / "renmin").mkdir()
    with refused(StoreError, "没有找到医院 renmin"):
        open_store(tmp_path / "renmin")
    assert list((tmp_path / "renmin").iterdir()) == []


def test_a_database_of_a_newer_version_is_refused_and_unchanged(store: Store) -> None:
    connection = sqlite3.connect(database(store))
    with connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('readiness', 'm999_later', '')"
        )
    connection.close()
    before = database(store).read_bytes()
    names = sorted(path.name for path in store.folder.iterdir())
    with refused(StoreError, "由较新版本的程序建立（m999_later）"):
        open_store(store.folder)
    assert database(store).read_bytes() == before
    assert sorted(path.name for path in store.folder.iterdir()) == names


@pytest.mark.parametrize(
    "content",
    ["医院的备忘录".encode() * 1000, b"SQLite format 3\x00" + b"\xff" * 5000, b"\x00" * 8192],
    ids=["text", "header only", "zeros"],
)
def test_a_file_that_is_no_database_is_refused_and_kept(store: Store, content: bytes) -> None:
    database(store).write_bytes(content)
    with refused(StoreError, "已损坏，请从备份恢复"):
        open_store(store.folder)
    assert database(store).read_bytes() == content


def test_a_damaged_database_is_refused(store: Store) -> None:
    overwrite(database(store), PAGE)
    with refused(StoreError, "已损坏，请从备份恢复"):
        open_store(store.folder)


def test_damage_noticed_while_writing_is_told_in_chinese(house: House) -> None:
    overwrite(database(house.store), PAGE)
    with refused(StoreError, "备份"):
        house.system("检验系统")


def test_damage_noticed_while_reading_is_told_in_chinese(store: Store, viewer: Viewer) -> None:
    overwrite(database(store), PAGE)
    with refused(StoreError, "备份"):
        register.systems(store, viewer)


def test_a_number_too_large_for_the_database_is_told_in_chinese(house: House) -> None:
    with refused(InvalidInputError, "数字过大"):
        house.document(10**20)
    with refused(InvalidInputError, "数字过大，本次修改没有保存"):
        house.task("任务", effort_days=10**20)


def test_a_locked_database_is_busy_and_not_damaged(
    store: Store, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0.05)
    other = sqlite3.connect(database(store))
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    store._kept_open.close()
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with refused(StoreError, "数据库正忙，请稍候再试一次"):
        register.systems(store, viewer)
    other.close()


def test_a_mistake_of_the_program_is_not_told_as_one_of_the_person(store: Store, viewer: Viewer) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.reading(viewer) as db:
        db.execute("SELECT * FROM nowhere")


def test_a_database_cut_to_nothing_is_damaged(store: Store) -> None:
    database(store).write_bytes(b"")
    with refused(StoreError, "备份"):
        open_store(store.folder)


def test_a_database_moved_away_is_missed_and_not_replaced(store: Store, viewer: Viewer) -> None:
    database(store).rename(store.folder.parent / "moved.db")
    with refused(StoreError, "renmin"):
        register.systems(store, viewer)
    assert not database(store).exists()
