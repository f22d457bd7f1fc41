"""How sending went last time, for the next attempt and for the settings screen; and that only one server sends.

Kept as rows of the settings table under names that no setting has. Derived from what happened, not logged.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter
from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.errors import StoreError
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer

MAIL = "delivery.mail"
_ROBOT = "delivery.robot."
_CLAIM, _DAILY = "delivery.claim", "delivery.daily"
# A round is over long before; a server that died in one holds the others up no longer.
_CLAIMED = timedelta(minutes=10)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=1)
_KEEP = "INSERT INTO main.settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


@dataclass(frozen=True)
class Refusal:
    """When and why a mail server did not take mail for an address."""

    at: datetime
    error: str


@dataclass(frozen=True)
class Report:
    """The last attempt. `error`: why it failed, empty = it did not; `failures`: how many failed in a row.

    `sent`: how many messages it delivered; `refused`: the addresses that no mail is taken for.
    """

    at: datetime
    sent: int = 0
    error: str = ""
    failures: int = 0
    refused: Mapping[str, Refusal] = field(default_factory=dict)

    def may_try(self, now: datetime) -> bool:
        """Whether the time to wait after failures is over; it doubles with each failure."""
        if not self.failures:
            return True
        wait = min(_FIRST_WAIT * 2 ** min(self.failures - 1, 10), _LONGEST_WAIT)
        # A clock that was set back must not keep it waiting for ever.
        return not timedelta(0) <= now - self.at < wait


_REPORT = TypeAdapter(Report)


def robot_name(name: str) -> str:
    """What the report about a chat robot is kept under."""
    return _ROBOT + name


def read_report(db: Database, name: str) -> Report | None:
    """The report kept under a name, None before the first attempt."""
    text = _value(db, name)
    return _REPORT.validate_json(text) if text else None


def keep_report(store: Store, name: str, report: Report) -> None:
    """Replaces the report kept under a name."""
    with store.writing(SYSTEM) as transaction:
        transaction.db.execute(_KEEP, [name, _REPORT.dump_json(report).decode()])


def reports(store: Store, viewer: Viewer) -> tuple[Report | None, dict[str, Report]]:
    """How mail and how each chat robot (name → report) went last time. Raises NotAllowedError."""
    must(viewer, Permission.SETTINGS)
    with store.reading(SYSTEM) as db:
        rows = db.query("SELECT name FROM main.settings WHERE substr(name, 1, ?) = ?", [len(_ROBOT), _ROBOT])
        robots = {row["name"].removeprefix(_ROBOT): read_report(db, row["name"]) for row in list(rows)}
        return read_report(db, MAIL), {name: report for name, report in robots.items() if report is not None}


def done_on(store: Store, day: date) -> bool:
    """Whether the daily part was the last time done for this day."""
    with store.reading(SYSTEM) as db:
        return _value(db, _DAILY) == day.isoformat()


def keep_done(store: Store, day: date) -> None:
    """Notes that the daily part is done for a day."""
    with store.writing(SYSTEM) as transaction:
        transaction.db.execute(_KEEP, [_DAILY, day.isoformat()])


@contextmanager
def claimed(store: Store) -> Iterator[bool]:
    """Takes the sending over, for ten minutes at most; False while another server has it."""
    mine = _claim(store)
    try:
        yield mine
    finally:
        if mine:
            with store.writing(SYSTEM) as transaction:
                transaction.db.execute("DELETE FROM main.settings WHERE name = ?", [_CLAIM])


def _claim(store: Store) -> bool:
    now = store.clock()
    with suppress(StoreError), store.writing(SYSTEM, wait=1) as transaction:
        held_until = _value(transaction.db, _CLAIM)
        # A time further off was written before the clock was set back.
        if held_until and timedelta(0) < datetime.fromisoformat(held_until) - now <= _CLAIMED:
            return False
        transaction.db.execute(_KEEP, [_CLAIM, (now + _CLAIMED).isoformat()])
        return True
    return False


def _value(db: Database, name: str) -> str | None:
    row = db.execute("SELECT value FROM main.settings WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else None
