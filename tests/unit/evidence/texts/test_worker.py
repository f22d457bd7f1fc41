"""Reading in the background: nothing is read twice, nothing is forgotten, one bad file stops no other."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from evidence import documents, vault
from evidence.deployment import Deployment
from evidence.store import Store, open_store
from evidence.texts import queue, worker
from evidence.texts.extractor import AbandonedError, BrokenOffError, Extractor
from evidence.texts.pages import Box, Line, PageText, Reading
from evidence.texts.worker import start_workers, work_off
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import EARLIER, UPLOADER, House
from tests.unit.evidence.test_killed_while_writing import KILLED, PROJECT
from tests.unit.evidence.texts.desk import digest, found, read_all, upload

NOTHING = Reading(())


def state(house: House, content: str) -> queue.TextState:
    found = queue.text_state(house.store, house.viewer, digest(content))
    assert found
    return found


def later(house: House, minutes: float) -> None:
    house.clock.now += timedelta(minutes=minutes)


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for the background work."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "not done in time"
        time.sleep(0.05)


def test_files_are_read_and_found(house: House) -> None:
    document = upload(house, "甲", "标本闭环管理\n第二行")
    assert state(house, "标本闭环管理\n第二行") == queue.TextState("waiting")
    assert work_off(house.store) == 1
    assert state(house, "标本闭环管理\n第二行") == queue.TextState("done", pages=1)
    sha256 = house.document(document).sha256
    assert sha256
    assert queue.text_of(house.store, house.viewer, sha256) == [PageText(1, (Line("标本闭环管理"), Line("第二行")))]
    assert found(house, "闭环") == ["甲"]
    assert work_off(house.store) == 0


def test_a_broken_file_has_its_reason_and_stops_no_other(house: House) -> None:
    upload(house, "坏", "no PDF")
    upload(house, "好", "登录界面")
    with house.store.writing(SYSTEM) as transaction:
        sql = "UPDATE file_texts SET media_type = 'application/pdf' WHERE sha256 = ?"
        transaction.db.execute(sql, [digest("no PDF")])
    assert work_off(house.store) == 2
    broken = state(house, "no PDF")
    assert (broken.state, broken.pages) == ("failed", 0)
    assert "另存后重新上传" in broken.error
    assert found(house, "登录") == ["好"]
    assert found(house, "坏") == ["坏"]


def test_a_file_that_is_no_longer_there_has_failed(house: House) -> None:
    upload(house, "甲", "x")
    vault.file_path(house.store.files, digest("x")).unlink()
    work_off(house.store)
    assert "不在文件库中" in state(house, "x").error


def test_kinds_without_text_need_no_process(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Extractor, "read", lambda *_: pytest.fail("a process was asked"))
    upload(house, "录屏", "x")
    with house.store.writing(SYSTEM) as transaction:
        transaction.db.execute("UPDATE file_texts SET media_type = 'video/mp4'")
    assert work_off(house.store) == 1
    assert state(house, "x") == queue.TextState("done")


def test_pages_with_their_places_come_back_as_they_were(house: House) -> None:
    box: Box = (10, 20, 300, 40)
    page = PageText(2, (Line("姓名", box), Line("张三")), True, 800, 600, "word/media/image1.png")
    upload(house, "甲", "x")
    claim = queue.claim_next(house.store)
    assert claim
    assert queue.finish(house.store, claim, Reading((page,), complete=False))
    assert queue.text_of(house.store, house.viewer, digest("x")) == [page]
    assert state(house, "x") == queue.TextState("done", pages=1, by_ocr=1, complete=False)


def test_a_text_is_read_only_by_those_who_see_a_document_with_the_file(house: House) -> None:
    system = house.system("检验系统", vendor="瑞美")
    house.system("医院系统", "HIS", vendor="卫宁")
    upload(house, "甲", "x", engineer_of(house, "瑞美"), system_id=system)
    read_all(house, ["登录界面"])
    for viewer, sees in (
        (house.viewer, True),
        (engineer_of(house, "瑞美"), True),
        (engineer_of(house, "卫宁"), False),
        (Viewer("审计员", Role.AUDITOR), False),
    ):
        assert bool(queue.text_of(house.store, viewer, digest("x"))) is sees
        assert (queue.text_state(house.store, viewer, digest("x")) is not None) is sees
    assert queue.text_of(house.store, house.viewer, digest("unknown")) == []


def test_a_file_is_claimed_once(house: House) -> None:
    upload(house, "甲", "x")
    claim = queue.claim_next(house.store)
    assert claim
    assert claim.sha256 == digest("x")
    assert queue.claim_next(house.store) is None
    later(house, 1)
    assert queue.renew(house.store, claim)
    later(house, 1.5)
    assert queue.claim_next(house.store) is None


@pytest.mark.parametrize("minutes", [2.5, -60])
def test_a_claim_left_behind_is_taken_over_and_the_late_result_is_not_taken(house: House, minutes: float) -> None:
    """Also when the clock of the server was set back meanwhile."""
    upload(house, "甲", "x")
    lost = queue.claim_next(house.store)
    later(house, minutes)
    taken = queue.claim_next(house.store)
    assert lost
    assert taken
    assert not queue.renew(house.store, lost)
    assert not queue.finish(house.store, lost, Reading((PageText(1, (Line("迟到"),)),)))
    queue.give_up(house.store, lost, "迟到。", final=True)
    queue.release(house.store, lost)
    assert state(house, "x").state == "working"
    assert queue.finish(house.store, taken, NOTHING)
    assert queue.text_of(house.store, house.viewer, digest("x")) == []


def test_after_three_attempts_a_file_has_failed(house: House) -> None:
    upload(house, "甲", "x")
    for attempt in (1, 2, 3):
        claim = queue.claim_next(house.store)
        assert claim
        queue.give_up(house.store, claim, f"第 {attempt} 次超时。", final=False)
    assert state(house, "x") == queue.TextState("failed", "第 3 次超时。")
    assert queue.claim_next(house.store) is None


def test_a_file_left_behind_three_times_has_failed(house: House) -> None:
    upload(house, "甲", "x")
    upload(house, "乙", "y")
    for _ in range(3):
        claims = [queue.claim_next(house.store), queue.claim_next(house.store)]
        assert all(claims)
        later(house, 3)
    assert queue.claim_next(house.store) is None
    assert {state(house, "x").state, state(house, "y").state} == {"failed"}
    assert "多次中断" in state(house, "x").error


def test_a_file_that_is_put_back_keeps_its_attempts(house: House) -> None:
    upload(house, "甲", "x")
    for _ in range(5):
        claim = queue.claim_next(house.store)
        assert claim
        queue.release(house.store, claim)
    assert state(house, "x").state == "waiting"


def test_files_tried_before_wait_behind_new_ones(house: House) -> None:
    upload(house, "甲", "x")
    claim = queue.claim_next(house.store)
    assert claim
    queue.give_up(house.store, claim, "超时。", final=False)
    upload(house, "乙", "y")
    order = [queue.claim_next(house.store), queue.claim_next(house.store)]
    assert [claim and claim.sha256 for claim in order] == [digest("y"), digest("x")]


def test_two_servers_on_one_folder_read_no_file_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reads(_: object, path: Path, *__: object) -> Reading:
        read.append(path.name)
        time.sleep(0.01)
        return NOTHING

    monkeypatch.setattr(Extractor, "read", reads)
    contents = [str(number) for number in range(12)]
    for content in contents:
        upload(house, content, content)
    with ThreadPoolExecutor(3) as servers:
        done = list(servers.map(work_off, [open_store(house.store.folder) for _ in range(3)]))
    assert sum(done) == len(contents)
    assert sorted(read) == sorted(map(digest, contents))


def test_killed_in_the_middle_of_a_file(house: House) -> None:
    upload(house, "甲", "登录界面")
    script = """
import os, sys
from pathlib import Path
from evidence.store import open_store
from evidence.texts import worker
worker._goes_on = lambda *_: lambda: os._exit(9)
worker.work_off(open_store(Path(sys.argv[1])))
"""
    command = [sys.executable, "-c", script, str(house.store.folder)]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == KILLED
    assert state(house, "登录界面").state == "working"
    restarted = open_store(house.store.folder, house.clock)
    house.clock.now = restarted.clock().astimezone() + timedelta(days=999)
    assert work_off(restarted) == 1
    assert found(house, "登录") == ["甲"]


def test_what_takes_too_long_is_killed_and_the_next_file_is_read(house: House) -> None:
    upload(house, "甲", "登录界面")
    path = vault.file_path(house.store.files, digest("登录界面"))
    with Extractor(seconds=0.1) as hasty, pytest.raises(BrokenOffError, match="时间上限"):
        hasty.read(path, "text/plain")
    with Extractor() as extractor:
        with pytest.raises(AbandonedError):
            extractor.read(path, "text/plain", lambda: False)
        assert extractor.read(path, "text/plain").pages[0].text == "登录界面"


def test_a_process_that_dies_is_told_and_started_again(house: House) -> None:
    upload(house, "甲", "登录界面")
    path = vault.file_path(house.store.files, digest("登录界面"))
    with Extractor() as extractor:
        assert extractor.read(path, "text/plain").complete
        process = extractor._process
        assert process
        process.kill()
        process.wait()
        assert extractor.read(path, "text/plain").complete
        assert extractor._process is not process


def test_the_reading_process_ends_with_its_parent() -> None:
    command = [sys.executable, "-m", "evidence.texts.reading_process"]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_workers_serve_all_hospitals_and_stop_at_once(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path)
    stores = [deployment.create(slug) for slug in ("renmin", "zhongyi")]
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "readiness.db").write_bytes(b"no database")
    working = start_workers(deployment)
    try:
        for store in stores:
            draft = documents.DocumentDraft("甲", "record", EARLIER, file_name="a.txt", content=store.slug.encode())
            documents.add_document(store, UPLOADER, draft)
        until(lambda: all(_states(store) == ["done"] for store in stores))
    finally:
        before = time.monotonic()
        working.stop()
    assert time.monotonic() - before < 5


def _states(store: Store) -> list[str]:
    with store.reading(SYSTEM) as db:
        return [row[0] for row in db.execute("SELECT state FROM file_texts")]


def test_workers_that_stop_put_the_file_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def hangs(_: object, path: Path, __: str, goes_on: Callable[[], bool]) -> Reading:
        asked.append(path.name)
        while goes_on():
            time.sleep(0.01)
        raise AbandonedError

    monkeypatch.setattr(Extractor, "read", hangs)
    upload(house, "甲", "x")
    working = start_workers(Deployment(house.store.folder.parent))
    until(lambda: bool(asked))
    working.stop()
    assert state(house, "x").state == "waiting"


def test_a_claim_is_renewed_while_a_file_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_RENEW_SECONDS", 0)
    upload(house, "甲", "x")

    def reads_long(_: object, __: Path, ___: str, goes_on: Callable[[], bool]) -> Reading:
        for _ in range(5):
            later(house, 1)
            assert goes_on()
            assert queue.claim_next(house.store) is None
        return NOTHING

    monkeypatch.setattr(Extractor, "read", reads_long)
    assert work_off(house.store) == 1
    assert state(house, "x").state == "done"
