"""What a file holds beside its pages is read as well, and what cannot be read makes the reading incomplete."""

import io
import zipfile
from collections.abc import Mapping

import docx
import openpyxl
import pypdfium2
import pytest
from docx.oxml import parse_xml
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from evidence.privacy.masking import mask
from evidence.privacy.search import find_identifiers
from evidence.texts.extraction import extract, read_file
from evidence.texts.kinds import media_type_of
from evidence.texts.pages import Reading
from tests.unit.evidence.texts.made_files import as_bytes, excel, saved, word

NUMBER = "450202198001011232"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def reading(name: str, content: bytes) -> Reading:
    return read_file(media_type_of(name.rpartition(".")[2]), content)


def text(name: str, content: bytes) -> str:
    return "\n".join(page.text for page in extract(name, content))


def with_parts(content: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            if name not in parts:
                archive.writestr(name, source.read(name))
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def plain_word() -> bytes:
    return word(lambda document: document.add_paragraph("巡检记录"))


def plain_sheet() -> bytes:
    return excel(("统计", [["月份", "例数"]]))


def busy_sheet() -> bytes:
    """A number in the note of a cell, in the header, in a link, in a formula and in a list of choices."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A3"] = "统计", "查看", f'=HYPERLINK("http://emr/{NUMBER[:-1]}4","看")'
    sheet["A1"].comment = Comment(f"备注 {NUMBER[:-1]}1", "信息科")
    sheet["A2"].hyperlink = f"http://emr/?id={NUMBER[:-1]}2"
    sheet.oddHeader.center.text = f"{NUMBER[:-1]}3"
    choices = DataValidation(type="list", formula1=f'"{NUMBER[:-1]}5,无"')
    sheet.add_data_validation(choices)
    choices.add("A1")
    return saved(book)


def chart() -> bytes:
    show = Presentation()
    data = CategoryChartData()
    data.categories = [NUMBER, "其他"]
    data.add_series("例数", (1, 2))
    slide = show.slides.add_slide(show.slide_layouts[6])
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(3), Inches(3), data)
    return saved(show)


def changed_word() -> bytes:
    """A number in deleted words, in the address of a field and in what is said about a picture."""
    document = docx.Document()
    body = (
        f'<w:p xmlns:w="{_WORDS}"><w:del w:id="1" w:author="a"><w:r><w:delText>{NUMBER}</w:delText></w:r></w:del>'
        f'<w:r><w:instrText>HYPERLINK "http://emr/{NUMBER}"</w:instrText></w:r>'
        f'<w:r><w:drawing><a descr="截图 {NUMBER}"/></w:drawing></w:r></w:p>'
    )
    document.element.body.insert(0, parse_xml(body))
    document.core_properties.title = f"张三 {NUMBER}"
    return saved(document)


HIDDEN = {
    "图表.pptx": chart(),
    "修订.docx": changed_word(),
    "附表.docx": with_parts(plain_word(), {"word/embeddings/sheet1.xlsx": excel(("名单", [["身份证号"], [NUMBER]]))}),
    "数据.docx": with_parts(plain_word(), {"customXml/item1.xml": f"<data><id>{NUMBER}</id></data>"}),
    "透视.xlsx": with_parts(
        plain_sheet(),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{_SHEETS}"><cacheFields>'
            f'<cacheField name="证件"><sharedItems><s v="{NUMBER}"/></sharedItems></cacheField></cacheFields>'
            "</pivotCacheDefinition>"
        },
    ),
    "文本框.xlsx": with_parts(
        plain_sheet(),
        {
            "xl/drawings/drawing1.xml": f'<d:wsDr xmlns:d="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main">'
            f"<a:p><a:r><a:t>{NUMBER[:9]}</a:t></a:r><a:r><a:t>{NUMBER[9:]}</a:t></a:r></a:p></d:wsDr>"
        },
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_beside_the_pages_is_read_and_masked(name: str) -> None:
    pages = extract(name, HIDDEN[name])
    findings = find_identifiers(pages)
    assert NUMBER in {finding.text for finding in findings}
    masked = mask(name, HIDDEN[name], findings)
    assert NUMBER not in text(name, masked.content)


def test_notes_headers_links_and_formulas_of_a_sheet_are_read() -> None:
    found = text("统计.xlsx", busy_sheet())
    assert [last for last in "12345" if NUMBER[:-1] + last in found] == list("12345")


def test_words_without_a_number_beside_the_pages_do_not_get_into_the_text() -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    document.core_properties.title = "模板标题"
    assert text("说明.docx", saved(document)) == "正文"


@pytest.mark.parametrize(
    "part",
    ["word/embeddings/oleObject1.bin", "word/media/image1.emf", "word/afchunk.mht", "word/embeddings/broken.xlsx"],
)
def test_what_cannot_be_read_makes_the_reading_incomplete(part: str) -> None:
    assert reading("说明.docx", plain_word()).complete
    assert not reading("说明.docx", with_parts(plain_word(), {part: b"x"})).complete


def test_the_size_that_a_sheet_claims_hides_no_row() -> None:
    content = excel(("名单", [["证件"], [NUMBER]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    claimed = sheet.replace('<dimension ref="A1:A2"', '<dimension ref="A1"')
    assert claimed != sheet
    assert NUMBER in text("名单.xlsx", with_parts(content, {"xl/worksheets/sheet1.xml": claimed}))


def test_columns_that_are_not_read_make_the_reading_incomplete() -> None:
    assert reading("宽表.xlsx", excel(("宽表", [["例"] * 200]))).complete
    assert not reading("宽表.xlsx", excel(("宽表", [["例"] * 201]))).complete


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_only_the_first_is_read(kind: str) -> None:
    first, second = Image.new("RGB", (64, 64), "white"), Image.new("RGB", (64, 64), "black")
    name = f"演示.{kind.lower()}"
    assert reading(name, as_bytes(first, kind)).complete
    assert not reading(name, as_bytes(first, kind, save_all=True, append_images=[second])).complete


def test_what_a_photo_says_of_itself_is_read_and_gone_from_the_masked_copy() -> None:
    said = Image.Exif()
    said[0x010E] = f"patient {NUMBER}"
    content = as_bytes(Image.new("RGB", (64, 64), "white"), "JPEG", exif=said)
    findings = find_identifiers(extract("照片.jpg", content))
    assert [finding.text for finding in findings] == [NUMBER]
    masked = mask("照片.jpg", content, findings)
    assert NUMBER.encode() not in masked.content


def pdf_of(page: str = "", catalog: str = "", *objects: str) -> bytes:
    body = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]{page}>>",
        *objects,
    ]
    content, places = b"%PDF-1.7\n", []
    for number, words in enumerate(body, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{words}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(body) + 1}/Root 1 0 R>>\n"
    return content + f"{end}startxref\n{len(content)}\n%%EOF\n".encode()


_NOTE = "<</Type/Annot/Rect[10 10 20 20]"


@pytest.mark.parametrize(
    "content",
    [
        pdf_of("/Annots[4 0 R]", "", f"{_NOTE}/Subtype/Text/Contents({NUMBER})>>"),
        pdf_of("/Annots[4 0 R]", "", f"{_NOTE}/Subtype/Link/A<</S/URI/URI(http://emr/?id={NUMBER})>>>>"),
        pdf_of("/Annots[4 0 R]", "/AcroForm<</Fields[4 0 R]>>", f"{_NOTE}/Subtype/Widget/FT/Tx/T(id)/V({NUMBER})>>"),
        pdf_of(
            "",
            "/Outlines 4 0 R",
            "<</Type/Outlines/First 5 0 R/Last 5 0 R/Count 1>>",
            f"<</Title({NUMBER})/Parent 4 0 R/Dest[3 0 R/Fit]>>",
        ),
    ],
    ids=["note", "link", "field", "bookmark"],
)
def test_what_a_pdf_says_beside_its_pages_is_read(content: bytes) -> None:
    assert NUMBER in text("报告.pdf", content)


def test_an_attachment_of_a_pdf_makes_the_reading_incomplete() -> None:
    assert reading("报告.pdf", pdf_of()).complete
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.new_attachment("名单.txt").set_data(NUMBER.encode())
    written = io.BytesIO()
    document.save(written)
    assert not reading("发票.pdf", written.getvalue()).complete
