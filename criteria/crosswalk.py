"""One piece of work, several standards: clauses that one and the same feature satisfies (from the feature library)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from criteria.feature_library import Feature, feature_library
from criteria.library import shipped_catalogs

Key = tuple[str, str]


@dataclass(frozen=True)
class Counterpart:
    """A clause of another standard that the same features satisfy."""

    catalog: str
    clause: str
    features: tuple[Feature, ...]


def counterparts(catalog: str, clause: str) -> tuple[Counterpart, ...]:
    """The clauses of other standards that a feature claiming this whole clause claims as a whole, too.

    The feature's kind must be first responsible for one of the two: what a system only contributes to on both sides
    (a platform's messages, say) does not make two demands one piece of work.
    """
    return _counterparts().get((catalog, clause), ())


@cache
def _counterparts() -> Mapping[Key, tuple[Counterpart, ...]]:
    leading = {
        (catalog.id, clause.id): row.systems[:1]
        for catalog in shipped_catalogs().values()
        for row in catalog.requirements
        for clause in row.clauses
    }
    shared: dict[Key, dict[Key, list[Feature]]] = {}
    for library in feature_library().values():
        for feature in library.features:
            whole = [(c, k) for c, clauses in feature.claims.items() for k, part in clauses.items() if part is None]
            for own in whole:
                for other in whole:
                    led = (library.kind,) in (leading[own], leading[other])
                    if own[0] != other[0] and led:
                        shared.setdefault(own, {}).setdefault(other, []).append(feature)
    return {
        own: tuple(Counterpart(*other, tuple(features)) for other, features in found.items())
        for own, found in shared.items()
    }
