"""Whether a PDF opens without a password, has its pages, and holds nothing that acts or hides."""

from collections.abc import Callable

import pypdfium2
from pypdfium2 import raw

from evidence.intake.limits import limits
from evidence.intake.refusal import RefusedError
from evidence.pdfium import PDFIUM


def check(content: bytes, refuse_attachment: Callable[[str, bytes], None]) -> None:
    """Opens a PDF and loads its first and last page; nothing is drawn.

    A number of pages that the file only claims counts as well: reading would look for them.
    `refuse_attachment`: raises RefusedError for a name and content that may not be attached.
    Raises RefusedError: `damaged`, `password`, `many_pages`, `script_inside`, `attachment_inside`.
    """
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
            raise RefusedError("password" if locked else "damaged") from error
        try:
            _check_pages(document)
            if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
                raise RefusedError("script_inside")
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


def _check_pages(document: pypdfium2.PdfDocument) -> None:
    pages, limit = len(document), limits().pdf_pages
    if pages > limit:
        raise RefusedError("many_pages", pages=pages, limit=limit)
    for index in {0, pages - 1}:
        document[index].close()


def _check_attachment(
    document: pypdfium2.PdfDocument, index: int, refuse_attachment: Callable[[str, bytes], None]
) -> None:
    attachment = document.get_attachment(index)
    name, content = attachment.get_name(), bytes(attachment.get_data())
    try:
        refuse_attachment(name, content)
    except RefusedError as refusal:
        raise RefusedError("attachment_inside", inside=name) from refusal
