"""Files as hospitals have them, made for a test."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import openpyxl
import pptx
import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from pptx.util import Inches
from pypdfium2 import raw

FONT = "NotoSansCJK-Regular.ttc"
Row = tuple[tuple[int, int], str]


def screen(*rows: Row, size: tuple[int, int] = (620, 300), letters: int = 24) -> Image.Image:
    """A picture of a window with texts at their places."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for place, text in rows:
        draw.text(place, text, fill="#222222", font=ImageFont.truetype(FONT, letters))
    return image


def as_bytes(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def saved(document: Any) -> bytes:
    """What `document.save` writes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(fill: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    fill(document)
    return saved(document)


def excel(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(workbook)


def slides(*pages: tuple[str, str, bytes | None]) -> bytes:
    """Slides with a title, speaker notes and perhaps a picture."""
    presentation = pptx.Presentation()
    for title, notes, picture in pages:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = title
        slide.notes_slide.notes_text_frame.text = notes
        if picture:
            slide.shapes.add_picture(io.BytesIO(picture), Inches(1), Inches(2))
    return saved(presentation)


def pdf(*pages: Sequence[Row], rotated: int = 0) -> bytes:
    """Pages of 595 × 842 points with Latin text at places counted from the lower left corner."""
    document = pypdfium2.PdfDocument.new()
    for rows in pages:
        page = document.new_page(595, 842)
        page.set_rotation(rotated)
        for (left, bottom), text in rows:
            letters = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
            encoded = text.encode("utf-16-le") + b"\0\0"
            raw.FPDFText_SetText(letters, (raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded))
            raw.FPDFPageObj_Transform(letters, 1, 0, 0, 1, left, bottom)
            raw.FPDFPage_InsertObject(page, letters)
        page.gen_content()
    return saved(document)


def paper(picture: Image.Image, *rows: Row) -> bytes:
    """A page of a PDF with a picture over its upper half and text at places in its lower half."""
    document = pypdfium2.PdfDocument(pdf(rows))
    page = document[0]
    image = pypdfium2.PdfImage.new(document)
    image.load_jpeg(io.BytesIO(as_bytes(picture, "JPEG", quality=95)))
    image.set_matrix(pypdfium2.PdfMatrix().scale(500, 500 * picture.height / picture.width).translate(40, 450))
    page.insert_obj(image)
    page.gen_content()
    return saved(document)


def locked_pdf() -> bytes:
    """A PDF that says that it is encrypted, with a password that nobody knows."""
    secret = b"ab" * 32
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<%s> <%s>]" % ((secret,) * 4)
    return (
        pdf([((50, 700), "text")])
        .replace(b"trailer\n<<", b"trailer\n<<" + lock, 1)
        .replace(b"trailer\r\n<<", b"trailer\r\n<<" + lock, 1)
    )


def filled_form(value: str) -> bytes:
    """A PDF of one page with one field of a form, filled in."""
    shown = f"BT /F 12 Tf 2 5 Td ({value}) Tj ET"
    font = "/Resources << /Font << /F 4 0 R >> >>"
    return _pdf_of(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R] {font} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [60 700 300 720] /F 4 /P 3 0 R /AP << /N 6 0 R >> >>",
        f"<< /Subtype /Form /BBox [0 0 240 20] {font} /Length {len(shown)} >>\nstream\n{shown}\nendstream",
    )


def _pdf_of(*objects: str) -> bytes:
    content, places = "%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return f"{content}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
