"""Texts as words, and texts ranked by the words they share with another.

Chinese words are cut by rjieba, ranked by BM25 (bm25s); words of the trade that mean the same come from
`trade_synonyms.yaml`.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import rjieba
from numpy.typing import NDArray

from criteria.yaml_reader import read_yaml

# Words of two signs and more that say nothing about the matter; single signs are left out anyway.
_STOP_WORDS = frozenset(
    {
        *("以及", "使用", "信息", "全院", "具备", "具有", "功能", "包括", "医院", "可以", "实现", "提供", "支持"),
        *("根据", "相关", "管理", "系统", "能够", "自动", "进行", "通过"),
    }
)
# Longer texts let a word count somewhat less (0: not at all, 1: in proportion).
_LENGTH_COUNTS = 0.5

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Words:
    """The words of a text and how often each counts, and the words of the trade among them.

    A word of the trade also counts as its meaning: a mark that all words of one list of `trade_synonyms.yaml` share.
    """

    counts: Mapping[str, int]
    terms: frozenset[str]

    def matched(self, query: "Words") -> tuple[str, ...]:
        """The own words that the query uses; for a query word not among them, the own words for the same."""
        own, asked = _shown(self), _shown(query)
        missing = {_meanings()[term] for term in asked - own if term in _meanings()}
        missing -= {_meanings()[term] for term in asked & own if term in _meanings()}
        found = {term for term in own if term in asked or _meanings().get(term) in missing}
        whole = [term for term in found if not any(term != other and term in other for other in found)]
        return tuple(sorted(whole, key=lambda term: (term not in asked, term)))


def words_of(*fields: tuple[str, int]) -> Words:
    """The words of texts, each as often as its text counts."""
    counts: Counter[str] = Counter()
    terms: set[str] = set()
    for text, weight in fields:
        words, found = cut(text)
        for word in (*words, *map(meaning_of, found)):
            counts[word] += weight
        terms.update(found)
    return Words(counts, frozenset(terms))


def cut(text: str) -> tuple[list[str], list[str]]:
    """The words of a text (long ones also in their parts), and its words of the trade, each as often as it occurs.

    Full-width letters are ordinary ones, capital letters small; punctuation and filling words are left out.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = [word for word in _cutter().cut_for_search(plain) if len(word) > 1 and word.isalnum()]
    terms = [word for word in parts if word in _meanings()]
    terms += [term for term in _meanings() if " " in term and term in plain]
    return [word for word in parts if word not in _STOP_WORDS], terms


def meaning_of(term: str) -> str:
    """The mark that a word of the trade shares with all words that mean the same."""
    return _meanings()[term]


class Ranking:
    """BM25 over the words of texts."""

    def __init__(self, texts: Iterable[Words]) -> None:
        self.texts: Sequence[Words] = tuple(texts)
        self._known = frozenset(word for text in self.texts for word in text.counts)
        self._bm25: Any = None
        if self._known:
            self._bm25 = bm25s.BM25(b=_LENGTH_COUNTS)
            self._bm25.index([list(Counter(text.counts).elements()) for text in self.texts], show_progress=False)

    def scores(self, query: Mapping[str, int]) -> Scores:
        """The score of every text, 0 where no word matches. `query`: word → how often it counts."""
        asked = []
        for word, count in query.items():
            # A word that no text uses is asked for by its meaning, so that it counts as much as one that is used.
            known = word if word in self._known else _meanings().get(word, "")
            if known in self._known:
                asked += [known] * count
        if not asked:
            return np.zeros(len(self.texts))
        scores: Scores = self._bm25.get_scores(asked).astype(np.float64)
        return scores


def _shown(words: Words) -> set[str]:
    """The words that a person can be shown: without the marks of meanings."""
    return {word for word in words.counts if not word.startswith(_MARK)} | words.terms


_MARK = "="


@cache
def _meanings() -> Mapping[str, str]:
    """Word of the trade → the mark of its meaning."""
    groups: list[list[str]] = read_yaml(Path(__file__).with_name("trade_synonyms.yaml"))
    return {word: f"{_MARK}{group[0]}" for group in groups for word in group}


@cache
def _cutter() -> rjieba.Jieba:
    """The dictionary that comes with rjieba and the words of the trade."""
    cutter = rjieba.Jieba()
    for word in _meanings():
        if not word.isascii():
            cutter.add_word(word, None, None)
    return cutter
