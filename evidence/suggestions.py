"""Which clauses and library features fit a feature that somebody describes in free words.

Suggestions only: a person says yes or no to each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from criteria.feature_library import Feature, feature_library
from criteria.models import Catalog
from criteria.responsibility import responsible_clauses
from evidence.documents import CLAUSE
from evidence.proof_index import Found, proof_index, words_of_feature
from evidence.word_ranking import Ranking, words_of


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


def suggest_clauses(catalogs: Mapping[str, Catalog], kind: str, text: str, limit: int = 10) -> list[Suggestion]:
    """The clauses that a system of the kind answers for and that fit the text, best first."""
    query = words_of((text, 1))
    if not query.counts:
        return []
    index = proof_index(catalogs)
    found = Found(index, dict.fromkeys(query.counts, 1))
    scores = found.for_kind(kind)
    own = {(id_, clause) for id_, catalog in catalogs.items() for clause in responsible_clauses(catalog, kind)}
    places = [
        place
        for place in np.argsort(-scores, kind="stable")
        if scores[place] > 0
        and (provable := index.provables[place]).link.subject == CLAUSE
        and (provable.link.catalog, provable.link.ref) in own
    ]
    return [
        Suggestion(
            catalog=index.provables[place].link.catalog,
            clause=index.provables[place].link.ref,
            text=index.provables[place].text,
            item=index.provables[place].item,
            level=index.provables[place].level,
            score=round(float(scores[place]), 2),
            matched=found.matched(place, kind, query),
        )
        for place in places[:limit]
    ]


def suggest_features(kind: str, text: str, limit: int = 5) -> list[FeatureSuggestion]:
    """The features of the kind's library that fit the text, best first; empty for a kind without library."""
    query, library = words_of((text, 1)), feature_library().get(kind)
    if library is None or not query.counts:
        return []
    ranking = _feature_ranking(kind)
    scores = ranking.scores(dict.fromkeys(query.counts, 1))
    found = [
        FeatureSuggestion(feature, round(float(score), 2), words.matched(query))
        for feature, score, words in zip(library.features, scores, ranking.texts, strict=True)
        if score > 0
    ]
    return sorted(found, key=lambda suggestion: -suggestion.score)[:limit]


@cache
def _feature_ranking(kind: str) -> Ranking:
    library = feature_library().get(kind)
    return Ranking(map(words_of_feature, library.features if library else ()))
