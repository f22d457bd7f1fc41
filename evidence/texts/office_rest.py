"""What an Office file holds beside its pages: notes, text boxes and headers of sheets, the data behind charts and pivot
tables, properties, links, deleted words. Nobody sees it on the page, and everybody who opens the file can.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape

from lxml import etree

from evidence.texts.office_xml import lines_of_part

# Parts that are read as they stand.
_WRITTEN = re.compile(r"xl/(?:comments\d*|(?:comments|drawings|threadedComments|externalLinks)/[^/]+)\.xml")
_PIVOT = re.compile(r"xl/pivotCache/pivotCacheDefinition\d*\.xml")
_RECORDS = re.compile(r"xl/pivotCache/pivotCacheRecords\d*\.xml")
_CHART = re.compile(r"(?:xl|word|ppt)/charts/chart[^/]*\.xml")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PAGES = re.compile(r"word/(?:document|header|footer|footnotes|endnotes)\d*\.xml|ppt/slides/[^/]+\.xml")
_PROPERTIES = re.compile(r"docProps/(?:core|custom)\.xml|customXml/item\d+\.xml")
_MASTERS = re.compile(r"ppt/slideMasters/[^/]+\.xml")
# Files within the file, and drawings of Windows, that cannot be read here.
_UNREAD = re.compile(
    r"(?:word|xl|ppt)/(?:embeddings/.+\.(?!docx$|xlsx$|pptx$)\w+|media/.+\.(?:emf|wmf|emz|wmz|wdp)|[^/]+\.(?:x?html?|mht|rtf))",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/(?:embeddings/.+|[^/]+)\.(docx|xlsx|pptx)", re.IGNORECASE)
# What is no text of a person is kept when it has a number that may be somebody's.
_NUMBER = re.compile(r"\d{6}")
_OF_SHEET = re.compile(
    r"<(?:\w+:)?(?P<what>f|formula1|formula2|(?:odd|even|first)(?:Header|Footer))\b[^>]*>(?P<text>[^<]+)<"
)
_LINK = re.compile(r"<(?:\w+:)?hyperlink\b[^>]*>")
_ATTRIBUTES = ("descr", "title", "tooltip", "display")
# A larger part is not read: it is a table of which the rows are not all read either.
_LARGEST = 64 * 1024 * 1024
_UNSEEN = ("delText", "instrText")
_WHOLE = ("p", "text", "si")


def rest_of(archive: zipfile.ZipFile) -> Iterator[str]:
    """Line by line what the parts hold that are no pages. Raises lxml's XMLSyntaxError for what is no XML."""
    for name in _readable(archive):
        if _SHEET.fullmatch(name):
            yield from _of_sheet(archive.read(name).decode("utf-8", "replace"))
        elif name.endswith(".rels"):
            yield from filter(_NUMBER.search, _targets(_parsed(archive.read(name))))
        elif _RECORDS.fullmatch(name) or _PROPERTIES.fullmatch(name):
            yield from filter(_NUMBER.search, _values(_parsed(archive.read(name))))
        elif _MASTERS.fullmatch(name):
            yield from filter(_NUMBER.search, lines_of_part(archive.read(name)))
        elif reader := next((read for parts, read in _READERS if parts.fullmatch(name)), None):
            yield from reader(_parsed(archive.read(name)))


def embedded_files(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Ending and content of the Office files within an Office file, like the table behind a diagram."""
    for name in archive.namelist():
        if found := _EMBEDDED.fullmatch(name):
            yield found[1].lower(), archive.read(name)


def has_unread(archive: zipfile.ZipFile) -> bool:
    """Whether there is something inside of which nobody knows what it says."""
    too_large = any(entry.file_size > _LARGEST and entry.filename.endswith(".xml") for entry in archive.infolist())
    return too_large or any(_UNREAD.fullmatch(name) for name in archive.namelist())


def _readable(archive: zipfile.ZipFile) -> Iterator[str]:
    return (entry.filename for entry in archive.infolist() if entry.file_size <= _LARGEST)


def _parsed(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _of_sheet(sheet: str) -> Iterator[str]:
    """Headers and footers; numbers in formulas, lists of choices and links."""
    for found in _OF_SHEET.finditer(sheet):
        text = unescape(found["text"])
        if found["what"].endswith(("Header", "Footer")) or _NUMBER.search(text):
            yield text
    for link in _LINK.findall(sheet):
        if _NUMBER.search(link):
            yield unescape(link)


def _targets(relations: etree._Element) -> Iterator[str]:
    return (relation.get("Target", "") for relation in relations if relation.get("TargetMode") == "External")


def _values(root: etree._Element) -> Iterator[str]:
    """Texts and values of elements, each by itself."""
    for element in root.iter(etree.Element):
        yield from filter(None, ((element.text or "").strip(), element.get("v", "")))


def _written(root: etree._Element) -> Iterator[str]:
    """Paragraphs and notes whole, other texts each by itself."""
    for element in root.iter(etree.Element):
        if _name(element) in _WHOLE:
            yield "".join(str(text) for text in element.itertext())
        elif (
            (element.text or "").strip()
            and _name(element) != "author"
            and not any(_name(above) in _WHOLE for above in element.iterancestors())
        ):
            yield element.text or ""
        yield from _described(element)


def _described(element: etree._Element) -> Iterator[str]:
    """What is said about a picture or link: not seen on the page."""
    return (value for key in _ATTRIBUTES if _NUMBER.search(value := str(element.get(key, ""))))


def _of_pivot(root: etree._Element) -> Iterator[str]:
    """Every value under the title of its column."""
    for field in root.iter("{*}cacheField"):
        yield from (f"{field.get('name', '')}：{item.get('v')}" for item in field.iter("{*}s", "{*}n") if item.get("v"))


def _of_chart(root: etree._Element) -> Iterator[str]:
    """The names along the axes and of the series."""
    for names in root.iter("{*}strCache"):
        yield "\t".join(value.text or "" for value in names.iter("{*}v"))


def _beside_pages(root: etree._Element) -> Iterator[str]:
    """Deleted words that can be brought back, addresses in fields, words about pictures: no part of what is read."""
    for paragraph in root.iter("{*}p"):
        for what in _UNSEEN:
            text = "".join(found.text or "" for found in paragraph.iter(f"{{*}}{what}"))
            if _NUMBER.search(text):
                yield text
    for element in root.iter(etree.Element):
        yield from _described(element)


_READERS = ((_WRITTEN, _written), (_PIVOT, _of_pivot), (_CHART, _of_chart), (_PAGES, _beside_pages))
