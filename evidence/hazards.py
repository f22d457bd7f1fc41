"""重大风险隐患 of a protected object: recorded by the assessor, proposed from unmet units, resolved."""

from dataclasses import dataclass
from datetime import datetime

from criteria.grading.results import ComplianceResult, ProposedRisk
from criteria.models import ComplianceCatalog
from evidence.errors import InvalidInputError
from evidence.store import Row, Store
from evidence.viewer import Viewer

_HAZARDS = """
    SELECT hazards.*, audit.actor AS author, audit.at
    FROM hazards
    LEFT JOIN audit ON audit.subject = 'hazards' AND audit.subject_id = CAST(hazards.id AS TEXT)
        AND audit.action = 'insert'
    WHERE object_id = ? ORDER BY fixed, hazards.id
"""


@dataclass(frozen=True)
class Hazard:
    """One recorded hazard. `code`: the unit it belongs to, empty when it belongs to none."""

    id: int
    object_id: int
    code: str
    description: str
    fixed: bool
    author: str
    at: datetime | None
    example: bool

    @staticmethod
    def of(row: Row) -> "Hazard":
        """From a row joined with the log entry of its recording."""
        return Hazard(
            id=row["id"],
            object_id=row["object_id"],
            code=row["code"],
            description=row["description"],
            fixed=bool(row["fixed"]),
            author=row["author"] or "",
            at=datetime.fromisoformat(row["at"]) if row["at"] else None,
            example=bool(row["example"]),
        )


def hazards(store: Store, viewer: Viewer, object_id: int) -> list[Hazard]:
    """The hazards of a protected object: open ones first."""
    with store.reading(viewer) as db:
        return [Hazard.of(row) for row in db.query(_HAZARDS, [object_id])]


def add_hazard(
    store: Store,
    viewer: Viewer,
    catalog: ComplianceCatalog,
    object_id: int,
    description: str,
    code: str = "",
    example: bool = False,
) -> int:
    """Records a hazard and returns its id.

    Raises InvalidInputError without a description, for an unknown unit, or while the unit has an open hazard.
    """
    if not description.strip():
        raise InvalidInputError("请写明重大风险隐患的情形。")
    if code and code not in {row.code for row in catalog.requirements}:
        raise InvalidInputError(f"《{catalog.title}》中没有测评单元“{code}”，请刷新页面。")
    with store.writing(viewer) as transaction:
        transaction.get("objects", object_id)
        if code and transaction.find("hazards", "object_id = ? AND code = ? AND fixed = 0", [object_id, code]):
            raise InvalidInputError(f"{code} 已登记过尚未整改的重大风险隐患，不必重复登记。")
        row: Row = {
            "object_id": object_id,
            "code": code,
            "description": description.strip(),
            "fixed": 0,
            "example": int(example),
        }
        return transaction.insert("hazards", row)


def fix_hazard(store: Store, viewer: Viewer, hazard_id: int, fixed: bool = True) -> bool:
    """Marks a hazard as resolved (or open again). Returns whether that changed anything. Raises NotFoundError."""
    with store.writing(viewer) as transaction:
        return transaction.update("hazards", hazard_id, {"fixed": int(fixed)})


def drop_hazard(store: Store, viewer: Viewer, hazard_id: int) -> None:
    """Removes a hazard recorded by mistake; its content stays in the log. Raises NotFoundError."""
    with store.writing(viewer) as transaction:
        transaction.delete("hazards", hazard_id)


def unrecorded(result: ComplianceResult, recorded: list[Hazard]) -> list[ProposedRisk]:
    """The proposed risks of a result for which no open hazard is recorded; a person decides on each."""
    known = {hazard.code for hazard in recorded if not hazard.fixed}
    return [risk for risk in result.proposed_risks if risk.code not in known]
