"""Of a page of a PDF that was masked nothing is left anywhere in the file."""

import re
import zlib

import pypdfium2
import pytest

from evidence.errors import InvalidInputError
from evidence.privacy.finding import Certainty, Finding, Kind
from evidence.privacy.masking import mask
from evidence.privacy.search import find_identifiers
from evidence.texts.extraction import extract

IDENTITY = "110101199003074514"


def pdf(*objects: str) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info << /Title ({IDENTITY}) >> >>"
    return written + f"{head}{tail}\nstartxref\n{len(written)}\n%%EOF\n".encode()


def linked() -> bytes:
    """Two pages; the first has a link to the second, on which an identity number stands."""
    text = f"BT /F1 14 Tf 60 700 Td (ID {IDENTITY} received) Tj ET"
    link = "/Annots [<< /Type /Annot /Subtype /Link /Rect [50 50 200 80] /Dest [4 0 R /Fit] >>]"
    font = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    size = "/Parent 2 0 R /MediaBox [0 0 595 842]"
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        f"<< /Type /Page {size} {link} >>",
        f"<< /Type /Page {size} {font} /Contents 5 0 R >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    )


def everything(content: bytes) -> bytes:
    """The bytes of a PDF and of its compressed streams."""
    unpacked = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            unpacked.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(unpacked)


def test_neither_links_nor_the_title_of_the_file_keep_what_was_on_a_page() -> None:
    content = linked()
    found = find_identifiers(extract("记录.pdf", content))
    assert [(f.page, f.text) for f in found] == [(2, IDENTITY)]
    masked = mask("记录.pdf", content, found).content
    assert IDENTITY.encode() not in everything(masked)
    with pypdfium2.PdfDocument(masked) as document:
        assert len(document) == 2
        assert [page.get_size() for page in document] == [(595, 842)] * 2
    assert find_identifiers(extract("记录.pdf", masked)) == []


def test_a_place_that_a_person_has_marked_is_painted_over() -> None:
    masked = mask("记录.pdf", linked(), [], [(2, (100, 200, 900, 500))]).content
    assert IDENTITY.encode() not in everything(masked)
    with pypdfium2.PdfDocument(masked) as document:
        picture = document[1].render(scale=170 / 72).to_pil().convert("L")
    assert picture.getpixel((500, 350)) < 60
    assert picture.getpixel((500, 800)) > 200


def test_what_has_no_place_on_its_page_is_told() -> None:
    placeless = Finding(Kind.IDENTITY, 2, 1, 0, 18, IDENTITY, Certainty.CERTAIN)
    with pytest.raises(InvalidInputError, match="找不到位置"):
        mask("记录.pdf", linked(), [placeless])


def test_places_cannot_be_marked_in_a_text() -> None:
    with pytest.raises(InvalidInputError, match="不能手工框选"):
        mask("记录.txt", b"x", [], [(1, (0, 0, 9, 9))])
