"""What may not be inside a file of an accepted kind: passwords, macros, hidden files, bombs; and damaged files."""

import io
import struct
import zlib

import pytest
from PIL import Image

from evidence.errors import InvalidInputError
from evidence.intake.file_check import check_file
from tests.unit.evidence.house import refused
from tests.unit.evidence.intake.limited import limited
from tests.unit.evidence.intake.made_files import (
    OFFICE,
    PACKAGE_CLASS,
    box,
    compound,
    excel,
    film,
    locked_pdf,
    old_excel,
    old_slides,
    old_word,
    pdf,
    pdf_with,
    pdf_with_packed_action,
    picture,
    record,
    slides,
    stream,
    with_flag,
    with_part,
    word,
)

MACROS = compound({"VBA/dir": b"x", "PROJECT": b"x"})
PACKAGE = compound({"\x01Ole10Native": b"C:\\evil.exe"}, {"": PACKAGE_CLASS})
MACRO_SHEET_TYPES = (
    f'<Types><Override ContentType="{OFFICE}spreadsheetml.sheet.main+xml"/>'
    '<Override ContentType="application/vnd.ms-excel.macrosheet+xml"/></Types>'
)
MACRO_SHEET = record(0x85, b"\0\0\0\0\0\x01\x05\0Macro")
SHEET = record(0x85, b"\0\0\0\0\0\0\x06\0Sheet1")


def slide_object(content: bytes, packed: bool) -> bytes:
    """An embedded object among the records of a presentation."""
    body = struct.pack("<I", len(content)) + zlib.compress(content) if packed else content
    return struct.pack("<HHI", 0x10 if packed else 0, 0x1011, len(body)) + body


def relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships><Relationship Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.pdf", locked_pdf()),
        ("报告.docx", with_flag(word(), 1)),
        ("报告.doc", old_word(flags=0x0100)),
        ("统计.xls", old_excel(record(0x2F, b"\1\0"))),
        ("汇报.ppt", old_slides(token=0xF3D1C4DF)),
    ],
)
def test_a_file_with_a_password_is_refused(name: str, content: bytes) -> None:
    with refused(InvalidInputError, "加了打开密码，审核人和专家打不开，没有保存；请取消密码"):
        check_file(name, content)


def test_a_pdf_that_only_restricts_printing_opens_for_everybody() -> None:
    content = b"%PDF-1.4\n" + pdf(catalog="/Perms << >>")[9:]
    assert check_file("报告.pdf", content) == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.docx", with_part(word(), "word/vbaProject.bin", MACROS)),
        ("报告.docx", with_part(word(), "word/media/image1.png", MACROS)),
        ("统计.xlsx", with_part(excel(), "[Content_Types].xml", MACRO_SHEET_TYPES)),
        ("报告.doc", old_word(streams={"Macros/VBA/dir": b"x"})),
        ("统计.xls", old_excel(SHEET, MACRO_SHEET)),
        ("旧统计.xls", old_excel(MACRO_SHEET, stream="Book")),
        ("汇报.ppt", old_slides(slide_object(MACROS, packed=True))),
        ("汇报.ppt", old_slides(slide_object(MACROS, packed=False))),
    ],
)
def test_a_document_with_macros_is_refused(name: str, content: bytes) -> None:
    with refused(InvalidInputError, "里含有宏"):
        check_file(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("统计.xls", old_excel(SHEET)),
        ("汇报.ppt", old_slides(slide_object(compound({"Contents": b"x"}), packed=True))),
        ("报告.doc", old_word(streams={"ObjectPool/_1/Contents": b"x"})),
        ("报告.docx", with_part(word(), "word/embeddings/oleObject1.bin", compound({"Equation Native": b"x"}))),
        ("报告.docx", with_part(word(), "word/embeddings/Book1.xlsx", excel())),
    ],
)
def test_charts_and_formulas_inside_are_no_harm(name: str, content: bytes) -> None:
    assert check_file(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.docx", with_part(word(), "word/embeddings/oleObject1.bin", PACKAGE)),
        ("统计.xlsx", with_part(excel(), "xl/embeddings/oleObject1.bin", PACKAGE)),
        (
            "报告.doc",
            old_word(streams={"ObjectPool/_1/\x01Ole10Native": b"x"}, classes={"ObjectPool/_1": PACKAGE_CLASS}),
        ),
        ("汇报.ppt", old_slides(slide_object(PACKAGE, packed=True))),
    ],
)
def test_a_file_hidden_in_a_document_is_refused(name: str, content: bytes) -> None:
    with refused(InvalidInputError, "里嵌入了打包的附件"):
        check_file(name, content)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://example.org/t.dotm"),
        ("attachedTemplate", "\\\\10.0.0.9\\share\\t.dotm"),
        ("attachedTemplate", "file:///\\\\10.0.0.9\\share\\t.dotm"),
        ("attachedTemplate", "file://server/t.dotm"),
        ("oleObject", "mhtml:http://example.org/x!x-usc:y"),
        ("frame", "HTTP://example.org"),
    ],
)
def test_a_document_that_loads_from_elsewhere_when_it_is_opened_is_refused(kind: str, target: str) -> None:
    content = with_part(word(), "word/_rels/settings.xml.rels", relationship(kind, target))
    with refused(InvalidInputError, "打开时会从外部地址载入内容"):
        check_file("报告.docx", content)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.org"),
        ("attachedTemplate", "file:///C:\\Users\\li\\Normal.dotm"),
        ("attachedTemplate", "Normal.dotm"),
        ("oleObject", "file:///D:\\统计.xlsx"),
    ],
)
def test_links_that_a_reader_clicks_on_and_local_templates_are_no_harm(kind: str, target: str) -> None:
    content = with_part(word(), "word/_rels/settings.xml.rels", relationship(kind, target))
    assert check_file("报告.docx", content)


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.bin", "_rels/.rels", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_xml_bomb_is_not_lit(part: str, encoding: str) -> None:
    with refused(InvalidInputError, "不合规范（含有实体定义）"):
        check_file("报告.docx", with_part(word(), part, BOMB.encode(encoding)))


def test_a_document_that_swells_is_refused_while_it_is_unpacked() -> None:
    content = with_part(word(), "word/media/image1.bmp", b"\0" * 3_000_000)
    assert check_file("报告.docx", content)
    with limited(office_megabytes=2), refused(InvalidInputError, "解开后超过 2 MB"):
        check_file("报告.docx", content)


def broken(content: bytes) -> bytes:
    """A file with one byte of its compressed data turned over."""
    place = content.index(b"word/document.xml") + 120
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.docx", word()[:2000]),
        ("报告.docx", broken(word())),
        ("报告.docx", b"PK\x03\x04" + b"\0" * 40),
        ("报告.docx", with_part(word(), "[Content_Types].xml", "<Types>")),
        ("报告.docx", with_part(word(), "word/_rels/x.rels", "no markup")),
        ("报告.docx", with_part(word(), "word/x.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut")),
        ("统计.xls", old_excel()[:3000]),
        ("统计.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("报告.pdf", b"%PDF-1.7\n"),
        ("报告.pdf", pdf()[:120]),
        ("报告.pdf", pdf(pages=0)),
        ("报告.pdf", pdf(pages=1, count=1500)),
        ("演示.mp4", film()[:-1]),
        ("演示.mp4", box("ftyp", b"mp42") + box("mdat", b"x")),
        ("演示.mp4", b"\0\0\0\x18ftypmp42"),
        ("演示.mp4", box("ftyp", b"mp42") + b"\0\0\0\4moov"),
        ("界面.png", b"\x89PNG\r\n\x1a\n"),
        ("界面.webp", b"RIFF\0\0\0\0WEBPVP8 "),
    ],
)
def test_a_damaged_file_is_refused(name: str, content: bytes) -> None:
    with refused(InvalidInputError, f"“{name}”打不开"):
        check_file(name, content)


def test_two_parts_of_one_name_are_refused() -> None:
    twice = with_part(word(), "word/documenT.xml", "<a/>").replace(b"documenT", b"document")
    with refused(InvalidInputError, "打不开"):
        check_file("报告.docx", twice)


def test_a_film_longer_than_four_gigabytes_says_its_length_elsewhere() -> None:
    long_box = struct.pack(">I4sQ", 1, b"mdat", 24) + b"\0" * 8
    open_end = struct.pack(">I4s", 0, b"mdat") + b"\0" * 50
    for end in (long_box, open_end):
        assert check_file("演示.mp4", box("ftyp", b"isom") + box("moov") + end) == "video/mp4"


def test_a_picture_with_a_flipped_byte_is_damaged() -> None:
    content = bytearray(picture())
    content[content.index(b"IDAT") + 6] ^= 0xFF
    with refused(InvalidInputError, "打不开"):
        check_file("界面.png", bytes(content))


def test_a_moving_picture_cut_after_its_first_frame_is_damaged() -> None:
    frames = [Image.effect_noise((50, 50), spread) for spread in (20, 50, 80)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    content = buffer.getvalue()
    assert check_file("演示.gif", content) == "image/gif"
    with refused(InvalidInputError, "打不开"):
        check_file("演示.gif", content[: len(content) // 2])


def huge(kind: str) -> bytes:
    """A small file that claims a picture of 60,000 × 60,000 pixels (BMP, PNG) or 60,000 × 10,000 (GIF)."""
    if kind == "gif":
        return picture("GIF").replace(struct.pack("<HH", 20, 20), struct.pack("<HH", 60_000, 10_000))
    if kind == "bmp":
        return picture("BMP").replace(struct.pack("<ii", 20, 20), struct.pack("<ii", 60_000, 60_000))
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    content = picture("PNG")
    return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]


@pytest.mark.parametrize("kind", ["png", "bmp", "gif"])
def test_a_picture_that_would_fill_the_memory_is_not_decoded(kind: str) -> None:
    with refused(InvalidInputError, "超过 8000 万像素的上限"):
        check_file(f"界面.{kind}", huge(kind))


def test_a_picture_over_the_limit_is_not_decoded() -> None:
    with limited(picture_pixels=399), refused(InvalidInputError, "像素的上限"):
        check_file("界面.jpg", picture("JPEG"))
    with limited(picture_pixels=400):
        assert check_file("界面.jpg", picture("JPEG"))


@pytest.mark.parametrize(
    ("content", "pages"), [(pdf(2001), 2001), (pdf(1, count=1_000_000), 1_000_000), (pdf(300_000, count=0), 300_000)]
)
def test_a_pdf_with_or_claiming_too_many_pages_is_refused_at_once(content: bytes, pages: int) -> None:
    with refused(InvalidInputError, f"PDF 标明有 {pages} 页，超过 2000 页的上限"):
        check_file("报告.pdf", content)


def test_a_pdf_of_two_thousand_pages_is_taken() -> None:
    assert check_file("报告.pdf", pdf(2000)) == "application/pdf"


def test_a_pdf_with_a_script_is_refused() -> None:
    script = "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>"
    with refused(InvalidInputError, "PDF 文档里含有脚本"):
        check_file("报告.pdf", pdf(catalog=script))


@pytest.mark.parametrize(
    "act",
    [
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/OpenAction << /S /J#61vaScript /JS (1) >>",
        "/OpenAction << /S /Launch /F (cmd.exe) >>",
        "/AA << /WC << /S /JavaScript /JS (1) >> >>",
    ],
)
def test_a_pdf_that_acts_when_it_is_opened_is_refused(act: str) -> None:
    with refused(InvalidInputError, "或会启动其他程序"):
        check_file("报告.pdf", pdf(catalog=act))


def test_an_action_in_packed_objects_is_found() -> None:
    with refused(InvalidInputError, "或会启动其他程序"):
        check_file("报告.pdf", pdf_with_packed_action())


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_pdf_that_swells_is_refused_before_it_is_unpacked(layers: int) -> None:
    packed = bytes(2 * 1024 * 1024)
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    content = pdf() + b"9 0 obj\n" + stream(packed) + b"\nendobj\n"
    with limited(pdf_stream_megabytes=1), refused(InvalidInputError, "PDF 文档解开后超过 1 MB"):
        check_file("报告.pdf", content)
    with limited(pdf_stream_megabytes=2):
        assert check_file("报告.pdf", content) == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [("工具.exe", b"x"), ("发票.xml", b"MZ\x90\0\3\0"), ("页.txt", b"<html>"), ("资料.zip", b"x"), ("a.docm", b"x")],
)
def test_a_pdf_with_a_harmful_attachment_is_refused(name: str, content: bytes) -> None:
    with refused(InvalidInputError, f"PDF 文档的附件“{name}”不能接受"):
        check_file("发票.pdf", pdf_with(name, content))


def test_the_data_of_an_electronic_invoice_may_be_attached() -> None:
    assert check_file("发票.pdf", pdf_with("发票.xml", b"<EInvoice/>")) == "application/pdf"


def test_slides_are_read_like_other_office_files() -> None:
    assert check_file("汇报.pptx", with_part(slides(), "ppt/slides/slide1.xml", "<a/>"))
    with refused(InvalidInputError, "里含有宏"):
        check_file("汇报.pptx", with_part(slides(), "ppt/vbaProject.bin", MACROS))
