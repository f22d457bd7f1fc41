"""Text as the search reads it: same length, full-width characters as ordinary ones."""

import unicodedata


class _Folded(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code))
        # Characters that would become several (… ㎡) stay, so that places in the text keep their numbers.
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


# A dash is a dash, however a word processor or a reader of pictures writes it.
_TABLE = _Folded(dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE63, 0xFF0D), "-"))


def fold(text: str) -> str:
    """The text with full-width letters, digits and punctuation as ordinary ones; as long as before."""
    return text.translate(_TABLE)
