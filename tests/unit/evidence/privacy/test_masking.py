"""Masked copies: after masking, nothing of what was found can be read any more, in any kind of file."""

import io
import zipfile

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from evidence.errors import InvalidInputError
from evidence.privacy.masking import mask
from evidence.privacy.search import find_identifiers
from evidence.texts.extraction import extract

IDENTITY = "110101199003074514"
TEXT = f"患者姓名：张晓梅  身份证号：{IDENTITY}  标本已接收"


def word() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("患者姓名：张晓梅  身份证号：")
    paragraph.add_run(IDENTITY[:7]).bold = True
    paragraph.add_run(f"{IDENTITY[7:]}  标本已接收")
    document.sections[0].header.paragraphs[0].text = TEXT
    document.core_properties.title = TEXT
    return saved(document)


def excel() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["患者姓名", "身份证号", "项目"])
    sheet.append(["张晓梅", IDENTITY, "血常规"])
    return saved(book)


def slides() -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    slide.shapes.add_textbox(Inches(1), Inches(1), Inches(8), Inches(1)).text_frame.text = TEXT
    return saved(show)


def saved(file: object) -> bytes:
    target = io.BytesIO()
    file.save(target)  # type: ignore[attr-defined]
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名单.txt", TEXT.encode("gb18030")),
        ("名单.csv", TEXT.encode()),
        ("名单.docx", word()),
        ("名单.xlsx", excel()),
        ("名单.pptx", slides()),
    ],
)
def test_nothing_is_left_of_what_was_found(name: str, content: bytes) -> None:
    found = find_identifiers(extract(name, content))
    assert {finding.text for finding in found} == {"张晓梅", IDENTITY}
    masked = mask(name, content, found)
    again = extract(masked.name, masked.content)
    assert find_identifiers(again) == []
    assert "＊" in "".join(page.text for page in again)
    assert not leftovers(masked.content) & {"张晓梅", IDENTITY}


def leftovers(content: bytes) -> set[str]:
    """What can still be read in the parts of a file."""
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    return {word for word in ("张晓梅", IDENTITY) for part in parts if word.encode() in part}


def test_the_pages_of_a_pdf_that_show_somebody_become_pictures() -> None:
    content = pdf("Specimen log", f"ID {IDENTITY} received")
    found = find_identifiers(extract("记录.pdf", content))
    assert [(finding.page, finding.text) for finding in found] == [(2, IDENTITY)]
    masked = mask("记录.pdf", content, found)
    assert texts(masked.content) == ["Specimen log", ""]
    assert IDENTITY.encode() not in masked.content


def pdf(*pages: str) -> bytes:
    """A PDF with a line of Latin text on each page, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    numbers = []
    for text in pages:
        stream = f"BT /F1 14 Tf 60 700 Td ({text}) Tj ET"
        numbers.append(len(objects) + 1)
        font = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {len(objects) + 2} 0 R >>"
        objects += [page, f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"]
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>"
    written = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + head.encode() + tail.encode()


def texts(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded().strip() for page in document]


def test_a_place_in_a_picture_is_painted_over_and_metadata_go() -> None:
    picture = Image.new("RGB", (200, 100), "white")
    target = io.BytesIO()
    exif = picture.getexif()
    exif[0x010E] = "Zhang Xiaomei"
    picture.save(target, "JPEG", exif=exif)
    masked = mask("截图.jpg", target.getvalue(), [], [(1, (20, 30, 80, 50))])
    assert masked.name == "截图.png"
    with Image.open(io.BytesIO(masked.content)) as shown:
        assert shown.size == (200, 100)
        assert sum(shown.getpixel((50, 40))) < 150  # type: ignore[arg-type]
        assert shown.getpixel((150, 40)) == (255, 255, 255)
        assert not shown.getexif()
    assert b"Xiaomei" not in masked.content


def test_what_cannot_be_masked_says_so() -> None:
    for name in ("录屏.mp4", "旧记录.doc"):
        with pytest.raises(InvalidInputError, match="不能自动遮盖"):
            mask(name, b"x", [])
