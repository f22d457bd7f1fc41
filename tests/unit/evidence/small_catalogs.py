"""Small catalogs of the three methods, made for one behaviour each."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from tests.unit.criteria.builders import (
    BarSpec,
    ItemSpecs,
    RowSpec,
    compliance_data,
    levels_data,
    points_data,
)

BASIC = RowSpec("basic", quality=False)
OPTIONAL = RowSpec("optional", quality=False)
UNCONFIRMED = RowSpec("unconfirmed", quality=False)
CHECKED = RowSpec("basic", quality=True)


def bars(*minima: tuple[int, int, str]) -> list[BarSpec]:
    """Per level: number of basic items, least number of optional items, least score."""
    return [BarSpec(basic, optional, Decimal(score)) for basic, optional, score in minima]


def levels(
    items: ItemSpecs,
    minima: Sequence[BarSpec],
    coverage: Mapping[str, str] | None = None,
    rows: Mapping[str, Mapping[str, Any]] | None = None,
) -> LevelsCatalog:
    """`rows`: requirement code → fields that differ from the usual ones."""
    return LevelsCatalog.model_validate(_changed(levels_data(items, minima, coverage), rows or {}))


def one_item(spec: RowSpec = BASIC, coverage: str = "function", **row: Any) -> LevelsCatalog:
    """One basic item with one clause, `01.01.1#1`, at one level that asks for nothing else."""
    return levels({"01.01": {1: spec}}, bars((1, 0, "0")), {"01.01": coverage}, {"01.01.1": row})


def points(*indicators: Mapping[str, Any]) -> PointsCatalog:
    """Indicators 2.1.1, 2.1.2, … (grade 一级, one point, HIP) with fields that differ."""
    return PointsCatalog.model_validate(points_data(indicators))


def compliance(units: int, rows: Mapping[str, Mapping[str, Any]] | None = None) -> ComplianceCatalog:
    """Units L3-T-01 … (system scope, SEC; the first one is a hazard trigger) with fields that differ."""
    return ComplianceCatalog.model_validate(_changed(compliance_data(units), rows or {}))


def _changed(data: dict[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    requirements = [row | dict(rows.get(row["code"], {})) for row in data["requirements"]]
    return data | {"requirements": requirements}
