"""Official wording adopted for a hospital: stored with the file's hash, taken back."""

from dataclasses import dataclass
from datetime import datetime

from evidence.access import Permission, must
from evidence.errors import InvalidInputError
from evidence.official_wording.comparing import Comparison
from evidence.records import from_row
from evidence.store import Row, Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class AdoptedDocument:
    """A document of which something was adopted. `requirements`: of how many; `withdrawn`: taken back since."""

    id: int
    catalog: str
    source: str
    file_name: str
    sha256: str
    author: str
    at: datetime
    requirements: int
    kinds: int
    withdrawn: bool


def adopt_wording(
    store: Store,
    viewer: Viewer,
    comparison: Comparison,
    codes: frozenset[str] | None = None,
    with_count: frozenset[str] = frozenset(),
) -> int:
    """Lays a document over the hospital's catalog from now on; returns the number of the record.

    `codes`, `with_count` as in Comparison.overlay. Raises NotAllowedError, InvalidInputError when nothing is left.
    """
    must(viewer, Permission.DIRECT)
    overlay = comparison.overlay(codes, with_count)
    if not overlay.rows:
        raise InvalidInputError("所选的条款没有可以采用的官方内容，没有改动；请重新选择。")
    with store.writing(viewer) as transaction:
        row: Row = {
            "catalog": comparison.catalog.id,
            "source": overlay.source,
            "file_name": comparison.file_name,
            "sha256": comparison.sha256,
            "author": viewer.name.strip(),
            "at": transaction.now,
            "requirements": len(overlay.rows),
            "kinds": sum(entry.kind is not None for entry in overlay.rows.values()),
            "wording": overlay.model_dump_json(),
        }
        return transaction.insert("overlays", row)


def withdraw_wording(store: Store, viewer: Viewer, overlay_id: int, withdrawn: bool = True) -> bool:
    """Takes the wording of a document back, or (`withdrawn` False) uses it again. Returns whether that changed it.

    Verdicts and documents stay as they are. Raises NotAllowedError, NotFoundError.
    """
    must(viewer, Permission.DIRECT)
    with store.writing(viewer) as transaction:
        return transaction.update("overlays", overlay_id, {"withdrawn": int(withdrawn)})


def adopted_documents(store: Store, viewer: Viewer, catalog_id: str | None = None) -> list[AdoptedDocument]:
    """The documents adopted for a catalog (None = for any), newest first, those taken back as well."""
    sql = "SELECT * FROM overlays WHERE catalog = ifnull(?, catalog) ORDER BY id DESC"
    with store.reading(viewer) as db:
        return [from_row(AdoptedDocument, row) for row in db.query(sql, [catalog_id])]
