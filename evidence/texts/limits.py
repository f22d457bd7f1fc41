"""How much of one file is read, so that no file occupies a server."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Bounds for one file. What lies beyond is not read, and `Reading.complete` says so.

    `seconds`: after that no further page is begun. `picture_pixels`: a larger picture is not decoded at all.
    `smallest_side`: a smaller picture inside a document is an ornament. `width`: the width in pixels to which a
    picture is reduced before OCR; what is taller is read in strips.
    """

    pages: int = 500
    pictures: int = 100
    characters_per_page: int = 200_000
    rows_per_sheet: int = 5_000
    columns_per_sheet: int = 200
    lines_per_page: int = 200
    picture_pixels: int = 100_000_000
    smallest_side: int = 24
    width: int = 2_400
    seconds: float = 1_500.0


LIMITS = Limits()


@dataclass
class Budget:
    """The limits of one reading, and whether one of them was met."""

    limits: Limits = LIMITS
    cut: bool = False
    _started: float = field(default_factory=time.monotonic)

    def allows(self, used: int, most: int) -> bool:
        """Whether one more may be read when `used` of `most` have been; remembers a refusal."""
        if used < most and time.monotonic() - self._started < self.limits.seconds:
            return True
        self.cut = True
        return False

    def shorten(self, text: str, used: int = 0) -> str:
        """As much of the text as a page with `used` characters may still have."""
        rest = max(self.limits.characters_per_page - used, 0)
        if len(text) > rest:
            self.cut = True
        return text[:rest]
