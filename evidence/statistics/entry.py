"""Entering figures and queries of 统计表: refused or stored as a whole, with their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from criteria.models import LevelsCatalog
from evidence.dates import iso
from evidence.errors import ConflictError, InvalidInputError
from evidence.exchange_format import clean
from evidence.measures import MeasureDraft, store_measure
from evidence.statistics.checks import Counted, refusals
from evidence.statistics.lines import Key, Line, sheet_lines
from evidence.statistics.rules import Finding
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

LONGEST_SQL = 20_000
_FIGURE = "catalog IS ? AND item IS ? AND level IS ? AND kind IS ? AND check_no IS ?"
_SAME = ("numerator", "denominator", "value", "window_from", "window_to", "author", "at")


@dataclass(frozen=True)
class FigureDraft:
    """A counted figure of a line. `run_on`, `run_by`: when the query was run, and by whom.

    `expected`: the version of the line's own figure that the person saw (0 = none), None skips the check.
    """

    key: Key
    numerator: int | None
    denominator: int | None
    window_from: date | None = None
    window_to: date | None = None
    run_on: date | None = None
    run_by: str = ""
    note: str = ""
    expected: int | None = None
    example: bool = False

    @property
    def counted(self) -> Counted:
        """What the rules look at."""
        return Counted(self.numerator, self.denominator, self.window_from, self.window_to, self.run_on)


@dataclass(frozen=True)
class QueryDraft:
    """The query of a line and the system that it runs on. `expected`: the number of the version that was seen."""

    key: Key
    sql_text: str
    system_id: int | None = None
    expected: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What was stored, for taking it back. `figures`: (place, the row of the figure before, its version now).

    `results`: where the figures come from; `queries`, `runs`: how many queries changed, and how many figures of which
    only the day or the person of the run changed.
    """

    figures: tuple[tuple[Key, Row | None, int], ...]
    results: tuple[int, ...]
    queries: int
    runs: int

    @property
    def changed(self) -> int:
        """How many figures and queries changed."""
        return len(self.figures) + self.queries + self.runs


def why_refused(line: Line, draft: FigureDraft, today: date) -> list[Finding]:
    """The rules that forbid storing a draft; empty when it can be stored."""
    return refusals(line, draft.counted, today)


def record_figures(
    store: Store,
    viewer: Viewer,
    catalog: LevelsCatalog,
    figures: Iterable[FigureDraft],
    queries: Iterable[QueryDraft] = (),
) -> Recorded:
    """Stores figures and queries in one action: all of them, or none when one is refused.

    A stored figure waits for confirmation by somebody else. Raises InvalidInputError with the sentence of the first
    rule that forbids one, ConflictError when somebody else changed one since it was seen.
    """
    lines = {line.key: line for line in sheet_lines(catalog)}
    with store.writing(viewer) as transaction:
        queried = sum([_store_query(transaction, lines, draft) for draft in queries])
        stored = [_store_figure(transaction, catalog, lines, draft) for draft in figures]
    kept = [entry for entry in stored if isinstance(entry, tuple)]
    return Recorded(
        figures=tuple(figure for figure, _ in kept),
        results=tuple(result for _, result in kept),
        queries=queried,
        runs=sum(entry is True for entry in stored),
    )


def _line(lines: dict[Key, Line], key: Key) -> Line:
    if key not in lines:
        raise InvalidInputError("统计表中没有这一行，请刷新页面后再填。")
    return lines[key]


def _store_figure(
    transaction: Transaction, catalog: LevelsCatalog, lines: dict[Key, Line], draft: FigureDraft
) -> tuple[tuple[Key, Row | None, int], int] | bool:
    """The figure before and its new result; otherwise whether the day or person of the run changed."""
    line = _line(lines, draft.key)
    refused = why_refused(line, draft, transaction.today)
    if refused:
        raise InvalidInputError(refused[0].text)
    before = transaction.find("measures", _FIGURE, draft.key)
    known = adopt(transaction, before) if before is not None else None
    if not store_measure(transaction, catalog, _measure_draft(line, draft)):
        return known is not None and _store_run(transaction, known, draft)
    now = transaction.find("measures", _FIGURE, draft.key)
    assert now is not None  # noqa: S101 - it was stored just now
    result = transaction.insert("statistic_results", _result_row(transaction, now, draft))
    return (draft.key, before, int(now["version"])), result


def _measure_draft(line: Line, draft: FigureDraft) -> MeasureDraft:
    key = draft.key
    return MeasureDraft(
        item=key.item,
        kind=key.kind,
        level=key.level,
        check_no=key.check_no,
        numerator=None if line.applied else draft.numerator,
        denominator=None if line.applied else draft.denominator,
        share=Decimal(draft.numerator or 0) if line.applied else None,
        window_from=draft.window_from,
        window_to=draft.window_to,
        note=draft.note,
        expected=draft.expected,
        example=draft.example,
    )


def _store_run(transaction: Transaction, result: Row, draft: FigureDraft) -> bool:
    """A figure whose numbers stay: another day or person of the run is to be confirmed anew."""
    run: Row = {"run_on": iso(draft.run_on), "run_by": draft.run_by.strip()}
    if all(result[name] == value for name, value in run.items()):
        return False
    open_again: Row = {"state": "entered", "reviewer": "", "reviewed_at": None, "reason": ""}
    return transaction.update("statistic_results", result["id"], run | open_again)


def _figure_of(measure: Row) -> Row:
    place = ("catalog", "item", "level", "kind", "check_no")
    return {name: measure[name] for name in (*place, *_SAME, "note", "example")}


def _result_row(transaction: Transaction, measure: Row, draft: FigureDraft) -> Row:
    query = newest_query(transaction, draft.key)
    return _figure_of(measure) | {
        "query_id": query["id"] if query else None,
        "run_on": iso(draft.run_on),
        "run_by": draft.run_by.strip(),
        "author_id": transaction.viewer.account_id,
    }


def adopt(transaction: Transaction, measure: Row) -> Row:
    """The result that a stored figure comes from; one that was entered elsewhere gets into the history now."""
    same = " AND ".join(f"{name} IS ?" for name in _SAME)
    place = [measure[name] for name in ("catalog", "item", "level", "kind", "check_no")]
    values = [*place, *(measure[name] for name in _SAME)]
    found = transaction.find("statistic_results", f"{_FIGURE} AND {same} ORDER BY id DESC", values)
    if found is None:
        found = transaction.get("statistic_results", transaction.insert("statistic_results", _figure_of(measure)))
    return found


def newest_query(transaction: Transaction, key: Key) -> Row | None:
    """The version of a line's query that is in use."""
    return transaction.find("statistic_queries", f"{_FIGURE} ORDER BY number DESC", key)


def _store_query(transaction: Transaction, lines: dict[Key, Line], draft: QueryDraft) -> bool:
    line, text = _line(lines, draft.key), clean(draft.sql_text)
    if len(text) > LONGEST_SQL:
        raise InvalidInputError(f"{line.id} 的统计语句超过 {LONGEST_SQL} 个字符，请缩短或作为附件上传。")
    newest = newest_query(transaction, draft.key)
    number = int(newest["number"]) if newest else 0
    if draft.expected is not None and draft.expected != number:
        raise ConflictError(f"{line.id} 的统计语句刚被他人修改过，您的修改没有保存；请刷新后核对再改。")
    known = (newest["sql_text"], newest["system_id"]) if newest else ("", None)
    if (text, draft.system_id) == known:
        return False
    if not text:
        raise InvalidInputError(f"{line.id} 的统计语句为空，请填写语句；旧的各版仍保留在历史中。")
    if draft.system_id is not None:
        transaction.get("systems", draft.system_id)
    row: Row = draft.key._asdict() | {
        "number": number + 1,
        "system_id": draft.system_id,
        "sql_text": text,
        "author": transaction.viewer.name.strip(),
        "author_id": transaction.viewer.account_id,
        "at": transaction.now,
    }
    transaction.insert("statistic_queries", row)
    return True


def take_back_figures(store: Store, viewer: Viewer, recorded: Recorded) -> None:
    """Puts back the figures as they were, with their confirmations; new versions of queries stay in the history.

    Raises ConflictError when somebody has changed one of them since.
    """
    with store.writing(viewer) as transaction:
        for result_id, (key, before, version) in zip(recorded.results, recorded.figures, strict=True):
            if transaction.get("statistic_results", result_id)["version"] != 1:
                raise ConflictError("这些数据已经有人复核过，没有撤销；请在表中直接改正。")
            transaction.delete("statistic_results", result_id)
            _put_back(transaction, key, before, version)


def _put_back(transaction: Transaction, key: Key, before: Row | None, version: int) -> None:
    now = transaction.find("measures", _FIGURE, key)
    if now is None or now["version"] != version:
        raise ConflictError("这些数据随后又被修改过，没有撤销；请在表中直接改正。")
    if before is None:
        transaction.delete("measures", now["id"])
        return
    names = ("numerator", "denominator", "value", "window_from", "window_to", "note", "author", "at", "example")
    transaction.update("measures", now["id"], {name: before[name] for name in names}, version)
