"""The text of files of every kind that is taken as evidence."""

import codecs
from datetime import date, datetime
from typing import Any

import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from evidence.texts.errors import UnreadableError
from evidence.texts.extraction import extract, read_file
from evidence.texts.kinds import media_type_of
from evidence.texts.limits import Limits
from evidence.texts.pages import Line, PageText, page_from_row, page_row
from tests.unit.evidence.house import refused
from tests.unit.evidence.texts.made_files import as_bytes, excel, filled_form, locked_pdf, pdf, screen, slides, word

TEXT = "医院信息系统运行记录"


def lines(page: PageText) -> list[str]:
    return [line.text for line in page.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_the_encodings_of_chinese_systems(encoding: str) -> None:
    [page] = extract("日志.txt", f"{TEXT}\r\n\r\n  第二行：㐂\r\n".encode(encoding))
    assert lines(page) == [TEXT, "  第二行：㐂"]
    assert (page.number, page.by_ocr, page.width) == (1, False, 0)


def test_csv_is_read_as_it_stands() -> None:
    [page] = extract("统计.CSV", codecs.BOM_UTF8 + "月份,例数\n1月,120\n".encode())
    assert lines(page) == ["月份,例数", "1月,120"]


def test_text_in_no_known_encoding_is_refused() -> None:
    with refused(UnreadableError, "编码无法识别"):
        extract("a.txt", b"\xff\xff\x81")


def test_a_long_text_is_laid_out_in_pages() -> None:
    pages = extract("a.txt", "\n".join(f"第 {n} 行" for n in range(450)).encode())
    assert [(page.number, len(page.lines)) for page in pages] == [(1, 200), (2, 200), (3, 50)]
    assert lines(pages[2])[-1] == "第 449 行"


def test_word_paragraphs_tables_and_header() -> None:
    def fill(document: Any) -> None:
        document.add_heading("标本闭环管理", 1)
        paragraph = document.add_paragraph("检验信息系统")
        paragraph.add_run("LIS").bold = True
        paragraph.add_run("已上线")
        table = document.add_table(2, 2)
        for place, text in enumerate(("科室", "检验科", "例数", "120")):
            table.cell(place // 2, place % 2).text = text
        document.sections[0].header.paragraphs[0].text = "人民医院"

    [page] = extract("说明.docx", word(fill))
    assert lines(page) == ["标本闭环管理", "检验信息系统LIS已上线", "科室\t检验科", "例数\t120", "人民医院"]


def test_word_text_boxes_once_and_deleted_text_not_at_all() -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("正文")
        box = "<w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent>"
        names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        names += ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        paragraph.runs[0]._r.append(
            parse_xml(
                f"<mc:AlternateContent {names}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
                "</mc:AlternateContent>"
            )
        )
        removed = f"<w:del {names}><w:r><w:delText>已删除</w:delText></w:r></w:del>"
        paragraph._p.append(parse_xml(removed))

    [page] = extract("说明.docx", word(fill))
    assert lines(page) == ["正文", "文本框"]


def test_excel_values_by_sheet() -> None:
    rows = [["月份", "例数", "比例", None], [date(2026, 1, 1), 120.0, 0.853], [], [datetime(2026, 1, 2, 8, 5), True]]  # noqa: DTZ001
    pages = extract("统计.xlsx", excel(("门诊", rows), ("住院", [["合计", 45]])))
    assert [page.number for page in pages] == [1, 2]
    assert lines(pages[0]) == ["门诊", "月份\t例数\t比例", "2026-01-01\t120\t0.853", "2026-01-02 08:05:00\tTrue"]
    assert lines(pages[1]) == ["住院", "合计\t45"]


def test_slides_in_their_order_with_notes() -> None:
    pages = extract("汇报.pptx", slides(("标本闭环", "讲解要点", None), ("下一步", "", None)))
    assert [lines(page) for page in pages] == [["标本闭环", "讲解要点"], ["下一步"]]


def test_pdf_text_with_its_places() -> None:
    rows = [((60, 700), "Laboratory report 2026"), ((60, 680), "Name"), ((300, 680), "Wang")]
    [page] = extract("报告.pdf", pdf(rows))
    assert lines(page) == ["Laboratory report 2026", "Name", "Wang"]
    assert not page.by_ocr
    boxes = [line.box for line in page.lines if line.box]
    scale = page.width / 595
    for ((left, bottom), _), (from_left, top, _, lower) in zip(rows, boxes, strict=True):
        assert from_left == pytest.approx(left * scale, abs=4)
        assert top < (842 - bottom) * scale < lower + 1


def test_filled_in_fields_of_a_form_are_read() -> None:
    [page] = extract("登记表.pdf", filled_form("Wang Xiaoming"))
    assert "Wang Xiaoming" in lines(page)


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_places_on_a_turned_page_lie_on_its_picture(angle: int) -> None:
    [page] = extract("报告.pdf", pdf([((60, 700), "Laboratory information system")], rotated=angle))
    [line] = page.lines
    assert line.box
    left, top, right, bottom = line.box
    assert 0 <= left < right <= page.width
    assert 0 <= top < bottom <= page.height
    assert (right - left > bottom - top) == (angle in (0, 180))


def test_an_empty_page_has_no_lines() -> None:
    first, second = extract("报告.pdf", pdf([], [((60, 700), "The second page has enough text")]))
    assert (first.number, first.lines, first.by_ocr) == (1, (), False)
    assert lines(second) == ["The second page has enough text"]


@pytest.mark.parametrize("name", ["旧.doc", "旧.xls", "旧.ppt", "录屏.mp4", "无后缀"])
def test_kinds_without_text_have_no_pages(name: str) -> None:
    assert extract(name, b"\xd0\xcf\x11\xe0 anything") == []


@pytest.mark.parametrize(("name", "content"), [("a.pdf", locked_pdf()), ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600)])
def test_files_with_a_password_are_refused(name: str, content: bytes) -> None:
    with refused(UnreadableError, "密码"):
        extract(name, content)


@given(
    ending=st.sampled_from(["bmp", "docx", "gif", "jpeg", "jpg", "pdf", "png", "pptx", "webp", "xlsx"]),
    content=st.binary(max_size=300),
)
def test_whatever_a_broken_file_holds_it_is_told_in_chinese(ending: str, content: bytes) -> None:
    with refused(UnreadableError, "读不出文字"):
        extract(f"a.{ending}", content)


@pytest.mark.parametrize(("name", "whole"), [("a.xlsx", excel(("表", [["值"]]))), ("a.pdf", pdf([((9, 9), "x")]))])
def test_a_truncated_file_is_refused(name: str, whole: bytes) -> None:
    with refused(UnreadableError, "另存后重新上传"):
        extract(name, whole[: len(whole) // 3])


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    with refused(UnreadableError, "超过可识别的上限"):
        read_file("image/png", as_bytes(screen()), Limits(picture_pixels=1000))


@pytest.mark.parametrize(
    ("media_type", "content", "limits", "read"),
    [
        (media_type_of("pdf"), pdf(*[[((60, 700), "Text that is long enough")]] * 3), Limits(pages=2), 2),
        (media_type_of("xlsx"), excel(("表", [[n] for n in range(9)])), Limits(rows_per_sheet=5), 6),
        (media_type_of("pptx"), slides(*[("标题", "", None)] * 3), Limits(pages=1), 1),
        (media_type_of("txt"), b"a\nb\nc\n", Limits(pages=2, lines_per_page=1), 2),
        (media_type_of("txt"), b"a\nb\nc\n", Limits(seconds=0), 0),
    ],
)
def test_what_lies_beyond_the_limits_is_left_and_said(
    media_type: str, content: bytes, limits: Limits, read: int
) -> None:
    reading = read_file(media_type, content, limits)
    assert sum(len(page.lines) for page in reading.pages) == read
    assert not reading.complete
    assert read_file(media_type, content).complete


def test_a_page_has_no_more_characters_than_allowed() -> None:
    reading = read_file(
        media_type_of("xlsx"), excel(("表", [["一二三四五六七八"]] * 9)), Limits(characters_per_page=20)
    )
    assert not reading.complete
    assert len(reading.pages[0].text.replace("\n", "")) <= 20 + len("表")


boxes = st.none() | st.tuples(*[st.integers(0, 5000)] * 4)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1)
some_lines = st.lists(st.builds(Line, texts, boxes), max_size=5).map(tuple)


@given(page=st.builds(PageText, st.integers(1, 9), some_lines, st.booleans(), st.just(800), st.just(600), st.just("p")))
def test_a_page_is_stored_as_it_was_read(page: PageText) -> None:
    assert page_from_row(page_row(page)) == page
