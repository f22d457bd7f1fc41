"""The shipped catalogs, and those of an operator's own folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from criteria.loading import CatalogError, Problem, load_catalog
from criteria.models import Catalog

SHIPPED = Path(__file__).with_name("catalogs")


@cache
def shipped_catalogs() -> Mapping[str, Catalog]:
    """Id → catalog of the five standards that come with the project, loaded once."""
    return {folder.name: load_catalog(folder) for folder in _folders(SHIPPED)}


def all_catalogs(own: Path | None = None) -> Mapping[str, Catalog]:
    """The shipped catalogs and those in the subfolders of `own`.

    Raises CatalogError when one of them is wrong, takes a shipped id, or `own` does not exist.
    """
    catalogs = dict(shipped_catalogs())
    if own is None:
        return catalogs
    if not own.is_dir():
        raise CatalogError(own, [Problem("", str(own), "自有标准目录的文件夹不存在")])
    for folder in _folders(own):
        catalog = load_catalog(folder)
        if catalog.id in catalogs:
            raise CatalogError(folder, [Problem("catalog.yaml", "id", f"编号“{catalog.id}”已被占用，请换一个")])
        catalogs[catalog.id] = catalog
    return catalogs


def _folders(parent: Path) -> list[Path]:
    return sorted(path.parent for path in parent.glob("*/catalog.yaml"))
