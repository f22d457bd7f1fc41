"""The same names and numbers again: a patient who was found beside a title is also meant where no title stands."""

import re
from collections.abc import Iterable, Iterator

from evidence.privacy.beside_titles import Hit
from evidence.privacy.finding import Certainty, Kind
from evidence.privacy.folding import fold
from evidence.privacy.names import HAN
from evidence.texts.pages import PageText

# Dates and addresses that agree may be another's.
_REPEATED = (Kind.NAME, Kind.RECORD, Kind.IDENTITY, Kind.MOBILE, Kind.BANK)
_WORD = re.compile(rf"[{HAN}]|[A-Za-z\d]")
_FIRST_OF_NAME, _FIRST_OF_NUMBER = 2, 6


class Repetitions:
    """What was found in a file, to be looked for on all its pages."""

    def __init__(self, pages: Iterable[PageText], hits: Iterable[Iterable[Hit]]) -> None:
        self._known: dict[str, dict[str, Hit]] = {}
        for page, found in zip(pages, hits, strict=True):
            for hit in found:
                text = fold(page.lines[hit.line].text[hit.start : hit.end])
                first = _FIRST_OF_NAME if hit.kind is Kind.NAME else _FIRST_OF_NUMBER
                if hit.kind in _REPEATED and hit.certainty > Certainty.POSSIBLE and len(text) >= first:
                    self._known.setdefault(text[:first], {})[text] = hit

    def on(self, page: PageText) -> Iterator[Hit]:
        """All places on a page where something known stands by itself."""
        for number, line in enumerate(page.lines):
            text = fold(line.text)
            for start in range(len(text) - 1):
                for first in (_FIRST_OF_NAME, _FIRST_OF_NUMBER):
                    for known, hit in self._known.get(text[start : start + first], {}).items():
                        if text.startswith(known, start) and _stands_alone(text, start, start + len(known)):
                            yield Hit(number, start, start + len(known), hit.kind, Certainty.LIKELY)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit follows or precedes; a name of three characters may stand within a sentence."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if re.match(f"[{HAN}]", text[start:end]) and end - start > _FIRST_OF_NAME:
        return True
    return not (_WORD.match(before) or _WORD.match(after))
