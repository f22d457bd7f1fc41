"""The register: hospital, vendors, contracts, systems, protected objects, targets."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import vocabulary
from evidence.access import Permission, must
from evidence.dates import iso
from evidence.errors import InvalidInputError, NotFoundError
from evidence.records import Contract, Hospital, ProtectedObject, System, Target, Vendor, from_row
from evidence.store import Store, Transaction
from evidence.viewer import Viewer

_MLPS_LEVELS = range(1, 6)
_SYSTEMS = """
    SELECT systems.*, vendors.name AS vendor, contracts.title AS contract, contracts.ends_on AS contract_ends_on
    FROM systems
    LEFT JOIN vendors ON vendors.id = systems.vendor_id
    LEFT JOIN contracts ON contracts.id = systems.contract_id
    ORDER BY systems.id
"""


@dataclass(frozen=True)
class SystemDraft:
    """What a person enters about a system."""

    name: str
    kind: str
    product: str = ""
    product_version: str = ""
    vendor: str = ""
    contract_id: int | None = None
    go_live_on: date | None = None
    connected: bool | None = None
    mlps_level: int | None = None
    filing_no: str = ""
    note: str = ""


def set_hospital(store: Store, viewer: Viewer, name: str, note: str = "", example: bool = False) -> None:
    """Names the hospital of the folder. Raises InvalidInputError for an empty name."""
    row = {"slug": store.slug, "name": _required(name, "医院名称"), "note": note, "example": int(example)}
    with store.writing(viewer) as transaction:
        if transaction.find("hospital", "id = 1", []):
            transaction.update("hospital", 1, row)
        else:
            transaction.insert("hospital", {"id": 1} | row)


def read_hospital(db: Database) -> Hospital:
    """The hospital of an open read. Raises NotFoundError for a folder without one."""
    for row in db.query("SELECT * FROM hospital"):
        return Hospital(row["slug"], row["name"], row["note"], bool(row["example"]))
    raise NotFoundError("这个文件夹还没有登记医院名称，请先在“系统”页登记。")


def hospital(store: Store, viewer: Viewer) -> Hospital:
    """The hospital of the folder."""
    with store.reading(viewer) as db:
        return read_hospital(db)


def read_vendors(db: Database) -> list[Vendor]:
    """All vendors by name."""
    return [
        Vendor(row["id"], row["name"], row["contact"], row["note"])
        for row in db.query("SELECT * FROM vendors ORDER BY name")
    ]


def read_contracts(db: Database) -> list[Contract]:
    """All contracts, newest first."""
    return [
        Contract(
            id=row["id"],
            title=row["title"],
            vendor_id=row["vendor_id"],
            starts_on=date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
            ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
            months=row["months"],
            source=row["source"],
            note=row["note"],
        )
        for row in db.query("SELECT * FROM contracts ORDER BY id DESC")
    ]


def read_systems(db: Database, retired: bool = False) -> list[System]:
    """The systems in use (with `retired`: all) in the order of registration."""
    systems = [from_row(System, row) for row in db.query(_SYSTEMS)]
    return systems if retired else [system for system in systems if not system.retired]


def read_objects(db: Database) -> list[ProtectedObject]:
    """All protected objects with their systems."""
    members: dict[int, set[int]] = {}
    for row in db.query("SELECT object_id, system_id FROM object_systems"):
        members.setdefault(row["object_id"], set()).add(row["system_id"])
    return [
        ProtectedObject(row["id"], row["name"], row["filing_no"], frozenset(members.get(row["id"], ())))
        for row in db.query("SELECT * FROM objects ORDER BY id")
    ]


def read_targets(db: Database) -> list[Target]:
    """All targets in the order in which they were set."""
    return [
        Target(
            id=row["id"],
            catalog=row["catalog"],
            level=row["level"],
            object_id=row["object_id"],
            review_on=date.fromisoformat(row["review_on"]) if row["review_on"] else None,
            note=row["note"],
            example=bool(row["example"]),
        )
        for row in db.query("SELECT * FROM targets ORDER BY id")
    ]


def vendors(store: Store, viewer: Viewer) -> list[Vendor]:
    """All vendors by name."""
    with store.reading(viewer) as db:
        return read_vendors(db)


def contracts(store: Store, viewer: Viewer) -> list[Contract]:
    """All contracts, newest first."""
    with store.reading(viewer) as db:
        return read_contracts(db)


def systems(store: Store, viewer: Viewer, retired: bool = False) -> list[System]:
    """The systems in use (with `retired`: all)."""
    with store.reading(viewer) as db:
        return read_systems(db, retired)


def targets(store: Store, viewer: Viewer) -> list[Target]:
    """All targets."""
    with store.reading(viewer) as db:
        return read_targets(db)


def add_system(store: Store, viewer: Viewer, draft: SystemDraft) -> int:
    """Registers a system (and its vendor when new) and returns its id.

    Raises InvalidInputError for an empty or taken name or an unknown kind.
    """
    with store.writing(viewer) as transaction:
        row = _system_row(transaction, draft)
        if transaction.find("systems", "name = ?", [row["name"]]):
            raise InvalidInputError(f"系统“{row['name']}”已经登记过，请换一个名称或修改原有的登记。")
        return transaction.insert("systems", row)


def change_system(store: Store, viewer: Viewer, system_id: int, draft: SystemDraft, expected: int) -> bool:
    """Changes a registered system against the version the person saw. Returns whether anything changed."""
    with store.writing(viewer) as transaction:
        row = _system_row(transaction, draft)
        same = transaction.find("systems", "name = ? AND id <> ?", [row["name"], system_id])
        if same:
            raise InvalidInputError(f"系统“{row['name']}”已经登记过，请换一个名称。")
        return transaction.update("systems", system_id, row, expected)


def retire_system(store: Store, viewer: Viewer, system_id: int, retired: bool = True) -> None:
    """Takes a system out of use (or back): it keeps its history but answers for no requirement."""
    with store.writing(viewer) as transaction:
        transaction.update("systems", system_id, {"retired": int(retired)})


def _system_row(transaction: Transaction, draft: SystemDraft) -> dict[str, object]:
    if draft.kind not in vocabulary().system_kinds:
        raise InvalidInputError(f"系统类型“{draft.kind}”未知，请从列表中选择。")
    if draft.mlps_level is not None and draft.mlps_level not in _MLPS_LEVELS:
        raise InvalidInputError("等保级别只有 1 到 5 级，请从列表中选择。")
    return {
        "name": _required(draft.name, "系统名称"),
        "kind": draft.kind,
        "product": draft.product.strip(),
        "product_version": draft.product_version.strip(),
        "vendor_id": vendor_id(transaction, draft.vendor),
        "contract_id": draft.contract_id,
        "go_live_on": iso(draft.go_live_on),
        "connected": None if draft.connected is None else int(draft.connected),
        "mlps_level": draft.mlps_level,
        "filing_no": draft.filing_no.strip(),
        "note": draft.note.strip(),
    }


def vendor_id(transaction: Transaction, name: str) -> int | None:
    """The id of the vendor of this name, registered when new; None for an empty name."""
    name = name.strip()
    if not name:
        return None
    found = transaction.find("vendors", "name = ?", [name])
    return found["id"] if found else transaction.insert("vendors", {"name": name})


def add_contract(
    store: Store,
    viewer: Viewer,
    title: str,
    vendor: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    months: int | None = None,
    source: str = "",
    note: str = "",
) -> int:
    """Records a maintenance contract and returns its id. Raises InvalidInputError for an impossible period."""
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInputError("合同结束日期早于开始日期，请核对后重新填写。")
    if months is not None and months < 1:
        raise InvalidInputError("合同期限至少为 1 个月，请核对后重新填写。")
    with store.writing(viewer) as transaction:
        if transaction.find("contracts", "title = ?", [title.strip()]):
            raise InvalidInputError(f"合同“{title.strip()}”已经登记过。")
        row = {
            "title": _required(title, "合同名称"),
            "vendor_id": vendor_id(transaction, vendor),
            "starts_on": iso(starts_on),
            "ends_on": iso(ends_on),
            "months": months,
            "source": source,
            "note": note,
        }
        return transaction.insert("contracts", row)


def set_object(
    store: Store, viewer: Viewer, name: str, members: set[int], filing_no: str = "", object_id: int | None = None
) -> int:
    """Creates or changes a protected object and the systems filed together. Returns its id."""
    if not members:
        raise InvalidInputError("定级对象至少要包含一个系统。")
    with store.writing(viewer) as transaction:
        row = {"name": _required(name, "定级对象名称"), "filing_no": filing_no.strip()}
        if transaction.find("objects", "name = ? AND id <> ?", [row["name"], object_id or 0]):
            raise InvalidInputError(f"定级对象“{row['name']}”已经存在，请换一个名称。")
        if object_id is None:
            object_id = transaction.insert("objects", row)
        else:
            transaction.update("objects", object_id, row)
        before = _members(transaction, object_id)
        transaction.db.execute("DELETE FROM object_systems WHERE object_id = ?", [object_id])
        for system_id in sorted(members):
            transaction.get("systems", system_id)
            transaction.db.execute("INSERT INTO object_systems VALUES (?, ?)", [object_id, system_id])
        if before != sorted(members):
            after = {"systems": sorted(members)}
            transaction.audit("update", "object_systems", object_id, {"systems": before}, after)
        return object_id


def _members(transaction: Transaction, object_id: int) -> list[int]:
    rows = transaction.db.query(
        "SELECT system_id FROM object_systems WHERE object_id = ? ORDER BY system_id", [object_id]
    )
    return [row["system_id"] for row in rows]


def target_levels(catalog: Catalog) -> list[str]:
    """What a target of the catalog may be, from lowest to highest."""
    if isinstance(catalog, LevelsCatalog):
        return [str(number) for number in catalog.level_by_number]
    if isinstance(catalog, PointsCatalog):
        return [grade.grade for grade in sorted(catalog.grades, key=lambda grade: grade.order)]
    return list(catalog.conclusions[1:])


def set_target(
    store: Store,
    viewer: Viewer,
    catalog: Catalog,
    level: str,
    review_on: date | None = None,
    object_id: int | None = None,
    note: str = "",
    example: bool = False,
) -> int:
    """Sets or changes the target for a catalog (for MLPS: of one protected object). Returns its id.

    Raises InvalidInputError for a level that the catalog does not have, an MLPS target without an object, or an object
    for another standard.
    """
    if level not in target_levels(catalog):
        raise InvalidInputError(f"“{level}”不是《{catalog.title}》可选的目标，请从列表中选择。")
    if isinstance(catalog, ComplianceCatalog) and object_id is None:
        raise InvalidInputError("等保目标要落在一个定级对象上，请先选择或新建定级对象。")
    if not isinstance(catalog, ComplianceCatalog) and object_id is not None:
        raise InvalidInputError(f"《{catalog.title}》的目标针对全院，请不要选择定级对象。")
    row = {
        "level": level,
        "review_on": iso(review_on),
        "note": note,
        "example": int(example),
    }
    with store.writing(viewer) as transaction:
        key = [catalog.id, object_id or 0]
        found = transaction.find("targets", "catalog = ? AND ifnull(object_id, 0) = ?", key)
        if found:
            transaction.update("targets", found["id"], row)
            return int(found["id"])
        return transaction.insert("targets", {"catalog": catalog.id, "object_id": object_id} | row)


def drop_target(store: Store, viewer: Viewer, target_id: int) -> None:
    """Removes a target and its trend; verdicts and documents stay."""
    must(viewer, Permission.DIRECT)
    with store.writing(viewer) as transaction:
        transaction.db.execute("DELETE FROM snapshots WHERE target_id = ?", [target_id])
        transaction.delete("targets", target_id)


def _required(text: str, what: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInputError(f"请填写{what}。")
    return text
