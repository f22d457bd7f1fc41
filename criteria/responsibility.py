"""Which clauses a system of a kind answers for, and why (`responsibility.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from criteria.models import AssessmentUnit, Catalog, ComplianceCatalog, Indicator, PointsCatalog, Tier
from criteria.vocabulary import vocabulary
from criteria.yaml_reader import read_yaml


@dataclass(frozen=True)
class Demand:
    """Clauses that systems of some kinds must meet although the requirement does not name their kind."""

    catalog: str
    kinds: frozenset[str]
    reason: str
    clauses: frozenset[str]
    scope: str | None

    def covers(self, catalog: str, clause: str, scope: str | None) -> bool:
        """Whether the clause (of a requirement of that scope) is demanded."""
        return catalog == self.catalog and (clause in self.clauses or (self.scope is not None and scope == self.scope))


@cache
def _rules() -> Mapping[str, Any]:
    rules: Mapping[str, Any] = read_yaml(Path(__file__).with_name("responsibility.yaml"))
    return rules


@cache
def kinds_in(group: str) -> frozenset[str]:
    """The system kinds of a group (foundation, clinical, management, operation, recording)."""
    return frozenset(_rules()["groups"][group])


@cache
def demands() -> tuple[Demand, ...]:
    """All demands beyond the kinds that requirements name."""
    return tuple(
        Demand(
            catalog=entry["catalog"],
            kinds=frozenset(entry.get("kinds", ())).union(*(kinds_in(group) for group in entry["groups"])),
            reason=entry["reason"],
            clauses=frozenset(entry.get("clauses", ())),
            scope=entry.get("scope"),
        )
        for entry in _rules()["demands"]
    )


def responsible_clauses(catalog: Catalog, kind: str) -> dict[str, str]:
    """Clause id → reason (Chinese), for one system of `kind`, in catalog order. Level 0 asks nothing."""
    duties: dict[str, str] = {}
    own = [demand for demand in demands() if demand.catalog == catalog.id and kind in demand.kinds]
    named = f"条款的责任系统类型包括“{vocabulary().system_kinds.get(kind, kind)}”"
    for row in catalog.requirements:
        scope = row.scope if isinstance(row, AssessmentUnit) else None
        for clause in row.clauses:
            demand = next((d for d in own if d.covers(catalog.id, clause.id, scope)), None)
            if kind in row.systems:
                duties[clause.id] = named
            elif demand is not None:
                duties[clause.id] = demand.reason
    return duties


def answers_for_object(catalog: ComplianceCatalog, unit: AssessmentUnit, kind: str, member: bool) -> bool:
    """Whether a responsible system counts for a protected object.

    Platform units are judged once for the hospital; a system unit concerns the object's members and what carries them.
    """
    return unit.scope == "platform" or member or kind in kinds_in("foundation")


@dataclass(frozen=True)
class CountedIndicator:
    """An indicator whose tier follows from a number of registered systems connected to the platform."""

    indicator: Indicator
    kinds: frozenset[str]

    def tier_for(self, count: int) -> Tier | None:
        """The highest tier that the number of systems reaches, None if none."""
        reached = [t for t in self.indicator.tiers if t.at_least is not None and count >= t.at_least]
        return reached[-1] if reached else None


def connection_counts(catalog: PointsCatalog) -> list[CountedIndicator]:
    """The indicators that count connected systems (interop 5.2.1.1–5.2.1.3) with the kinds they count."""
    by_clause = {clause: d.kinds for d in demands() if d.catalog == catalog.id for clause in d.clauses}
    return [
        CountedIndicator(row, by_clause[row.clauses[0].id])
        for row in catalog.requirements
        if row.clauses[0].id in by_clause and any(tier.at_least is not None for tier in row.tiers)
    ]
