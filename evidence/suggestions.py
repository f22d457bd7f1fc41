"""Which clauses and library features fit a feature that somebody describes in free words.

Chinese words are cut by rjieba, ranked by BM25 (bm25s); words of the trade that mean the same come from
`trade_synonyms.yaml`. Suggestions only: a person says yes or no to each.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import bm25s
import rjieba

from criteria.feature_library import Feature, claims_of, feature_library
from criteria.models import AnyRequirement, Catalog
from criteria.responsibility import responsible_clauses
from criteria.yaml_reader import read_yaml
from evidence.naming import level_of, name_of

Key = tuple[str, str]

# How often a field counts in the document of a clause or a feature.
_TEXT, _NAME, _SURROUNDINGS = 3, 2, 1
# How much the best of the library features that claim a clause adds to the clause's own score.
_FEATURE_SHARE = 0.6
# Words of two signs and more that say nothing about the matter; single signs are left out anyway.
_STOP_WORDS = frozenset(
    {
        *("以及", "使用", "信息", "全院", "具备", "具有", "功能", "包括", "医院", "可以", "实现", "提供", "支持"),
        *("根据", "相关", "管理", "系统", "能够", "自动", "进行", "通过"),
    }
)


@dataclass(frozen=True)
class Suggestion:
    """A clause that may fit. `item`: name of the requirement; `matched`: the words that speak for it."""

    catalog: str
    clause: str
    text: str
    item: str
    level: str
    score: float
    matched: tuple[str, ...]


@dataclass(frozen=True)
class FeatureSuggestion:
    """A feature of the library that may be the same."""

    feature: Feature
    score: float
    matched: tuple[str, ...]


class _Document:
    """The words of a text as often as they count, and its meanings: the lists of `trade_synonyms.yaml` it touches."""

    def __init__(self, *fields: tuple[str, int]) -> None:
        self.counted: list[str] = []
        self.terms: set[str] = set()
        for text, weight in fields:
            words, terms = _words(text)
            meanings = [_meanings()[term] for term in terms]
            self.counted += [*words, *meanings] * weight
            self.terms.update(words, terms)

    def matched(self, query: "_Document") -> tuple[str, ...]:
        """The own words that the query uses; for a query word not among them, the own words for the same."""
        missing = {_meanings()[term] for term in query.terms - self.terms if term in _meanings()}
        missing -= {_meanings()[term] for term in query.terms & self.terms if term in _meanings()}
        found = {term for term in self.terms if term in query.terms or _meanings().get(term) in missing}
        whole = [term for term in found if not any(term != other and term in other for other in found)]
        return tuple(sorted(whole, key=lambda term: (term not in query.terms, term)))


class _Ranking:
    """BM25 over documents."""

    def __init__(self, documents: list[_Document]) -> None:
        self.documents = documents
        self._known = frozenset(word for document in documents for word in document.counted)
        self._bm25: Any = None
        if self._known:
            self._bm25 = bm25s.BM25(b=0.5)
            self._bm25.index([document.counted for document in documents], show_progress=False)

    def scores(self, query: _Document) -> list[float]:
        """The score of every document, 0 where no word matches."""
        # A word that no document uses is asked for by its meaning, so that it counts as much as one that is used.
        words = [word if word in self._known else _meanings().get(word, "") for word in dict.fromkeys(query.counted)]
        asked = [word for word in words if word in self._known]
        if not asked:
            return [0.0] * len(self.documents)
        return [float(score) for score in self._bm25.get_scores(asked)]


@dataclass(frozen=True)
class _Clause:
    catalog: str
    id: str
    text: str
    item: str
    level: str
    claimed_by: tuple[int, ...]


@dataclass(frozen=True)
class _Index:
    clauses: tuple[_Clause, ...]
    ranking: _Ranking


class _Catalogs:
    """Catalogs as a key of a cache: the same objects, as their content is too large to compare."""

    def __init__(self, catalogs: Mapping[str, Catalog]) -> None:
        self.all = tuple(catalogs.values())

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.all)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Catalogs) or len(self.all) != len(other.all):
            return False
        return all(own is its for own, its in zip(self.all, other.all, strict=True))


def suggest_clauses(catalogs: Mapping[str, Catalog], kind: str, text: str, limit: int = 10) -> list[Suggestion]:
    """The clauses that a system of the kind answers for and that fit the text, best first."""
    query = _Document((text, 1))
    if not query.counted:
        return []
    index, features = _clause_index(kind, _Catalogs(catalogs)), _feature_ranking(kind)
    own, of_features = index.ranking.scores(query), features.scores(query)
    found = []
    for place, clause in enumerate(index.clauses):
        best = max(clause.claimed_by, key=of_features.__getitem__, default=None)
        score = own[place] + (_FEATURE_SHARE * of_features[best] if best is not None else 0.0)
        if score > 0:
            found.append((score, place, best))
    found.sort(key=lambda entry: -entry[0])
    return [
        _suggestion(query, index, place, score, None if best is None else features.documents[best])
        for score, place, best in found[:limit]
    ]


def _suggestion(query: _Document, index: _Index, place: int, score: float, claimed_by: _Document | None) -> Suggestion:
    clause, own = index.clauses[place], index.ranking.documents[place].matched(query)
    of_feature = claimed_by.matched(query) if claimed_by else ()
    matched = tuple(dict.fromkeys((*own, *of_feature)))
    return Suggestion(clause.catalog, clause.id, clause.text, clause.item, clause.level, round(score, 2), matched)


def suggest_features(kind: str, text: str, limit: int = 5) -> list[FeatureSuggestion]:
    """The features of the kind's library that fit the text, best first; empty for a kind without library."""
    query, library = _Document((text, 1)), feature_library().get(kind)
    if library is None or not query.counted:
        return []
    ranking = _feature_ranking(kind)
    found = [
        FeatureSuggestion(feature, round(score, 2), document.matched(query))
        for feature, score, document in zip(library.features, ranking.scores(query), ranking.documents, strict=True)
        if score > 0
    ]
    return sorted(found, key=lambda suggestion: -suggestion.score)[:limit]


@lru_cache(maxsize=128)
def _clause_index(kind: str, catalogs: _Catalogs) -> _Index:
    claimed_by = _claiming_features(kind)
    clauses, documents = [], []
    for catalog in catalogs.all:
        duties = responsible_clauses(catalog, kind)
        for row in catalog.requirements:
            for clause in row.clauses:
                if clause.id in duties:
                    names = (clause.id, clause.text, name_of(catalog, row), level_of(row))
                    clauses.append(_Clause(catalog.id, *names, claimed_by.get((catalog.id, clause.id), ())))
                    documents.append(_clause_document(catalog, row, clause.text))
    return _Index(tuple(clauses), _Ranking(documents))


def _clause_document(catalog: Catalog, row: AnyRequirement, text: str) -> _Document:
    proofs = " ".join(evidence.what for evidence in row.evidence)
    return _Document((text, _TEXT), (name_of(catalog, row), _NAME), (proofs, _SURROUNDINGS))


def _claiming_features(kind: str) -> Mapping[Key, tuple[int, ...]]:
    """(catalog, clause) → the places in the kind's library of the features that claim it."""
    library = feature_library().get(kind)
    found: dict[Key, tuple[int, ...]] = {}
    if library is not None:
        places = {feature.id: place for place, feature in enumerate(library.features)}
        for claim in claims_of(library):
            key = (claim.catalog, claim.clause)
            found[key] = (*found.get(key, ()), places[claim.feature.id])
    return found


@cache
def _feature_ranking(kind: str) -> _Ranking:
    library = feature_library().get(kind)
    features = library.features if library else ()
    return _Ranking(
        [_Document((f.name, _TEXT), (f.description, _SURROUNDINGS), (f.proof, _SURROUNDINGS)) for f in features]
    )


@cache
def _meanings() -> Mapping[str, str]:
    """Word of the trade → a mark that all words of its meaning share."""
    groups: list[list[str]] = read_yaml(Path(__file__).with_name("trade_synonyms.yaml"))
    return {word: f"={group[0]}" for group in groups for word in group}


@cache
def _cutter() -> rjieba.Jieba:
    """The dictionary that comes with rjieba and the words of the trade."""
    cutter = rjieba.Jieba()
    for word in _meanings():
        if not word.isascii():
            cutter.add_word(word, None, None)
    return cutter


def _words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text (long ones also in their parts) without punctuation and filling words; its trade words."""
    plain = _plain(text)
    cut = [word for word in _cutter().cut_for_search(plain) if len(word) > 1 and word.isalnum()]
    terms = [word for word in cut if word in _meanings()]
    spaced = [term for term in _meanings() if " " in term and term in plain]
    return [word for word in cut if word not in _STOP_WORDS], terms + spaced


def _plain(text: str) -> str:
    """Full-width letters as ordinary ones, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()
