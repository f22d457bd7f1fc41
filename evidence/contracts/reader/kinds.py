"""Which kind of system a name speaks of."""

import re
from functools import cache, lru_cache

from evidence.contracts.reader.words import words


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """The kind (code of the vocabulary) of a system with this name, None when the name does not tell."""
    return next((kind for kind, found in _rows() if found.search(name)), None)


@cache
def _rows() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(found)) for kind, found in words("kinds")["kinds"])
