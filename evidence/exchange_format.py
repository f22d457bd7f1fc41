"""The workbook that a vendor fills in offline: its sheets, columns and words, and what stands in them now."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from criteria.models import Catalog
from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence.features import STATUS_NAMES
from evidence.naming import short_title
from evidence.printable import printable
from evidence.records import System
from evidence.situation import Situation
from evidence.system_view import SystemClause, asked_codes, system_clauses
from evidence.ticklist import Tick, library_of

FORMAT = "1"
META, GUIDE, FEATURES = "_meta", "说明", "功能清单"
FEATURE_KEY = "features"
LONGEST_TEXT = 2_000
# Excel keeps no more in a cell.
_LONGEST_CELL = 32_767
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 28


@dataclass(frozen=True)
class Value:
    """What a row says. `state`: a verdict, or the status of a tick (empty: not ticked, which has no other texts)."""

    state: str
    note: str = ""
    departments: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns of a sheet (heading → width) and the words for its states. The first column holds the id."""

    columns: Mapping[str, int]
    state: str
    words: Mapping[str, str]
    empty: str
    departments: str | None = None
    note: str = "备注"

    @property
    def id(self) -> str:
        """The heading of the id column."""
        return next(iter(self.columns))

    @property
    def read(self) -> tuple[str, ...]:
        """The headings of the columns that are read back."""
        return tuple(filter(None, (self.id, self.state, self.departments, self.note)))


FEATURE_LAYOUT = Layout(
    columns={"功能编号": 30, "分组": 16, "功能": 24, "功能说明": 56, "状态": 12, "使用科室": 24, "备注": 40},
    state="状态",
    words=STATUS_NAMES,
    empty="",
    departments="使用科室",
)
_VERDICT_ORDER = (Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.NOT_APPLICABLE, Verdict.UNKNOWN)
CLAUSE_LAYOUT = Layout(
    columns={"要求点": 18, "项目": 26, "级别": 12, "要求内容": 64, "判定": 12, "备注": 40},
    state="判定",
    words={verdict.value: VERDICT_WORDS[verdict] for verdict in _VERDICT_ORDER},
    empty=Verdict.UNKNOWN.value,
)


@dataclass(frozen=True)
class Line:
    """A row as it stands now. `told`: id and what explains it, in column order; `text`: what a preview shows."""

    id: str
    told: tuple[str, ...]
    text: str
    value: Value
    version: int


@dataclass(frozen=True)
class Sheet:
    """A sheet to be filled in. `key`: the catalog's id, or FEATURE_KEY."""

    key: str
    name: str
    layout: Layout
    lines: tuple[Line, ...]


def sheets_of(situation: Situation, given: Mapping[str, Tick], system: System, asked_only: bool) -> list[Sheet]:
    """The sheets of a system with its ticks and verdicts; `asked_only`: clauses up to the hospital's targets.

    Tiered indicators are left out: they are judged for the whole hospital.
    """
    sheets = []
    features = _feature_lines(given, system)
    if features:
        sheets.append(Sheet(FEATURE_KEY, FEATURES, FEATURE_LAYOUT, features))
    names = sheet_names(list(situation.catalogs.values()))
    for catalog_id in situation.catalogs:
        asked = asked_codes(situation, catalog_id) if asked_only else None
        entries = [
            entry
            for entry in system_clauses(situation, catalog_id, system.id)
            if not entry.for_hospital and (asked is None or entry.requirement.code in asked)
        ]
        if entries:
            sheets.append(Sheet(catalog_id, names[catalog_id], CLAUSE_LAYOUT, tuple(map(_clause_line, entries))))
    return sheets


def _feature_lines(given: Mapping[str, Tick], system: System) -> tuple[Line, ...]:
    library = library_of(system)
    groups = library.groups if library else ()
    return tuple(
        Line(
            id=feature.id,
            told=(feature.id, group.name, feature.name, feature.description),
            text=feature.name,
            value=_tick_value(given.get(feature.id)),
            version=given[feature.id].version if feature.id in given else 0,
        )
        for group in groups
        for feature in group.features
    )


def _tick_value(tick: Tick | None) -> Value:
    if tick is None:
        return Value("")
    return Value(tick.status, clean(tick.note), clean(tick.departments))


def _clause_line(entry: SystemClause) -> Line:
    return Line(
        id=entry.clause.id,
        told=(entry.clause.id, entry.name, entry.level, entry.clause.text),
        text=entry.clause.text,
        value=Value(entry.verdict.value, clean(entry.note)),
        version=entry.version,
    )


def sheet_names(catalogs: Sequence[Catalog]) -> dict[str, str]:
    """Catalog → the name of its sheet: its short title, as Excel allows it and each once."""
    taken = {META, GUIDE, FEATURES}
    names = {}
    for catalog in catalogs:
        title = _NOT_IN_SHEET_NAMES.sub(" ", short_title(catalog)).strip()[:_LONGEST_NAME] or catalog.id
        name, number = title, 1
        while name.lower() in taken:
            number += 1
            name = f"{title} {number}"
        taken.add(name.lower())
        names[catalog.id] = name
    return names


def clause_count(catalog: Catalog) -> int:
    """The number of clauses of a catalog: it shows, like the edition, whether a file fits."""
    return sum(len(row.clauses) for row in catalog.requirements)


def clean(text: str) -> str:
    """A text as it comes back from a cell: one kind of line break, no characters that the file cannot hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return printable(lines).strip()[:_LONGEST_CELL].strip()


def write_row(page: Worksheet, place: int, texts: Iterable[str]) -> list[Cell]:
    """Writes a row of wrapped texts (`place` from 1); what looks like a formula or an error stays text, too."""
    cells = []
    for column, text in enumerate(texts, start=1):
        cell = page.cell(place, column)
        assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged
        cell.value = clean(text)
        cell.data_type = "s"
        cell.alignment = _WRAPPED
        cells.append(cell)
    return cells
