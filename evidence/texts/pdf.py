"""PDF: the text layer of each page; what stands in its pictures, or has no text layer, by OCR."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageDraw
from pypdfium2 import raw

from evidence.pdfium import PDFIUM
from evidence.texts.errors import UnreadableError
from evidence.texts.limits import Budget
from evidence.texts.ocr import read_picture
from evidence.texts.pages import Box, Line, PageText
from evidence.texts.pdf_rest import beside_page

_POINTS_PER_INCH = 72
_DOTS_PER_INCH = 170
# A page of A0 is drawn with fewer dots: no picture of a page is larger than this.
_MOST_PIXELS = 12_000_000
# Fewer readable characters than this beside a picture: a stamp or a page number on a scan.
_TEXT_LAYER = 20
# Pictures below this share of the page are logos and signatures.
_PICTURE_SHARE = 0.04
# Letters farther apart than this many heights belong to different cells.
_GAP = 1.5


class _Letter(NamedTuple):
    """A character and its box in points of the page, counted from its lower left corner."""

    character: str
    left: float
    bottom: float
    right: float
    top: float


def read_pdf(content: bytes, budget: Budget) -> list[PageText]:
    """The pages of a PDF. Raises UnreadableError for an encrypted one."""
    pages: list[PageText] = []
    with PDFIUM, _opened(content) as document:
        # What is attached is not read.
        budget.cut |= document.count_attachments() > 0
        for index in range(len(document)):
            if not budget.allows(index, budget.limits.pages):
                break
            beside = beside_page(document, index, first=not pages)
            page = _page(document, index)
            try:
                read = _read_page(page, index + 1, budget)
            finally:
                page.close()
            pages.append(replace(read, lines=(*read.lines, *map(Line, beside))))
    return pages


def pdf_page_picture(content: bytes, number: int) -> Image.Image:
    """The picture of a page (from 1), in whose pixels the boxes of its lines are measured. Raises UnreadableError."""
    with PDFIUM, _opened(content) as document:
        page = _page(document, number - 1)
        try:
            return _draw(page)
        finally:
            page.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("这个 PDF 有密码保护，读不出文字；请去掉密码后重新上传。") from error
        raise


def _page(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """A page on which the fields of forms and the notes are part of the text, as a reader sees them."""
    page = document[index]
    if raw.FPDFPage_GetAnnotCount(page) > 0:
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
    return page


def _read_page(page: pypdfium2.PdfPage, number: int, budget: Budget) -> PageText:
    width, height = _size(page)
    lines = list(_text_layer(page, budget))
    readable = sum(character.isalnum() for line in lines for character in line.text)
    share = _picture_share(page)
    by_ocr = share >= _PICTURE_SHARE or (readable < _TEXT_LAYER and _has_drawing(page))
    if not by_ocr:
        return PageText(number, tuple(lines), False, width, height)
    picture = _draw(page)
    _paint_over(picture, lines)
    seen = read_picture(picture)
    return PageText(number, (*lines, *seen), bool(seen), width, height)


def _scale(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    wanted = _DOTS_PER_INCH / _POINTS_PER_INCH
    return min(wanted, math.sqrt(_MOST_PIXELS / max(width * height, 1)))


def _size(page: pypdfium2.PdfPage) -> tuple[int, int]:
    scale, (width, height) = _scale(page), page.get_size()
    return math.ceil(width * scale), math.ceil(height * scale)


def _draw(page: pypdfium2.PdfPage) -> Image.Image:
    picture: Image.Image = page.render(scale=_scale(page)).to_pil()
    return picture.convert("RGB")


def _has_drawing(page: pypdfium2.PdfPage) -> bool:
    """Whether anything is on the page: letters may be drawn as paths."""
    return next(iter(page.get_objects()), None) is not None


def _picture_share(page: pypdfium2.PdfPage) -> float:
    """The share of the page that its pictures cover (counted twice where they overlap)."""
    width, height = page.get_size()
    areas = [
        (right - left) * (top - bottom)
        for left, bottom, right, top in (
            picture.get_bounds() for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
        )
    ]
    return float(sum(areas) / max(width * height, 1))


def _paint_over(picture: Image.Image, lines: list[Line]) -> None:
    """Hides what the text layer has told already, so that OCR reads only the rest."""
    draw = ImageDraw.Draw(picture)
    for line in lines:
        if line.box:
            draw.rectangle(line.box, fill="white")


def _text_layer(page: pypdfium2.PdfPage, budget: Budget) -> Iterator[Line]:
    """The lines of the text layer with their places; the cells of a table row are lines of their own."""
    text = page.get_textpage()
    try:
        used = 0
        position = pypdfium2.PdfPosConv(page, (0, 0, *_size(page), 0))
        for cell in (cell for row in _rows(text) for cell in _cells(row)):
            shown = budget.shorten(_words(cell), used)
            used += len(shown)
            if shown:
                yield Line(shown, _bounds(position, cell))
    finally:
        text.close()


def _rows(text: pypdfium2.PdfTextPage) -> Iterator[list[_Letter]]:
    """The letters of the page, row by row as pdfium puts them together."""
    row: list[_Letter] = []
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if character in "\r\n":
            yield row
            row = []
        else:
            row.append(_Letter(character, *text.get_charbox(index, loose=True)))
    yield row


def _cells(row: list[_Letter]) -> Iterator[list[_Letter]]:
    """Cuts a row where nothing stands for more than the width of some letters."""
    cell: list[_Letter] = []
    before: _Letter | None = None
    for letter in row:
        if letter.character.isspace():
            cell.append(letter)
            continue
        if before and letter.left - before.right > _GAP * (letter.top - letter.bottom):
            yield cell
            cell = []
        cell.append(letter)
        before = letter
    yield cell


def _words(letters: list[_Letter]) -> str:
    """Letters as text: halves of rare characters are joined, what has no meaning (private, control) is left out."""
    characters = "".join(letter.character for letter in letters)
    joined = characters.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return "".join(letter if letter.isprintable() else " " * letter.isspace() for letter in joined).strip()


def _bounds(position: pypdfium2.PdfPosConv, letters: list[_Letter]) -> Box | None:
    """The box around letters in pixels of the page's picture."""
    seen = [letter for letter in letters if not letter.character.isspace()]
    corners = [position.to_bitmap(x, y) for e in seen for x, y in ((e.left, e.bottom), (e.right, e.top))]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return (min(across), min(down), max(across), max(down)) if corners else None
