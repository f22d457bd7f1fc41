"""The rows of the store as typed, immutable records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from criteria.vocabulary import Verdict


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Hospital:
    """The hospital of a folder. `example`: its contents are made up, apart from the contract's own words."""

    slug: str
    name: str
    note: str
    example: bool


@dataclass(frozen=True)
class Vendor:
    """A company that maintains systems."""

    id: int
    name: str
    contact: str
    note: str


@dataclass(frozen=True)
class Contract:
    """A maintenance contract; `months` when the text names a period but no dates."""

    id: int
    title: str
    vendor_id: int | None
    starts_on: date | None
    ends_on: date | None
    months: int | None
    source: str
    note: str


@dataclass(frozen=True)
class System:
    """A maintained system. `connected`: to the information platform, None = not known."""

    id: int
    name: str
    kind: str
    product: str
    product_version: str
    vendor_id: int | None
    vendor: str
    contract_id: int | None
    contract: str
    contract_ends_on: date | None
    go_live_on: date | None
    connected: bool | None
    mlps_level: int | None
    filing_no: str
    retired: bool
    note: str
    version: int

    @staticmethod
    def of(row: Mapping[str, Any]) -> "System":
        """From a row joined with its vendor's and contract's names."""
        return System(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            product=row["product"],
            product_version=row["product_version"],
            vendor_id=row["vendor_id"],
            vendor=row["vendor"] or "",
            contract_id=row["contract_id"],
            contract=row["contract"] or "",
            contract_ends_on=_date(row["contract_ends_on"]),
            go_live_on=_date(row["go_live_on"]),
            connected=None if row["connected"] is None else bool(row["connected"]),
            mlps_level=row["mlps_level"],
            filing_no=row["filing_no"],
            retired=bool(row["retired"]),
            note=row["note"],
            version=row["version"],
        )


@dataclass(frozen=True)
class ProtectedObject:
    """定级对象: one system, or a named group of systems filed together."""

    id: int
    name: str
    filing_no: str
    systems: frozenset[int]


@dataclass(frozen=True)
class Target:
    """目标: catalog + level (`6`, `五级乙等`, `基本符合`) + review date, for MLPS of one protected object."""

    id: int
    catalog: str
    level: str
    object_id: int | None
    review_on: date | None
    note: str
    example: bool

    def days_left(self, today: date) -> int | None:
        """Days until the review, negative when it is past; None without a date."""
        return None if self.review_on is None else (self.review_on - today).days


@dataclass(frozen=True)
class Judgement:
    """A stored verdict of one system (`system_id` None: the whole hospital) on one clause."""

    catalog: str
    clause: str
    system_id: int | None
    verdict: Verdict
    tier: str | None
    note: str
    author: str
    at: datetime
    version: int
    example: bool

    @staticmethod
    def of(row: Mapping[str, Any]) -> "Judgement":
        """From a row."""
        return Judgement(
            catalog=row["catalog"],
            clause=row["clause"],
            system_id=row["system_id"],
            verdict=Verdict(row["verdict"]),
            tier=row["tier"],
            note=row["note"],
            author=row["author"],
            at=datetime.fromisoformat(row["at"]),
            version=row["version"],
            example=bool(row["example"]),
        )


@dataclass(frozen=True)
class Measure:
    """A stored coverage or data quality figure; numerator and denominator where they were counted."""

    id: int
    catalog: str
    item: str
    level: int | None
    kind: str
    check_no: int | None
    numerator: int | None
    denominator: int | None
    value: Decimal
    window_from: date | None
    window_to: date | None
    note: str
    author: str
    at: datetime
    version: int
    example: bool

    @staticmethod
    def of(row: Mapping[str, Any]) -> "Measure":
        """From a row."""
        return Measure(
            id=row["id"],
            catalog=row["catalog"],
            item=row["item"],
            level=row["level"],
            kind=row["kind"],
            check_no=row["check_no"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            value=Decimal(row["value"]),
            window_from=_date(row["window_from"]),
            window_to=_date(row["window_to"]),
            note=row["note"],
            author=row["author"],
            at=datetime.fromisoformat(row["at"]),
            version=row["version"],
            example=bool(row["example"]),
        )


@dataclass(frozen=True)
class Document:
    """佐证材料: a file (`sha256`) or a dated statement. `expired` is computed, never stored."""

    id: int
    title: str
    kind: str
    sha256: str | None
    file_name: str
    media_type: str
    size: int
    statement: str
    effective_on: date
    expires_on: date | None
    system_id: int | None
    uploader: str
    uploaded_at: datetime
    state: str
    reason: str
    reviewer: str
    reviewed_at: datetime | None
    supersedes_id: int | None
    note: str
    version: int
    example: bool

    @staticmethod
    def of(row: Mapping[str, Any]) -> "Document":
        """From a row."""
        return Document(
            id=row["id"],
            title=row["title"],
            kind=row["kind"],
            sha256=row["sha256"],
            file_name=row["file_name"],
            media_type=row["media_type"],
            size=row["size"],
            statement=row["statement"],
            effective_on=date.fromisoformat(row["effective_on"]),
            expires_on=_date(row["expires_on"]),
            system_id=row["system_id"],
            uploader=row["uploader"],
            uploaded_at=datetime.fromisoformat(row["uploaded_at"]),
            state=row["state"],
            reason=row["reason"],
            reviewer=row["reviewer"],
            reviewed_at=datetime.fromisoformat(row["reviewed_at"]) if row["reviewed_at"] else None,
            supersedes_id=row["supersedes_id"],
            note=row["note"],
            version=row["version"],
            example=bool(row["example"]),
        )

    def state_on(self, today: date) -> str:
        """pending, accepted, returned, superseded, or expired when accepted but past its expiry date."""
        if self.state == "accepted" and self.expires_on is not None and self.expires_on < today:
            return "expired"
        return self.state


@dataclass(frozen=True)
class Task:
    """整改任务: work that closes gaps."""

    id: int
    title: str
    description: str
    state: str
    owner: str
    system_id: int | None
    starts_on: date | None
    due_on: date | None
    effort_days: int | None
    closed_with: int | None
    author: str
    at: datetime
    closed_at: datetime | None
    version: int
    example: bool
    clauses: tuple[tuple[str, str], ...] = ()
    needs: tuple[int, ...] = ()

    @staticmethod
    def of(row: Mapping[str, Any], clauses: tuple[tuple[str, str], ...], needs: tuple[int, ...]) -> "Task":
        """From a row, its (catalog, clause) pairs and the tasks it depends on."""
        return Task(
            id=row["id"],
            title=row["title"],
            description=row["description"],
            state=row["state"],
            owner=row["owner"],
            system_id=row["system_id"],
            starts_on=_date(row["starts_on"]),
            due_on=_date(row["due_on"]),
            effort_days=row["effort_days"],
            closed_with=row["closed_with"],
            author=row["author"],
            at=datetime.fromisoformat(row["at"]),
            closed_at=datetime.fromisoformat(row["closed_at"]) if row["closed_at"] else None,
            version=row["version"],
            example=bool(row["example"]),
            clauses=clauses,
            needs=needs,
        )

    def overdue(self, today: date) -> bool:
        """Not done although its due date has passed."""
        return self.state != "done" and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class AuditEntry:
    """Who changed what, when, from what to what."""

    id: int
    at: datetime
    actor: str
    role: str
    action: str
    subject: str
    subject_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
