"""The catalogs of a hospital with the official wording that it has adopted."""

from collections.abc import Mapping
from functools import lru_cache

from sqlite_utils import Database

from criteria.models import Catalog
from criteria.overlay import Overlay, lay_over

# For as many hospitals with wording of their own the catalogs are kept.
_KEPT_CATALOGS = 32


def laid_catalogs(db: Database, catalogs: Mapping[str, Catalog]) -> Mapping[str, Catalog]:
    """The catalogs with what the hospital of an open read has adopted. The wording of a standard is no secret."""
    # Not the view of the asking person: whoever sees a clause sees it in the words that the hospital works with.
    sql = "SELECT catalog, wording FROM main.overlays WHERE withdrawn = 0 ORDER BY id"
    adopted: dict[str, list[str]] = {}
    for catalog_id, wording in db.execute(sql):
        adopted.setdefault(catalog_id, []).append(wording)
    if not adopted:
        return catalogs
    return {
        id_: _laid(_Same(catalog), tuple(adopted[id_])) if id_ in adopted else catalog
        for id_, catalog in catalogs.items()
    }


class _Same:
    """A catalog as a key of a cache: the same object, as its content is too large to compare."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __hash__(self) -> int:
        return id(self.catalog)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.catalog is other.catalog


@lru_cache(maxsize=_KEPT_CATALOGS)
def _laid(base: _Same, wordings: tuple[str, ...]) -> Catalog:
    """The same object for the same content, so that what is computed from a catalog is kept, too."""
    return lay_over(base.catalog, [_overlay(wording) for wording in wordings])


def _overlay(wording: str) -> Overlay:
    return Overlay.model_validate_json(wording)
