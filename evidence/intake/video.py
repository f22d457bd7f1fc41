"""Whether an MP4 is whole, by the boxes of which it consists (ISO/IEC 14496-12, 4.2)."""

import struct

from evidence.intake.refusal import RefusedError

_MOST_BOXES = 100_000


def check(content: bytes) -> None:
    """Follows the boxes to the end of the file; nothing is decoded.

    Raises RefusedError (`damaged`) when one runs over the end (a film that was cut off) or its index is missing.
    """
    place, found = 0, set()
    for _ in range(_MOST_BOXES):
        if place + 8 > len(content):
            break
        size, kind = struct.unpack_from(">I4s", content, place)
        found.add(kind)
        place += _size(content, place, size)
    if place != len(content) or not {b"moov", b"mdat"} <= found:
        raise RefusedError("damaged")


def _size(content: bytes, place: int, size: int) -> int:
    """The length of a box: 0 stands for up to the end, 1 for a longer number behind the head."""
    if size == 0:
        return len(content) - place
    if size == 1 and place + 16 <= len(content):
        size = struct.unpack_from(">Q", content, place + 8)[0]
    if size < 8:
        raise RefusedError("damaged")
    return size
