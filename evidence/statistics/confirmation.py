"""复核: a second person confirms or returns a figure (four eyes).

A state that is shown and exported. It changes no grading: 自评 takes the entered figures, 有据 those with an accepted
statistics document.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.access import Permission, may, must
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError
from evidence.notifications.events import statistics_returned
from evidence.records import Measure
from evidence.statistics.entry import adopt
from evidence.statistics.records import Result
from evidence.statistics.sheet import Entry
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer


@dataclass(frozen=True)
class Reviewed:
    """A result as it was before a review, and its version after it; for taking the review back."""

    result: int
    before: Row
    version: int


def may_confirm(viewer: Viewer, entry: Entry) -> bool:
    """Whether the viewer may confirm or return the figure of a line: not one that they have entered themselves."""
    figure = entry.figure
    if figure is None or not may(viewer, Permission.REVIEW):
        return False
    return not _is_own(viewer, figure.author, entry.result.author_id if entry.result else None)


def _is_own(viewer: Viewer, author: str, author_id: int | None) -> bool:
    """By account where both are known, else by name."""
    known = author_id is not None and viewer.account_id is not None
    return author_id == viewer.account_id if known else author == viewer.name.strip()


def figures_of(entries: Iterable[Entry]) -> list[Measure]:
    """The figures of lines, each once: one that holds for all levels stands behind several lines."""
    return list({entry.figure.id: entry.figure for entry in entries if entry.figure is not None}.values())


def confirm_figures(store: Store, viewer: Viewer, figures: Iterable[Measure]) -> list[Reviewed]:
    """Confirms figures as they were seen, all or none.

    Raises NotAllowedError for one's own figure, ConflictError for one that has changed since it was seen.
    """
    return _review(store, viewer, figures, "confirmed", "")


def return_figures(store: Store, viewer: Viewer, figures: Iterable[Measure], reason: str) -> list[Reviewed]:
    """Returns figures with a reason. Raises InvalidInputError without one, NotAllowedError, ConflictError."""
    if not reason.strip():
        raise InvalidInputError("退回统计结果时请写明原因，便于录入人核对。")
    return _review(store, viewer, figures, "returned", reason.strip())


def _review(store: Store, viewer: Viewer, figures: Iterable[Measure], state: str, reason: str) -> list[Reviewed]:
    must(viewer, Permission.REVIEW)
    with store.writing(viewer) as transaction:
        reviewed = [_review_one(transaction, figure, state, reason) for figure in figures]
        if state == "returned":
            rows = [transaction.get("statistic_results", entry.result) for entry in reviewed]
            statistics_returned(transaction, rows, reason)
        return reviewed


def _review_one(transaction: Transaction, figure: Measure, state: str, reason: str) -> Reviewed:
    row = transaction.find("measures", "id = ?", [figure.id])
    if row is None or row["version"] != figure.version:
        raise ConflictError(f"{figure.item} 的统计结果刚被修改过，没有复核；请刷新后重新核对。")
    result = adopt(transaction, row)
    if _is_own(transaction.viewer, result["author"], result["author_id"]):
        raise NotAllowedError(f"{figure.item} 的统计结果是您自己录入的，须由另一位人员复核。")
    changes: Row = {
        "state": state,
        "reason": reason,
        "reviewer": transaction.viewer.name.strip(),
        "reviewed_at": transaction.now,
    }
    transaction.update("statistic_results", result["id"], changes)
    version = int(transaction.get("statistic_results", result["id"])["version"])
    return Reviewed(result["id"], {name: result[name] for name in changes}, version)


def take_back_confirmation(store: Store, viewer: Viewer, reviewed: Iterable[Reviewed]) -> None:
    """Puts results back to the states before a review. Raises ConflictError when somebody has touched one since."""
    must(viewer, Permission.REVIEW)
    with store.writing(viewer) as transaction:
        for entry in reviewed:
            transaction.update("statistic_results", entry.result, entry.before, entry.version)


def told(result: Result | None) -> str:
    """王主任 2026-03-02 复核; empty without a review."""
    if result is None or result.reviewed_at is None:
        return ""
    word = "复核" if result.state == "confirmed" else "退回"
    return f"{result.reviewer} {result.reviewed_at:%Y-%m-%d} {word}"
