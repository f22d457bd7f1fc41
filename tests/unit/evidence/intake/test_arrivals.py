"""The one way in: every file has its outcome, one that is refused stops no other, and what is there is recognised."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence import documents, reviews, vault
from evidence.errors import NotAllowedError, NotFoundError
from evidence.intake.arrivals import (
    Arrival,
    Outcome,
    arrival_record,
    propose_files,
    same_words,
    save_candidate,
    take_in,
)
from evidence.intake.candidates import Candidate, links_of
from evidence.intake.incoming import IncomingFile, Said
from evidence.situation import Situation, load_situation
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import COLLEAGUE, NOBODY, TODAY, UPLOADER, House, nothing_stored, of_clause, refused
from tests.unit.evidence.intake.made_files import excel, film, pdf, picture, zipped
from tests.unit.evidence.test_vault import files

SCREEN = picture()
NAME = "05.01.6#2_标本闭环_20260215.png"


def sent(name: str = NAME, content: bytes = SCREEN) -> IncomingFile:
    return IncomingFile.of_bytes(name, content)


def seen(house: House, who: Viewer = UPLOADER) -> Situation:
    return load_situation(house.store, who, shipped_catalogs(), TODAY)


def arrive(house: House, *incoming: IncomingFile, who: Viewer = UPLOADER, **options: Any) -> list[Arrival]:
    return list(take_in(house.store, who, seen(house, who), incoming, TODAY, **options))


def candidate(house: House, incoming: IncomingFile, **said: Any) -> Candidate:
    [found] = propose_files(seen(house), [incoming], TODAY, Said(**said))
    assert isinstance(found, Candidate)
    return found


def shows_nobody(house: House, arrival: Arrival) -> None:
    """A material has been read and shows no patient: vendors see no other of the hospital's."""
    with house.store.writing(SYSTEM) as transaction:
        transaction.update("documents", arrival.document_id or 0, {"privacy": "clean"})


def outcomes(arrivals: list[Arrival]) -> list[tuple[str, Outcome]]:
    return [(arrival.name, arrival.outcome) for arrival in arrivals]


def test_a_file_is_stored_as_its_name_says(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统")
    [arrival] = arrive(house, sent())
    assert (arrival.outcome, arrival.text) == (Outcome.STORED, "已保存为《标本闭环》，等待审核。")
    stored = house.document(arrival.document_id or 0)
    assert (stored.title, stored.kind, stored.effective_on) == ("标本闭环", "screenshot", date(2026, 2, 15))
    assert (stored.file_name, stored.media_type, stored.system_id) == (NAME, "image/png", system)
    assert (stored.state, stored.uploader) == ("pending", UPLOADER.name)
    assert house.links(stored.id) == set(of_clause(emr, "05.01.6#2"))
    assert documents.content(house.store, house.viewer, stored.id) == SCREEN


def test_what_the_sender_says_goes_before_the_name(house: House, emr: LevelsCatalog) -> None:
    house.system("检验系统")
    other = house.system("护理系统", "NIS")
    more = of_clause(emr, "05.01.5#1")
    said = Said(links=more, system_id=other, effective_on=date(2026, 1, 31), note="第一季度")
    [arrival] = arrive(house, sent(), said=said)
    stored = house.document(arrival.document_id or 0)
    assert (stored.system_id, stored.effective_on, stored.note) == (other, date(2026, 1, 31), "第一季度")
    assert house.links(stored.id) == {*more, *of_clause(emr, "05.01.6#2")}


def test_of_two_standards_with_the_same_codes_one_can_be_named(house: House, emr: LevelsCatalog) -> None:
    own = emr.model_copy(update={"id": "own"})
    situation = replace(seen(house), catalogs={emr.id: emr, own.id: own})
    for catalog, expected in (("", emr.id), (own.id, own.id)):
        [found] = propose_files(situation, [sent()], TODAY, Said(catalog=catalog))
        assert isinstance(found, Candidate)
        assert {link.catalog for link in found.draft.links} == {expected}
        assert {link.catalog for link in links_of(situation, "05.01.6", catalog)} == {expected}


def test_every_file_has_its_outcome_as_it_goes(house: House) -> None:
    incoming = [sent(), sent("空.png", b""), sent("程序.exe", b"MZ"), sent("报告.pdf", pdf())]
    arrivals = take_in(house.store, UPLOADER, seen(house), incoming, TODAY)
    first = next(arrivals)
    assert house.document(first.document_id or 0).title == "标本闭环"
    assert outcomes([first, *arrivals]) == [
        (NAME, Outcome.STORED),
        ("空.png", Outcome.REFUSED),
        ("程序.exe", Outcome.REFUSED),
        ("报告.pdf", Outcome.STORED),
    ]


def test_the_files_of_an_archive_arrive_one_by_one(house: House, emr: LevelsCatalog) -> None:
    house.system("检验系统")
    content = zipped(
        {
            "05.01.6 标本处理/界面.png": SCREEN,
            "05.01.6 标本处理/05.01.5#1_交接.xlsx": excel(),
            "其他/登录演示.mp4": film(),
            "里层.zip": zipped({"a.txt": "x"}),
            "../../etc/passwd": "root",
        }
    )
    arrivals = arrive(house, sent("九月.zip", content), sent("报告.pdf", pdf()))
    assert outcomes(arrivals) == [
        ("界面.png", Outcome.STORED),
        ("05.01.5#1_交接.xlsx", Outcome.STORED),
        ("登录演示.mp4", Outcome.STORED),
        ("里层.zip", Outcome.REFUSED),
        ("passwd", Outcome.REFUSED),
        ("报告.pdf", Outcome.STORED),
    ]
    assert [arrival.archive for arrival in arrivals] == ["九月.zip"] * 5 + [""]
    by_folder, by_name = arrivals[:2]
    assert by_folder.links == of_clause(emr, "05.01.6#1", "05.01.6#2", "05.01.6#3")
    assert by_name.links == of_clause(emr, "05.01.5#1")
    assert house.document(by_folder.document_id or 0).title == "界面"


def test_an_archive_that_cannot_be_opened_stops_no_other_file(house: House) -> None:
    bad, good = arrive(house, sent("坏.zip", b"PK\3\4"), sent())
    assert (bad.name, bad.outcome, bad.document_id) == ("坏.zip", Outcome.REFUSED, None)
    assert "压缩包不完整或已损坏" in bad.text
    assert good.outcome is Outcome.STORED


def test_a_path_in_a_name_is_not_kept(house: House) -> None:
    [arrival] = arrive(house, sent("..\\..\\" + NAME))
    assert arrival.name == NAME
    assert house.document(arrival.document_id or 0).file_name == NAME


def test_two_gigabytes_are_refused_without_being_opened(house: House) -> None:
    def never() -> Any:
        raise AssertionError("opened although it is too large")

    [arrival] = arrive(house, IncomingFile("备份.pdf", 2 * 1024**3, never))
    assert arrival.outcome is Outcome.REFUSED
    assert "2048 MB，超过单个文件 200 MB 的上限" in arrival.text


def test_a_file_longer_than_it_said_is_not_read_to_its_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "MAX_BYTES", 100)
    stream = io.BytesIO(b"x" * 1000)
    [arrival] = arrive(house, IncomingFile.of_stream("长.txt", 50, stream))
    assert "超过单个文件" in arrival.text
    assert stream.tell() == 101


def test_a_file_that_is_gone_stops_no_other(house: House, tmp_path: Path) -> None:
    path = tmp_path / "走了.txt"
    path.write_text("x", encoding="utf-8")
    incoming = IncomingFile.of_path(path)
    path.unlink()
    gone, good = arrive(house, incoming, sent())
    assert "“走了.txt”读不出来" in gone.text
    assert good.outcome is Outcome.STORED


def test_a_full_disk_is_told_for_each_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault, "put", full)
    with nothing_stored(house.store):
        arrivals = arrive(house, sent(), sent("报告.pdf", pdf()))
    assert [arrival.outcome for arrival in arrivals] == [Outcome.REFUSED] * 2
    assert "没有写入文件库，请检查磁盘空间" in arrivals[0].text


def test_a_refused_file_leaves_nothing_behind(house: House) -> None:
    with nothing_stored(house.store):
        arrive(house, sent("假.png", pdf()), sent("页.html", b"<b>"), sent("坏.zip", b"PK"))
    assert files(house.store.files) == []


@pytest.mark.parametrize("who", [Viewer("审计员", Role.AUDITOR), Viewer("专家", Role.EXPERT), NOBODY])
def test_who_may_not_upload_is_told_before_the_first_file(house: House, who: Viewer) -> None:
    part = "请先登录" if who is NOBODY else "没有这项权限"
    with nothing_stored(house.store), refused(NotAllowedError, part):
        take_in(house.store, who, seen(house), [sent()], TODAY)
    found = candidate(house, sent())
    with nothing_stored(house.store), refused(NotAllowedError, part):
        save_candidate(house.store, who, found, TODAY)


def test_content_that_is_there_is_recognised_and_linked(house: House, emr: LevelsCatalog) -> None:
    [first] = arrive(house, sent("05.01.6_标本闭环_20260215.png"))
    [second] = arrive(house, sent("05.01.5#1_标本交接.png"), who=COLLEAGUE)
    assert (second.outcome, second.document_id) == (Outcome.LINKED, first.document_id)
    assert second.text == (
        "相同内容的材料《标本闭环》已经有了（周工 2026-03-02 上传，待审，用于 05.01.6#1、05.01.6#2、05.01.6#3），"
        "没有重复保存，新关联 1 项。"
    )
    assert house.links(first.document_id or 0) >= set(of_clause(emr, "05.01.5#1"))
    with nothing_stored(house.store):
        [third] = arrive(house, sent("05.01.5#1_标本交接.png"))
    assert (third.outcome, third.document_id) == (Outcome.KNOWN, first.document_id)
    assert "05.01.5#1、05.01.6#1、05.01.6#2 等" in third.text


def test_content_sent_twice_at_once_is_stored_once(house: House) -> None:
    assert [arrival.outcome for arrival in arrive(house, sent("一.png"), sent("二.png"))] == [
        Outcome.STORED,
        Outcome.KNOWN,
    ]


def test_the_same_content_becomes_a_new_document_when_that_is_wanted(house: House) -> None:
    [first], [second] = arrive(house, sent()), arrive(house, sent(), again=True)
    assert second.outcome is Outcome.STORED
    assert second.document_id != first.document_id


def test_content_that_was_returned_is_not_linked_again(house: House) -> None:
    [first] = arrive(house, sent())
    reviews.return_document(house.store, house.viewer, first.document_id or 0, "看不清")
    with nothing_stored(house.store):
        [second] = arrive(house, sent("05.01.5#1_x.png"))
    assert (second.outcome, second.document_id) == (Outcome.KNOWN, first.document_id)
    assert "退回" in second.text
    assert "请修改内容后再上传" in second.text


def test_a_vendor_is_only_told_what_they_may_see(house: House) -> None:
    own, foreign = house.system("检验系统", vendor="瑞美"), house.system("医院信息系统", "HIS", vendor="卫宁")
    [first] = arrive(house, sent("05.01.6_检验.png"), who=UPLOADER, said=Said(system_id=own))
    shows_nobody(house, first)
    arrive(house, sent("他家.pdf", pdf()), who=engineer_of(house, "卫宁"), said=Said(system_id=foreign))
    known, unknown = arrive(house, sent("又一次.png"), sent("报告.pdf", pdf()), who=engineer_of(house, "瑞美"))
    assert known.outcome is Outcome.KNOWN
    assert known.text == "相同内容的材料《检验》已经有了（待审），没有重复保存。"
    assert unknown.outcome is Outcome.STORED
    assert "他家" not in unknown.text


def test_a_vendor_does_not_link_what_the_hospital_has_uploaded(house: House, emr: LevelsCatalog) -> None:
    own = house.system("检验系统", vendor="瑞美")
    [first] = arrive(house, sent("检验.png"), said=Said(system_id=own))
    shows_nobody(house, first)
    with nothing_stored(house.store):
        [second] = arrive(house, sent("05.01.6_又一次.png"), who=engineer_of(house, "瑞美"))
    assert (second.outcome, second.document_id) == (Outcome.KNOWN, first.document_id)


def test_a_vendor_does_not_file_under_anothers_system(house: House) -> None:
    house.system("检验系统", vendor="瑞美")
    foreign = house.system("医院信息系统", "HIS", vendor="卫宁")
    with nothing_stored(house.store):
        [arrival] = arrive(house, sent(), who=engineer_of(house, "瑞美"), said=Said(system_id=foreign))
    assert arrival.outcome is Outcome.REFUSED


def test_a_document_that_is_not_seen_is_not_spoken_of(house: House) -> None:
    house.system("检验系统", vendor="瑞美")
    [arrival] = arrive(house, sent("IMG_0001.png"))
    assert "周工" in same_words(house.store, COLLEAGUE, arrival.document_id or 0, TODAY)
    with refused(NotFoundError, "不存在"):
        same_words(house.store, engineer_of(house, "瑞美"), arrival.document_id or 0, TODAY)


def test_a_person_corrects_before_saving(house: House, emr: LevelsCatalog) -> None:
    found = candidate(house, sent("IMG_0001.png"))
    assert (found.draft.title, found.draft.links, found.draft.content) == ("IMG 0001", (), b"")
    assert (found.size, found.media_type) == (len(SCREEN), "image/png")
    links = of_clause(emr, "05.01.6#2")
    corrected = replace(found, draft=replace(found.draft, title="标本闭环", links=links))
    arrival = save_candidate(house.store, UPLOADER, corrected, TODAY)
    assert arrival.outcome is Outcome.STORED
    assert house.document(arrival.document_id or 0).title == "标本闭环"
    assert house.links(arrival.document_id or 0) == set(links)


def test_a_wrong_correction_is_told_and_stores_nothing(house: House) -> None:
    found = candidate(house, sent())
    with nothing_stored(house.store):
        arrival = save_candidate(house.store, UPLOADER, replace(found, draft=replace(found.draft, title=" ")), TODAY)
    assert (arrival.outcome, arrival.text) == (Outcome.REFUSED, "请填写材料名称。")


def test_a_file_of_an_archive_is_read_again_when_it_is_saved(house: House) -> None:
    archive = sent("九月.zip", zipped({"a/": "", "程序.exe": "MZ", "二.png": SCREEN}))
    turned, found = propose_files(seen(house), [archive], TODAY)
    assert isinstance(turned, Arrival)
    assert turned.outcome is Outcome.REFUSED
    assert isinstance(found, Candidate)
    assert (found.archive, found.read()) == ("九月.zip", SCREEN)
    arrival = save_candidate(house.store, UPLOADER, found, TODAY)
    assert (arrival.outcome, arrival.archive) == (Outcome.STORED, "九月.zip")


def test_a_file_that_changes_between_proposal_and_saving_is_refused(house: House, tmp_path: Path) -> None:
    path = tmp_path / "记录.txt"
    path.write_text("巡检正常", encoding="utf-8")
    found = candidate(house, IncomingFile.of_path(path))
    path.write_text("巡检异常", encoding="utf-8")
    with nothing_stored(house.store):
        changed = save_candidate(house.store, UPLOADER, found, TODAY)
        path.unlink()
        gone = save_candidate(house.store, UPLOADER, found, TODAY)
    assert "在上传期间被改动" in changed.text
    assert "读不出来" in gone.text


@pytest.mark.parametrize(
    ("code", "refs"),
    [
        ("05.01.6#2", ["05.01.6#2"]),
        ("l3-ces1-04", ["L3-CES1-04#1"]),
        (" 05.01.6 ", [f"05.01.6#{n}" for n in (1, 2, 3)]),
    ],
)
def test_a_code_stands_for_its_clauses(house: House, code: str, refs: list[str]) -> None:
    assert [link.ref for link in links_of(seen(house), code)] == refs


@pytest.mark.parametrize("code", ["05.01.9", "05.01.6_x", "", "05.01.6#9"])
def test_an_unknown_code_is_told(house: House, code: str) -> None:
    with refused(NotFoundError, f"没有编号为“{code}”的条款"):
        links_of(seen(house), code)


def test_an_outcome_in_plain_values(house: House) -> None:
    good, bad = arrive(house, sent(), sent("九月.zip", zipped({"空.txt": ""})))
    assert arrival_record(good) == {
        "file": NAME,
        "archive": None,
        "status": "stored",
        "document": good.document_id,
        "clauses": ["05.01.6#2"],
        "message": "已保存为《标本闭环》，等待审核。",
    }
    record = arrival_record(bad)
    assert (record["archive"], record["status"], record["document"], record["clauses"]) == (
        "九月.zip",
        "refused",
        None,
        [],
    )
