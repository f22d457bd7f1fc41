"""功能: what a system does, and the clauses that this is said to fulfil."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from criteria.models import Catalog
from evidence.documents import FEATURE
from evidence.errors import ConflictError, InvalidInputError
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

STATUS_NAMES: Mapping[str, str] = {
    "live": "已上线",
    "partly": "部分上线",
    "planned": "计划中",
    "none": "没有",
    "not_applicable": "不适用",
}

Claim = tuple[str, str]


@dataclass(frozen=True)
class Feature:
    """Something a system does. `claims`: the (catalog, clause id) pairs that it is said to fulfil."""

    id: int
    system_id: int
    name: str
    status: str
    note: str
    example: bool
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class FeatureDraft:
    """What a person enters about a feature."""

    name: str
    status: str
    note: str = ""
    claims: tuple[Claim, ...] = ()
    example: bool = False


def add_feature(
    store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], system_id: int, draft: FeatureDraft
) -> int:
    """Adds a feature to a system and returns its id. Raises InvalidInputError (name empty or taken, unknown clause)."""
    with store.writing(viewer) as transaction:
        transaction.get("systems", system_id)
        row = _row(transaction, system_id, None, draft)
        feature_id = transaction.insert("features", row | {"system_id": system_id})
        _set_claims(transaction, catalogs, feature_id, draft.claims)
        return feature_id


def change_feature(
    store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], seen: Feature, draft: FeatureDraft
) -> bool:
    """Changes a feature and its claims against what the person saw. Returns whether anything changed.

    Raises InvalidInputError (name empty or taken, unknown clause), ConflictError when somebody has changed it since.
    """
    with store.writing(viewer) as transaction:
        current = transaction.get("features", seen.id)
        same = (current["name"], current["status"], current["note"]) == (seen.name, seen.status, seen.note)
        if not same or _claim_ids(transaction, seen.id).keys() != set(seen.claims):
            raise ConflictError(f"功能“{seen.name}”刚被他人修改过，您的修改没有保存；请刷新后核对再改。")
        changed = transaction.update("features", seen.id, _row(transaction, seen.system_id, seen.id, draft))
        return _set_claims(transaction, catalogs, seen.id, draft.claims) > 0 or changed


def set_claims(
    store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], feature_id: int, claims: Iterable[Claim]
) -> int:
    """Replaces the clauses that a feature claims. Returns how many were added or removed.

    Raises InvalidInputError for a clause that no catalog has.
    """
    with store.writing(viewer) as transaction:
        transaction.get("features", feature_id)
        return _set_claims(transaction, catalogs, feature_id, claims)


def remove_feature(store: Store, viewer: Viewer, feature_id: int) -> None:
    """Removes a feature and its claims. Raises InvalidInputError while a document is linked to it."""
    with store.writing(viewer) as transaction:
        feature = transaction.get("features", feature_id)
        if transaction.find("document_links", "subject = ? AND ref = ?", [FEATURE, str(feature_id)]):
            raise InvalidInputError(f"功能“{feature['name']}”已关联佐证材料，不能删除；可以把状态改为“没有”。")
        for claim_id in _claim_ids(transaction, feature_id).values():
            transaction.delete("feature_claims", claim_id)
        transaction.delete("features", feature_id)


def features(store: Store, viewer: Viewer, system_id: int) -> list[Feature]:
    """The features of a system by name."""
    with store.reading(viewer) as db:
        return _read(db, "features.system_id = ?", [system_id])


def features_claiming(store: Store, viewer: Viewer, catalog: str, clauses: Iterable[str]) -> list[Feature]:
    """The features, of any system, that claim at least one of some clauses."""
    wanted = list(clauses)
    marks = ", ".join("?" * len(wanted))
    condition = f"""
        features.id IN (SELECT feature_id FROM feature_claims WHERE catalog = ? AND clause IN ({marks}))
        AND features.system_id IN (SELECT id FROM systems WHERE retired = 0)
    """  # noqa: S608 - only question marks are inserted
    with store.reading(viewer) as db:
        return _read(db, condition, [catalog, *wanted])


def _read(db: Database, condition: str, values: list[object]) -> list[Feature]:
    sql = f"""
        SELECT features.*, feature_claims.catalog, feature_claims.clause
        FROM features LEFT JOIN feature_claims ON feature_claims.feature_id = features.id
        WHERE {condition} ORDER BY features.system_id, features.name, features.id, feature_claims.id
    """  # noqa: S608 - conditions of this module
    rows: dict[int, Row] = {}
    claims: dict[int, list[Claim]] = {}
    for row in db.query(sql, values):
        rows[row["id"]] = row
        found = claims.setdefault(row["id"], [])
        if row["clause"] is not None:
            found.append((row["catalog"], row["clause"]))
    return [
        Feature(
            id=row["id"],
            system_id=row["system_id"],
            name=row["name"],
            status=row["status"],
            note=row["note"],
            example=bool(row["example"]),
            claims=tuple(claims[row["id"]]),
        )
        for row in rows.values()
    ]


def _row(transaction: Transaction, system_id: int, own_id: int | None, draft: FeatureDraft) -> Row:
    name = draft.name.strip()
    if not name:
        raise InvalidInputError("请填写功能名称。")
    if draft.status not in STATUS_NAMES:
        raise InvalidInputError(f"功能状态“{draft.status}”未知，请从列表中选择。")
    if transaction.find("features", "system_id = ? AND name = ? AND id <> ?", [system_id, name, own_id or 0]):
        raise InvalidInputError(f"这个系统已经登记过功能“{name}”，请换一个名称或修改原有的一项。")
    return {"name": name, "status": draft.status, "note": draft.note.strip(), "example": int(draft.example)}


def _set_claims(
    transaction: Transaction, catalogs: Mapping[str, Catalog], feature_id: int, claims: Iterable[Claim]
) -> int:
    wanted = list(dict.fromkeys(claims))
    _check_claims(catalogs, wanted)
    current = _claim_ids(transaction, feature_id)
    for claim in current.keys() - set(wanted):
        transaction.delete("feature_claims", current[claim])
    new = [claim for claim in wanted if claim not in current]
    for catalog, clause in new:
        transaction.insert("feature_claims", {"feature_id": feature_id, "catalog": catalog, "clause": clause})
    return len(new) + len(current.keys() - set(wanted))


def _check_claims(catalogs: Mapping[str, Catalog], claims: list[Claim]) -> None:
    known = {
        catalog: {clause.id for row in catalogs[catalog].requirements for clause in row.clauses}
        for catalog in {catalog for catalog, _ in claims} & catalogs.keys()
    }
    for catalog, clause in claims:
        if clause not in known.get(catalog, ()):
            raise InvalidInputError(f"标准目录中没有要求点“{clause}”，请从列表中选择。")


def _claim_ids(transaction: Transaction, feature_id: int) -> dict[Claim, int]:
    rows = transaction.db.query("SELECT * FROM feature_claims WHERE feature_id = ? ORDER BY id", [feature_id])
    return {(row["catalog"], row["clause"]): row["id"] for row in rows}
