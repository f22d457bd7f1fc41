"""Text in pictures: read by OCR, with its place in the picture as it is shown."""

import io
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from evidence.texts.extraction import extract
from evidence.texts.ocr import read_picture
from evidence.texts.pages import Box, PageText
from evidence.texts.pdf import pdf_page_picture
from tests.unit.evidence.texts.made_files import Row, as_bytes, paper, screen, word

ROWS: tuple[Row, ...] = (((30, 40), "标本闭环管理"), ((30, 120), "检验信息系统 LIS"), ((330, 200), "条码 2026101200"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is loaded from outside: a connection would fail the test."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    return


def joined(page: PageText) -> str:
    """Blanks between words are not certain in OCR."""
    return page.text.replace(" ", "")


def covers(box: Box | None, place: tuple[float, float]) -> bool:
    return box is not None and box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def box_of(page: PageText, part: str) -> Box | None:
    return next(line.box for line in page.lines if part in line.text.replace(" ", ""))


def test_a_screenshot_is_read_with_the_places_of_its_lines() -> None:
    [page] = extract("05.01.6_标本闭环.png", as_bytes(screen(*ROWS)))
    assert page.by_ocr
    assert (page.number, page.width, page.height) == (1, 620, 300)
    for (left, top), text in ROWS:
        assert covers(box_of(page, text.replace(" ", "")), (left + 60, top + 18)), text


def test_a_photograph_is_read_as_its_camera_says_that_it_is_turned() -> None:
    turned = screen(*ROWS).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    [page] = extract("照片.jpg", as_bytes(turned, "JPEG", exif=exif, quality=95))
    assert (page.width, page.height) == (620, 300)
    assert covers(box_of(page, "标本闭环管理"), (90, 58))


def test_transparent_pictures_are_read_on_white_and_moving_ones_at_their_start() -> None:
    letters = screen(*ROWS[:1], size=(400, 120))
    clear = letters.convert("RGBA")
    clear.putalpha(letters.convert("L").point(lambda light: 255 - light))
    moving = as_bytes(letters, "GIF", save_all=True, append_images=[Image.new("RGB", letters.size, "white")])
    for name, content in (("a.webp", as_bytes(clear, "WEBP", lossless=True)), ("a.gif", moving)):
        [page] = extract(name, content)
        assert "标本闭环管理" in joined(page)


def test_a_tall_picture_loses_no_line_and_tells_none_twice() -> None:
    rows = [((40, 20 + place * 400), f"第{place}步闭环记录") for place in range(10)]
    found = [line.text.replace(" ", "") for line in read_picture(screen(*rows, size=(700, 4000), letters=40))]
    assert found == [text for _, text in rows]


def test_a_scanned_page_is_read_by_ocr() -> None:
    [page] = extract("扫描件.pdf", as_bytes(screen(*ROWS), "PDF", resolution=72))
    assert page.by_ocr
    assert "标本闭环管理" in joined(page)
    assert pdf_page_picture(as_bytes(screen(*ROWS), "PDF", resolution=72), 1).size == (page.width, page.height)


def test_a_picture_on_a_page_with_text_is_read_too_and_the_text_only_once() -> None:
    content = paper(screen(*ROWS), ((60, 300), "Acceptance report of the laboratory system"))
    [page] = extract("验收报告.pdf", content)
    assert page.by_ocr
    assert page.lines[0].text == "Acceptance report of the laboratory system"
    assert joined(page).count("Acceptance") == 1
    assert "标本闭环管理" in joined(page)
    scale = page.width / 595
    assert covers(box_of(page, "标本闭环管理"), ((40 + 90 / 620 * 500) * scale, (842 - 450 - 195) * scale))


def test_pictures_in_word_are_pages_of_their_own() -> None:
    picture = as_bytes(screen(*ROWS[:1], size=(400, 120)))

    def fill(document: Any) -> None:
        document.add_paragraph("截图如下")
        document.add_picture(io.BytesIO(picture))

    text, screenshot = extract("说明.docx", word(fill))
    assert (text.number, text.by_ocr, text.part) == (1, False, "")
    assert (screenshot.number, screenshot.by_ocr, screenshot.part) == (2, True, "word/media/image1.png")
    assert (screenshot.width, screenshot.height) == (400, 120)
    assert "标本闭环管理" in joined(screenshot)
