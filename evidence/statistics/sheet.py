"""统计表 as it stands: per line the figure that counts, how far it is confirmed, its query, what the rules say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from criteria.models import LevelsCatalog
from evidence.measures import COVERAGE, DATA_QUALITY
from evidence.records import Measure, System, Target, from_row
from evidence.situation import Situation
from evidence.statistics.checks import Around, findings
from evidence.statistics.lines import Key, Line, sheet_lines
from evidence.statistics.records import Query, Result, State
from evidence.statistics.rules import Finding, Severity
from evidence.store import Store
from evidence.viewer import Viewer

_STATES = {"entered": State.ENTERED, "confirmed": State.CONFIRMED, "returned": State.RETURNED}
# (item, level, kind, check): a figure of one catalog; level None: for all levels.
_Place = tuple[str, int | None, str, int | None]


@dataclass(frozen=True)
class Entry:
    """A line with what has been entered. `figure`: what counts for it, the level's own or the one for all levels.

    `result`: where the figure comes from, None when it was entered elsewhere and nobody has looked at it. `former`: the
    figure before. `asked`: up to the target's level. `systems`: those that answer for the requirement.
    """

    line: Line
    figure: Measure | None
    state: State
    result: Result | None
    former: Result | None
    query: Query | None
    findings: tuple[Finding, ...]
    systems: tuple[System, ...]
    asked: bool

    @property
    def general(self) -> bool:
        """Whether the figure holds for all levels of the item."""
        return self.figure is not None and self.figure.level is None

    @property
    def version(self) -> int:
        """The version of the line's own figure, 0 when it has none."""
        return self.figure.version if self.figure is not None and not self.general else 0

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What somebody has to look at."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.DOUBT)

    @property
    def effects(self) -> tuple[Finding, ...]:
        """What it means for the target."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.EFFECT)


@dataclass(frozen=True)
class Sheet:
    """The sheet of one standard. Without a target every line is asked for."""

    catalog: LevelsCatalog
    target: Target | None
    entries: tuple[Entry, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Id of a line → entry."""
        return {entry.line.id: entry for entry in self.entries}


@dataclass(frozen=True)
class Tally:
    """Lines in numbers. `doubtful`: filled lines with a doubt; `blocking`: items that cannot pass for their figures."""

    total: int
    filled: int
    confirmed: int
    returned: int
    doubtful: int
    blocking: tuple[str, ...]


def tally(entries: Iterable[Entry]) -> Tally:
    """Counts lines; `blocking` in the order of the catalog."""
    listed = list(entries)
    states = [entry.state for entry in listed]
    below = ("coverage_below", "quality_below")
    blocking = (e.line.key.item for e in listed if any(finding.rule in below for finding in e.effects))
    return Tally(
        total=len(listed),
        filled=sum(state is not State.EMPTY for state in states),
        confirmed=states.count(State.CONFIRMED),
        returned=states.count(State.RETURNED),
        doubtful=sum(bool(entry.doubts) for entry in listed),
        blocking=tuple(dict.fromkeys(blocking)),
    )


def measured_catalogs(situation: Situation) -> list[LevelsCatalog]:
    """The standards in use that ask for statistics."""
    found = [catalog for catalog in situation.catalogs.values() if isinstance(catalog, LevelsCatalog)]
    return [catalog for catalog in found if sheet_lines(catalog)]


def load_sheet(
    store: Store, viewer: Viewer, situation: Situation, catalog: LevelsCatalog, target: Target | None = None
) -> Sheet:
    """The sheet of a standard as the viewer sees it, kept until something changes."""

    def compute() -> Sheet:
        queries, results = _read(store, viewer, catalog.id)
        return _Reader(situation, catalog, target, queries, results).sheet()

    key = ("statistics", situation.revision, situation.today, catalog.id, target)
    found: Sheet = store.cached(viewer, key, compute)
    return found


def _read(store: Store, viewer: Viewer, catalog: str) -> tuple[dict[Key, Query], dict[_Place, list[Result]]]:
    """The newest query per line, and the results per figure, oldest first."""
    queries: dict[Key, Query] = {}
    results: dict[_Place, list[Result]] = {}
    with store.reading(viewer) as db:
        for row in db.query("SELECT * FROM statistic_queries WHERE catalog = ? ORDER BY number", [catalog]):
            query = from_row(Query, row)
            queries[Key(query.catalog, query.item, query.level, query.kind, query.check_no)] = query
        for row in db.query("SELECT * FROM statistic_results WHERE catalog = ? ORDER BY id", [catalog]):
            result = from_row(Result, row)
            results.setdefault((result.item, result.level, result.kind, result.check_no), []).append(result)
    return queries, results


class _Reader:
    """Puts the lines of one standard together."""

    def __init__(
        self,
        situation: Situation,
        catalog: LevelsCatalog,
        target: Target | None,
        queries: Mapping[Key, Query],
        results: Mapping[_Place, Sequence[Result]],
    ) -> None:
        self.situation, self.catalog, self.target = situation, catalog, target
        self.queries, self.results = queries, results
        self.figures: dict[_Place, Measure] = {
            (m.item, m.level, m.kind, m.check_no): m for m in situation.measures if m.catalog == catalog.id
        }
        self.indexes = situation.data_quality.get(catalog.id, {})

    def sheet(self) -> Sheet:
        """All lines of the standard."""
        return Sheet(self.catalog, self.target, tuple(map(self._entry, sheet_lines(self.catalog))))

    def _entry(self, line: Line) -> Entry:
        key = line.key
        figure = self._counting(key.item, key.level, key.kind, key.check_no)
        history = self._history(figure, key)
        result = next((r for r in reversed(history) if figure is not None and r.is_of(figure)), None)
        former = next((r for r in reversed(history) if result is None or r.id < result.id), None)
        return Entry(
            line=line,
            figure=figure,
            state=_state(figure, result),
            result=result,
            former=former,
            query=self.queries.get(key),
            findings=findings(line, figure, self._around(line, former)),
            systems=self._systems(line),
            asked=self.target is None or key.level <= int(self.target.level),
        )

    def _counting(self, item: str, level: int, kind: str, check_no: int | None) -> Measure | None:
        """The level's own figure, else the one for all levels; a check has only its own."""
        own = self.figures.get((item, level, kind, check_no))
        return own if own or check_no is not None else self.figures.get((item, None, kind, None))

    def _history(self, figure: Measure | None, key: Key) -> Sequence[Result]:
        level = key.level if figure is None else figure.level
        return self.results.get((key.item, level, key.kind, key.check_no), [])

    def _around(self, line: Line, former: Result | None) -> Around:
        key = line.key
        levels = [level for level in self.catalog.rows_by_item[key.item] if level < key.level]
        lower = None
        if line.is_coverage and levels:
            below = self._counting(key.item, levels[-1], COVERAGE, None)
            lower = (levels[-1], below) if below else None
        given = self.figures.get((key.item, key.level, DATA_QUALITY, None))
        measured = (key.item, key.level) in self.indexes
        return Around(
            today=self.situation.today,
            target=self.target,
            lower=lower,
            former=former.value if former else None,
            index=self._index(key),
            given_index=given.value if given else None,
            general_index=None if measured else self.indexes.get((key.item, None)),
        )

    def _index(self, key: Key) -> Decimal | None:
        return self.indexes.get((key.item, key.level), self.indexes.get((key.item, None)))

    def _systems(self, line: Line) -> tuple[System, ...]:
        duties = self.situation.duties(self.catalog.id)
        found = (duty.system for clause in line.requirement.clauses for duty in duties[clause.id])
        return tuple({system.id: system for system in found}.values())


def _state(figure: Measure | None, result: Result | None) -> State:
    if figure is None:
        return State.EMPTY
    return _STATES[result.state] if result else State.ENTERED


@dataclass(frozen=True)
class Wanted:
    """A filter; empty = everything. `text` is searched in codes, names and what is counted."""

    text: str = ""
    levels: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()
    doubtful: bool = False
    blocking: bool = False


def choose(entries: Iterable[Entry], wanted: Wanted) -> list[Entry]:
    """The lines that fit."""
    return [entry for entry in entries if _fits(entry, wanted)]


def _fits(entry: Entry, wanted: Wanted) -> bool:
    line = entry.line
    told = f"{line.id} {line.item.name} {line.what} {line.numerator} {line.denominator}".lower()
    below = {"coverage_below", "quality_below"} & {finding.rule for finding in entry.effects}
    return (
        (wanted.text.strip().lower() in told)
        and (not wanted.levels or str(line.key.level) in wanted.levels)
        and (not wanted.states or entry.state.value in wanted.states)
        and (not wanted.systems or any(system.name in wanted.systems for system in entry.systems))
        and (not wanted.aspects or line.aspect in wanted.aspects)
        and (not wanted.doubtful or bool(entry.doubts))
        and (not wanted.blocking or bool(below))
    )
