"""What text extraction finds in a file: pages of lines, with their places where the page is a picture."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Line:
    """One line of text. `box`: left, top, right, bottom in pixels of the page's picture, None where it has no place."""

    text: str
    box: Box | None = None


@dataclass(frozen=True)
class PageText:
    """One page, sheet or slide, numbered from 1. `by_ocr`: read from a picture, so single characters may be wrong.

    `width`, `height`: size in pixels of the picture in which the boxes are measured, 0 for a page without one.
    `part`: the name of an embedded picture inside an Office file (`word/media/image1.png`), which is a page of its own.
    """

    number: int
    lines: tuple[Line, ...]
    by_ocr: bool = False
    width: int = 0
    height: int = 0
    part: str = ""

    @property
    def text(self) -> str:
        """All lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Reading:
    """The pages read from a file. `complete`: that is all; otherwise the limits left pages, rows or pictures unread."""

    pages: tuple[PageText, ...]
    complete: bool = True


def page_row(page: PageText) -> dict[str, Any]:
    """A page as it is stored and sent between processes: the text line by line, the boxes as JSON in step with it."""
    placed = any(line.box for line in page.lines)
    return {
        "page": page.number,
        "text": "\n".join(" ".join(line.text.splitlines()) for line in page.lines),
        "boxes": json.dumps([line.box for line in page.lines], separators=(",", ":")) if placed else "",
        "by_ocr": int(page.by_ocr),
        "width": page.width,
        "height": page.height,
        "part": page.part,
    }


def page_from_row(row: Mapping[str, Any]) -> PageText:
    """The page that page_row made a row of."""
    texts = row["text"].split("\n") if row["text"] else []
    boxes = [box and tuple(box) for box in json.loads(row["boxes"])] if row["boxes"] else [None] * len(texts)
    lines = tuple(Line(text, box) for text, box in zip(texts, boxes, strict=True))
    return PageText(row["page"], lines, bool(row["by_ocr"]), row["width"], row["height"], row["part"])
