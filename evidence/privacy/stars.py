"""Overwriting texts."""

from collections.abc import Iterable, Sequence

STAR = "＊"


def longest_first(texts: Iterable[str]) -> list[str]:
    """Different texts, so ordered that one which is part of another does not leave the rest of that readable."""
    return sorted(set(texts), key=lambda text: (-len(text), text))


def starred(text: str, found: Sequence[str]) -> str:
    """A text with stars for everything found, as long as before. `found`: as longest_first orders them."""
    for part in found:
        text = text.replace(part, STAR * len(part))
    return text
