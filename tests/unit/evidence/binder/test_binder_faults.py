"""What can go wrong while a binder is written: nothing half-written is left under the final name, and it is told."""

import errno
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from evidence import vault
from evidence.binder.jobs import Job, Jobs, JobState
from evidence.binder.pictures import NoPictureError, picture_of
from evidence.binder.progress import StoppedError
from evidence.errors import StoreError
from evidence.viewer import SYSTEM
from tests.unit.evidence.binder.shelf import Opened, Shelf, nothing_left, picture
from tests.unit.evidence.house import of_clause, refused


def exports_in_log(made: Shelf) -> int:
    with made.house.store.reading(SYSTEM) as db:
        return int(db.execute("SELECT count(*) FROM audit WHERE subject = 'exports'").fetchone()[0])


def test_a_full_disk_leaves_nothing(full: Shelf, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full_disk)
    with nothing_left(out.parent), refused(StoreError, "磁盘空间不足"):
        full.export(out)
    assert exports_in_log(full) == 0


def test_a_full_disk_takes_nothing_from_an_earlier_binder(
    full: Shelf, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.export(out)
    earlier = out.read_bytes()

    def full_disk(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with nothing_left(out.parent), refused(StoreError, "磁盘空间不足"):
        full.export(out)
    assert out.read_bytes() == earlier


@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_a_stopped_export_leaves_nothing(after: int, full: Shelf, out: Path) -> None:
    steps: list[str] = []
    with nothing_left(out.parent), refused(StoppedError, "已按要求停止"):
        full.export(out, progress=lambda what, *_: steps.append(what), stopped=lambda: len(steps) > after)
    assert len(steps) == after + 1
    assert exports_in_log(full) == 0


def test_a_damaged_file_is_left_out_and_told(full: Shelf, out: Path) -> None:
    document = full.picture("坏盘", "01.01.2#1", content=picture(size=(50, 50)))
    path = vault.file_path(full.house.store.files, str(full.house.document(document).sha256))
    path.write_bytes(bytes(path.stat().st_size))
    written = full.export(out)
    opened = Opened(out)
    assert written.left_out == 1
    assert "01.01.2-01_坏盘.png" not in opened.evidence
    assert opened.manifest["left_out"][0]["reason"].startswith("文件库中的文件缺失或已损坏")
    assert "材料未能放入：01.01.2-01" in opened.text("缺项清单")


def test_a_folder_is_not_overwritten(full: Shelf, out: Path) -> None:
    out.mkdir()
    with nothing_left(out.parent), refused(StoreError, "是一个文件夹"):
        full.export(out)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.jpg", picture("JPEG", "CMYK")),
        ("a.webp", picture("WEBP")),
        ("a.png", picture("PNG", "I;16")),
        ("a.bmp", picture("BMP")),
        ("a.gif", picture("GIF", "P")),
        ("a.png", picture("PNG", "RGBA")),
        ("a.png", picture(size=(5000, 100))),
    ],
)
def test_pictures_that_word_does_not_take_are_converted(file: str, content: bytes, full: Shelf, out: Path) -> None:
    full.picture("界面", "01.01.2#1")
    document = full.document("难图", *of_clause(full.catalog, "01.01.2#1"), content=content, file=file)
    full.export(out)
    opened = Opened(out)
    assert len(opened.word("01.01").inline_shapes) == 3
    assert opened.evidence[f"01.01.2-02_难图.{file[2:]}"] == content
    shown = picture_of(full.house.document(document), content)
    assert shown.content.startswith((b"\x89PNG", b"\xff\xd8\xff"))
    assert shown.width <= 2400


def test_a_broken_picture_is_a_file_with_the_reason(full: Shelf, out: Path) -> None:
    document = full.picture("破图", "01.01.2#1", content=picture(size=(400, 400)))
    found = full.house.document(document)
    torn = picture(size=(400, 400))[:200]
    digest = vault.put(full.house.store.files, torn)
    with full.house.store.writing(SYSTEM) as transaction:
        transaction.update("documents", document, {"sha256": digest, "size": len(torn)})
    with refused(NoPictureError, "无法插入文档"):
        picture_of(found, torn)
    full.export(out)
    opened = Opened(out)
    assert opened.evidence["01.01.2-01_破图.png"] == torn
    [row] = [row for table in opened.tables("01.01") for row in table if row[1] == "破图" and len(row) == 6]
    assert row[5].startswith("另附文件：图片已损坏")


def test_a_job_tells_how_far_it_is_and_can_be_stopped(full: Shelf, out: Path) -> None:
    jobs, key, seen = Jobs(), ("人民医院",), list[Job]()

    def work(path: Path, progress: Any, stopped: Any) -> Any:
        def told(what: str, done: int, total: int) -> None:
            progress(what, done, total)
            found = jobs.find(key)
            assert found is not None
            seen.append(found)
            found.stop()

        return full.export(path, progress=told, stopped=stopped)

    job = jobs.start(key, out.parent / "one" / "a.zip", work)
    wait_for(job)
    assert (job.state, job.problem) == (JobState.STOPPED, "已按要求停止，没有留下不完整的文件。")
    assert seen[0].total > 0
    assert not job.out.exists()


def test_a_finished_job_has_its_file_until_it_is_dropped(full: Shelf, out: Path) -> None:
    jobs = Jobs()
    job = jobs.start(("a",), out.parent / "one" / "a.zip", lambda path, *_: full.export(path))
    wait_for(job)
    assert job.result is not None
    assert Opened(job.result.path).manifest["hospital"] == "人民医院"
    jobs.drop(("a",))
    assert not job.out.exists()
    assert jobs.find(("a",)) is None


def test_a_mistake_of_the_program_is_told_without_details(out: Path) -> None:
    def work(*_: Any) -> Any:
        raise KeyError("secret")

    job = Jobs().start(("a",), out.parent / "one" / "a.zip", work)
    wait_for(job)
    assert job.state is JobState.FAILED
    assert "secret" not in job.problem
    assert job.problem.endswith("。")


def wait_for(job: Job) -> None:
    for _ in range(400):
        if not job.under_way:
            return
        time.sleep(0.05)
    raise AssertionError("the job does not end")
