"""Scenario files: verdicts in, official result out, in a form that a hospital can check (design section 4).

- case: 四级甲等
  catalog: interop-2020
  given: {indicators: {default: met, "2.1.3.2": not_applicable, "5.2.1.1": {tier: 四级甲等}}}
  expect: {grade: 四级甲等, score: "93.70"}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from criteria.grading.compliance import grade_compliance
from criteria.grading.facts import ComplianceFacts, LevelsFacts, Measures, PointsFacts, ReachedTier
from criteria.grading.levels import grade_levels
from criteria.grading.numbers import ONE, MeasureError, round_measure
from criteria.grading.points import grade_points
from criteria.grading.results import GradeResult
from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind, Verdict


class ScenarioError(ValueError):
    """A malformed scenario. The message is one Chinese sentence that names the case and the key."""


@dataclass(frozen=True)
class Outcome:
    """A graded case; `ok` is whether every expected key has the expected value."""

    case: str
    result: GradeResult
    ok: bool
    differences: tuple[str, ...]


def run_scenarios(document: Any, catalogs: Mapping[str, Catalog]) -> list[Outcome]:
    """Grades every case of a scenario document (the parsed YAML: a list of cases). Raises ScenarioError."""
    if not isinstance(document, list) or not document:
        raise ScenarioError("场景文件应为由案例组成的列表，每个案例含 case、catalog、given、expect。")
    return [_run(_Case(number, entry), catalogs) for number, entry in enumerate(document, start=1)]


class _Case:
    """Reads one entry and words what is wrong with it."""

    def __init__(self, number: int, entry: Any) -> None:
        self.name = f"第 {number} 个案例"
        data = self.mapping(entry, "案例")
        self.only(data, {"case", "catalog", "given", "expect", "target", "note"}, "案例")
        if not isinstance(data.get("case"), str):
            raise self.error("缺少案例名称 case")
        self.name = f"案例“{data['case']}”"
        self.title: str = data["case"]
        self.catalog = data.get("catalog")
        self.target = data.get("target")
        if isinstance(self.target, bool) or not isinstance(self.target, int | str | None):
            raise self.error(f"目标“{self.target}”应为级别（如 5 或 四级甲等）")
        self.given = self.mapping(data.get("given", {}), "given")
        self.expect = self.mapping(data.get("expect", {}), "expect")

    def error(self, reason: str) -> ScenarioError:
        return ScenarioError(f"{self.name}：{reason}。")

    def mapping(self, value: Any, where: str) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise self.error(f"{where} 应为“键: 值”的映射")
        return value

    def only(self, data: Mapping[Any, Any], allowed: set[str], where: str) -> None:
        for key in data:
            if key not in allowed:
                raise self.error(f"{where} 中有未知的键“{key}”")

    def verdict(self, value: Any, where: str) -> Verdict:
        try:
            return Verdict(value)
        except ValueError as error:
            raise self.error(f"{where} 的判定“{value}”未知，应为 {'、'.join(Verdict)} 之一") from error

    def share(self, value: Any, where: str) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.error(f"{where} 的数值“{value}”应为 0 到 1 之间的数")
        try:
            return round_measure(Decimal(value))
        except MeasureError as error:
            raise self.error(f"{where}：{str(error).rstrip('。')}") from error


def _run(case: _Case, catalogs: Mapping[str, Catalog]) -> Outcome:
    catalog = catalogs.get(str(case.catalog))
    if catalog is None:
        raise case.error(f"标准目录“{case.catalog}”不存在，可用的有 {'、'.join(catalogs)}")
    result = _grade(case, catalog)
    shown = result.model_dump(mode="json")
    differences = []
    for key, expected in case.expect.items():
        if key not in shown:
            raise case.error(f"expect 中有未知的键“{key}”")
        if shown[key] != _plain(expected):
            differences.append(f"{key} 应为 {expected}，实为 {shown[key]}")
    return Outcome(case.title, result, not differences, tuple(differences))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def _grade(case: _Case, catalog: Catalog) -> GradeResult:
    try:
        if isinstance(catalog, LevelsCatalog):
            return grade_levels(catalog, _levels_facts(case, catalog), case.target)
        if isinstance(catalog, PointsCatalog):
            return grade_points(catalog, _points_facts(case, catalog), case.target)
        return grade_compliance(catalog, _compliance_facts(case, catalog), case.target)
    except ScenarioError:
        raise
    except ValueError as error:
        raise case.error(f"目标“{case.target}”不在该标准的级别之内") from error


def _levels_facts(case: _Case, catalog: LevelsCatalog) -> LevelsFacts:
    case.only(case.given, {"items", "clauses", "kinds"}, "given")
    items = case.mapping(case.given.get("items", {}), "items")
    default = _item_entry(case, items, "default")
    for key in items:
        if key != "default" and key not in catalog.item_by_code:
            raise case.error(f"评价项目“{key}”不存在")
    verdicts: dict[str, Verdict] = {}
    coverage: dict[tuple[str, int | None], Decimal] = {}
    quality: dict[tuple[str, int | None], Decimal] = {}
    for code, rows in catalog.rows_by_item.items():
        entry = default | _item_entry(case, items, code)
        level = entry.get("level", 0)
        if isinstance(level, bool) or level not in range(max(catalog.level_by_number) + 1):
            raise case.error(f"{code} 的 level 应为 0 到 {max(catalog.level_by_number)} 的整数")
        for row in rows.values():
            met = Verdict.MET if row.level <= level else Verdict.UNMET
            verdicts |= {clause.id: met for clause in row.clauses}
        coverage |= _measures(case, entry.get("coverage", 1), code, f"{code} coverage", list(rows))
        quality |= _measures(case, entry.get("data_quality", 1), code, f"{code} data_quality", list(rows))
    for clause, value in case.mapping(case.given.get("clauses", {}), "clauses").items():
        if clause not in verdicts:
            raise case.error(f"要求点“{clause}”不存在")
        verdicts[clause] = case.verdict(value, str(clause))
    return LevelsFacts(verdicts, Measures(ONE, coverage), Measures(ONE, quality), _kinds(case, catalog))


def _item_entry(case: _Case, items: Mapping[Any, Any], key: str) -> dict[str, Any]:
    entry = case.mapping(items.get(key, {}), key)
    case.only(entry, {"level", "coverage", "data_quality"}, key)
    return entry


def _measures(
    case: _Case, value: Any, item: str, where: str, levels: list[int]
) -> dict[tuple[str, int | None], Decimal]:
    """One share for all levels, or a mapping level → share in which a level not named is 1."""
    if not isinstance(value, dict):
        return {(item, None): case.share(value, where)}
    for level in value:
        if level not in levels:
            raise case.error(f"{where} 中的级别“{level}”不存在")
    return {(item, level): case.share(share, where) for level, share in value.items()}


def _kinds(case: _Case, catalog: LevelsCatalog) -> dict[str, Kind]:
    codes = {row.code for row in catalog.requirements if row.level > 0}
    kinds = {}
    for code, value in case.mapping(case.given.get("kinds", {}), "kinds").items():
        if code not in codes:
            raise case.error(f"条款“{code}”不存在")
        if value not in (Kind.BASIC, Kind.OPTIONAL):
            raise case.error(f"{code} 的 kinds 应为 basic 或 optional")
        kinds[code] = Kind(value)
    return kinds


def _points_facts(case: _Case, catalog: PointsCatalog) -> PointsFacts:
    case.only(case.given, {"indicators"}, "given")
    given = case.mapping(case.given.get("indicators", {}), "indicators")
    findings = _by_code(case, given, [row.code for row in catalog.requirements])
    tiered = {row.code for row in catalog.requirements if row.tiers}
    return PointsFacts({code: _finding(case, catalog, code, value, tiered) for code, value in findings.items()})


def _finding(case: _Case, catalog: PointsCatalog, code: str, value: Any, tiered: set[str]) -> Verdict | ReachedTier:
    if not isinstance(value, dict):
        return case.verdict(value, code)
    case.only(value, {"tier"}, code)
    tier = value.get("tier")
    if code not in tiered:
        raise case.error(f"{code} 不是分档计分的指标，请直接写判定")
    if tier is not None and (not isinstance(tier, str) or tier not in catalog.order):
        raise case.error(f"{code} 的等级“{tier}”不存在")
    return ReachedTier(tier)


def _compliance_facts(case: _Case, catalog: ComplianceCatalog) -> ComplianceFacts:
    case.only(case.given, {"items", "hazards"}, "given")
    hazards = case.given.get("hazards", 0)
    if isinstance(hazards, bool) or not isinstance(hazards, int) or hazards < 0:
        raise case.error("hazards 应为不小于 0 的整数")
    given = case.mapping(case.given.get("items", {}), "items")
    verdicts = _by_code(case, given, [row.code for row in catalog.requirements])
    return ComplianceFacts({code: case.verdict(value, code) for code, value in verdicts.items()}, hazards)


def _by_code(case: _Case, given: Mapping[Any, Any], codes: list[str]) -> dict[str, Any]:
    """Value per code: its own or the default; what neither names is unknown."""
    for key in given:
        if key != "default" and key not in codes:
            raise case.error(f"条款“{key}”不存在")
    default = given.get("default", Verdict.UNKNOWN.value)
    return {code: given.get(code, default) for code in codes}
