"""The tables of a Word document as grids: merged cells stand in every place that they cover."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import docx
from docx.document import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from lxml import etree

from evidence.errors import InvalidInputError
from evidence.intake.file_check import check_file

# A second drawing of the same for old programs.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Deleted text of a tracked change, and how a paragraph looks.
_PASSED_OVER = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:tbl"), _FALLBACK}
_WIDEST = 64


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
    """A table: its number in the document from 1, and its rows."""

    number: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WordContent:
    """What a document consists of. `paragraphs`: those outside tables; `opening`: those before the first table."""

    tables: tuple[Table, ...]
    paragraphs: tuple[Cell, ...]
    opening: str


def read_word_tables(name: str, content: bytes) -> WordContent:
    """The content of a .docx. Raises InvalidInputError for a file that is empty, encrypted, broken or no .docx."""
    if not name.lower().endswith(".docx"):
        raise InvalidInputError(f"“{name}”不是 .docx 文档；请用 Word 或 WPS 打开官方文件，另存为 .docx 后再上传。")
    check_file(name, content)
    try:
        return _content(docx.Document(io.BytesIO(content)))
    except (ValueError, KeyError, zipfile.BadZipFile, InvalidXmlError, etree.XMLSyntaxError) as error:
        raise InvalidInputError(f"“{name}”已损坏或不是规范的 Word 文档；请用 Word 打开并另存后再试。") from error


def _content(document: Document) -> WordContent:
    body = document.element.body
    tables: list[Table] = []
    paragraphs: list[Cell] = []
    opening: list[str] = [document.core_properties.title or ""]
    for element in _blocks(body):
        if element.tag == qn("w:tbl"):
            tables.append(Table(len(tables) + 1, tuple(_rows(element))))
        else:
            cell = Cell()
            _add_paragraph(cell, element)
            paragraphs.append(cell)
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


def _rows(table: etree._Element) -> Iterator[Row]:
    """The rows; a cell merged downwards is the same object in all of them."""
    above: list[Cell] = []
    for number, row in enumerate(_children(table, "w:tr"), 1):
        properties = row.find(qn("w:trPr"))
        before = _number(properties, "w:gridBefore", 0)
        cells: list[Cell] = [Cell() for _ in range(before)]
        for element in _children(row, "w:tc"):
            cell = _cell(element, above[len(cells)] if len(cells) < len(above) else None)
            cells += [cell] * max(_number(element.find(qn("w:tcPr")), "w:gridSpan", 1), 1)
        cells += [Cell() for _ in range(_number(properties, "w:gridAfter", 0))]
        cells = cells[:_WIDEST]
        heading = properties is not None and properties.find(qn("w:tblHeader")) is not None
        yield Row(number, tuple(cells), heading)
        above = cells


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
