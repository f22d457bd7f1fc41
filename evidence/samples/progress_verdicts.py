"""Which example verdicts stand after each step: one plan per grading method."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from criteria.models import AnyRequirement, Catalog, Clause, LevelRequirement, LevelsCatalog
from criteria.vocabulary import Kind, Verdict
from evidence.judgement import VerdictDraft
from evidence.samples.progress_data import LevelsSettings, number, one_of, percent, texts, weighted
from evidence.situation import Duty

Duties = Mapping[str, tuple[Duty, ...]]
# (clause, system) → what was recorded last.
Known = dict[tuple[str, int | None], VerdictDraft]


@dataclass(frozen=True)
class Provable:
    """A requirement that is met in the end: since which step, with which others one document proves it.

    `solid`: its documents are in order; otherwise some are missing, pending, returned or expired.
    """

    row: AnyRequirement
    clauses: tuple[str, ...]
    step: int
    group: str
    solid: bool


class VerdictPlan(ABC):
    """The verdicts of one hospital on one standard. All choices follow from names, none is random."""

    def __init__(self, slug: str, catalog: Catalog, duties: Duties, target: str) -> None:
        self.slug = slug
        self.catalog_id = catalog.id
        self.duties = duties
        self.target = target
        self.words = texts().verdicts

    @abstractmethod
    def drafts(self, step: int) -> Iterator[VerdictDraft]:
        """All verdicts that stand after the step."""

    @abstractmethod
    def provable(self) -> Iterator[Provable]:
        """What documents can prove."""

    def percent(self, *parts: object) -> int:
        """A stable number 0–99 for something of this hospital and standard."""
        return percent(self.slug, self.catalog_id, *parts)

    def step_of(self, level: int | str, scheduled: int, name: str) -> int:
        """The step at which a level is reached by something: as scheduled, or a step early."""
        return max(scheduled - (self.percent(name, level, "early") < self.words.early), 0)

    def judged(self, clause: str, verdict: Verdict, system_id: int | None, tier: str | None = None) -> VerdictDraft:
        """A draft with a note for the verdict."""
        note = one_of(self.words.notes[verdict.value], self.slug, clause, verdict.value)
        return VerdictDraft(clause, verdict, system_id, tier, note, example=True)

    def judge(self, clause: str, verdict: Verdict) -> Iterator[VerdictDraft]:
        """The hospital's verdict on a clause.

        With several systems only some of them fall short; a met clause does not concern each of them.
        """
        systems = [duty.system.id for duty in self.duties[clause]]
        if not systems:
            yield self.judged(clause, verdict, None)
            return
        short = 0 if verdict.fulfils else 1 + number(self.slug, clause, "short") % min(len(systems), 3)
        first = number(self.slug, clause, "first") % len(systems)
        for place, system_id in enumerate(systems):
            if verdict is Verdict.NOT_APPLICABLE or (place - first) % len(systems) < short:
                yield self.judged(clause, verdict, system_id)
            elif place and self.percent(clause, system_id, "na") < self.words.system_not_applicable:
                yield self.judged(clause, Verdict.NOT_APPLICABLE, system_id)
            else:
                yield self.judged(clause, Verdict.MET, system_id)


class LevelsVerdicts(VerdictPlan):
    """Levels method: every item has a function level; the row above it is short in one clause."""

    def __init__(self, slug: str, catalog: LevelsCatalog, plan: LevelsSettings, duties: Duties, target: str) -> None:
        super().__init__(slug, catalog, duties, target)
        self.catalog = catalog
        self.plan = plan

    def final_level(self, item: str) -> int:
        """The function level of an item in the end."""
        rows = self.catalog.rows_by_item[item]
        aim = self.plan.items.get(item) or weighted(self.plan.levels, self.slug, item, "level")
        return max((level for level in rows if level <= aim), default=0)

    def reached(self, item: str, step: int) -> int:
        """The function level of an item after a step."""
        reached = 0
        for level in self.catalog.rows_by_item[item]:
            if level > self.final_level(item) or self.row_step(item, level) > step:
                break
            reached = level
        return reached

    def row_step(self, item: str, level: int) -> int:
        """The step at which a row is met, not before the rows below it."""
        rows = self.catalog.rows_by_item[item]
        return max(self.step_of(lower, self.plan.schedule[lower], item) for lower in rows if lower <= level)

    def drafts(self, step: int) -> Iterator[VerdictDraft]:
        """Rows up to the reached level met, one clause of the next short, nothing above."""
        for item, rows in self.catalog.rows_by_item.items():
            reached = self.reached(item, step)
            for level, row in rows.items():
                if level > reached and row.clauses:
                    if level <= int(self.target) or self.percent(row.code, "beyond") < self.words.beyond_target:
                        yield from self._short(row)
                    break
                for clause in row.clauses:
                    yield from self.judge(clause.id, self._fulfilled(row, clause))

    def _fulfilled(self, row: LevelRequirement, clause: Clause) -> Verdict:
        skipped = len(row.clauses) > 1 and self.percent(clause.id, "na") < self.words.not_applicable
        return Verdict.NOT_APPLICABLE if skipped else Verdict.MET

    def _short(self, row: LevelRequirement) -> Iterator[VerdictDraft]:
        short = number(self.slug, row.code, "short") % len(row.clauses)
        for place, clause in enumerate(row.clauses):
            if place == short:
                yield from self.judge(clause.id, Verdict(weighted(self.words.short, self.slug, clause.id, "kind")))
            elif self.percent(clause.id, "others") < self.words.others_met:
                yield from self.judge(clause.id, Verdict.MET)

    def provable(self) -> Iterator[Provable]:
        """One document per row; the lowest rows of an item share one."""
        for item, rows in self.catalog.rows_by_item.items():
            for level, row in rows.items():
                if level > min(self.final_level(item), int(self.target)):
                    break
                clauses = tuple(c.id for c in row.clauses if self._fulfilled(row, c) is Verdict.MET)
                if not clauses:
                    continue
                merged = level <= self.plan.merge
                solid = level <= self.plan.solid and not self.is_spare(item)
                step = self.row_step(item, self.plan.merge if merged and self.plan.merge in rows else level)
                yield Provable(row, clauses, step, item if merged else row.code, solid)

    def is_spare(self, item: str) -> bool:
        """Whether the item is one of the optional ones that the level proven safely does without."""
        row = self.catalog.rows_by_item[item].get(self.plan.solid)
        optional = row is None or row.kind is Kind.OPTIONAL
        return optional and self.percent(item, "spare") < self.words.spare


def without_repeats(drafts: Iterable[VerdictDraft], known: Known) -> list[VerdictDraft]:
    """The drafts that differ from what was recorded before; remembers them."""
    new = [draft for draft in drafts if known.get((draft.clause, draft.system_id)) != draft]
    known.update({(draft.clause, draft.system_id): draft for draft in new})
    return new
