"""Word, Excel and PowerPoint: their text, what they hold beside it, then their embedded pictures by OCR."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

import docx
import openpyxl
import pptx
from PIL import Image, UnidentifiedImageError
from pptx.slide import Slide

from evidence.texts.errors import UnreadableError
from evidence.texts.limits import Budget
from evidence.texts.office_rest import embedded_files, has_unread, rest_of
from evidence.texts.office_xml import lines_of_part
from evidence.texts.pages import Line, PageText
from evidence.texts.pictures import open_picture, picture_page
from evidence.texts.plain import in_pages

_OLE = b"\xd0\xcf\x11\xe0"
_PICTURES = re.compile(r"(word|xl|ppt)/media/[^/]+\.(png|jpe?g|gif|bmp|webp|tiff?)", re.IGNORECASE)
_WORD_PARTS = re.compile(
    r"/word/(document|header|footer|footnotes|endnotes|comments|diagrams/data|charts/chart)\d*\.xml"
)
# What belongs to a slide besides its own text.
_SLIDE_PARTS = ("/notesSlide", "/diagramData", "/chart", "/comments")


def read_word(content: bytes, budget: Budget) -> list[PageText]:
    """Paragraphs, table rows, text boxes, headers, footers, notes and comments; then the pictures.

    Word knows no pages before it lays a document out: a page here is a number of lines. Raises UnreadableError.
    """
    return _with_rest(_word_pages(content, budget), content, budget)


def _word_pages(content: bytes, budget: Budget) -> list[PageText]:
    _refuse_encrypted(content)
    parts = docx.Document(io.BytesIO(content)).part.package.iter_parts()
    found = {str(part.partname): part.blob for part in parts if _WORD_PARTS.fullmatch(str(part.partname))}
    names = sorted(found, key=lambda name: (not name.startswith("/word/document"), _natural(name)))
    return in_pages((Line(line) for name in names for line in lines_of_part(found[name])), budget)


def read_excel(content: bytes, budget: Budget) -> list[PageText]:
    """One page per sheet: its title, then the rows with a tab between the cells; then the pictures.

    Formulas are read as the values last computed. Raises UnreadableError.
    """
    return _with_rest(_excel_pages(content, budget), content, budget)


def _excel_pages(content: bytes, budget: Budget) -> list[PageText]:
    _refuse_encrypted(content)
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    pages: list[PageText] = []
    try:
        for index, sheet in enumerate(workbook.worksheets):
            if not budget.allows(index, budget.limits.pages):
                break
            # The size that the file claims may be wrong.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            pages.append(_page(index + 1, [sheet.title], _rows(rows, budget), budget))
    finally:
        workbook.close()
    return pages


def read_powerpoint(content: bytes, budget: Budget) -> list[PageText]:
    """One page per slide, with its tables, diagrams and speaker notes; then the pictures. Raises UnreadableError."""
    return _with_rest(_powerpoint_pages(content, budget), content, budget)


def _powerpoint_pages(content: bytes, budget: Budget) -> list[PageText]:
    _refuse_encrypted(content)
    pages: list[PageText] = []
    for index, slide in enumerate(pptx.Presentation(io.BytesIO(content)).slides):
        if not budget.allows(index, budget.limits.pages):
            break
        pages.append(_page(index + 1, [], _slide_lines(slide), budget))
    return pages


_PAGES: Mapping[str, Callable[[bytes, Budget], list[PageText]]] = {
    "docx": _word_pages,
    "xlsx": _excel_pages,
    "pptx": _powerpoint_pages,
}


def _refuse_encrypted(content: bytes) -> None:
    """An Office file with a password is an OLE file around the encrypted package."""
    if content.startswith(_OLE):
        raise UnreadableError("这个 Office 文件有密码保护，读不出文字；请去掉密码后重新上传。")


def _page(number: int, head: list[str], lines: Iterable[str], budget: Budget) -> PageText:
    """A page of these lines, as far as its characters may go."""
    kept = [Line(line) for line in head]
    used = 0
    for line in lines:
        shown = budget.shorten(line, used)
        used += len(shown)
        if shown.strip():
            kept.append(Line(shown))
        if len(shown) < len(line):
            break
    return PageText(number, tuple(kept))


def _rows(rows: Iterable[tuple[object, ...]], budget: Budget) -> Iterator[str]:
    for number, row in enumerate(rows):
        if not budget.allows(number, budget.limits.rows_per_sheet):
            return
        most = budget.limits.columns_per_sheet
        if any(value is not None for value in row[most:]):
            budget.cut = True
        yield "\t".join(_cell(value) for value in row[:most]).rstrip("\t")


def _cell(value: object) -> str:
    """A value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\n", " ")


def _slide_lines(slide: Slide) -> Iterator[str]:
    yield from lines_of_part(slide.part.blob)
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_SLIDE_PARTS):
            yield from lines_of_part(relation.target_part.blob)


def _with_rest(pages: list[PageText], content: bytes, budget: Budget) -> list[PageText]:
    """The pages, then what stands beside them and in files inside the file, then the pictures."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        more = _rest(archive, budget)
        for ending, inner in embedded_files(archive):
            more += _embedded_file(ending, inner, budget)
    found = [*pages, *(replace(page, number=len(pages) + place) for place, page in enumerate(more, 1))]
    return found + _pictures(content, len(found), budget)


def _rest(archive: zipfile.ZipFile, budget: Budget) -> list[PageText]:
    budget.cut |= has_unread(archive)
    return in_pages((Line(" ".join(line.split())) for line in rest_of(archive)), budget)


def _embedded_file(ending: str, content: bytes, budget: Budget) -> list[PageText]:
    """An Office file inside another, without what is still further inside; one that is broken is passed over."""
    try:
        return _read_embedded(ending, content, budget)
    except UnreadableError:
        budget.cut = True
        return []


def _read_embedded(ending: str, content: bytes, budget: Budget) -> list[PageText]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            further = any(True for _ in embedded_files(archive)) or any(map(_PICTURES.fullmatch, archive.namelist()))
            budget.cut |= further
            return _PAGES[ending](content, budget) + _rest(archive, budget)
    except Exception as error:  # the readers' libraries raise all kinds of errors, and all say that it is broken
        raise UnreadableError("文件中嵌入的文件已损坏；请用原软件打开并另存后重新上传。") from error


def _pictures(content: bytes, after: int, budget: Budget) -> list[PageText]:
    """The pictures inside a file, each a page that follows the others; one that is broken is passed over."""
    pages: list[PageText] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted((name for name in archive.namelist() if _PICTURES.fullmatch(name)), key=_natural)
        for index, name in enumerate(names):
            if not budget.allows(index, budget.limits.pictures):
                break
            picture = _embedded(archive.read(name), budget)
            if picture is not None:
                pages.append(picture_page(after + len(pages) + 1, picture, name))
    return pages


def _embedded(content: bytes, budget: Budget) -> Image.Image | None:
    try:
        picture = open_picture(content, budget.limits.picture_pixels)
    except (UnidentifiedImageError, OSError, UnreadableError):
        budget.cut = True
        return None
    return picture if min(picture.size) >= budget.limits.smallest_side else None


def _natural(name: str) -> list[tuple[int, str]]:
    """Orders image2 before image10."""
    return [(int(digits or 0), letters) for letters, digits in re.findall(r"(\D+)(\d*)", name)]
