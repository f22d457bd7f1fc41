"""Whether a PDF opens without a password, has its pages, and holds nothing that acts, hides or swells.

Actions and filters are those of ISO 32000-1, 12.6 and 7.4.
"""

import io
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain

import pypdfium2
from pypdfium2 import raw

from evidence.intake.limits import MEGABYTE, limits
from evidence.intake.refusal import RefusedError
from evidence.intake.zip_container import Room
from evidence.pdfium import PDFIUM

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# What runs a script or a program when the file is opened, a page is shown or something is clicked on.
_ACTS = re.compile(rb"/S\s*/(?:JavaScript|Launch|ImportData|RichMediaExecute)\b|/S\s*/Rendition\b[^>]*/JS\b")
_CHUNK = 256 * 1024
# Packed more often than that, a stream is not looked into; no program packs twice.
_MOST_LAYERS = 4


def check(content: bytes, refuse_attachment: Callable[[str, bytes], None]) -> None:
    """Opens a PDF and looks at its first and last page; nothing is drawn, and nothing unpacked that could swell.

    A number of pages that the file only claims counts as well: reading would look for them.
    `refuse_attachment`: raises RefusedError for a name and content that may not be attached.
    Raises RefusedError: `damaged`, `password`, `many_pages`, `swollen`, `script_inside`, `attachment_inside`.
    """
    _refuse_swollen(content)
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
            raise RefusedError("password" if locked else "damaged") from error
        try:
            _check_pages(document)
            _refuse_actions(document)
            for index in range(document.count_attachments()):
                _check_attachment(document, index, refuse_attachment)
        except pypdfium2.PdfiumError as error:
            raise RefusedError("damaged") from error
        finally:
            document.close()


def pdf_pages(content: bytes) -> int:
    """The number of pages of a PDF that `check` has let through."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            return len(document)
        finally:
            document.close()


def _refuse_swollen(content: bytes) -> None:
    """Unpacks every packed stream once, in pieces: the library would do so at one go, whatever comes out."""
    view = memoryview(content)
    for start in (found.end() for found in _STREAM.finditer(content)):
        if _is_packed(content[start : start + 2]):
            packed: Iterator[bytes] = (bytes(view[at : at + _CHUNK]) for at in range(start, len(content), _CHUNK))
            for _ in _layers(packed):
                pass


def _layers(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a stream, unpacked as often as they are packed. Raises RefusedError (`swollen`)."""
    limit = limits().pdf_stream_megabytes
    for _ in range(_MOST_LAYERS):
        first = next(pieces, b"")
        pieces = chain([first], pieces)
        if not _is_packed(first):
            break
        pieces = Room(limit * MEGABYTE, "swollen", limit=limit).through(_unpacked(pieces))
    return pieces


def _is_packed(start: bytes) -> bool:
    """Whether bytes begin like those of the Flate filter (RFC 1950)."""
    return len(start) > 1 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    """What is packed, up to its end or to where it is broken."""
    inflate = zlib.decompressobj()
    try:
        for piece in packed:
            rest = piece
            while rest and not inflate.eof:
                if unpacked := inflate.decompress(rest, _CHUNK):
                    yield unpacked
                rest = inflate.unconsumed_tail
            if inflate.eof:
                return
    except zlib.error:
        return


def _check_pages(document: pypdfium2.PdfDocument) -> None:
    pages, limit = len(document), limits().pdf_pages
    if pages > limit:
        raise RefusedError("many_pages", pages=pages, limit=limit)
    for index in {0, pages - 1}:
        document.get_page_size(index)


def _refuse_actions(document: pypdfium2.PdfDocument) -> None:
    """Looks at the file as the library writes it: nothing encrypted, no object packed, every name spelt out."""
    written = io.BytesIO()
    document.save(written, flags=raw.FPDF_REMOVE_SECURITY)
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or _ACTS.search(written.getbuffer()):
        raise RefusedError("script_inside")
    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
        _refuse_swollen(written.getvalue())


def _check_attachment(
    document: pypdfium2.PdfDocument, index: int, refuse_attachment: Callable[[str, bytes], None]
) -> None:
    attachment = document.get_attachment(index)
    name, content = attachment.get_name(), bytes(attachment.get_data())
    try:
        refuse_attachment(name, content)
    except RefusedError as refusal:
        raise RefusedError("attachment_inside", inside=name) from refusal
