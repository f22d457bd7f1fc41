"""Reading a contract beside the screens: done, refused, scanned, stopped; only for those who register contracts."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from evidence.contracts import reading_jobs
from evidence.contracts.reading_jobs import ReadingJob, drop_reading, reading_of, start_reading
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import COLLEAGUE, House, nothing_stored, refused

TEXT = "维保合同\n乙方每年现场巡检四次。服务期三年。每少一次扣500元。"
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def finished(house: House, name: str, content: bytes, seconds: float = 60) -> ReadingJob:
    job = start_reading(house.store, house.viewer, name, content)
    assert job.wait(seconds)
    return job


def scan() -> bytes:
    """A page that is a picture."""
    page = Image.new("RGB", (1240, 700), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 44)
    for number, line in enumerate(TEXT.split("\n")):
        draw.text((60, 80 + 120 * number), line, "black", font)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=110)
    return target.getvalue()


def test_a_text_is_read_and_kept_for_the_person_who_gave_it(house: House) -> None:
    with nothing_stored(house.store):
        job = finished(house, "合同.txt", TEXT.encode())
    assert job.problem == ""
    assert job.source is not None
    assert job.draft is not None
    assert job.draft.value("period_months") == 36
    assert reading_of(house.store, house.viewer) is job
    assert reading_of(house.store, COLLEAGUE) is None
    drop_reading(house.store, house.viewer)
    assert reading_of(house.store, house.viewer) is None


@pytest.mark.skipif(not FONT.exists(), reason="needs a Chinese font to draw a scan")
def test_a_scan_is_read_outside_of_the_server(house: House) -> None:
    job = finished(house, "扫描件.pdf", scan(), seconds=120)
    assert job.problem == ""
    assert job.pages == 1
    assert job.source is not None
    assert job.source.by_ocr
    assert job.draft is not None
    assert job.draft.value("inspections_per_year") == 4


@pytest.mark.parametrize(
    ("content", "told"), [("   \n", "没有文字"), ("今天天气很好。", "合同"), ("合同" * 400_000, "字")]
)
def test_what_is_no_contract_is_one_sentence(house: House, content: str, told: str) -> None:
    job = finished(house, "合同.txt", content.encode())
    assert told in job.problem
    assert job.problem.endswith("。")
    assert job.draft is None


def test_a_file_that_is_not_taken_is_refused_at_once(house: House) -> None:
    for name, content in (("合同.txt", b""), ("合同.exe", b"MZ"), ("合同.pdf", b"not a pdf")):
        with pytest.raises(InvalidInputError):
            start_reading(house.store, house.viewer, name, content)
    assert reading_of(house.store, house.viewer) is None


def test_what_goes_wrong_inside_is_told_and_over(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(reading_jobs, "read_contract_file", broken)
    assert "读取出错" in finished(house, "合同.txt", TEXT.encode()).problem


def test_a_new_text_stops_the_former_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = []
    monkeypatch.setattr(ReadingJob, "stop", lambda job: stopped.append(job.name))
    finished(house, "甲.txt", TEXT.encode())
    finished(house, "乙.txt", TEXT.encode())
    assert stopped == ["甲.txt"]


@pytest.mark.parametrize("role", [Role.VENDOR, Role.EXPERT, Role.AUDITOR])
def test_only_who_registers_contracts_reads_them(house: House, role: Role) -> None:
    who = Viewer("某人", role)
    with refused(NotAllowedError, "权限"):
        start_reading(house.store, who, "合同.txt", TEXT.encode())
    with refused(NotAllowedError, "权限"):
        reading_of(house.store, who)
    with refused(NotAllowedError, "权限"):
        drop_reading(house.store, who)
