"""What a file is, by its content alone."""

import codecs
import io
import re

from evidence.intake import office_binary, office_xml
from evidence.intake.kinds import Kind, kinds
from evidence.intake.zip_container import is_zip

# As far as a page may begin with comments before its first tag.
_OPENING_BYTES = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n\x0c\0"
# Text has none of these; in UTF-8 and GB 18030 no character contains them either. Logs have colours (escape),
# and tables from the days of DOS an end mark.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_END_MARK = b"\x1a"
_READABLE_PER_WRONG = 20


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file, None when it is of no known one. Raises RefusedError (`damaged`) for a broken container."""
    start = content[:_OPENING_BYTES]
    opening = _as_ascii(start).lstrip(_BLANK)
    for kind in kinds():
        if kind.openings and kind.openings.match(opening):
            return kind
    if is_text(content):
        return kinds().accepted["text"]
    if is_zip(start):
        return office_xml.kind_of(io.BytesIO(content))
    if start.startswith(office_binary.START):
        return office_binary.kind_of(content)
    return next((kind for kind in kinds() if _is_signed(kind, content)), None)


def is_text(content: bytes) -> bool:
    """Whether a person could read it in an editor: UTF-8 or GB 18030 without control characters, or UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "\0" not in content.decode("utf-16", "replace")
    if _CONTROL.search(content.rstrip(_END_MARK)):
        return False
    sample = content[:_OPENING_BYTES]
    return any(_reads_as(sample, encoding) for encoding in ("utf-8", "gb18030"))


def _reads_as(sample: bytes, encoding: str) -> bool:
    """Whether hardly a byte is wrong; a few (two logs in one file, other alphabets) do not make it something else."""
    return sample.decode(encoding, "replace").count("\ufffd") * _READABLE_PER_WRONG <= len(sample)


def _as_ascii(start: bytes) -> bytes:
    """UTF-16 as the bytes in which openings are written."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", "replace").encode("ascii", "replace")
    return start


def _is_signed(kind: Kind, content: bytes) -> bool:
    return any(all(content.startswith(mark, offset) for offset, mark in sign) for sign in kind.signs)
