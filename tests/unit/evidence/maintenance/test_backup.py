"""备份 is one consistent state of a hospital, made while people work, and is never half there."""

import errno
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest

from evidence.documents import DocumentDraft, add_document
from evidence.errors import InvalidInputError, NotFoundError, StoreError
from evidence.maintenance import backup as backups
from evidence.maintenance import copying
from evidence.maintenance.backup import Copied, backup
from evidence.maintenance.findings import Fault
from evidence.maintenance.manifest import MANIFEST_NAME, read_manifest
from evidence.maintenance.verify import verify
from evidence.store import create_store, open_store
from evidence.store.heads import Head, note_heads, noted_heads
from tests.unit.evidence.house import EARLIER, UPLOADER, House, contents, refused
from tests.unit.evidence.maintenance.conftest import FIRST, SECOND
from tests.unit.evidence.maintenance.tampering import change_database, change_entry, drop_entries, file_of, spoil

PROJECT = Path(__file__).parents[4]
FIRST_DIGEST, SECOND_DIGEST = sha256(FIRST).hexdigest(), sha256(SECOND).hexdigest()


def made(house: House, out: Path) -> Copied:
    [copy] = backup(house.store.folder.parent, out)
    return copy


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path.parent / f"{tmp_path.name}-backup" / "first"


def test_a_backup_holds_the_state_and_its_files(full: House, out: Path) -> None:
    copy = made(full, out)
    assert copy.findings == ()
    assert sorted(everything_in(out / "renmin")) == sorted([*copy.manifest.files, MANIFEST_NAME])
    assert contents(open_store(out / "renmin")) == contents(full.store)
    assert file_of(open_store(out / "renmin"), FIRST_DIGEST).read_bytes() == FIRST


def test_the_manifest_tells_what_is_in_it(full: House, out: Path) -> None:
    head = verify(full.store.folder).head
    assert head is not None
    manifest = made(full, out).manifest
    assert read_manifest(out / "renmin") == manifest
    assert (manifest.hospital, manifest.name, manifest.faults) == ("renmin", "人民医院", [])
    assert (manifest.log_entries, manifest.log_head and manifest.log_head.head) == (head.id, head)
    assert (manifest.counts["documents"], manifest.counts["audit"]) == (3, head.id)
    for name, file in manifest.files.items():
        content = (out / "renmin" / name).read_bytes()
        assert (file.size, file.sha256) == (len(content), sha256(content).hexdigest())
    assert manifest.program


def test_a_backup_can_be_checked_where_it_lies(full: House, out: Path) -> None:
    made(full, out)
    before = everything_in(out)
    report = verify(out / "renmin")
    assert report.sound
    assert report.files == 2
    assert everything_in(out) == before


def test_a_damaged_backup_is_found_by_the_check(full: House, out: Path) -> None:
    made(full, out)
    spoil(out / "renmin" / "files" / FIRST_DIGEST[:2] / FIRST_DIGEST)
    assert [finding.fault for finding in verify(out / "renmin").findings] == [Fault.MANIFEST, Fault.FILE_DAMAGED]
    (out / "renmin" / MANIFEST_NAME).write_text("{")
    assert verify(out / "renmin").findings[0].fault is Fault.MANIFEST


def test_files_that_nothing_speaks_of_are_left_out(full: House, out: Path) -> None:
    (full.store.files / ".incoming-abc").write_bytes(b"half")
    (full.store.files / "aa").mkdir()
    (full.store.files / "aa" / ("a" * 64)).write_bytes(b"never recorded")
    assert len(made(full, out).manifest.files) == 4


def test_people_work_while_the_database_is_copied(full: House, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody uploads after every copied page: the backup is the state at its beginning, nobody waits or fails."""
    monkeypatch.setattr(backups, "_PAGES", 1)
    before, uploaded = contents(full.store), []

    def upload(what: str, done: int, total: int) -> None:
        if what == "复制数据库" and len(uploaded) < 5:
            name = f"{len(uploaded)}.txt"
            draft = DocumentDraft(name, "record", EARLIER, file_name=name, content=name.encode())
            uploaded.append(add_document(full.store, UPLOADER, draft))

    [copy] = backup(full.store.folder.parent, out, progress=upload)
    assert len(uploaded) == 5
    assert copy.findings == ()
    assert contents(open_store(out / "renmin")) == before
    assert verify(out / "renmin").sound
    assert verify(full.store.folder).sound


def test_all_hospitals_or_one(full: House, out: Path) -> None:
    create_store(full.store.folder.parent / "zhongyi")
    assert [copy.manifest.hospital for copy in backup(full.store.folder.parent, out)] == ["renmin", "zhongyi"]
    other = out.parent / "second"
    assert [copy.manifest.hospital for copy in backup(full.store.folder.parent, other, "zhongyi")] == ["zhongyi"]
    assert [path.name for path in other.iterdir()] == ["zhongyi"]


def test_a_hospital_with_faults_is_copied_as_it_is_and_the_faults_are_told(full: House, out: Path) -> None:
    file_of(full.store, FIRST_DIGEST).unlink()
    spoil(file_of(full.store, SECOND_DIGEST))
    change_entry(full.store, 2)
    copy = made(full, out)
    faults = [Fault.LOG_CHANGED, Fault.FILE_MISSING, Fault.FILE_DAMAGED]
    assert [finding.fault for finding in copy.findings] == faults
    assert copy.manifest.faults == [finding.text for finding in copy.findings]
    assert (out / "renmin" / "files" / SECOND_DIGEST[:2] / SECOND_DIGEST).is_file()
    assert [finding.fault for finding in verify(out / "renmin").findings] == faults


def test_a_file_that_cannot_be_read_does_not_prevent_the_backup(full: House, out: Path) -> None:
    path = file_of(full.store, FIRST_DIGEST)
    path.unlink()
    path.mkdir()
    copy = made(full, out)
    assert [finding.fault for finding in copy.findings] == [Fault.FILE_DAMAGED]
    assert "读不出" in copy.findings[0].text
    assert len(copy.manifest.files) == 3


def test_the_heads_go_with_the_backup_and_show_a_cut_log(full: House, out: Path) -> None:
    head = verify(full.store.folder).head
    assert head is not None
    note_heads(full.store.folder, [Head(1, "0" * 64)])
    drop_entries(full.store, head.id, forget=True)
    copy = made(full, out)
    assert [finding.fault for finding in copy.findings] == [Fault.LOG_REWRITTEN, Fault.LOG_CUT]
    assert noted_heads(out / "renmin")[:2] == [head, Head(1, "0" * 64)]


def test_an_existing_backup_is_never_touched(full: House, out: Path) -> None:
    made(full, out)
    before = everything_in(out)
    with refused(StoreError, "已经存在，没有改动"):
        made(full, out)
    assert everything_in(out) == before


def test_an_empty_folder_may_be_filled(full: House, out: Path) -> None:
    out.mkdir(parents=True)
    assert made(full, out).findings == ()
    assert verify(out / "renmin").sound


@pytest.mark.parametrize("inside", [".", "renmin/backup", "backup"])
def test_a_backup_does_not_lie_in_the_data_it_protects(full: House, inside: str) -> None:
    with refused(InvalidInputError, "备份不能放在数据目录"):
        made(full, full.store.folder.parent / inside)


def test_without_a_hospital_there_is_nothing_to_back_up(tmp_path: Path, full: House, out: Path) -> None:
    with refused(NotFoundError, "里没有医院"):
        backup(tmp_path / "nowhere", out)
    with refused(NotFoundError, "里没有医院 zhongyi"):
        backup(full.store.folder.parent, out, "zhongyi")
    with refused(InvalidInputError, "只能用小写字母"):
        backup(full.store.folder.parent, out, "../renmin")
    assert not out.parent.exists()


def nothing_left(out: Path) -> bool:
    return not out.exists() and not (out.parent.exists() and any(out.parent.iterdir()))


def test_a_full_disk_leaves_nothing(full: House, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(backups, "copy_file", full_disk)
    with refused(StoreError, "磁盘空间不足，备份没有完成"):
        made(full, out)
    assert nothing_left(out)


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(
    full: House, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1024))
    with refused(StoreError, "所在磁盘只剩 1 MB"):
        made(full, out)
    assert nothing_left(out)


def test_a_place_that_cannot_be_written_is_told(full: House, tmp_path: Path) -> None:
    occupied = tmp_path.with_name(f"{tmp_path.name}-file")
    occupied.write_text("")
    for place in (occupied / "first", occupied.with_name("x" * 300), occupied.with_name("x" * 300) / "first"):
        with refused(StoreError, "备份没有完成"):
            made(full, place)


def test_a_damaged_database_is_told_and_leaves_nothing(full: House, out: Path) -> None:
    (full.store.folder / "readiness.db-wal").write_bytes(b"")
    (full.store.folder / "readiness.db").write_bytes(b"no database" * 1000)
    with refused(StoreError, "数据库文件不可用或已损坏"):
        made(full, out)
    assert nothing_left(out)


STOPPED = """
import os, sys
from pathlib import Path
from evidence.maintenance.backup import backup
def progress(what, done, total):
    if what == sys.argv[3]:
        {stop}
backup(Path(sys.argv[1]), Path(sys.argv[2]), progress=progress)
"""


@pytest.mark.parametrize("moment", ["复制数据库", "校验审计日志", "复制材料文件"])
def test_a_killed_backup_leaves_nothing_under_its_name(full: House, out: Path, moment: str) -> None:
    script = STOPPED.format(stop="os._exit(9)")
    command = [sys.executable, "-c", script, str(full.store.folder.parent), str(out), moment]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (9, "")
    assert not out.exists()
    assert made(full, out).findings == ()
    assert verify(out / "renmin").sound


def test_an_interrupted_backup_clears_up(full: House, out: Path) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(full.store.folder.parent, out, progress=interrupt)
    assert nothing_left(out)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_only_the_owner_reads_a_backup(full: House, out: Path) -> None:
    made(full, out)
    assert out.stat().st_mode & 0o077 == 0


def test_the_manifest_is_plain_json(full: House, out: Path) -> None:
    made(full, out)
    assert json.loads((out / "renmin" / MANIFEST_NAME).read_text("utf-8"))["name"] == "人民医院"


def test_a_document_with_an_impossible_file_does_not_leave_the_folder(full: House, out: Path) -> None:
    change_database(full.store, "UPDATE documents SET sha256 = '../../../etc/passwd' WHERE id = 2")
    copy = made(full, out)
    assert [finding.fault for finding in copy.findings] == [Fault.FILE_MISSING]
    assert all(".." not in name for name in copy.manifest.files)
