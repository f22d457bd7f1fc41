"""Overwriting texts in the XML parts of Office files, also where they are broken over runs or kept as numbers."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree
from openpyxl.utils.datetime import from_excel

from evidence.privacy.stars import STAR, starred

# What a person reads as one text: paragraphs, shared and inline strings of a sheet, comments of a sheet.
_WHOLE = frozenset({"p", "si", "is", "text"})
_LEAVES = frozenset({"t", "delText", "instrText"})
# Between runs these stand for a character.
_SIGNS = {"noBreakHyphen": "-", "br": " ", "cr": " ", "tab": "\t", "ptab": "\t"}
# Attributes that hold words of people: alternative texts, names of sheets and authors, addresses of links.
_WORDS = frozenset(
    {"descr", "title", "name", "author", "initials", "Target", "tooltip", "display", "alt", "v", "string"}
)
_NUMBER = re.compile(r"\s*[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\s*")
_SIZE = re.compile(r"\s*[-+]?\d{1,10}(?:\.\d+)?(?:[eE][-+]?\d+)?\s*")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
# Cells whose value is an index, a truth value or an error.
_OTHERS = ("s", "b", "e", "inlineStr")
# 31 December 9999 as a day of a sheet.
_LAST_DAY = 2_958_466
_THUMBNAIL = "/thumbnail"


def masked_xml(name: str, part: bytes, texts: Sequence[str]) -> bytes:
    """A part of this name with stars for the texts. Raises lxml's XMLSyntaxError for what is no XML."""
    root = _parsed(part)
    sheet = bool(_SHEET.fullmatch(name))
    if sheet:
        _overwrite_values(root, texts)
    for leaves in _readings(root, frozenset({"v"} if not sheet else ()) | _LEAVES):
        _overwrite(leaves, texts)
    for element in root.iter(etree.Element):
        _overwrite_attributes(element, texts)
    return _written(root)


def without_thumbnail(relations: bytes) -> bytes:
    """The relations of a package without that to its preview picture."""
    root = _parsed(relations)
    for relation in list(root):
        if relation.get("Type", "").endswith(_THUMBNAIL):
            root.remove(relation)
    return _written(root)


def _parsed(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _readings(root: etree._Element, texts_only: frozenset[str]) -> Iterator[list[tuple[etree._Element | None, str]]]:
    """Texts with the elements that hold them: those of a paragraph together, every other one by itself.

    A sign between runs has no element. A bare number in an element that is none of `texts_only` is a size or an index
    and stays, unless it is too long for one.
    """
    read: set[etree._Element | None] = set()
    for whole in root.iter():
        if _local(whole) in _WHOLE:
            pieces = list(_pieces(whole))
            read.update(element for element, _ in pieces)
            yield pieces
    for element in root.iter():
        bare = _local(element) not in texts_only and _SIZE.fullmatch(element.text or "")
        if element.text and element not in read and not bare:
            yield [(element, element.text)]


def _pieces(whole: etree._Element) -> Iterator[tuple[etree._Element | None, str]]:
    for element in whole:
        name = _local(element)
        if name in _LEAVES:
            yield element, element.text or ""
        elif name in _SIGNS:
            yield None, _SIGNS[name]
        elif name not in _WHOLE:
            yield from _pieces(element)


def _overwrite(pieces: Sequence[tuple[etree._Element | None, str]], texts: Sequence[str]) -> None:
    whole = "".join(text for _, text in pieces)
    hidden = starred(whole, texts)
    start = 0
    for element, text in pieces if hidden != whole else ():
        if element is not None:
            element.text = hidden[start : start + len(text)]
        start += len(text)


def _overwrite_attributes(element: etree._Element, texts: Sequence[str]) -> None:
    for key, value in element.attrib.items():
        if etree.QName(key).localname in _WORDS:
            element.set(key, starred(str(value), texts))


def _overwrite_values(sheet: etree._Element, texts: Sequence[str]) -> None:
    """Cells that hold what was found as a number (a telephone) or a day (a date of birth) hold stars as text."""
    for cell in sheet.iter("{*}c"):
        value, kind = cell.find("{*}v"), cell.get("t", "n")
        if kind in _OTHERS or value is None or not value.text:
            continue
        shown = list(_as_shown(value.text)) if _NUMBER.fullmatch(value.text) else [value.text]
        if any(text in one for one in shown for text in texts):
            cell.set("t", "str")
            value.text = starred(value.text, texts) if kind == "str" else STAR * len(value.text)


def _as_shown(number: str) -> Iterator[str]:
    """How extraction shows a number: whole, and as the day for which it may stand."""
    value = float(number)
    yield str(int(value)) if value.is_integer() else number
    if 1 <= value < _LAST_DAY:
        day = from_excel(value)
        yield str(day.date() if isinstance(day, datetime) else day)
