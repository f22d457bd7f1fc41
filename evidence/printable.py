"""Text that Word, Excel and web pages can hold."""

import re

# What XML 1.0 has no place for: control characters (but tab and line breaks), halves of pairs, two non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without characters that no XML file may hold; they come in with what people paste."""
    return _UNPRINTABLE.sub("", text)
