"""同时满足: what the same work fulfils in other standards (from the feature library's crosswalk)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from criteria.crosswalk import counterparts
from criteria.feature_library import Feature
from criteria.models import AnyRequirement, Catalog, Clause
from evidence.gaps import asked_rows
from evidence.naming import level_of, short_title
from evidence.situation import Situation

ClauseKey = tuple[str, str]


@dataclass(frozen=True)
class OtherClause:
    """A clause of another standard that the same features satisfy. `asked`: a target of the hospital asks for it."""

    catalog: Catalog
    requirement: AnyRequirement
    clause: Clause
    features: tuple[Feature, ...]
    asked: bool

    @property
    def standard(self) -> str:
        """互联互通 四级甲等."""
        return standard_label(self.catalog, self.requirement)


def standard_label(catalog: Catalog, row: AnyRequirement) -> str:
    """Standard and level of a requirement: 电子病历 5级; the standard alone where it has no levels."""
    return f"{short_title(catalog)} {level_of(row)}".strip()


class OtherStandards:
    """Looks clauses up in the crosswalk, within the standards of one hospital."""

    def __init__(self, situation: Situation) -> None:
        self._known: Mapping[ClauseKey, tuple[AnyRequirement, Clause]] = {
            (catalog.id, clause.id): (row, clause)
            for catalog in situation.catalogs.values()
            for row in catalog.requirements
            for clause in row.clauses
        }
        self._catalogs = situation.catalogs
        self._asked = {
            (target.catalog, clause.id)
            for target in situation.targets
            for row in asked_rows(situation.catalogs[target.catalog], target)
            for clause in row.clauses
        }

    def of(self, catalog: str, clause: str) -> list[OtherClause]:
        """The counterparts of a clause; those that a target asks for come first."""
        found = [
            OtherClause(
                self._catalogs[other.catalog],
                *self._known[(other.catalog, other.clause)],
                features=other.features,
                asked=(other.catalog, other.clause) in self._asked,
            )
            for other in counterparts(catalog, clause)
            if (other.catalog, other.clause) in self._known
        ]
        return sorted(found, key=lambda entry: not entry.asked)

    def of_several(self, catalog: str, clauses: Iterable[str]) -> list[tuple[OtherClause, tuple[str, ...]]]:
        """Each counterpart of some clauses once, through all its features, with the clauses that it stands for."""
        found: dict[ClauseKey, tuple[OtherClause, tuple[str, ...]]] = {}
        for clause in clauses:
            for other in self.of(catalog, clause):
                key = (other.catalog.id, other.clause.id)
                known, own = found.get(key, (other, ()))
                features = tuple({feature.id: feature for feature in (*known.features, *other.features)}.values())
                found[key] = replace(known, features=features), (*own, clause)
        return sorted(found.values(), key=lambda entry: not entry[0].asked)
