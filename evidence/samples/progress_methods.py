"""Example verdicts for the points method (interoperability) and the compliance method (classified protection)."""

from collections import Counter
from collections.abc import Iterator

from criteria.grading.compliance import is_risk
from criteria.grading.points import required_tier
from criteria.models import AssessmentUnit, ComplianceCatalog, Indicator, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.judgement import VerdictDraft
from evidence.samples.progress_data import ComplianceSettings, PointsSettings, texts, weighted
from evidence.samples.progress_verdicts import Duties, Provable, VerdictPlan


class PointsVerdicts(VerdictPlan):
    """Everything up to the reached grade is met, the target's own grade partly, the rest hardly judged."""

    def __init__(self, slug: str, catalog: PointsCatalog, plan: PointsSettings, duties: Duties, target: str) -> None:
        super().__init__(slug, catalog, duties, target)
        self.catalog = catalog
        self.plan = plan
        self.section_sizes = Counter(row.section for row in catalog.requirements)

    def drafts(self, step: int) -> Iterator[VerdictDraft]:
        """Plain indicators by the grade they belong to, tiered ones with the tier reached."""
        for row in self.catalog.requirements:
            clause = row.clauses[0].id
            if row.tiers:
                tier = self._tier(row, step)
                if tier is not None:
                    yield self.judged(clause, Verdict.MET, None, tier)
                elif step >= self._first_step(row):
                    yield self.judged(clause, self._shortfall(row), None)
            elif step >= self._first_step(row):
                met = self._is_met(row) and self._met_step(row) <= step
                verdict = self._fulfilled(row) if met else self._shortfall(row)
                if verdict is not Verdict.UNKNOWN:
                    yield from self.judge(clause, verdict)

    def provable(self) -> Iterator[Provable]:
        """One document per section, apart for what is safe and what is not."""
        for row in self.catalog.requirements:
            met = self._is_met(row) if not row.tiers else self._tier(row, texts().last) is not None
            if not met or self._fulfilled(row) is Verdict.NOT_APPLICABLE:
                continue
            solid = self._order(row) <= self.catalog.order[self.plan.solid] and not row.elective
            step = self._met_step(row) if not row.tiers else self._tier_step(row)
            yield Provable(row, (row.clauses[0].id,), step, f"{self._group(row)}|{solid}", solid)

    def _group(self, row: Indicator) -> str:
        """What one document covers: a section, or the small sections of one heading and grade."""
        if self.section_sizes[row.section] > 1:
            return row.section
        return f"{row.section.rpartition('.')[0]}|{self._order(row)}"

    def _order(self, row: Indicator) -> int:
        """The place of the lowest grade that asks for the indicator; elective and recorded ones come with 三级."""
        grade = row.tiers[0].grade if row.tiers else row.grade
        return self.catalog.order[grade] if grade else 3

    def _name(self, order: int) -> str:
        return next(grade for grade, place in self.catalog.order.items() if place == order)

    def _is_met(self, row: Indicator) -> bool:
        order, reached = self._order(row), self.catalog.order[self.plan.reached]
        if row.elective or not row.measured:
            return self.percent(row.code, "met") < self.plan.target_met // 2
        if order <= reached:
            return True
        return order <= self.catalog.order[self.target] and self.percent(row.code, "met") < self.plan.target_met

    def _fulfilled(self, row: Indicator) -> Verdict:
        rare = row.na_scores and self.percent(row.code, "na") < 10 * self.words.not_applicable
        return Verdict.NOT_APPLICABLE if rare else Verdict.MET

    def _shortfall(self, row: Indicator) -> Verdict:
        """Partial or unmet near the target; above it mostly not judged."""
        chosen = Verdict(weighted(self.words.short, self.slug, row.code, "short"))
        near = self._order(row) <= self.catalog.order[self.target]
        return chosen if near and self.percent(row.code, "judged") < self.words.others_met else Verdict.UNKNOWN

    def _met_step(self, row: Indicator) -> int:
        order = min(self._order(row), self.catalog.order[self.target])
        return self._grade_step(self._name(order), row)

    def _grade_step(self, grade: str, row: Indicator) -> int:
        return self.step_of(grade, self.plan.schedule[grade], row.code)

    def _first_step(self, row: Indicator) -> int:
        """When the indicator is judged at all: a step before it is met."""
        return max(self._met_step(row) - 1, 0)

    def _grade_by(self, row: Indicator, step: int) -> str | None:
        """The grade up to which a tiered indicator has come after a step."""
        highest = self.target if self.percent(row.code, "tier") < self.plan.target_met else self.plan.reached
        grades = [g for g, at in self.catalog.order.items() if at <= self.catalog.order[highest]]
        return next((g for g in reversed(grades) if self._grade_step(g, row) <= step), None)

    def _tier(self, row: Indicator, step: int) -> str | None:
        grade = self._grade_by(row, step)
        tier = required_tier(self.catalog, row, grade) if grade else None
        return tier.grade if tier else None

    def _tier_step(self, row: Indicator) -> int:
        return next(step for step in range(texts().last + 1) if self._tier(row, step) is not None)


class ComplianceVerdicts(VerdictPlan):
    """A share of the units met, judged bit by bit; some units partial, few unmet, one of them high-risk."""

    def __init__(
        self, slug: str, catalog: ComplianceCatalog, plan: ComplianceSettings, duties: Duties, target: str
    ) -> None:
        super().__init__(slug, catalog, duties, target)
        self.catalog = catalog
        self.plan = plan

    def drafts(self, step: int) -> Iterator[VerdictDraft]:
        """A unit is partial for a step before it is met; units that stay unknown are not judged."""
        for unit in self.catalog.requirements:
            verdict, since = self._outcome(unit), self._step(unit)
            if verdict is Verdict.UNKNOWN or step < since - 1:
                continue
            if verdict is Verdict.MET and step < since:
                verdict = Verdict.PARTIAL
            yield from self.judge(unit.clauses[0].id, verdict)

    def provable(self) -> Iterator[Provable]:
        """One document per control, apart for what is safe and what is not."""
        for unit in self.catalog.requirements:
            if self._outcome(unit) is Verdict.MET:
                solid = self.percent(unit.domain, unit.control, "proven") < self.plan.proven
                group = f"{unit.domain}|{unit.control}|{solid}"
                yield Provable(unit, (unit.clauses[0].id,), self._step(unit), group, solid)

    def _outcome(self, unit: AssessmentUnit) -> Verdict:
        """As weighted; only the named high-risk units are unmet."""
        if unit.code in self.plan.unmet:
            return Verdict.UNMET
        verdict = Verdict(weighted(self.plan.outcomes, self.slug, unit.code, "outcome"))
        return Verdict.PARTIAL if verdict is Verdict.UNMET and is_risk(self.catalog, unit) else verdict

    def _step(self, unit: AssessmentUnit) -> int:
        """Controls are dealt with one after the other, a unit at most a step before its control is complete."""
        step = self.percent(unit.domain, unit.control, "step") * (texts().last + 1) // 100
        return max(step - (self.percent(unit.code, "early") < self.words.early), 0)
