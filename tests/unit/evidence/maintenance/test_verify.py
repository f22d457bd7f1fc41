"""校验 names what is wrong with a hospital's folder, tells loss from harmless remains, and changes nothing."""

import re
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from sqlite_utils import Database

from evidence.documents import DocumentDraft, add_document
from evidence.maintenance.file_check import file_columns
from evidence.maintenance.findings import Fault, Finding
from evidence.maintenance.verify import Report, verify
from evidence.store.migrations import migrate, migrations
from tests.unit.evidence.house import EARLIER, UPLOADER, House, contents
from tests.unit.evidence.maintenance.conftest import FIRST, SECOND
from tests.unit.evidence.maintenance.tampering import change_database, change_entry, file_of, spoil

FIRST_DIGEST, SECOND_DIGEST = sha256(FIRST).hexdigest(), sha256(SECOND).hexdigest()


def checked(house: House) -> Report:
    """The report; every finding is one Chinese sentence."""
    report = verify(house.store.folder)
    for finding in report.findings:
        assert re.search("[\u4e00-\u9fff]", finding.text)
        assert finding.text.endswith("。")
        assert finding.text.count("。") == 1
    return report


def faults(report: Report) -> list[Fault]:
    return [finding.fault for finding in report.findings]


def only(report: Report) -> Finding:
    [finding] = report.findings
    return finding


def test_a_sound_hospital(full: House) -> None:
    report = checked(full)
    assert report.sound
    assert report.findings == ()
    assert (report.hospital, report.files, report.entries) == ("renmin", 2, full.store.revision(full.viewer))


def test_a_check_changes_nothing(full: House) -> None:
    before, files = contents(full.store), sorted(full.store.files.rglob("*"))
    checked(full)
    assert contents(full.store) == before
    assert sorted(full.store.files.rglob("*")) == files


def test_a_lost_file_is_named_with_its_document(full: House) -> None:
    file_of(full.store, FIRST_DIGEST).unlink()
    report = checked(full)
    assert not report.sound
    assert only(report).fault is Fault.FILE_MISSING
    assert "材料《巡检一》（编号 2，周工 2026-03-02 上传）" in only(report).text
    assert FIRST_DIGEST[:12] in only(report).text


def test_a_damaged_file_is_named(full: House) -> None:
    spoil(file_of(full.store, SECOND_DIGEST))
    report = checked(full)
    assert only(report).fault is Fault.FILE_DAMAGED
    assert "巡检二" in only(report).text


def test_a_file_that_cannot_be_read_is_damaged(full: House) -> None:
    path = file_of(full.store, SECOND_DIGEST)
    path.unlink()
    path.mkdir()
    assert faults(checked(full)) == [Fault.FILE_DAMAGED]


def test_what_uploads_leave_behind_is_told_apart_and_harmless(full: House) -> None:
    folder = file_of(full.store, FIRST_DIGEST).parent
    (folder / ".incoming-abc").write_bytes(b"half")
    (folder / (FIRST_DIGEST[:2] + "0" * 62)).write_bytes(b"never recorded")
    (full.store.files / "Thumbs.db").write_bytes(b"?")
    report = checked(full)
    assert report.sound
    assert {finding.fault for finding in report.findings} == {Fault.UPLOAD_LEFTOVER, Fault.FILE_EXTRA}
    assert len(report.findings) == 3
    assert [f.text for f in report.findings if "Thumbs.db" in f.text and "不是本程序建立的" in f.text]


def test_a_document_whose_file_is_no_hash_has_lost_it(full: House) -> None:
    change_database(full.store, "UPDATE documents SET sha256 = '../../readiness.db' WHERE id = 2")
    assert faults(checked(full)) == [Fault.FILE_MISSING, Fault.FILE_EXTRA]


def test_originals_of_masked_documents_may_be_deleted_but_not_damaged(full: House) -> None:
    change_database(full.store, f"UPDATE documents SET original_sha256 = '{SECOND_DIGEST}' WHERE id = 2")
    change_database(full.store, "UPDATE documents SET sha256 = NULL, statement = '无' WHERE id = 3")
    assert checked(full).findings == ()
    spoil(file_of(full.store, SECOND_DIGEST))
    assert faults(checked(full)) == [Fault.FILE_DAMAGED]
    file_of(full.store, SECOND_DIGEST).unlink()
    report = checked(full)
    assert report.sound
    assert faults(report) == [Fault.ORIGINAL_GONE]


def test_a_file_that_another_document_still_needs_is_needed(full: House) -> None:
    change_database(full.store, f"UPDATE documents SET original_sha256 = '{SECOND_DIGEST}' WHERE id = 2")
    file_of(full.store, SECOND_DIGEST).unlink()
    assert faults(checked(full)) == [Fault.FILE_MISSING]


def test_a_file_that_two_documents_share_is_checked_once(full: House) -> None:
    draft = DocumentDraft("巡检一（副本）", "record", EARLIER, file_name="a.txt", content=FIRST)
    add_document(full.store, UPLOADER, draft)
    spoil(file_of(full.store, FIRST_DIGEST))
    report = checked(full)
    assert report.files == 2
    assert faults(report) == [Fault.FILE_DAMAGED]


def test_a_reference_to_nothing_is_found(full: House) -> None:
    change_database(full.store, "UPDATE systems SET vendor_id = 99")
    assert only(checked(full)).fault is Fault.REFERENCE
    assert "systems 的第 1 条" in only(checked(full)).text


def test_a_damaged_page_is_found(full: House) -> None:
    path = full.store.folder / "readiness.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [root] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'documents_by_file'").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\x00" * 4096
    path.write_bytes(content)
    report = verify(full.store.folder)
    assert not report.sound
    assert Fault.DATABASE in faults(report)


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_is_no_database_is_a_finding(full: House, content: bytes) -> None:
    for name in ("readiness.db", "readiness.db-wal", "readiness.db-shm"):
        (full.store.folder / name).unlink(missing_ok=True)
    (full.store.folder / "readiness.db").write_bytes(content)
    assert faults(verify(full.store.folder)) == [Fault.DATABASE]


def test_a_database_of_something_else_is_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "renmin"
    folder.mkdir()
    sqlite3.connect(folder / "readiness.db").execute("CREATE TABLE notes (text)").connection.commit()
    report = verify(folder)
    assert not report.sound
    assert report.findings[-1].fault is Fault.DATABASE


def test_a_removed_guard_of_the_log_is_found(full: House) -> None:
    change_database(full.store, "DROP TRIGGER audit_is_not_deleted")
    assert only(checked(full)).text.startswith("数据库缺少触发器 audit_is_not_deleted")


def test_a_changed_or_foreign_trigger_is_found(full: House) -> None:
    change_database(full.store, "DROP TRIGGER audit_is_not_changed")
    change_database(full.store, "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT 1; END")
    change_database(full.store, "CREATE TRIGGER quiet AFTER INSERT ON documents BEGIN SELECT 1; END")
    assert faults(checked(full)) == [Fault.SCHEMA, Fault.SCHEMA]


def test_a_database_of_a_newer_version_is_told(full: House) -> None:
    change_database(
        full.store, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('readiness', 'm999', '')"
    )
    assert "较新版本的程序建立（m999）" in only(checked(full)).text


def early(folder: Path, before: str) -> Path:
    """A hospital as an early version of the program left it."""
    folder.mkdir()
    db = Database(folder / "readiness.db")
    migrations.apply(db, stop_before=before)
    db.close()
    return folder


def test_a_log_without_a_chain_cannot_be_checked(tmp_path: Path) -> None:
    report = verify(early(tmp_path / "renmin", "m003_accounts"))
    assert not report.sound
    assert faults(report) == [Fault.SCHEMA_OLD, Fault.LOG_UNCHAINED]


def test_an_early_database_is_not_brought_up_to_date_by_the_check(tmp_path: Path) -> None:
    folder = early(tmp_path / "renmin", "m004_texts")
    report = verify(folder)
    assert report.sound
    assert faults(report) == [Fault.SCHEMA_OLD]
    assert migrations.applied(Database(folder / "readiness.db"))[-1].name == "m003_accounts"


def test_everything_that_is_wrong_is_named_at_once(full: House) -> None:
    change_entry(full.store, 2)
    file_of(full.store, FIRST_DIGEST).unlink()
    change_database(full.store, "UPDATE systems SET vendor_id = 99")
    assert faults(checked(full)) == [Fault.REFERENCE, Fault.LOG_CHANGED, Fault.FILE_MISSING]


def test_progress_ends_with_everything_done(full: House) -> None:
    steps: dict[str, tuple[int, int]] = {}
    verify(full.store.folder, progress=lambda what, done, total: steps.update({what: (done, total)}))
    assert steps == {"校验审计日志": (full.store.revision(full.viewer),) * 2, "校验材料文件": (2, 2)}


def test_every_column_that_names_a_file_is_listed() -> None:
    """A new table with files must say in files.yaml whether a backup has to hold them."""
    db = Database(memory=True)
    migrate(db, "memory")
    found = {
        f"{table}.{column}" for table in db.table_names() for column in db[table].columns_dict if "sha256" in column
    }
    assert found == {name for names in file_columns().values() for name in names}
