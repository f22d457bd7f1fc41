"""The text in a part of an Office file. Word and PowerPoint name paragraphs, runs and tables alike."""

from collections.abc import Iterator

from lxml import etree

_SPACES = {"tab": "\t", "ptab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-"}
# A second drawing of the same for old programs, and how a paragraph looks.
_PASSED_OVER = ("Fallback", "pPr", "rPr")


def lines_of_part(content: bytes) -> Iterator[str]:
    """Paragraphs line by line; a table row is one line with a tab between its cells.

    Raises lxml's XMLSyntaxError for what is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    yield from _lines(etree.fromstring(content, parser))


def _lines(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "p":
            yield from _paragraph(child)
        elif name == "tr":
            yield "\t".join(" ".join(_lines(cell)) for cell in child.iterchildren("{*}tc"))
        elif name not in _PASSED_OVER:
            yield from _lines(child)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    """The paragraph's own text, then that of the text boxes anchored in it."""
    boxes: list[etree._Element] = []
    yield _text(paragraph, boxes).strip()
    for box in boxes:
        yield from _lines(box)


def _text(element: etree._Element, boxes: list[etree._Element]) -> str:
    parts = []
    for child in element:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SPACES:
            parts.append(_SPACES[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _PASSED_OVER:
            parts.append(_text(child, boxes))
    return "".join(parts)


def _name(element: etree._Element) -> str:
    """The name without its namespace; comments have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
