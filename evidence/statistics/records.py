"""The rows of the statistics tables as typed records."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from evidence.records import Measure


class State(StrEnum):
    """How far a line of the sheet is."""

    EMPTY = "empty"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


@dataclass(frozen=True)
class Query:
    """One version of the query with which a line is counted; `number` counts the versions from 1."""

    id: int
    catalog: str
    item: str
    level: int
    kind: str
    check_no: int | None
    number: int
    system_id: int | None
    sql_text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class Result:
    """A figure that was entered at some time, and its confirmation. `level` None: for all levels of the item.

    `author_id`: account, None when it is not known (figures entered elsewhere than in the sheet).
    """

    id: int
    catalog: str
    item: str
    level: int | None
    kind: str
    check_no: int | None
    query_id: int | None
    numerator: int | None
    denominator: int | None
    value: Decimal
    window_from: date | None
    window_to: date | None
    run_on: date | None
    run_by: str
    note: str
    author: str
    author_id: int | None
    at: datetime
    state: str
    reviewer: str
    reviewed_at: datetime | None
    reason: str
    version: int

    def is_of(self, measure: Measure) -> bool:
        """Whether this is where the figure comes from that counts now: the same numbers by the same person."""
        return _identity(self) == _identity(measure)


def _identity(figure: Result | Measure) -> tuple[object, ...]:
    counted = (figure.numerator, figure.denominator, figure.value, figure.window_from, figure.window_to)
    return (figure.catalog, figure.item, figure.level, figure.kind, figure.check_no, counted, figure.author, figure.at)
