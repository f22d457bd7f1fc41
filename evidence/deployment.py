"""A data directory with one folder per hospital, and the catalogs in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from criteria.library import all_catalogs
from criteria.loading import CatalogError
from criteria.models import Catalog
from evidence.errors import InvalidInputError, NotFoundError
from evidence.intake.names import is_reserved
from evidence.store import DATABASE_NAME, Store, create_store, open_store

_LONGEST_SLUG = 60


@dataclass(frozen=True)
class Deployment:
    """`data`: the data directory; `own_catalogs`: the operator's folder of further catalogs, if any."""

    data: Path
    own_catalogs: Path | None = None

    @cached_property
    def catalogs(self) -> Mapping[str, Catalog]:
        """Id → catalog. Raises InvalidInputError when one of the operator's own is wrong."""
        try:
            return all_catalogs(self.own_catalogs)
        except CatalogError as error:
            raise InvalidInputError(str(error)) from error

    def catalog(self, catalog_id: str) -> Catalog:
        """One catalog. Raises NotFoundError."""
        try:
            return self.catalogs[catalog_id]
        except KeyError as error:
            known = "、".join(self.catalogs)
            raise NotFoundError(f"没有标准目录“{catalog_id}”，可用的有 {known}。") from error

    def hospitals(self) -> list[str]:
        """The folder names of all hospitals."""
        return sorted(path.parent.name for path in self.data.glob(f"*/{DATABASE_NAME}"))

    def open(self, slug: str) -> Store:
        """The store of a hospital. Raises StoreError."""
        return open_store(self.data / check_slug(slug))

    def create(self, slug: str) -> Store:
        """A new hospital folder. Raises StoreError when it exists, InvalidInputError for an impossible name."""
        return create_store(self.data / check_slug(slug))


def check_slug(slug: str) -> str:
    """A folder name of small letters, digits and hyphens, safe on every system. Raises InvalidInputError."""
    if not (slug.replace("-", "").isalnum() and slug.isascii() and slug == slug.lower() and not slug.startswith("-")):
        raise InvalidInputError(f"医院代号“{slug}”只能用小写字母、数字和连字符，例如 renmin-yiyuan。")
    if len(slug) > _LONGEST_SLUG:
        raise InvalidInputError(f"医院代号不能超过 {_LONGEST_SLUG} 个字符，请缩短，例如 renmin-yiyuan。")
    if is_reserved(slug):
        raise InvalidInputError(f"医院代号“{slug}”是操作系统保留的名称，请换一个，例如 renmin-yiyuan。")
    return slug
