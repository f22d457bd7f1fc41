"""Short words for texts and pictures in which identities are looked for."""

from evidence.privacy.finding import Finding, Kind
from evidence.privacy.search import find_identifiers
from evidence.texts.pages import Box, Line, PageText


def text_page(*lines: str, number: int = 1) -> PageText:
    """A page of text without places, tabs between the cells of a row."""
    return PageText(number, tuple(Line(line) for line in lines))


def picture_page(*lines: tuple[str, Box]) -> PageText:
    """A page read from a picture."""
    return PageText(1, tuple(Line(text, box) for text, box in lines), True, 1200, 800)


def findings(*lines: str) -> list[Finding]:
    """What is found in lines of text."""
    return find_identifiers([text_page(*lines)])


def found(*lines: str) -> list[tuple[Kind, str]]:
    """Kinds and texts of what is found in lines of text."""
    return [(finding.kind, finding.text) for finding in findings(*lines)]


def found_in_picture(*lines: tuple[str, Box]) -> list[tuple[Kind, str]]:
    """Kinds and texts of what is found in a picture."""
    return [(finding.kind, finding.text) for finding in find_identifiers([picture_page(*lines)])]
