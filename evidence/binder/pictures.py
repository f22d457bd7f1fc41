"""Pictures of documents as Word and browsers can show them: as they are where that is possible, else converted."""

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from evidence.errors import UserError
from evidence.pdfium import PDFIUM
from evidence.records import Document
from evidence.texts.kinds import PDF, PICTURES
from evidence.texts.limits import LIMITS
from evidence.texts.pictures import open_picture

# Larger ones are reduced: the original lies beside the document anyway.
_WIDEST, _TALLEST = 2400, 3600
_MOST_BYTES = 2 * 1024 * 1024
_QUALITY = 88
_PDF_DOTS_PER_INCH = 110
_POINTS_PER_INCH = 72
_PDF_MOST_PIXELS = 4_000_000
_PNG_DEPTH_PLACE, _PNG_DEPTH = 24, 8
_JPEG_NAMES = (b"JFIF", b"Exif")
_JPEG_UPRIGHT = (None, 1)
_ORIENTATION = 0x0112
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, pypdfium2.PdfiumError)


@dataclass(frozen=True)
class Picture:
    """A PNG or JPEG that Word embeds, with its size in pixels. `note`: what it shows of the document, if not all."""

    content: bytes
    width: int
    height: int
    note: str = ""


class NoPictureError(UserError):
    """A document of which no picture can be shown; the sentence says why."""


def has_picture(document: Document) -> bool:
    """Whether a document is a picture or a PDF, whose first page stands for it."""
    return document.sha256 is not None and document.media_type in (*PICTURES, PDF)


def picture_of(document: Document, content: bytes) -> Picture:
    """The picture of a document with this content. Raises NoPictureError."""
    try:
        return _pdf_picture(content) if document.media_type == PDF else _picture(content)
    except UserError as error:
        raise NoPictureError(str(error)) from error
    except _BROKEN as error:
        raise NoPictureError("图片已损坏或格式不支持，无法插入文档，请查看另附的原件。") from error


def _picture(content: bytes) -> Picture:
    with Image.open(io.BytesIO(content)) as image:
        if _as_it_is(image, content):
            # Decoding it shows whether it is complete.
            image.load()
            return Picture(content, image.width, image.height)
    return _converted(open_picture(content, LIMITS.picture_pixels))


def _as_it_is(image: Image.Image, content: bytes) -> bool:
    """Whether Word takes the file: Word knows no CMYK, no 16 bits per colour, no WebP, and turns no photo upright."""
    if len(content) > _MOST_BYTES or image.width > _WIDEST or image.height > _TALLEST:
        return False
    if image.format == "PNG":
        return content[_PNG_DEPTH_PLACE] <= _PNG_DEPTH
    named = content[6:10] in _JPEG_NAMES
    upright = image.getexif().get(_ORIENTATION) in _JPEG_UPRIGHT
    return image.format == "JPEG" and named and upright and image.mode in ("L", "RGB")


def _converted(image: Image.Image, note: str = "") -> Picture:
    image.thumbnail((_WIDEST, _TALLEST))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return Picture(target.getvalue(), image.width, image.height, note)


def _pdf_picture(content: bytes) -> Picture:
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            pages = len(document)
            if pages == 0:
                raise NoPictureError("PDF 没有页面，请查看另附的原件。")
            image = _first_page(document)
        finally:
            document.close()
    return _converted(image, "" if pages == 1 else f"共 {pages} 页，此处为第 1 页")


def _first_page(document: pypdfium2.PdfDocument) -> Image.Image:
    page = document[0]
    try:
        width, height = page.get_size()
        scale = _PDF_DOTS_PER_INCH / _POINTS_PER_INCH
        scale = min(scale, (_PDF_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        picture: Image.Image = page.render(scale=scale).to_pil()
        return picture.convert("RGB")
    finally:
        page.close()
