"""What a PDF says beside its pages: notes, values of form fields, addresses of links, bookmarks, properties."""

import re
from collections.abc import Iterator
from ctypes import c_ushort, create_string_buffer
from typing import Any

import pypdfium2
from pypdfium2 import raw

# Addresses, properties and bookmarks are kept when they have a number that may be somebody's.
_NUMBER = re.compile(r"\d{6}")
# Text notes and form fields hold words of people under these keys.
_WORDS = (b"Contents", b"V")
_PROPERTIES = ("Title", "Subject", "Keywords")
# A note as the library passes it on.
_Pointer = Any


def beside_page(document: pypdfium2.PdfDocument, index: int, *, first: bool) -> list[str]:
    """Line by line what belongs to a page (from 0) but is not drawn on it; with the first page what is of them all.

    The caller holds the lock of the library.
    """
    page = document[index]
    try:
        said = list(_said(document, page)) if raw.FPDFPage_GetAnnotCount(page) > 0 else []
    finally:
        page.close()
    if first:
        said += filter(_NUMBER.search, _of_document(document))
    return [" ".join(words.split()) for words in said if words.strip()]


def _said(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[str]:
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, place)
        if note:
            try:
                yield from (_words(note, key) for key in _WORDS)
                yield from filter(_NUMBER.search, [_address(document, note)])
            finally:
                raw.FPDFPage_CloseAnnot(note)


def _words(note: _Pointer, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    buffer = (c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer).decode("utf-16-le", "ignore").rstrip("\0")


def _address(document: pypdfium2.PdfDocument, note: _Pointer) -> str:
    link = raw.FPDFAnnot_GetLink(note)
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action:
        return ""
    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = create_string_buffer(size + 1)
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _of_document(document: pypdfium2.PdfDocument) -> Iterator[str]:
    yield from (document.get_metadata_value(key) for key in _PROPERTIES)
    yield from (bookmark.get_title() for bookmark in document.get_toc())
