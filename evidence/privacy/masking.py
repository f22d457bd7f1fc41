"""Masked copies of files: what was found is painted over or overwritten, and nothing of it stays underneath."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pypdfium2
from PIL import Image, ImageDraw

from evidence.errors import InvalidInputError
from evidence.pdfium import PDFIUM
from evidence.privacy.finding import Finding
from evidence.privacy.masking_office import mask_office
from evidence.privacy.painting import Place, paint, painted
from evidence.privacy.stars import longest_first, starred
from evidence.texts.pages import Box
from evidence.texts.pdf import pdf_page_picture
from evidence.texts.plain import decoded

_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "bmp"})
_TEXTS = frozenset({"txt", "csv"})
_OFFICE = frozenset({"docx", "xlsx", "pptx"})
_QUALITY = 88


@dataclass(frozen=True)
class Masked:
    """A masked copy. A picture becomes PNG, so the name may end differently."""

    name: str
    media_type: str
    content: bytes


def mask(name: str, content: bytes, findings: Sequence[Finding], more: Sequence[tuple[int, Box]] = ()) -> Masked:
    """A copy of a file without what was found. `more`: further places (page, box in pixels of the page's picture).

    Raises InvalidInputError for a kind of file that cannot be masked, or for a place that cannot be found again.
    """
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending in _PICTURES:
        places = [*_places(findings, 1), *(Place(box) for _, box in more)]
        return Masked(f"{PurePath(name).stem}.png", "image/png", _mask_picture(content, places))
    if ending == "pdf":
        return Masked(name, "application/pdf", _mask_pdf(content, findings, more))
    if more:
        raise InvalidInputError(f"“{name}”不是图片或 PDF，不能手工框选；请在原文件中改好后作为新版本上传。")
    if ending in _TEXTS:
        text = starred(decoded(content), longest_first(finding.text for finding in findings))
        return Masked(name, "text/csv" if ending == "csv" else "text/plain", text.encode("utf-8-sig"))
    if ending in _OFFICE:
        return Masked(name, _office_type(ending), mask_office(content, findings))
    raise InvalidInputError(f"“{name}”这类文件不能自动遮盖，请在原文件中遮盖后作为新版本上传。")


def _office_type(ending: str) -> str:
    kind = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}
    return f"application/vnd.openxmlformats-officedocument.{kind[ending]}"


def _places(findings: Sequence[Finding], page: int) -> list[Place]:
    return [Place(f.box, (f.width, f.height)) for f in findings if f.page == page and f.box is not None]


def _mask_picture(content: bytes, places: Sequence[Place]) -> bytes:
    target = io.BytesIO()
    painted(content, places).save(target, "PNG")
    return target.getvalue()


def _mask_pdf(content: bytes, findings: Sequence[Finding], more: Sequence[tuple[int, Box]]) -> bytes:
    """Pages with something to mask become pictures; the others are taken over, document data and attachments not."""
    if any(finding.box is None for finding in findings):
        raise InvalidInputError("有的内容在页面上找不到位置，不能自动遮盖；请在原文件中遮盖后作为新版本上传。")
    pictures = {
        number: _page_picture(
            content, [*_places(findings, number), *(Place(b) for page, b in more if page == number)], number
        )
        for number in sorted({finding.page for finding in findings} | {page for page, _ in more})
    }
    with PDFIUM, pypdfium2.PdfDocument(content) as source, pypdfium2.PdfDocument.new() as target:
        for index in range(len(source)):
            if index + 1 in pictures:
                _add_picture(target, pictures[index + 1], source[index].get_size())
            else:
                target.import_pages(source, [index])
        written = io.BytesIO()
        target.save(written)
    return written.getvalue()


def _page_picture(content: bytes, places: Sequence[Place], number: int) -> bytes:
    """A page as JPEG, its places painted over."""
    picture = pdf_page_picture(content, number).convert("RGB")
    paint(picture, places)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def _add_picture(target: pypdfium2.PdfDocument, picture: bytes, size: tuple[float, float]) -> None:
    page = target.new_page(*size)
    shown = pypdfium2.PdfImage.new(target)
    shown.load_jpeg(io.BytesIO(picture), inline=True)
    shown.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page.insert_obj(shown)
    page.gen_content()


def draw_on(picture: Image.Image, boxes: Sequence[Box], colour: str) -> Image.Image:
    """A copy of a picture in which boxes are outlined, for a person to look at."""
    copy = picture.convert("RGB")
    pen = ImageDraw.Draw(copy)
    for box in boxes:
        pen.rectangle(box, outline=colour, width=3)
    return copy
