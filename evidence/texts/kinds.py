"""Which kinds of files have text that can be read. Old Office files and films have none."""

from evidence.intake.kinds import kinds


def media_type_of(ending: str) -> str:
    """The media type of files with this ending of their name, empty for one that is not taken as evidence."""
    return kinds().media_types.get(ending.lower(), "")


PDF, WORD, EXCEL, POWERPOINT = (media_type_of(ending) for ending in ("pdf", "docx", "xlsx", "pptx"))
PLAIN = frozenset(media_type_of(ending) for ending in ("txt", "csv"))
PICTURES = frozenset(media_type_of(ending) for ending in ("png", "jpg", "gif", "webp", "bmp"))
WITH_TEXT = frozenset({PDF, WORD, EXCEL, POWERPOINT}) | PLAIN | PICTURES
