"""All facts of a catalog in one canonical JSON text, so that a single digest shows whether any of them changed.

Canonical form: an object with `title`, `doc_no`, `notes`, `rows` and the lists of its method. Every list below `rows`
keeps its official order; the rows themselves are sorted by code. A row is an object under the names of the reference
data; evidence, tiers, checks and high risk are lists of their values. Numbers are strings without trailing zeros
("0.19", "15"), true/false/null as in JSON, keys sorted, no blanks, Chinese unescaped, UTF-8. What this project adds
itself (edition, dates, file layout, maximum age of evidence, `at_least` of tiers) is left out.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from criteria.models import (
    AssessmentUnit,
    Catalog,
    ComplianceCatalog,
    Evidence,
    Indicator,
    LevelRequirement,
    LevelsCatalog,
    PointsCatalog,
)


def digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text."""
    text = json.dumps(plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """Numbers as strings, tuples as lists, nothing else changed."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return str(value) if isinstance(value, str) else value
    number = Decimal(str(value)).normalize()
    return format(number, "f")


def facts_of(catalog: Catalog) -> dict[str, Any]:
    """The facts of a catalog under the names of the reference data."""
    head = {"title": catalog.title, "doc_no": catalog.doc_no, "notes": catalog.notes}
    if isinstance(catalog, LevelsCatalog):
        return head | _levels(catalog)
    if isinstance(catalog, PointsCatalog):
        return head | _points(catalog)
    return head | _compliance(catalog)


def _levels(catalog: LevelsCatalog) -> dict[str, Any]:
    return {
        "issuer": catalog.issuer,
        "issued": catalog.issued,
        "levels": [level.model_dump() for level in catalog.levels],
        "items": [item.model_dump() for item in catalog.items],
        "scoring": catalog.reference["scoring"],
        "rows": _rows(catalog.requirements, _level_row),
    }


def _points(catalog: PointsCatalog) -> dict[str, Any]:
    return {
        "issuer": catalog.issuer,
        "issued": catalog.issued,
        "grades": [grade.model_dump() for grade in catalog.grades],
        "sections": sorted((section.model_dump() for section in catalog.sections), key=lambda s: s["section"]),
        "rows": _rows(catalog.requirements, _indicator),
    }


def _compliance(catalog: ComplianceCatalog) -> dict[str, Any]:
    return {
        "domains": [domain.model_dump() for domain in catalog.domains],
        "triggers": [[trigger.trigger, trigger.code] for trigger in catalog.hazard_triggers],
        "rows": _rows(catalog.requirements, _unit),
    }


def _rows(rows: Iterable[Any], form: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted((form(row) for row in rows), key=lambda row: row["code"])


def _level_row(row: LevelRequirement) -> dict[str, Any]:
    return {
        "code": row.code,
        "item": row.item,
        "level": row.level,
        "kind": row.kind,
        "clauses": [clause.text for clause in row.clauses],
        "data_quality": row.data_quality,
        "data_quality_checks": [[check.aspect, check.check] for check in row.data_quality_checks],
        "systems": row.systems,
        "evidence": _evidence(row.evidence),
    }


def _indicator(row: Indicator) -> dict[str, Any]:
    names = ("section", "name", "points", "grade", "elective", "na_scores", "measured", "rule", "options", "note")
    return {name: getattr(row, name) for name in names} | {
        "code": row.code,
        "clauses": [clause.text for clause in row.clauses],
        "tiers": [[tier.grade, tier.points, tier.when] for tier in row.tiers],
        "systems": row.systems,
        "evidence": _evidence(row.evidence),
    }


def _unit(row: AssessmentUnit) -> dict[str, Any]:
    return {
        "code": row.code,
        "clause": row.clause,
        "domain": row.domain,
        "control": row.control,
        "clauses": [clause.text for clause in row.clauses],
        "objects": row.objects,
        "scope": row.scope,
        "high_risk": [row.high_risk.applies, row.high_risk.when, row.high_risk.sure],
        "systems": row.systems,
        "evidence": _evidence(row.evidence),
        "maintenance_evidence": row.maintenance_evidence,
    }


def _evidence(entries: Iterable[Evidence]) -> list[list[str]]:
    return [[entry.type, entry.what] for entry in entries]
