"""Where the hospital stands: the official result computed three times — functional, claimed, proven."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from criteria.grading.compliance import grade_compliance
from criteria.grading.facts import TAKEN_AS_ONE, ComplianceFacts, LevelsFacts, Measures, PointsFacts, ReachedTier
from criteria.grading.levels import grade_levels
from criteria.grading.numbers import ZERO
from criteria.grading.points import grade_points
from criteria.grading.results import ComplianceResult, GradeResult, LevelsResult, PointsResult
from criteria.models import AssessmentUnit, Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.responsibility import answers_for_object
from criteria.vocabulary import Verdict
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY
from evidence.errors import StoreError
from evidence.records import Target
from evidence.register import target_levels
from evidence.situation import Duty, Proof, Situation, whole_situation
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer


class Basis(StrEnum):
    """功能: verdicts alone; 自评: with entered measures; 有据: backed by accepted, current documents."""

    FUNCTIONAL = "functional"
    CLAIMED = "claimed"
    PROVEN = "proven"


@dataclass(frozen=True)
class Standing:
    """The three results for one target."""

    target: Target
    catalog: Catalog
    functional: GradeResult
    claimed: GradeResult
    proven: GradeResult

    def on(self, basis: Basis) -> GradeResult:
        """The result on one basis."""
        return {Basis.FUNCTIONAL: self.functional, Basis.CLAIMED: self.claimed, Basis.PROVEN: self.proven}[basis]


def standing_of(situation: Situation, target: Target) -> Standing:
    """The standing for one target of the situation."""
    catalog = situation.catalogs[target.catalog]
    results = {basis: grade(situation, catalog, target, basis) for basis in Basis}
    return Standing(target, catalog, results[Basis.FUNCTIONAL], results[Basis.CLAIMED], results[Basis.PROVEN])


def load_standings(store: Store, viewer: Viewer, situation: Situation) -> list[Standing]:
    """The standings of all targets, kept until something changes, and remembered for the trend.

    They are those of the hospital as a whole, whoever asks; screens show them to who has the permission for it.
    """

    def compute() -> list[Standing]:
        whole = whole_situation(store, viewer, situation)
        standings = [standing_of(whole, target) for target in whole.targets]
        remember(store, standings, situation.today)
        return standings

    key = ("standings", situation.revision, situation.today, situation.editions)
    found: list[Standing] = store.cached(SYSTEM, key, compute)
    return found


def grade(situation: Situation, catalog: Catalog, target: Target, basis: Basis) -> GradeResult:
    """The official result for a target on one basis."""
    if isinstance(catalog, LevelsCatalog):
        return grade_levels(catalog, levels_facts(situation, catalog, basis), int(target.level))
    if isinstance(catalog, PointsCatalog):
        return grade_points(catalog, points_facts(situation, catalog, basis), target.level)
    return grade_compliance(catalog, compliance_facts(situation, catalog, target, basis), target.level)


def _as_proven(situation: Situation, catalog_id: str, clause: str, verdict: Verdict, basis: Basis) -> Verdict:
    """On the proven basis a met clause without an accepted, current document is not yet known to be met."""
    if basis is not Basis.PROVEN or verdict is not Verdict.MET:
        return verdict
    return Verdict.MET if situation.proof(CLAUSE, catalog_id, clause) is Proof.CURRENT else Verdict.UNKNOWN


def clause_verdicts(situation: Situation, catalog: Catalog, basis: Basis) -> dict[str, Verdict]:
    """Clause id → the hospital's verdict on a basis (levels and points methods)."""
    duties = situation.duties(catalog.id)
    return {
        clause.id: _as_proven(
            situation,
            catalog.id,
            clause.id,
            situation.verdict(catalog.id, row, clause.id, duties[clause.id]),
            basis,
        )
        for row in catalog.requirements
        for clause in row.clauses
    }


def levels_facts(situation: Situation, catalog: LevelsCatalog, basis: Basis) -> LevelsFacts:
    """Verdicts and measures for the levels method; what was not measured counts 0, except on the functional basis."""
    verdicts = clause_verdicts(situation, catalog, basis)
    if basis is Basis.FUNCTIONAL:
        return LevelsFacts(verdicts, TAKEN_AS_ONE, TAKEN_AS_ONE)
    return LevelsFacts(
        verdicts,
        Measures(ZERO, _measured(situation, catalog.id, COVERAGE, situation.coverage, basis)),
        Measures(ZERO, _measured(situation, catalog.id, DATA_QUALITY, situation.data_quality, basis)),
    )


def _measured(
    situation: Situation,
    catalog_id: str,
    subject: str,
    entered: Mapping[str, Mapping[tuple[str, int | None], Decimal]],
    basis: Basis,
) -> dict[tuple[str, int | None], Decimal]:
    """The entered measures; on the proven basis only those with an accepted, current statistics document."""
    return {
        key: value
        for key, value in entered.get(catalog_id, {}).items()
        if basis is not Basis.PROVEN or situation.proof(subject, catalog_id, key[0]) is Proof.CURRENT
    }


def points_facts(situation: Situation, catalog: PointsCatalog, basis: Basis) -> PointsFacts:
    """Findings for the points method: the verdict, or the tier recorded for a tiered indicator."""
    verdicts = clause_verdicts(situation, catalog, basis)
    findings: dict[str, Verdict | ReachedTier] = {}
    for row in catalog.requirements:
        clause = row.clauses[0].id
        tier = situation.tier(catalog.id, clause) if row.tiers else None
        verdict = verdicts[clause]
        findings[row.code] = ReachedTier(tier) if tier is not None and verdict is Verdict.MET else verdict
    return PointsFacts(findings)


def object_duties(
    situation: Situation, catalog: ComplianceCatalog, unit: AssessmentUnit, target: Target
) -> tuple[Duty, ...]:
    """The systems that answer for a unit with respect to the target's protected object."""
    members = situation.object_by_id[target.object_id].systems if target.object_id else frozenset()
    return tuple(
        duty
        for duty in situation.duties(catalog.id)[unit.clauses[0].id]
        if answers_for_object(catalog, unit, duty.system.kind, duty.system.id in members)
    )


def compliance_facts(situation: Situation, catalog: ComplianceCatalog, target: Target, basis: Basis) -> ComplianceFacts:
    """Verdicts of one protected object and its recorded hazards."""
    verdicts = {}
    for unit in catalog.requirements:
        clause = unit.clauses[0].id
        verdict = situation.verdict(catalog.id, unit, clause, object_duties(situation, catalog, unit, target))
        verdicts[unit.code] = _as_proven(situation, catalog.id, clause, verdict, basis)
    return ComplianceFacts(verdicts, situation.hazards.get(target.object_id or 0, 0))


def level_label(result: GradeResult) -> str:
    """The standing as people say it: `4级`, `四级甲等`, `基本符合`; `未达1级` while nothing is reached."""
    if isinstance(result, LevelsResult):
        return f"{result.level}级" if result.level else "未达1级"
    if isinstance(result, PointsResult):
        return result.grade or "未达一级"
    return result.conclusion


def level_rank(result: GradeResult, catalog: Catalog) -> int:
    """The place of the standing on the target's scale, 0 = nothing reached."""
    if isinstance(result, LevelsResult):
        return result.level
    if isinstance(result, PointsResult):
        return target_levels(catalog).index(result.grade) + 1 if result.grade else 0
    return list(catalog.conclusions).index(result.conclusion) if isinstance(catalog, ComplianceCatalog) else 0


@dataclass(frozen=True)
class TrendPoint:
    """The three standings of one day as places on the target's scale, with figures (score, rate) per basis."""

    on: date
    ranks: Mapping[Basis, int]
    figures: Mapping[str, Any]


def figure(result: GradeResult) -> str:
    """The number behind the standing: total score, points, or compliance rate, as text."""
    shown = result.model_dump(mode="json", include={"score", "rate"})
    return str(shown["rate"] if isinstance(result, ComplianceResult) else shown["score"])


_SHORTLY = 0.1
_KEEP = """
    INSERT OR REPLACE INTO snapshots SELECT ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM targets WHERE id = ?)
"""


def remember(store: Store, standings: list[Standing], on: date) -> None:
    """Keeps the standings of a day for the trend. Derived figures: not audited, and the last of a day counts.

    A day to come is only a what-if and is not kept. Who looks neither waits nor fails for it: while somebody else
    writes nothing is kept, and a target that was dropped meanwhile is left out.
    """
    if on > store.clock().date():
        return
    rows = [_snapshot(standing, on) for standing in standings]
    with store.reading(SYSTEM) as db:
        known = {
            (row["target_id"], row["functional"], row["claimed"], row["proven"], row["figures"])
            for row in db.query("SELECT * FROM snapshots WHERE on_date = ?", [on.isoformat()])
        }
    new = [row for row in rows if (row[0], *row[2:]) not in known]
    if not new:
        return
    with suppress(StoreError), store.writing(SYSTEM, wait=_SHORTLY) as transaction:
        for row in new:
            transaction.db.execute(_KEEP, [*row, row[0]])


def _snapshot(standing: Standing, on: date) -> tuple[int, str, int, int, int, str]:
    ranks = [level_rank(standing.on(basis), standing.catalog) for basis in Basis]
    figures = json.dumps({basis.value: figure(standing.on(basis)) for basis in Basis})
    return (standing.target.id, on.isoformat(), ranks[0], ranks[1], ranks[2], figures)


def trend(store: Store, viewer: Viewer, target_id: int) -> list[TrendPoint]:
    """The remembered standings of a target, oldest first."""
    sql = "SELECT * FROM snapshots WHERE target_id = ? ORDER BY on_date"
    with store.reading(viewer) as db:
        return [
            TrendPoint(
                on=date.fromisoformat(row["on_date"]),
                ranks={basis: row[basis.value] for basis in Basis},
                figures=json.loads(row["figures"]),
            )
            for row in db.query(sql, [target_id])
        ]
