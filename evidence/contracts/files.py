"""Contract files as text: plain text and Word as they stand, PDF and pictures as far as they can be read."""

import codecs
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

import docx
from docx.document import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from evidence.contracts.draft import ContractDraft
from evidence.contracts.reading import read_contract
from evidence.errors import InvalidInputError
from evidence.texts.pages import PageText

_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UNMARKED = ("utf-8", "gb18030")
_OLD_OFFICE = (".doc", ".wps", ".rtf")
# A row with a longer cell, or a cell of several paragraphs, is laid out cell by cell.
_LONGEST_ROW_CELL = 60
_PAGE_NUMBER = re.compile(r"\s*(?:第?\s*\d+\s*页(?:\s*[,，/共]*\s*\d*\s*页?)?|[-—–]\s*\d+\s*[-—–]|\d+\s*/\s*\d+)\s*")

PagesOf = Callable[[str, bytes], Iterable[PageText]]


@dataclass(frozen=True)
class SourceText:
    """The text to which the places in a draft refer. `by_ocr`: read from pictures, single characters may be wrong."""

    text: str
    by_ocr: bool = False


def read_contract_file(name: str, content: bytes, pages_of: PagesOf | None = None) -> tuple[SourceText, ContractDraft]:
    """The text of a file and its draft; `pages_of` as in contract_text.

    Raises UserError for a file without readable text or that is no contract.
    """
    source = contract_text(name, content, pages_of)
    return source, read_contract(source.text)


def contract_text(name: str, content: bytes, pages_of: PagesOf | None = None) -> SourceText:
    """The text of a .txt, .docx, .pdf or picture file; pages without a text layer are read by OCR.

    `pages_of`: what reads PDF and pictures, by default in this process.
    Raises UserError for a file that is empty, broken, encrypted, or of a kind that has no text.
    """
    ending = PurePath(name).suffix.lower()
    if not content:
        raise InvalidInputError(f"“{name}”是空文件（0 字节）；请检查原文件后再试。")
    if ending in _OLD_OFFICE:
        raise InvalidInputError(f"“{name}”是旧格式文档，读不出文字；请用 Word 或 WPS 另存为 .docx 或 PDF 后再试。")
    if ending in (".txt", ""):
        return SourceText(_decoded(name, content))
    if ending == ".docx":
        text = _word_text(content)
        if text.strip():  # else a scan pasted into Word, or a file whose fault extraction knows to name
            return SourceText(text)
    return _extracted(name, content, pages_of or _pages_here)


def _decoded(name: str, content: bytes) -> str:
    for mark, encoding in _MARKED.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in _UNMARKED:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidInputError(f"“{name}”的编码无法识别，或者不是文本文件；请用记事本另存为 UTF-8 编码后再试。")


def _word_text(content: bytes) -> str:
    """Paragraphs and table rows in their order; empty for a file that is no readable Word document."""
    try:
        return "\n".join(_lines(docx.Document(io.BytesIO(content))))
    except (ValueError, KeyError, zipfile.BadZipFile, InvalidXmlError, etree.XMLSyntaxError):
        return ""


def _lines(container: Document | _Cell) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from _table_lines(block)


def _table_lines(table: Table) -> Iterator[str]:
    """A row of short cells on one line with tabs, else its cells one below the other; merged cells once."""
    seen: set[object] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:  # noqa: SLF001 - the cell's element is what merged cells share
                seen.add(cell._tc)  # noqa: SLF001
                cells.append([line for line in _lines(cell) if line.strip()])
        if all(len(lines) <= 1 and len("".join(lines)) <= _LONGEST_ROW_CELL for lines in cells):
            yield "\t".join("".join(lines) for lines in cells)
        else:
            for lines in cells:
                yield from lines


def _pages_here(name: str, content: bytes) -> Iterable[PageText]:
    # The OCR engine takes seconds to load and is needed for few contracts.
    from evidence.texts.extraction import extract

    return extract(name, content)


def _extracted(name: str, content: bytes, pages_of: PagesOf) -> SourceText:
    pages = list(pages_of(name, content))
    lines = [line for page in pages for line in page.text.split("\n") if not _PAGE_NUMBER.fullmatch(line)]
    text = "\n".join(lines)
    if not text.strip():
        raise InvalidInputError(f"“{name}”里没有读出文字；请换一份清晰的扫描件，或上传 .docx、.pdf、.txt 文件。")
    return SourceText(text, any(page.by_ocr for page in pages))
