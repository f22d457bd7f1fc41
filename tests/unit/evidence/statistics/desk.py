"""A hospital that aims at EMR level 6 with a laboratory system, and the people at its 统计表."""

from dataclasses import dataclass
from datetime import date

from criteria.models import LevelsCatalog
from evidence.measures import COVERAGE, DATA_QUALITY
from evidence.records import Measure, Target
from evidence.situation import Situation
from evidence.statistics.entry import FigureDraft, Recorded, record_figures
from evidence.statistics.lines import Key
from evidence.statistics.sheet import Entry, Sheet, load_sheet
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import House

ITEM = "05.01"
FROM, TO = date(2025, 12, 1), date(2026, 2, 28)
RUN_ON = date(2026, 3, 1)
CLERK = Viewer("周工", Role.ENGINEER)
REVIEWER = Viewer("李工", Role.ENGINEER)


@dataclass
class Desk:
    """The sheet of one standard of a house."""

    house: House
    catalog: LevelsCatalog

    @property
    def situation(self) -> Situation:
        return self.house.situation(self.catalog)

    @property
    def target(self) -> Target | None:
        return next(iter(self.situation.targets), None)

    def sheet(self) -> Sheet:
        return load_sheet(self.house.store, self.house.viewer, self.situation, self.catalog, self.target)

    def entry(self, level: int, check_no: int | None = None, item: str = ITEM) -> Entry:
        key = coverage(self.catalog, level, item) if check_no is None else check(self.catalog, level, check_no, item)
        return next(entry for entry in self.sheet().entries if entry.line.key == key)

    def enter(self, *drafts: FigureDraft, who: Viewer = CLERK) -> Recorded:
        return record_figures(self.house.store, who, self.catalog, drafts)

    def count(self, level: int, numerator: int, denominator: int, **fields: object) -> Recorded:
        return self.enter(counted(coverage(self.catalog, level), numerator, denominator, **fields))

    def figure(self, level: int) -> Measure:
        figure = self.entry(level).figure
        assert figure is not None
        return figure

    def rules(self, level: int, check_no: int | None = None, item: str = ITEM) -> set[str]:
        return {finding.rule for finding in self.entry(level, check_no, item).findings}


def coverage(catalog: LevelsCatalog, level: int, item: str = ITEM) -> Key:
    return Key(catalog.id, item, level, COVERAGE, None)


def check(catalog: LevelsCatalog, level: int, check_no: int, item: str = ITEM) -> Key:
    return Key(catalog.id, item, level, DATA_QUALITY, check_no)


def counted(key: Key, numerator: int | None, denominator: int | None, **fields: object) -> FigureDraft:
    usual = {"window_from": FROM, "window_to": TO, "run_on": RUN_ON, "run_by": "检验科 赵工"}
    return FigureDraft(key, numerator, denominator, **(usual | fields))  # type: ignore[arg-type]
