"""The levels of reviews that contracts name, on the scales of the catalogs."""

from criteria.library import shipped_catalogs
from criteria.models import Catalog, ComplianceCatalog, PointsCatalog
from evidence.contracts.draft import ReviewTarget
from evidence.naming import short_title

_PROTECTION_LEVELS = "一二三四五"


def reaches(catalog: Catalog, target: ReviewTarget, place: int) -> bool:
    """Whether a review that the contract names takes in requirements of a level.

    以上 takes in the level itself and all above it (民法典 第一千二百五十九条).
    """
    if target.level is None:
        return False
    if isinstance(catalog, ComplianceCatalog):
        place = _protection(short_title(catalog)) or place
    level = place_of_level(catalog, target.level)
    return level is not None and (target.or_above or place <= level)


def takes_in(target: ReviewTarget, level: str) -> bool:
    """Whether a review that the contract names takes in one of its standard at a level, as the catalog writes it."""
    catalog = shipped_catalogs()[target.catalog]
    return reaches(catalog, target, place_of_level(catalog, level) or 0)


def place_of_level(catalog: Catalog, level: str) -> int | None:
    """The place of a level on the catalog's scale (of a protection level its number); None for what is no level."""
    if isinstance(catalog, ComplianceCatalog):
        return _protection(level)
    if isinstance(catalog, PointsCatalog):
        return catalog.order.get(level)
    return int(level) if level.isdigit() else None


def _protection(text: str) -> int | None:
    """The number of a protection level: 等保三级 is 3."""
    return next((place for place, name in enumerate(_PROTECTION_LEVELS, 1) if f"{name}级" in text), None)


def level_text(target: ReviewTarget) -> str:
    """6级及以上, 五级乙等, 三级; empty where the text names no level."""
    if target.level is None:
        return ""
    level = f" {target.level} 级" if target.level.isdigit() else f"{target.level}"
    return f"{level}及以上" if target.or_above else level
