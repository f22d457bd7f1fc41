"""Small valid catalogs of the three methods, as data, as models and as folders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog

Files = dict[str, Any]
GRADES = ("一级", "二级", "三级")


@dataclass(frozen=True)
class RowSpec:
    """One row of a levels catalog: its kind, how many clauses it has, whether data quality is asked."""

    kind: str = "optional"
    clauses: int = 1
    quality: bool = True


@dataclass(frozen=True)
class BarSpec:
    """The published numbers of a level; None = not published."""

    basic: int | None
    optional_min: int | None
    min_score: Decimal | None


ItemSpecs = Mapping[str, Mapping[int, RowSpec]]
NOTHING_ASKED = BarSpec(None, None, None)


def levels_catalog(
    items: ItemSpecs, bars: Sequence[BarSpec], coverage: Mapping[str, str] | None = None
) -> LevelsCatalog:
    """A catalog whose item codes map to rows by level; `coverage` gives the kind of an item (else ratio)."""
    return LevelsCatalog.model_validate(levels_data(items, bars, coverage))


def points_catalog(indicators: Sequence[Mapping[str, Any]]) -> PointsCatalog:
    """A catalog of the given indicators; what is not named of one is that of `indicator()`."""
    return PointsCatalog.model_validate(points_data(indicators))


def compliance_catalog(units: int) -> ComplianceCatalog:
    """A catalog of the given number of units."""
    return ComplianceCatalog.model_validate(compliance_data(units))


def levels_data(items: ItemSpecs, bars: Sequence[BarSpec], coverage: Mapping[str, str] | None = None) -> dict[str, Any]:
    requirements = [
        _level_row(item, level, spec) for item, rows in items.items() for level, spec in sorted(rows.items())
    ]
    published = any(bar.basic is not None for bar in bars)
    return _head("levels", requirements) | {
        "counts": {
            "requirements": len(requirements),
            "clauses": sum(len(row["clauses"]) for row in requirements if row["level"]),
        },
        "thresholds": {
            "basic_coverage": Decimal("0.8") if published else Decimal("0.5"),
            "optional_coverage": Decimal("0.5"),
            "data_quality": Decimal("0.5"),
            "optional_share": None if published else Decimal("0.5"),
            "source": "样例",
        },
        "levels": [_level(0, NOTHING_ASKED, 0)]
        + [_level(n, bar, sum(n in rows for rows in items.values())) for n, bar in enumerate(bars, start=1)],
        "items": [_item(code, number, coverage or {}) for number, code in enumerate(items, start=1)],
        "requirements": requirements,
    }


def points_data(indicators: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [indicator(f"2.1.{number}") | dict(given) for number, given in enumerate(indicators, start=1)]
    return _head("points", rows) | {
        "grades": [{"grade": name, "order": order, "description": ""} for order, name in enumerate(GRADES, start=1)],
        "sections": [_section("2", ""), _section("2.1", "2")],
        "requirements": rows,
    }


def compliance_data(units: int) -> dict[str, Any]:
    rows = [_unit(f"L3-T-{number:02d}") for number in range(1, units + 1)]
    return _head("compliance", rows) | {
        "thresholds": {"conform_above": Decimal("0.9"), "basic_above": Decimal("0.6"), "source": "样例"},
        "conclusions": ["不符合", "基本符合", "符合"],
        "default_target": "基本符合",
        "domains": [{"name": "安全计算环境", "count": units, "code_prefix": "L3-T-", "clause": "8.1.4"}],
        "hazard_triggers": [{"trigger": "A-01", "code": "L3-T-01"}],
        "reference_score": None,
        "requirements": rows,
    }


def indicator(code: str) -> dict[str, Any]:
    """A measured indicator of the lowest grade that gives one point."""
    return {
        "code": code,
        "clauses": {f"{code}#1": "要求"},
        "systems": ["HIP"],
        "evidence": [{"type": "report", "what": "检测报告"}],
        "section": "2.1",
        "name": f"指标{code}",
        "points": Decimal(1),
        "grade": "一级",
        "elective": False,
        "na_scores": False,
        "measured": True,
        "rule": "全部符合得分",
        "tiers": [],
        "options": [],
        "note": "",
    }


def tiers(*points: tuple[str, str]) -> dict[str, Any]:
    """What makes an indicator a tiered one: grade and cumulative points per tier."""
    steps = [{"grade": grade, "points": Decimal(worth), "when": f"达到{grade}"} for grade, worth in points]
    return {"grade": None, "tiers": steps, "points": Decimal(points[-1][1])}


def levels_files() -> Files:
    """A small valid levels catalog as files: two items in two groups, two levels."""
    rows = {0: RowSpec(), 1: RowSpec("basic", clauses=2, quality=False), 2: RowSpec("optional")}
    other = {0: RowSpec(), 1: RowSpec("optional"), 2: RowSpec("unconfirmed")}
    data = levels_data({"01.01": rows, "02.01": other}, [BarSpec(1, 1, Decimal(1)), BarSpec(1, 1, Decimal("2.5"))])
    requirements, items = data.pop("requirements"), data.pop("items")
    files: Files = {"catalog.yaml": data}
    for item in items:
        own = [_without(row, "item") for row in requirements if row["item"] == item["item"]]
        entry = _without(item, "group") | {"requirements": own}
        files[f"requirements/{item['item'][:2]}.yaml"] = {"group": item["group"], "items": [entry]}
    return files


def points_files() -> Files:
    """A small valid points catalog as files: one plain, one tiered, one elective indicator."""
    data = points_data([{}, tiers(("一级", "0.4"), ("三级", "1.0")), {"elective": True, "grade": "二级"}])
    files: Files = {"requirements/2.1.yaml": {"sections": [data["sections"].pop()]}}
    files["requirements/2.1.yaml"]["requirements"] = data.pop("requirements")
    return files | {"catalog.yaml": data}


def compliance_files() -> Files:
    """A small valid compliance catalog as files: three units of one domain."""
    data = compliance_data(3)
    rows = [_without(row, "domain") for row in data.pop("requirements")]
    return {"catalog.yaml": data, "requirements/T.yaml": {"domain": "安全计算环境", "requirements": rows}}


FILES = {"levels": levels_files, "points": points_files, "compliance": compliance_files}


def write(folder: Path, files: Files) -> Path:
    """Writes the files below the folder; text and bytes are written as they are, all else as YAML."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else dump(content)
            path.write_text(text, encoding="utf-8")
    return folder


def dump(content: Any) -> str:
    return yaml.dump(_plain(content), allow_unicode=True, sort_keys=False)


def _without(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return float(value) if isinstance(value, Decimal) else value


def _head(method: str, requirements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"small-{method}",
        "method": method,
        "title": "样例标准",
        "doc_no": None,
        "issuer": "样例",
        "issued": "2020-01",
        "edition": "2020",
        "effective_from": "2020-01",
        "effective_to": None,
        "counts": {"requirements": len(requirements), "clauses": len(requirements)},
        "provenance": [{"fact": "wording", "mark": "restated"}],
        "notes": [],
        "reference": {},
    }


def _level(number: int, bar: BarSpec, rows: int) -> dict[str, Any]:
    return {
        "level": number,
        "name": f"{number}级",
        "local": "",
        "overall": [],
        "basic_items": bar.basic,
        "optional_min": bar.optional_min,
        "optional_total": None if bar.basic is None else rows - bar.basic,
        "min_score": bar.min_score,
    }


def _item(code: str, number: int, coverage: Mapping[str, str]) -> dict[str, Any]:
    kind = coverage.get(code, "ratio")
    return {
        "item": code,
        "no": number,
        "group": "样例组",
        "name": f"项目{code}",
        "focus": "",
        "coverage": {"kind": kind, "numerator": "", "denominator": "", "window": ""},
        "data_quality_basis": "",
    }


def _level_row(item: str, level: int, spec: RowSpec) -> dict[str, Any]:
    code = f"{item}.{level}"
    return {
        "code": code,
        "item": item,
        "level": level,
        "kind": spec.kind if level else None,
        "clauses": {f"{code}#{k}": "要求" for k in range(1, spec.clauses + 1)},
        "data_quality": ["内容与字典一致"] if spec.quality else [],
        "systems": ["LIS"],
        "evidence": [{"type": "screenshot", "what": "界面"}],
    }


def _section(code: str, parent: str) -> dict[str, Any]:
    return {"section": code, "title": f"章节{code}", "parent": parent, "points": None, "standard": ""}


def _unit(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "clauses": {f"{code}#1": "要求"},
        "systems": ["SEC"],
        "evidence": [{"type": "config", "what": "策略"}],
        "clause": "8.1.4.1 a)",
        "domain": "安全计算环境",
        "control": "身份鉴别",
        "objects": ["服务器"],
        "scope": "system",
        "high_risk": {"is": False, "when": "", "sure": True},
        "maintenance_evidence": [],
    }
