"""One piece of work, several standards: clauses that one and the same feature satisfies (from the feature library)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from criteria.feature_library import Feature, feature_library

Key = tuple[str, str]


@dataclass(frozen=True)
class Counterpart:
    """A clause of another standard that the same features satisfy."""

    catalog: str
    clause: str
    features: tuple[Feature, ...]


def counterparts(catalog: str, clause: str) -> tuple[Counterpart, ...]:
    """The clauses of other standards that a feature claiming this whole clause claims as a whole, too."""
    return _counterparts().get((catalog, clause), ())


@cache
def _counterparts() -> Mapping[Key, tuple[Counterpart, ...]]:
    shared: dict[Key, dict[Key, list[Feature]]] = {}
    for library in feature_library().values():
        for feature in library.features:
            whole = [(c, k) for c, clauses in feature.claims.items() for k, part in clauses.items() if part is None]
            for own in whole:
                for other in whole:
                    if own[0] != other[0]:
                        shared.setdefault(own, {}).setdefault(other, []).append(feature)
    return {
        own: tuple(Counterpart(*other, tuple(features)) for other, features in found.items())
        for own, found in shared.items()
    }
