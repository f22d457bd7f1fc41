"""The heat map of a target: what is asked (down) by level (across), each cell the share that is proven."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from criteria.grading.points import satisfies
from criteria.models import ComplianceCatalog, Indicator, LevelRequirement, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.gaps import Gap
from evidence.register import target_levels
from evidence.situation import Situation
from evidence.standing import Basis, Standing, clause_verdicts, compliance_facts, points_facts
from evidence.words import KIND_NAMES, REASON_NAMES

_SCOPES = {"platform": "全院共用", "system": "定级对象"}


@dataclass(frozen=True)
class HeatRow:
    """One line. `kind`: 基本项, 选择项 or 待确认 at the target's level, empty where that means nothing."""

    code: str
    name: str
    group: str
    kind: str = ""


@dataclass(frozen=True)
class HeatCell:
    """`percent`: whole percent proven, rounded down (100 only when all is proven), None where nothing is asked.

    `code`: the requirement to go to, the one that blocks or is short if any; `why`: the gaps in words.
    """

    row: int
    column: int
    percent: int | None
    proven: int
    total: int
    blocks: bool
    code: str
    why: str


@dataclass(frozen=True)
class HeatMap:
    """`target_column`: the column of the target's level, None where columns are not levels."""

    columns: tuple[str, ...]
    target_column: int | None
    rows: tuple[HeatRow, ...]
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class _Gaps:
    """The gaps of the target by requirement."""

    blocking: frozenset[str]
    reasons: Mapping[str, Counter[str]]

    @staticmethod
    def of(gaps: Iterable[Gap]) -> "_Gaps":
        found = list(gaps)
        reasons: dict[str, Counter[str]] = {}
        for gap in found:
            reasons.setdefault(gap.requirement.code, Counter())[REASON_NAMES[gap.reason]] += 1
        return _Gaps(frozenset(gap.requirement.code for gap in found if gap.blocks), reasons)

    def why(self, codes: Iterable[str]) -> str:
        """不符合 2、缺佐证材料 1."""
        total: Counter[str] = Counter()
        for code in codes:
            total.update(self.reasons.get(code, Counter()))
        return "、".join(f"{reason} {count}" for reason, count in total.items())


def heat_map(situation: Situation, standing: Standing, gaps: Iterable[Gap]) -> HeatMap:
    """The heat map of a target; its gaps say where it is blocked and why."""
    catalog, found = standing.catalog, _Gaps.of(gaps)
    if isinstance(catalog, LevelsCatalog):
        return _of_levels(situation, catalog, standing, found)
    if isinstance(catalog, PointsCatalog):
        return _of_points(situation, catalog, standing, found)
    return _of_compliance(situation, catalog, standing, found)


def _percent(proven: int, total: int) -> int | None:
    return proven * 100 // total if total else None


def _of_levels(situation: Situation, catalog: LevelsCatalog, standing: Standing, gaps: _Gaps) -> HeatMap:
    """Items by level; the share of a requirement's clauses that are proven or not applicable."""
    verdicts = clause_verdicts(situation, catalog, Basis.PROVEN)
    target, levels = int(standing.target.level), list(catalog.level_by_number)
    rows, cells = [], []
    for place, item in enumerate(catalog.items):
        asked = catalog.rows_by_item[item.item]
        kind = asked[target].kind if target in asked else None
        rows.append(HeatRow(item.item, item.name, item.group, KIND_NAMES[kind] if kind else ""))
        cells += [_level_cell(place, levels.index(level), row, verdicts, gaps) for level, row in asked.items()]
    return HeatMap(tuple(f"{level}级" for level in levels), levels.index(target), tuple(rows), tuple(cells))


def _level_cell(
    place: int, column: int, row: LevelRequirement, verdicts: Mapping[str, Verdict], gaps: _Gaps
) -> HeatCell:
    proven, total = sum(verdicts[clause.id].fulfils for clause in row.clauses), len(row.clauses)
    return HeatCell(
        row=place,
        column=column,
        percent=_percent(proven, total),
        proven=proven,
        total=total,
        blocks=row.code in gaps.blocking,
        code=row.code,
        why=gaps.why([row.code]),
    )


def _of_points(situation: Situation, catalog: PointsCatalog, standing: Standing, gaps: _Gaps) -> HeatMap:
    """Sections by grade; the share of the required indicators (and tiers) of just that grade that are proven."""
    findings = points_facts(situation, catalog, Basis.PROVEN).findings
    grades = target_levels(catalog)
    target = grades.index(standing.target.level)
    titles = {section.section: section.title for section in catalog.sections}
    sections = [section for section in titles if section.count(".") == 1]
    rows = tuple(HeatRow(s, titles[s], titles[s.split(".")[0]]) for s in sections)
    asked: dict[tuple[int, int], list[tuple[str, bool]]] = {}
    for row in catalog.requirements:
        place = sections.index(".".join(row.section.split(".")[:2]))
        for grade in _grades_of(row):
            met = satisfies(catalog, row, findings[row.code], grade)
            asked.setdefault((place, grades.index(grade)), []).append((row.code, met))
    cells = tuple(
        _group_cell(place, column, entries, gaps, column <= target) for (place, column), entries in asked.items()
    )
    return HeatMap(tuple(grades), target, rows, cells)


def _grades_of(row: Indicator) -> list[str]:
    """The grades that ask for the indicator or for a tier of it; none for elective and recorded ones."""
    if row.elective or not row.measured:
        return []
    if row.tiers:
        return [tier.grade for tier in row.tiers]
    return [row.grade] if row.grade else []


def _of_compliance(situation: Situation, catalog: ComplianceCatalog, standing: Standing, gaps: _Gaps) -> HeatMap:
    """Domains by scope; the share of the applicable units that are proven."""
    verdicts = compliance_facts(situation, catalog, standing.target, Basis.PROVEN).verdicts
    domains, scopes = [domain.name for domain in catalog.domains], list(_SCOPES)
    asked: dict[tuple[int, int], list[tuple[str, bool]]] = {}
    for row in catalog.requirements:
        if verdicts[row.code] is not Verdict.NOT_APPLICABLE:
            key = (domains.index(row.domain), scopes.index(row.scope))
            asked.setdefault(key, []).append((row.code, verdicts[row.code] is Verdict.MET))
    rows = tuple(HeatRow(domain.clause, domain.name, "") for domain in catalog.domains)
    cells = tuple(_group_cell(place, column, entries, gaps, True) for (place, column), entries in asked.items())
    return HeatMap(tuple(_SCOPES.values()), None, rows, cells)


def _group_cell(place: int, column: int, entries: list[tuple[str, bool]], gaps: _Gaps, within_target: bool) -> HeatCell:
    """A cell of several requirements, each proven or not."""
    short = [code for code, met in entries if not met]
    blocking = [code for code in short if code in gaps.blocking] if within_target else []
    return HeatCell(
        row=place,
        column=column,
        percent=_percent(len(entries) - len(short), len(entries)),
        proven=len(entries) - len(short),
        total=len(entries),
        blocks=bool(blocking),
        code=[*blocking, *short, entries[0][0]][0],
        why=gaps.why(short) if within_target else "",
    )
