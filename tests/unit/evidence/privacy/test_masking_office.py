"""What was found leaves every corner of an Office file: runs, numbers, links, names, pictures, previews."""

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from PIL import Image, ImageDraw

from evidence.errors import InvalidInputError
from evidence.privacy.finding import Certainty, Finding, Kind
from evidence.privacy.masking import mask
from evidence.privacy.search import find_identifiers
from evidence.privacy.stars import longest_first, starred
from evidence.texts.extraction import extract
from tests.unit.evidence.privacy.test_masking import saved

NAME, MOBILE, BORN = "张晓梅", "13877218899", date(1985, 3, 15)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def finding(text: str, **more: object) -> Finding:
    return Finding(Kind.NAME, 1, 1, 0, len(text), text, Certainty.CERTAIN, **more)  # type: ignore[arg-type]


def test_numbers_and_days_of_a_sheet_become_stars() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["患者姓名", "出生日期", "联系电话", "费用"])
    sheet.append([NAME, BORN, int(MOBILE), 120.5])
    content = saved(book)
    found = find_identifiers(extract("名单.xlsx", content))
    assert {f.text for f in found} == {NAME, str(BORN), MOBILE}
    masked = mask("名单.xlsx", content, found).content
    row = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(masked)).active[2]]
    assert row[3] == 120.5
    assert all(set(str(value)) == {"＊"} for value in row[:3])
    assert find_identifiers(extract("名单.xlsx", masked)) == []


def test_names_of_sheets_comments_and_links_are_overwritten() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = NAME
    sheet["A1"] = "随访"
    sheet["A1"].comment = Comment(f"请联系{NAME}", "李工")
    sheet["A2"].hyperlink = f"https://example.com/?name={NAME}"
    sheet.oddHeader.center.text = f"{NAME}的随访"
    masked = mask("名单.xlsx", saved(book), [finding(NAME)]).content
    assert all(NAME.encode() not in part for part in parts(masked).values())
    assert openpyxl.load_workbook(io.BytesIO(masked)).sheetnames == ["＊＊＊"]


def test_a_number_broken_over_runs_signs_and_deletions_is_overwritten() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("电话 138")
    paragraph.add_run()._r.append(OxmlElement("w:noBreakHyphen"))
    paragraph.add_run("7721")
    paragraph.add_run()._r.append(OxmlElement("w:noBreakHyphen"))
    paragraph.add_run("8899")
    deleted = OxmlElement("w:del")
    for text in (NAME[:1], NAME[1:]):
        run, words = OxmlElement("w:r"), OxmlElement("w:delText")
        words.text = text
        run.append(words)
        deleted.append(run)
    paragraph._p.append(deleted)
    content = saved(document)
    found = find_identifiers(extract("记录.docx", content))
    assert [f.text for f in found] == ["138-7721-8899"]
    body = parts(mask("记录.docx", content, [*found, finding(NAME)]).content)["word/document.xml"].decode()
    assert not any(left in body for left in ("7721", "8899", NAME[0], NAME[1:]))


def test_alternative_texts_and_authors_are_overwritten_and_sizes_stay() -> None:
    document = docx.Document()
    document.add_picture(picture())
    shown = next(iter(document.element.iter(qn("wp:docPr"))))
    shown.set("descr", f"{NAME}的检验报告")
    document.core_properties.author = NAME
    before = next(iter(document.element.iter(qn("wp:extent")))).get("cx")
    masked = mask("记录.docx", saved(document), [finding(NAME), finding(str(before))]).content
    assert all(NAME.encode() not in part for part in parts(masked).values())
    assert next(iter(docx.Document(io.BytesIO(masked)).element.iter(qn("wp:extent")))).get("cx") == before


def picture() -> io.BytesIO:
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).rectangle((50, 60, 200, 90), fill="red")
    target = io.BytesIO()
    image.save(target, "PNG")
    return io.BytesIO(target.getvalue())


def test_a_place_in_an_embedded_picture_is_painted_over_and_the_preview_goes() -> None:
    document = docx.Document()
    document.add_picture(picture())
    content = saved(document)
    name = next(name for name in parts(content) if name.startswith("word/media/"))
    assert any(name.startswith("docProps/thumbnail") for name in parts(content))
    place = finding(NAME, box=(25, 30, 100, 45), width=200, height=100, part=name)
    masked = parts(mask("记录.docx", content, [place]).content)
    with Image.open(io.BytesIO(masked[name])) as shown:
        assert shown.size == (400, 200)
        assert shown.convert("RGB").getpixel((120, 75)) != (255, 0, 0)
        assert shown.convert("RGB").getpixel((300, 150)) == (255, 255, 255)
    assert not any(name.startswith("docProps/thumbnail") for name in masked)


def test_the_table_behind_a_diagram_is_overwritten_too() -> None:
    book = openpyxl.Workbook()
    book.active.append([NAME])
    content = packed(saved(docx.Document()), "word/embeddings/sheet1.xlsx", saved(book))
    inner = parts(mask("记录.docx", content, [finding(NAME)]).content)["word/embeddings/sheet1.xlsx"]
    assert all(NAME.encode() not in part for part in parts(inner).values())


def test_what_a_diagram_shows_is_overwritten_though_it_is_a_number() -> None:
    chart = f"<c xmlns:c='x'><c:strCache><c:pt idx='0'><c:v>{MOBILE}</c:v></c:pt></c:strCache></c>".encode()
    content = packed(saved(docx.Document()), "word/charts/chart1.xml", chart)
    masked = mask("记录.docx", content, [finding(MOBILE)]).content
    assert MOBILE.encode() not in parts(masked)["word/charts/chart1.xml"]


def packed(content: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, part)
    return target.getvalue()


def test_a_broken_part_is_told() -> None:
    content = packed(saved(docx.Document()), "word/people.xml", b"<people>")
    with pytest.raises(InvalidInputError, match="不能自动遮盖"):
        mask("记录.docx", content, [finding(NAME)])


@given(st.lists(st.text("张三丰李四1", min_size=1, max_size=4), max_size=6), st.text("张三丰李四1 ，", max_size=40))
def test_stars_leave_nothing_that_was_found_and_keep_the_length(found: list[str], text: str) -> None:
    hidden = starred(text, longest_first(found))
    assert len(hidden) == len(text)
    assert not any(part in hidden for part in found)
    assert all(one in ("＊", other) for one, other in zip(hidden, text, strict=True))
