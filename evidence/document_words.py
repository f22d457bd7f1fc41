"""The words of an uploaded document as far as they say what it is about (`document_words.yaml`).

A picture of a window shows the function in question among menus, buttons, the patient and a status line. Numbers and
dates say nothing here; words that every product shows count little; words of the title count most.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence.documents import COVERAGE, DATA_QUALITY
from evidence.texts.pages import Line, PageText
from evidence.word_ranking import Words, cut, meaning_of

# What a document is about is said in its first pages; the rest only costs time.
_MOST_CHARACTERS = 20_000
# [条码跟踪], 【报告】, the last step of 预约登记 > 改约, what follows the last dash of a window's title.
_PAGE_NAME = re.compile(r"(?:[\[【［]|[-–—>/＞]\s*)([^\[\]【】［］–—>/＞-]{2,20})[\]】］]?\s*$")
_SHARE = re.compile(r"\d(?:\.\d+)?\s*[%％]|(?<![\d.])[01]\.\d{2,4}(?!\d)")
# Each doubling of a word's occurrences adds this much of its weight.
_REPEATED = 0.5


@dataclass(frozen=True)
class DocumentWords:
    """What a document says. `counts`: each word as often as it counts; `words`: those that tell documents apart.

    `measures`: coverage and data quality, where the text is a table of shares that counts them.
    """

    counts: Mapping[str, int]
    words: Words
    measures: frozenset[str]


def words_of_document(title: str, file_name: str, pages: Sequence[PageText], hospital: str = "") -> DocumentWords:
    """The words of title, file name and text. `hospital`: its name, which is on every page and says nothing."""
    named = " ".join(dict.fromkeys((title, PurePath(file_name).stem)))
    texts = [(named, _data()["counts"]["title"]), *_weighted(pages)]
    noise = _noise() | set(cut(hospital)[0])
    seen: dict[str, list[int]] = {}
    told: dict[str, list[int]] = {}
    for text, count in texts:
        words, terms = cut(text)
        for word in words:
            if not word[0].isdigit():
                (seen if word in noise else told).setdefault(word, []).append(count)
        for term in terms:
            if term not in noise:
                told.setdefault(meaning_of(term), []).append(count)
    little = _data()["counts"]["noise"] / _data()["counts"]["text"]
    counts = {word: round(_count(places)) for word, places in told.items()}
    counts |= {word: round(_count(places) * little) for word, places in seen.items()}
    return DocumentWords(counts, Words({word: counts[word] for word in told}, frozenset()), _measures(texts))


def _count(places: Sequence[int]) -> float:
    """As much as where the word counts most, and somewhat more for every further place."""
    most = max(places)
    return most * (1 + _REPEATED * math.log2(sum(places) / most))


def _weighted(pages: Sequence[PageText]) -> Iterator[tuple[str, int]]:
    """The lines of the first pages with what their words count; the name of a page once more."""
    counts, left = _data()["counts"], _MOST_CHARACTERS
    for page in pages:
        for number, line in enumerate(page.lines):
            yield line.text[:left], counts[_part(page, line)]
            if name := _page_name(page, number, line):
                yield name, counts["page_name"]
            left -= len(line.text)
            if left <= 0:
                return


def _is_window(page: PageText) -> bool:
    """Wider than high: a window on a screen, not a page of paper or a telephone."""
    return page.width > page.height


def _part(page: PageText, line: Line) -> str:
    """Where a line stands: text, or menu, or noise (the status line)."""
    if line.box is None or not _is_window(page):
        return "text"
    window, (_, top, right, bottom) = _data()["window"], line.box
    if top > page.height * (1 - window["footer"]):
        return "noise"
    beside = bottom < page.height * window["header"] or right < page.width * window["column"]
    return "menu" if beside else "text"


def _page_name(page: PageText, number: int, line: Line) -> str:
    """How a window's title or path names the page; the first line of a report."""
    if not _is_window(page):
        return line.text if page.number == 1 and number == 0 else ""
    in_header = line.box is not None and line.box[3] < page.height * _data()["window"]["header"]
    found = _PAGE_NAME.search(line.text) if in_header else None
    return found[1] if found else ""


def _measures(texts: Iterable[tuple[str, int]]) -> frozenset[str]:
    """Which measures of an item a table of shares counts; none for a text that is no such table."""
    whole, rules = "\n".join(text for text, _ in texts), _data()["statistics"]
    if len(_SHARE.findall(whole)) < rules["least_shares"]:
        return frozenset()
    words = {COVERAGE: rules["coverage"], DATA_QUALITY: rules["data_quality"]}
    found = {measure: sum(word in whole for word in named) for measure, named in words.items()}
    most = max(found.values())
    return frozenset(m for m, number in found.items() if number == most and number >= rules["least_words"])


@cache
def _noise() -> frozenset[str]:
    return frozenset(word for group in _data()["noise"] for word in group)


@cache
def _data() -> Any:
    return read_yaml(Path(__file__).with_name("document_words.yaml"))
