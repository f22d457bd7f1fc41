"""The rows of the store as typed, immutable records."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast, get_type_hints

from criteria.vocabulary import Verdict

_Record = TypeVar("_Record")


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None or value == "" else read(value)


def _text(value: str | None) -> str:
    return value or ""


# How a column is read, by the type of its field; other types are kept in the store as they are.
_READERS: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    bool: bool,
    bool | None: _optional(bool),
    date: date.fromisoformat,
    date | None: _optional(date.fromisoformat),
    datetime: datetime.fromisoformat,
    datetime | None: _optional(datetime.fromisoformat),
    Decimal: Decimal,
    Verdict: Verdict,
}


def from_row(record: type[_Record], row: Mapping[str, Any], **given: Any) -> _Record:
    """A record from a row of the store (columns that it has no field for are passed over) and `given` fields."""
    fields = _fields(cast(Hashable, record))
    values = {name: read(row[name]) if read else row[name] for name, read in fields if name not in given}
    return record(**values, **given)


@cache
def _fields(record: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((name, _READERS.get(kind)) for name, kind in get_type_hints(record).items())


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
    """A stored verdict of one system (`system_id` None: the whole hospital) on one clause.

    `origin`: `person`, or `ticklist` when it was taken over from the system's feature list.
    """

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
    origin: str = "person"


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


@dataclass(frozen=True)
class Document:
    """佐证材料: a file (`sha256`) or a dated statement. `expired` is computed, never stored.

    `vendor_id`: of the vendor who uploaded, None for the hospital. `privacy`: unchecked, clean, flagged, masked (then
    `original_sha256` is the file before), or cleared by a person with a reason.
    """

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
    uploader_id: int | None
    vendor_id: int | None
    original_sha256: str | None
    privacy: str
    privacy_reason: str
    privacy_by: str
    note: str
    version: int
    example: bool

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
