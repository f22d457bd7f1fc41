"""恢复 brings a hospital back as it was, never over another one, and trusts nothing that a backup says."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evidence.documents import content
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError, StoreError
from evidence.judgement import audit_log
from evidence.maintenance import restore as restoring
from evidence.maintenance.backup import backup
from evidence.maintenance.findings import Fault
from evidence.maintenance.manifest import MANIFEST_NAME
from evidence.maintenance.restore import restore
from evidence.maintenance.verify import Report, verify
from evidence.store import create_store, open_store
from evidence.viewer import SYSTEM, Viewer
from tests.unit.evidence.house import NOBODY, House, contents, refused
from tests.unit.evidence.maintenance.conftest import FIRST
from tests.unit.evidence.maintenance.tampering import file_of, spoil

OPERATOR = Viewer("命令行", place="命令行")
DIGEST = sha256(FIRST).hexdigest()
FILE = f"files/{DIGEST[:2]}/{DIGEST}"


@pytest.fixture
def out(full: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the hospital."""
    out = tmp_path_factory.mktemp("backups") / "first"
    backup(full.store.folder.parent, out)
    return out


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("new") / "data"


def restored(out: Path, target: Path, **options: str) -> list[Report]:
    return list(restore(out, target, OPERATOR, **options))


def test_a_hospital_comes_back_as_it_was(full: House, out: Path, target: Path) -> None:
    before = contents(full.store)
    [report] = restored(out, target)
    assert report.sound
    store = open_store(target / "renmin")
    after = contents(store)
    log = after.pop("audit")
    assert log[:-1] == before.pop("audit")
    assert after == before
    assert content(store, full.viewer, 2) == FIRST
    assert verify(target / "renmin").sound


def test_the_log_tells_of_the_restoring(full: House, out: Path, target: Path) -> None:
    entries = full.store.revision(full.viewer)
    restored(out, target)
    [entry] = audit_log(open_store(target / "renmin"), SYSTEM, "hospital", "renmin")
    assert (entry.actor, entry.action, entry.id) == ("命令行", "restore", entries + 1)
    assert entry.after is not None
    assert (entry.after["hospital"], entry.after["entries"]) == ("renmin", entries)


def test_nobody_restores_without_a_name(out: Path, target: Path) -> None:
    with refused(NotAllowedError, "请先登录"):
        list(restore(out, target, NOBODY))
    assert not target.exists()


def test_an_existing_hospital_is_never_overwritten(full: House, out: Path) -> None:
    before = contents(full.store)
    with refused(StoreError, "已经存在，没有改动"):
        restored(out, full.store.folder.parent)
    assert contents(full.store) == before


def test_a_copy_under_another_name_beside_the_first(full: House, out: Path) -> None:
    [report] = restored(out, full.store.folder.parent, new_name="renmin-probe")
    assert (report.hospital, report.sound) == ("renmin-probe", True)
    full.system("护理系统", "NIS")
    assert len(contents(open_store(full.store.folder.parent / "renmin-probe"))["systems"]) == 1


@pytest.mark.parametrize("name", ["../evil", "A", "a/b", ""])
def test_the_new_name_is_checked(out: Path, target: Path, name: str) -> None:
    with refused(InvalidInputError, "只能用小写字母"):
        restored(out, target, new_name=name or "人民")
    assert not target.exists()


def test_one_of_several_hospitals(full: House, target: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    create_store(full.store.folder.parent / "zhongyi")
    out = tmp_path_factory.mktemp("backups") / "all"
    backup(full.store.folder.parent, out)
    with refused(InvalidInputError, "请写明是哪一家"):
        restored(out, target, new_name="andere")
    assert [report.hospital for report in restored(out, target, hospital="zhongyi")] == ["zhongyi"]
    with refused(NotFoundError, "没有医院 nobody"):
        restored(out, target, hospital="nobody")
    with refused(StoreError, "zhongyi 已经存在"):
        restored(out, target)
    assert not (target / "renmin").exists()
    assert [report.hospital for report in restored(out, target, hospital="renmin")] == ["renmin"]


def test_the_folder_of_one_hospital_may_be_named(out: Path, target: Path) -> None:
    assert [report.hospital for report in restored(out / "renmin", target)] == ["renmin"]


def test_what_is_no_backup(full: House, target: Path, tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", full.store.folder.parent, full.store.folder):
        with refused(NotFoundError, "不是完整的备份"):
            restored(place, target)


def spoil_file(out: Path) -> None:
    spoil(out / "renmin" / FILE)


def lose_file(out: Path) -> None:
    (out / "renmin" / FILE).unlink()


def spoil_database(out: Path) -> None:
    spoil(out / "renmin" / "readiness.db")


def link_elsewhere(out: Path) -> None:
    path = out / "renmin" / FILE
    path.rename(out / "elsewhere")
    path.symlink_to(out / "elsewhere")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (spoil_file, "与清单不符"),
        (lose_file, "缺少文件"),
        (spoil_database, "readiness.db 与清单不符"),
        pytest.param(link_elsewhere, "缺少文件", marks=pytest.mark.skipif(os.name == "nt", reason="links need rights")),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_written(
    out: Path, target: Path, harm: Callable[[Path], None], told: str
) -> None:
    harm(out)
    with refused(StoreError, told):
        restored(out, target)
    assert not target.exists()


def rewrite(out: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = out / "renmin" / MANIFEST_NAME
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def file_named(name: str) -> Callable[[dict[str, Any]], object]:
    def change(manifest: dict[str, Any]) -> None:
        manifest["files"][name] = manifest["files"][FILE]

    return change


MANIFESTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a place outside": file_named("../../evil"),
    "an absolute place": file_named("/etc/cron.d/evil"),
    "a place of Windows": file_named("files\\..\\..\\evil"),
    "a place on the way out": file_named(f"files/../{DIGEST[:2]}/{DIGEST}"),
    "another file": file_named("files/evil.exe"),
    "a wrong folder of the vault": file_named(f"files/00/{DIGEST}"),
    "a break in the name": file_named(f"{FILE}\n"),
    "no database": lambda manifest: manifest["files"].pop("readiness.db"),
    "no hash": lambda manifest: manifest["files"][FILE].update(sha256=""),
    "a negative size": lambda manifest: manifest["files"][FILE].update(size=-1),
    "no files": lambda manifest: manifest.pop("files"),
    "something unknown": lambda manifest: manifest.update(command="rm"),
}


@pytest.mark.parametrize("change", MANIFESTS.values(), ids=MANIFESTS)
def test_nothing_that_a_manifest_says_is_trusted(
    out: Path, target: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(out, change)
    with refused(StoreError, "已损坏或不是本程序写的"):
        restored(out, target)
    assert not target.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "[" * 100_000, "\ufeff{}", '{"format": 1}'])
def test_a_manifest_that_is_none(out: Path, target: Path, text: str) -> None:
    (out / "renmin" / MANIFEST_NAME).write_text(text, encoding="utf-8")
    with refused(StoreError, "已损坏或不是本程序写的"):
        restored(out, target)


def test_backups_of_newer_versions_are_left_alone(out: Path, target: Path) -> None:
    rewrite(out, lambda manifest: manifest["steps"].append("m999_later"))
    with refused(StoreError, "较新版本的程序制作（m999_later）"):
        restored(out, target)
    rewrite(out, lambda manifest: manifest.update(format=2))
    with refused(StoreError, "由较新版本的程序制作"):
        restored(out, target)


def test_a_renamed_folder_is_told(out: Path, target: Path) -> None:
    (out / "renmin").rename(out / "zhongyi")
    with refused(StoreError, "清单属于医院 renmin"):
        restored(out, target)


def test_a_backup_that_changes_meanwhile_leaves_nothing(
    out: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = restoring.check_manifest

    def check_then_change(*given: Any) -> Any:
        found = check(*given)
        spoil_file(out)
        return found

    monkeypatch.setattr(restoring, "check_manifest", check_then_change)
    with refused(StoreError, "在恢复过程中变了"):
        restored(out, target)
    assert list(target.iterdir()) == []


def test_what_was_wrong_before_the_backup_is_restored_and_told(
    full: House, target: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file_of(full.store, DIGEST).unlink()
    out = tmp_path_factory.mktemp("backups") / "faulty"
    backup(full.store.folder.parent, out)
    [report] = restored(out, target)
    assert [finding.fault for finding in report.findings] == [Fault.FILE_MISSING]
    assert len(contents(open_store(target / "renmin"))["documents"]) == 3


def test_a_disk_that_is_too_small(out: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.maintenance.copying.shutil.disk_usage", lambda folder: SimpleNamespace(free=1024))
    with refused(StoreError, "磁盘空间不足：恢复需要"):
        restored(out, target)
    assert not target.exists()


def test_a_broken_off_restore_leaves_nothing(out: Path, target: Path) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if what == "恢复文件":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(restore(out, target, OPERATOR, progress=interrupt))
    assert list(target.iterdir()) == []
