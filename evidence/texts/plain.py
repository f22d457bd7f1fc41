"""Plain text: lines laid out in pages."""

import codecs
from collections.abc import Iterable

from evidence.texts.errors import UnreadableError
from evidence.texts.limits import Budget
from evidence.texts.pages import Line, PageText

_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What Chinese systems write; GB 18030 reads everything that GB 2312 and GBK wrote.
_UNMARKED = ("utf-8", "gb18030")


def read_plain(content: bytes, budget: Budget) -> list[PageText]:
    """Text and CSV in UTF-8, UTF-16 with its mark or GB 18030. Raises UnreadableError for anything else."""
    return in_pages((Line(line.rstrip()) for line in decoded(content).splitlines()), budget)


def in_pages(lines: Iterable[Line], budget: Budget) -> list[PageText]:
    """Lines of a file that has no pages of its own, a fixed number to a page; blank lines are left out."""
    pages: list[PageText] = []
    page: list[Line] = []
    for line in lines:
        if not line.text.strip():
            continue
        if len(page) == budget.limits.lines_per_page:
            pages.append(PageText(len(pages) + 1, tuple(page)))
            page = []
        if not page and not budget.allows(len(pages), budget.limits.pages):
            return pages
        page.append(Line(budget.shorten(line.text)))
    return [*pages, PageText(len(pages) + 1, tuple(page))] if page else pages


def decoded(content: bytes) -> str:
    """A text file as text, its encoding found out. Raises UnreadableError."""
    for mark, encoding in _MARKED.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in _UNMARKED:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("这个文本文件的编码无法识别；请用记事本另存为 UTF-8 编码后重新上传。")
