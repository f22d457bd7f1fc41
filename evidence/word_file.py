"""Word documents in Chinese: fonts, repeated table headings, page numbers; the same input gives the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from evidence.printable import printable

FONT = "Microsoft YaHei"
# What is taken where the font above is missing.
_OTHER_FONTS = "Noto Sans CJK SC"
_FONT_TABLE, _MEDIA = "word/fontTable.xml", "word/media/"
_SHORT_EDGE, _LONG_EDGE, _MARGIN = Cm(21), Cm(29.7), Cm(2)
_ACCENT = RGBColor(0x1F, 0x4E, 0x79)
_SIZES = {"Normal": 10.5, "Title": 24, "Subtitle": 14, "Heading 1": 15, "Heading 2": 12}
# The styles of paragraphs in tables, and of those that stay on one page with the row below.
_CELL, _KEPT = "Cell", "CellKept"
_STAMP = (1980, 1, 1, 0, 0, 0)  # of the entries in the file: no clock


class WordFile:
    """An A4 document that grows from top to bottom."""

    def __init__(self, title: str, author: str, on: date) -> None:
        self._document: Document = docx.Document()
        _describe(self._document, title, author, on)
        for name, size in _SIZES.items():
            _set_font(self._document.styles[name], size)
        _add_cell_styles(self._document)
        _page(self._document.sections[0], landscape=False)
        _number_pages(self._document.sections[0])

    def title(self, text: str, below: str = "") -> None:
        """The title of the cover, centred, with a line below it."""
        for style, words, space in (("Title", text, 60), ("Subtitle", below, 6)):
            if words:
                paragraph = self._document.add_paragraph(printable(words), style)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.paragraph_format.space_before = Pt(space)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading that stays with what follows."""
        self._document.add_heading(printable(text), level)

    def text(self, text: str, label: str = "") -> None:
        """A paragraph that stays with what follows, with a bold label in front."""
        paragraph = self._document.add_paragraph()
        if label:
            paragraph.add_run(f"{label}：").bold = True
        paragraph.add_run(printable(text))
        paragraph.paragraph_format.space_after = Pt(4)
        paragraph.paragraph_format.keep_with_next = True

    def landscape(self) -> None:
        """What follows stands on pages of its own, turned sideways."""
        _page(self._document.add_section(WD_SECTION.NEW_PAGE), landscape=True)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose heading is repeated on every page and whose rows are not torn; widths in centimetres.

        Without a heading the first column stands for it, and the rows stay on one page where they fit on one.
        """
        with_head = bool(head)
        cells = [*([head] if with_head else []), *rows]
        table = _new_table(self._document, len(cells), widths)
        for place, (line, texts) in enumerate(zip(list(table.rows), cells, strict=True)):
            is_head = with_head and place == 0
            _fill(line, texts, widths, is_head, _CELL if with_head or place == len(cells) - 1 else _KEPT)
            if is_head:
                _mark(line, "w:tblHeader")
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def picture(self, content: bytes, width: float, height: float, caption: str) -> None:
        """A picture (PNG or JPEG) of this size in centimetres, with a caption below it that stays with it."""
        shown = self._document.add_paragraph()
        shown.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shown.paragraph_format.keep_with_next = True
        shown.paragraph_format.space_before, shown.paragraph_format.space_after = Pt(6), Pt(2)
        drawing = shown.add_run().add_picture(io.BytesIO(content), Cm(width), Cm(height))
        # What a reader that cannot see is told of it.
        drawing._inline.docPr.set("descr", printable(caption))  # noqa: SLF001 - no public way to describe a picture
        below = self._document.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        below.paragraph_format.space_after = Pt(8)
        below.add_run(printable(caption)).font.size = Pt(9)

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Names and values, two columns without a heading."""
        self.table((), rows, (4, 13))

    def as_bytes(self) -> bytes:
        """The .docx file."""
        written = io.BytesIO()
        self._document.save(written)
        return _repacked(written)


def _describe(document: Document, title: str, author: str, on: date) -> None:
    moment = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - the format knows no zone
    properties = document.core_properties
    properties.title, properties.author = printable(title)[:255], printable(author)
    properties.last_modified_by = printable(author)
    properties.created = properties.modified = moment
    properties.comments, properties.language = "", "zh-CN"


def _set_font(style: object, size: float) -> None:
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - the names above are paragraph styles of the template
    assert style.type is WD_STYLE_TYPE.PARAGRAPH  # noqa: S101
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), FONT)
    if style.name != "Normal":
        style.font.color.rgb = _ACCENT
        style.font.bold, style.font.italic = style.name != "Subtitle", False


def _add_cell_styles(document: Document) -> None:
    """The styles of paragraphs in tables: smaller letters, closer lines."""
    for name in (_CELL, _KEPT):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - as asked for
        style.base_style, style.font.size = document.styles["Normal"], Pt(9)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.keep_with_next = name == _KEPT


def _page(section: Section, landscape: bool) -> None:
    width, height = (_LONG_EDGE, _SHORT_EDGE) if landscape else (_SHORT_EDGE, _LONG_EDGE)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN


def _number_pages(section: Section) -> None:
    """第 1 页，共 9 页 at the foot; later sections take it over."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        paragraph.add_run(before)
        _add_field(paragraph, field)
    paragraph.add_run(" 页")


def _add_field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("w:fldChar", {"w:fldCharType": kind}))  # noqa: SLF001 - no public way to add a field
        else:
            instruction = _element("w:instrText", {"xml:space": "preserve"})
            instruction.text = code
            run._r.append(instruction)  # noqa: SLF001


def _element(name: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element


def _new_table(document: Document, rows: int, widths: Sequence[float]) -> Table:
    table: Table = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _fill(row: _Row, texts: Sequence[str], widths: Sequence[float], bold: bool, style: str) -> None:
    _mark(row, "w:cantSplit")
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        # Long tables have thousands of cells: one style instead of four properties of each takes half the time.
        paragraph._p.style = style  # noqa: SLF001 - by name: the public way looks through all styles every time
        run = paragraph.add_run(printable(text))
        if bold or (place == 0 and len(texts) == 2):
            run.bold = True
        if bold:
            _shade(cell)


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(_element(name))  # noqa: SLF001 - no public way to set a row's properties


def _shade(cell: _Cell) -> None:
    look = {"w:val": "clear", "w:color": "auto", "w:fill": "E8EEF4"}
    cell._tc.get_or_add_tcPr().append(_element("w:shd", look))  # noqa: SLF001


def _repacked(written: io.BytesIO) -> bytes:
    """The same entries without the time of writing, and with the font that may stand in."""
    target = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name in source.namelist():
            content = source.read(name)
            if name == _FONT_TABLE:
                content = _with_other_font(content)
            entry = zipfile.ZipInfo(name, _STAMP)
            # Pictures are compressed already: packing 500 of them again takes seconds and saves nothing.
            entry.compress_type = zipfile.ZIP_STORED if name.startswith(_MEDIA) else zipfile.ZIP_DEFLATED
            result.writestr(entry, content)
    return target.getvalue()


def _with_other_font(table: bytes) -> bytes:
    font = f'<w:font w:name="{FONT}"><w:altName w:val="{_OTHER_FONTS}"/><w:family w:val="swiss"/></w:font>'
    return table.replace(b"</w:fonts>", font.encode() + b"</w:fonts>")
