"""The tables of a Word document as grids: merged cells stand in every place that they cover."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import docx
from docx.document import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from lxml import etree

from evidence.errors import InvalidInputError
from evidence.intake.content import kind_of
from evidence.intake.file_check import check_file
from evidence.intake.refusal import RefusedError
from evidence.official_wording.words import layout_words

# A second drawing of the same for old programs.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Deleted text of a tracked change, and how a paragraph looks.
_PASSED_OVER = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:tbl"), _FALLBACK}
_WIDEST = 64
_SAVE_AS = "请用 Word 或 WPS 打开官方文件，另存为 .docx 后再上传。"
_TEXT = "word/document.xml"
# The dialect of Word's "Strict Open XML Document".
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass(eq=False)
class Cell:
    """A cell. `lines`: its text; `listed`: the lines that Word itself numbers, by place in `lines`."""

    lines: list[str] = field(default_factory=list)
    listed: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines).strip()


@dataclass(frozen=True)
class Row:
    """A row of a table: its number from 1, a cell per column of the grid. `heading`: repeated on every page."""

    number: int
    cells: tuple[Cell, ...]
    heading: bool


@dataclass(frozen=True)
class Table:
    """A table: its number in the document from 1, its rows, and the last text `above` it, behind the table before."""

    number: int
    rows: tuple[Row, ...]
    above: str = ""


@dataclass(frozen=True)
class WordContent:
    """What a document consists of. `paragraphs`: those outside tables; `opening`: those before the first table."""

    tables: tuple[Table, ...]
    paragraphs: tuple[Cell, ...]
    opening: str


def read_word_tables(name: str, content: bytes) -> WordContent:
    """The content of a .docx. Raises InvalidInputError for a file that is empty, encrypted, broken or no .docx."""
    if not name.lower().endswith(".docx"):
        raise InvalidInputError(f"“{name}”不是 .docx 文档；{_SAVE_AS}")
    _check_kind(name, content)
    _check_text(name, content)
    try:
        return _content(docx.Document(io.BytesIO(content)))
    except (ValueError, KeyError, zipfile.BadZipFile, InvalidXmlError, etree.XMLSyntaxError) as error:
        raise InvalidInputError(f"“{name}”已损坏或不是规范的 Word 文档；请用 Word 打开并另存后再试。") from error


def _check_kind(name: str, content: bytes) -> None:
    """What might be evidence under a name of its own is told to become a .docx, as only that is read here."""
    try:
        check_file(name, content)
    except InvalidInputError as error:
        with suppress(RefusedError):
            kind = kind_of(content)
            if kind is not None and not kind.because and kind.id not in ("docx", "text"):
                told = f"“{name}”的内容其实是 {kind.word}，不是 .docx 文档；{_SAVE_AS}"
                raise InvalidInputError(told) from error
        raise


def _check_text(name: str, content: bytes) -> None:
    """A text that unpacks to a multiple of any annex is not unpacked; another dialect is called by its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = archive.getinfo(_TEXT).file_size
            strict = _STRICT in archive.read("_rels/.rels")
    except (KeyError, zipfile.BadZipFile):
        return
    if size > layout_words().largest_text:
        raise InvalidInputError(
            f"“{name}”的文字展开后有 {size // 1_000_000} MB，不像官方文件；请只保留附件的文字后再试。"
        )
    if strict:
        raise InvalidInputError(
            f"“{name}”是“严格 Open XML 文档”；请用 Word 打开，另存为普通的 Word 文档（.docx）后再试。"
        )


def _content(document: Document) -> WordContent:
    body = document.element.body
    tables: list[Table] = []
    paragraphs: list[Cell] = []
    opening: list[str] = [document.core_properties.title or ""]
    above = ""
    for element in _unframed(body):
        if element.tag == qn("w:tbl"):
            tables.append(Table(len(tables) + 1, tuple(_rows(element)), above))
            above = ""
        else:
            cell = Cell()
            _add_paragraph(cell, element)
            paragraphs.append(cell)
            above = cell.text or above
            if not tables:
                opening.append(cell.text)
    return WordContent(tuple(tables), tuple(paragraphs), "\n".join(opening))


def _blocks(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in their order, also those in content controls and insertions."""
    for child in container:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _blocks(child)


def _unframed(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in their order; of a table with one cell, which only frames others, those others."""
    for block in _blocks(container):
        cells = list(block.iterchildren(qn("w:tr"))) if block.tag == qn("w:tbl") else []
        inner = list(_children(cells[0], "w:tc")) if len(cells) == 1 else []
        if len(inner) == 1 and inner[0].find(qn("w:tbl")) is not None:
            yield from _unframed(inner[0])
        else:
            yield block


def _rows(table: etree._Element) -> Iterator[Row]:
    """The rows; a cell merged downwards is the same object in all of them.

    A merge that starts in a repeated heading and goes on below it is the rest of one that a page break cut off.
    """
    above: list[Cell] = []
    above_heading = False
    for number, row in enumerate(_children(table, "w:tr"), 1):
        properties = row.find(qn("w:trPr"))
        before = _number(properties, "w:gridBefore", 0)
        heading = properties is not None and properties.find(qn("w:tblHeader")) is not None
        if above_heading and not heading:
            above = [Cell() for _ in above]
        cells: list[Cell] = [Cell() for _ in range(before)]
        for element in _children(row, "w:tc"):
            cell = _cell(element, above[len(cells)] if len(cells) < len(above) else None)
            cells += [cell] * max(_number(element.find(qn("w:tcPr")), "w:gridSpan", 1), 1)
        cells += [Cell() for _ in range(_number(properties, "w:gridAfter", 0))]
        cells = cells[:_WIDEST]
        yield Row(number, tuple(cells), heading)
        above, above_heading = cells, heading


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _children(child, tag)


def _cell(element: etree._Element, above: Cell | None) -> Cell:
    merged = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merged is not None and merged.get(qn("w:val"), "continue") == "continue" and above is not None:
        return above
    cell = Cell()
    for block in _blocks(element):
        if block.tag == qn("w:p"):
            _add_paragraph(cell, block)
        else:
            for row in _rows(block):
                cell.lines.append(" ".join(dict.fromkeys(inner.text for inner in row.cells)))
    return cell


def _add_paragraph(cell: Cell, paragraph: etree._Element) -> None:
    lines = [" ".join(line.split()) for line in _text(paragraph).split("\n")]
    if any(lines) and paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
        cell.listed.add(len(cell.lines))
    cell.lines += [line for line in lines if line]


def _text(element: etree._Element) -> str:
    parts = []
    for child in element:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _SPACES:
            parts.append(_SPACES[child.tag])
        elif isinstance(child.tag, str) and child.tag not in _PASSED_OVER:
            parts.append(_text(child))
    return "".join(parts)


def _number(properties: etree._Element | None, tag: str, default: int) -> int:
    found = None if properties is None else properties.find(qn(tag))
    value = "" if found is None else found.get(qn("w:val"), "")
    return int(value) if value.isdecimal() else default
