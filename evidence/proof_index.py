"""What a document or a feature can prove, found by words: clauses of all catalogs and the measures of their items.

A clause is found by its own wording, by its item, and by the features of the library that claim it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from criteria.feature_library import Feature, claims_of, feature_library
from criteria.models import Catalog, Evidence, Item, LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link
from evidence.naming import item_of, level_of, name_of
from evidence.word_ranking import Ranking, Scores, Words, words_of

Places = NDArray[np.intp]
Chosen = NDArray[np.bool_]

# How often the parts of a text count.
_TEXT, _NAME, _SURROUNDINGS = 3, 2, 1
# How much the item, and the best of the features that claim a clause, add to the clause's own score.
_ITEM_SHARE, _FEATURE_SHARE = 0.2, 0.6


@dataclass(frozen=True)
class Provable:
    """A clause, or a measure of an item. `clauses`: those whose systems answer for it (of a measure, all of the item).

    `text`: its wording, for a measure what is counted; `evidence`: what is expected of a clause.
    """

    link: Link
    text: str
    item: str
    level: str
    clauses: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class _Claims:
    """Which feature (place in `features`) claims which provable (place in `provables`)."""

    provables: Places
    features: Places


class ProofIndex:
    """All that can be proven in some catalogs, ready to be ranked."""

    def __init__(self, catalogs: Mapping[str, Catalog]) -> None:
        entries = [entry for catalog in catalogs.values() for entry in _entries(catalog)]
        self.provables = tuple(entry.provable for entry in entries)
        self.clauses = Ranking(entry.words for entry in entries)
        items: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for entry in entries:
            named = items.setdefault(entry.of, [(entry.provable.item, _TEXT)])
            if entry.provable.link.subject == CLAUSE:
                named.append((entry.provable.text, _SURROUNDINGS))
        self.items = Ranking(words_of(*named) for named in items.values())
        places = {key: place for place, key in enumerate(items)}
        self.item_places: Places = np.array([places[entry.of] for entry in entries], dtype=np.intp)
        self._by_clause: dict[tuple[str, str], list[int]] = {}
        for place, provable in enumerate(self.provables):
            for clause in provable.clauses:
                self._by_clause.setdefault((provable.link.catalog, clause), []).append(place)
        self._claims: dict[str, _Claims] = {}
        self._expecting: dict[str, Chosen] = {}
        self._about = np.array([provable.link.subject for provable in self.provables])

    def about(self, subject: str) -> Chosen:
        """Which of `provables` are clauses, or measures of one sort."""
        chosen: Chosen = self._about == subject
        return chosen

    def expecting(self, kind: str) -> Chosen:
        """For which of `provables` documents of a kind (evidence type) are expected."""
        if kind not in self._expecting:
            expected = [any(entry.type == kind for entry in provable.evidence) for provable in self.provables]
            self._expecting[kind] = np.array(expected, dtype=bool)
        return self._expecting[kind]

    def places_of(self, catalog: str, clause: str) -> list[int]:
        """Where a clause, and the measures of its item, are in `provables`."""
        return self._by_clause.get((catalog, clause), [])

    def claims(self, kind: str) -> _Claims:
        """What the features of a kind's library claim."""
        if kind not in self._claims:
            library, first = feature_library().get(kind), _first_places().get(kind, 0)
            order = {feature.id: first + place for place, feature in enumerate(library.features)} if library else {}
            pairs = [
                (place, order[claim.feature.id])
                for claim in (claims_of(library) if library else ())
                for place in self.places_of(claim.catalog, claim.clause)
            ]
            both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
            self._claims[kind] = _Claims(both[:, 0], both[:, 1])
        return self._claims[kind]


class Found:
    """How well everything of an index fits some words."""

    def __init__(self, index: ProofIndex, counts: Mapping[str, int]) -> None:
        self.index = index
        self._alone = index.clauses.scores(counts) + _ITEM_SHARE * index.items.scores(counts)[index.item_places]
        self._features = feature_ranking().scores(counts)

    def for_kind(self, kind: str) -> Scores:
        """The score of every provable for a system of a kind: its own, and of the kind's features that claim it."""
        claims, best = self.index.claims(kind), np.zeros(len(self._alone))
        np.maximum.at(best, claims.provables, self._features[claims.features])
        scores: Scores = self._alone + _FEATURE_SHARE * best
        return scores

    def matched(self, place: int, kind: str, query: Words) -> tuple[str, ...]:
        """The words of a provable, and of the best feature that claims it, that the query uses."""
        own = self.index.clauses.texts[place].matched(query)
        claims = self.index.claims(kind)
        claiming = claims.features[claims.provables == place]
        if not len(claiming):
            return own
        best = int(claiming[np.argmax(self._features[claiming])])
        return tuple(dict.fromkeys((*own, *feature_ranking().texts[best].matched(query))))


@dataclass(frozen=True)
class _Entry:
    """A provable, the words by which it is found, and the item it belongs to."""

    provable: Provable
    words: Words
    of: tuple[str, str]


def _entries(catalog: Catalog) -> Iterator[_Entry]:
    for row in catalog.requirements:
        of, name = (catalog.id, item_of(row)), name_of(catalog, row)
        proofs = " ".join(evidence.what for evidence in row.evidence)
        for clause in row.clauses:
            link = Link(CLAUSE, clause.id, catalog.id)
            words = words_of((clause.text, _TEXT), (name, _NAME), (proofs, _SURROUNDINGS))
            provable = Provable(link, clause.text, name, level_of(row), (clause.id,), row.evidence)
            yield _Entry(provable, words, of)
    if isinstance(catalog, LevelsCatalog):
        for item in catalog.items:
            yield from _measures(catalog, item)


def _measures(catalog: LevelsCatalog, item: Item) -> Iterator[_Entry]:
    """有效应用 and 数据质量 of an item, where the catalog has them."""
    rows = catalog.rows_by_item[item.item].values()
    clauses = tuple(clause.id for row in rows for clause in row.clauses)
    counted = f"{item.coverage.numerator} {item.coverage.denominator}"
    provable = Provable(Link(COVERAGE, item.item, catalog.id), counted, item.name, "", clauses)
    if item.coverage.kind is not CoverageKind.FUNCTION:
        yield _Entry(provable, words_of((counted, _TEXT), (item.name, _NAME)), (catalog.id, item.item))
    checked = " ".join(
        text for row in rows for text in (*row.data_quality, *(c.check for c in row.data_quality_checks))
    )
    if checked:
        quality = replace(provable, link=Link(DATA_QUALITY, item.item, catalog.id), text=item.data_quality_basis)
        yield _Entry(quality, words_of((checked, _TEXT), (item.name, _NAME)), (catalog.id, item.item))


@cache
def feature_ranking() -> Ranking:
    """All features of the library, kind after kind."""
    return Ranking(words_of_feature(feature) for library in feature_library().values() for feature in library.features)


def words_of_feature(feature: Feature) -> Words:
    """The words by which a feature of the library is found."""
    return words_of((feature.name, _TEXT), (feature.description, _SURROUNDINGS), (feature.proof, _SURROUNDINGS))


@cache
def _first_places() -> Mapping[str, int]:
    """Kind → where its features begin in the ranking of all."""
    found, place = {}, 0
    for kind, library in feature_library().items():
        found[kind] = place
        place += len(library.features)
    return found


class _SameCatalogs:
    """Catalogs as a key of a cache: the same objects, as their content is too large to compare."""

    def __init__(self, catalogs: Mapping[str, Catalog]) -> None:
        self.all = dict(catalogs)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.all.values())))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _SameCatalogs) or len(self.all) != len(other.all):
            return False
        return all(own is its for own, its in zip(self.all.values(), other.all.values(), strict=True))


def proof_index(catalogs: Mapping[str, Catalog]) -> ProofIndex:
    """The index of these catalogs, made once."""
    return _made(_SameCatalogs(catalogs))


# A deployment with a hospital's own wording has catalogs of its own per hospital.
@lru_cache(maxsize=8)
def _made(catalogs: _SameCatalogs) -> ProofIndex:
    return ProofIndex(catalogs.all)
