"""Example tasks from real gaps: made at the last step but one and at the last, some closed with their document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from criteria.models import Indicator
from evidence.documents import CLAUSE
from evidence.gaps import Gap, Reason
from evidence.records import System
from evidence.samples.progress_data import between, number, one_of, percent, texts
from evidence.samples.progress_upload import vendor_engineer
from evidence.store import Store
from evidence.tasks import TaskDraft, close_task, create_tasks, move_task
from evidence.viewer import Viewer

# A document alone does not close these.
_MEASURED = (Reason.COVERAGE_LOW, Reason.DATA_QUALITY_LOW)
# Clause → id of the document that proves it at the last step.
Closing = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Work:
    """Gaps of one item and system with the same reason: one task. `closing`: it will be done at the last step."""

    key: tuple[str, ...]
    gaps: tuple[Gap, ...]
    closing: bool

    @property
    def first(self) -> Gap:
        """The gap that gives the task its words."""
        return self.gaps[0]

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """What the task closes."""
        return tuple((gap.catalog, gap.clause) for gap in self.gaps)


@dataclass(frozen=True)
class Laid:
    """A task in the store."""

    id: int
    work: Work
    due: date
    needed: "Laid | None"


class TaskPlan:
    """The tasks of one hospital."""

    def __init__(self, store: Store, viewer: Viewer, slug: str, count: int) -> None:
        self.store = store
        self.viewer = viewer
        self.slug = slug
        self.count = count
        self.words = texts().tasks
        self.laid: list[Laid] = []

    def lay_first(self, gaps: Iterable[Gap], closing: set[tuple[str, str]], made_on: date, today: date) -> None:
        """The larger batch, from the gaps of the last step but one."""
        size = self.count * self.words.first_batch // 100
        work = self._work(gaps, closing)
        done = _mixed([entry for entry in work if entry.closing], self.slug)[: max(size * self.words.closing // 100, 3)]
        rest = _mixed([entry for entry in work if not entry.closing], self.slug)
        self._lay(done, made_on, today)
        self._lay(rest[: size - len(done)], made_on, today)

    def lay_second(self, gaps: Iterable[Gap], today: date) -> None:
        """The smaller batch, from the gaps of today that no task closes yet."""
        covered = {laid.work.key[:-1] for laid in self.laid}
        free = [work for work in self._work(gaps, set()) if work.key[:-1] not in covered]
        self._lay(_mixed(free, self.slug)[: self.count - len(self.laid)], today, today)

    def _work(self, gaps: Iterable[Gap], closing: set[tuple[str, str]]) -> list[Work]:
        groups: dict[tuple[str, ...], list[Gap]] = {}
        for gap in gaps:
            system = str(gap.system.id) if gap.system else ""
            done = str(gap.about == CLAUSE and gap.reason not in _MEASURED and (gap.catalog, gap.clause) in closing)
            groups.setdefault((gap.catalog, gap.reason.value, gap.item, system, done), []).append(gap)
        return [Work(key, tuple(found[: self.words.largest]), key[-1] == str(True)) for key, found in groups.items()]

    def _lay(self, work: Sequence[Work], made_on: date, today: date) -> None:
        for place, entry in enumerate(work):
            due = self._due(entry, place, made_on, today)
            needed = None if entry.closing else self._needed(entry, due)
            [task_id] = create_tasks(self.store, self.viewer, [self._draft(entry, made_on, due, needed)])
            self.laid.append(Laid(task_id, entry, due, needed))

    def _draft(self, work: Work, made_on: date, due: date, needed: Laid | None) -> TaskDraft:
        """A task starts soon after it was made, or when the one that it needs is due."""
        gap = work.first
        start = made_on + timedelta(days=between(self.words.start_days, self.slug, work.key, "start"))
        start = max(start, needed.due) if needed else start
        return TaskDraft(
            title=self._title(gap),
            description=self.words.description.format(clauses="、".join(clause for _, clause in work.clauses)),
            owner=self._owner(gap.system, work),
            system_id=gap.system.id if gap.system else None,
            starts_on=min(start, due),
            due_on=due,
            effort_days=between(self.words.effort[gap.reason.value], self.slug, work.key, "effort"),
            clauses=tuple(dict.fromkeys(work.clauses)),
            needs=(needed.id,) if needed else (),
            example=True,
        )

    def _title(self, gap: Gap) -> str:
        tiered = isinstance(gap.requirement, Indicator) and gap.requirement.tiers
        text = self.words.texts[gap.reason.value].format(name=gap.name, level="" if tiered else gap.level)
        if gap.system:
            text = self.words.system.format(text=text, system=gap.system.name)
        return self.words.title.format(text=text)

    def _owner(self, system: System | None, work: Work) -> str:
        own = system is None or not system.vendor or work.first.reason.value in self.words.own
        return one_of(texts().engineers, self.slug, work.key, "owner") if own or not system else vendor_engineer(system)

    def _due(self, work: Work, place: int, made_on: date, today: date) -> date:
        """Every third of the open tasks of the first batch is overdue; all are due before the review."""
        if made_on < today and not work.closing and place % 3 == 1:
            return today - timedelta(days=between(self.words.overdue_days, self.slug, work.key, "overdue"))
        due = today + timedelta(days=between(self.words.due_days, self.slug, work.key, "due"))
        review = work.first.target.review_on
        return due if review is None else min(due, review - timedelta(days=1))

    def _needed(self, work: Work, due: date) -> Laid | None:
        """For some an earlier task that is due first: on the same item or system, else of the same standard."""
        gap = work.first
        found: Laid | None = None
        if percent(self.slug, work.key, "needs") >= self.words.dependent:
            return found
        for laid in self.laid:
            other = laid.work.first
            same_item = (other.catalog, other.item) == (gap.catalog, gap.item)
            same_system = gap.system is not None and other.system == gap.system
            if laid.due < due and (same_item or same_system):
                return laid
            if laid.due < due and other.catalog == gap.catalog:
                found = laid
        return found

    def move(self, gaps: Iterable[Gap], documents: Closing) -> None:
        """Closes the tasks whose gaps are gone; the others are doing, verifying or todo in turn, waiting ones todo."""
        open_clauses = {(gap.catalog, gap.clause) for gap in gaps}
        done: set[int] = set()
        place = 0
        for laid in self.laid:
            found = [documents[clause] for clause in laid.work.clauses if clause in documents]
            if laid.work.closing and found and not open_clauses & set(laid.work.clauses):
                close_task(self.store, self.viewer, laid.id, found[0])
                done.add(laid.id)
            elif laid.needed is None or laid.needed.id in done:
                state = ("doing", "verifying", "todo")[place % 3]
                if state != "todo":
                    move_task(self.store, self.viewer, laid.id, state)
                place += 1


def _mixed(work: Sequence[Work], slug: str) -> list[Work]:
    """Standards and reasons in turn, in each what blocks first."""
    piles: dict[tuple[str, str], list[Work]] = {}
    for entry in sorted(work, key=lambda entry: _urgency(entry, slug)):
        piles.setdefault((entry.first.catalog, entry.first.reason.value), []).append(entry)
    order = sorted(piles, key=lambda key: number(slug, key, "pile"))
    longest = max((len(pile) for pile in piles.values()), default=0)
    return [piles[key][place] for place in range(longest) for key in order if place < len(piles[key])]


def _urgency(work: Work, slug: str) -> tuple[bool, bool, int]:
    """Work for a registered system first, then what blocks."""
    return (work.first.system is None, not work.first.blocks, number(slug, work.key, "order"))
