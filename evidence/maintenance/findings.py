"""What a check finds, and how long work tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

# What is being done, how much of it is done, how much there is in all.
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """The progress of work that nobody watches."""


class Fault(StrEnum):
    """What can be wrong with a hospital's folder."""

    LOG_CHANGED = "log_changed"
    LOG_GAP = "log_gap"
    LOG_CUT = "log_cut"
    LOG_REWRITTEN = "log_rewritten"
    LOG_UNCHAINED = "log_unchained"
    DATABASE = "database"
    REFERENCE = "reference"
    SCHEMA = "schema"
    SCHEMA_OLD = "schema_old"
    FILE_MISSING = "file_missing"
    FILE_DAMAGED = "file_damaged"
    FILE_EXTRA = "file_extra"
    UPLOAD_LEFTOVER = "upload_leftover"
    ORIGINAL_GONE = "original_gone"
    MANIFEST = "manifest"


# What is told for completeness: nothing is lost, nothing has to be done.
_HARMLESS = frozenset({Fault.SCHEMA_OLD, Fault.FILE_EXTRA, Fault.UPLOAD_LEFTOVER, Fault.ORIGINAL_GONE})


@dataclass(frozen=True)
class Finding:
    """One thing found, as a Chinese sentence that says what is wrong and what to do."""

    fault: Fault
    text: str

    @property
    def harmless(self) -> bool:
        """Whether nothing is lost and nothing has to be done."""
        return self.fault in _HARMLESS
