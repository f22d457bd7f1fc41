"""A hospital under test: short words for the public functions of `evidence/`, so that a test reads as a story."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from criteria.models import Catalog, LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import documents, judgement, measures, register, reviews, tasks
from evidence.errors import UserError
from evidence.gaps import Gap, gaps_of
from evidence.records import Document, System, Target, Task
from evidence.situation import Situation, load_situation
from evidence.standing import Standing, standing_of
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer

TODAY = date(2026, 3, 2)
EARLIER = date(2026, 2, 1)
NOBODY = Viewer("")
COLLEAGUE = Viewer("李工", Role.ENGINEER)
# Nobody accepts their own upload: proof under test is uploaded by one person and accepted by another.
UPLOADER = Viewer("周工", Role.ENGINEER)
Contents = dict[str, list[tuple[Any, ...]]]


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def refused(kind: type[UserError], part: str) -> Iterator[None]:
    """The block raises exactly this error, worded as one Chinese sentence that contains `part`."""
    with pytest.raises(kind) as caught:
        yield
    message = str(caught.value)
    assert caught.type is kind
    assert part in message
    assert re.search("[\u4e00-\u9fff]", message)
    assert message.endswith("。")
    assert message.count("。") == 1


def contents(store: Store) -> Contents:
    """All rows of all tables."""
    with store.reading(SYSTEM) as db:
        names = [name for name in db.table_names() if not name.startswith(("sqlite_", "_sqlite"))]
        return {name: [tuple(row) for row in db.execute(f"SELECT * FROM [{name}]")] for name in names}


@contextmanager
def nothing_stored(store: Store) -> Iterator[None]:
    """The block leaves the database as it was, the audit included."""
    before = contents(store)
    yield
    assert contents(store) == before


@dataclass
class House:
    """A store with the person who works on it."""

    store: Store
    viewer: Viewer
    clock: Clock

    def system(self, name: str, kind: str = "LIS", vendor: str = "") -> int:
        return register.add_system(self.store, self.viewer, register.SystemDraft(name, kind, vendor=vendor))

    def registered(self, system_id: int) -> System:
        return next(s for s in register.systems(self.store, self.viewer, retired=True) if s.id == system_id)

    def target(self, catalog: Catalog, level: str, object_id: int | None = None) -> int:
        return register.set_target(self.store, self.viewer, catalog, level, object_id=object_id)

    def judge(self, catalog: Catalog, verdict: Verdict, *clauses: str, system: int | None = None) -> int:
        drafts = [judgement.VerdictDraft(clause, verdict, system) for clause in clauses]
        return judgement.record_verdicts(self.store, self.viewer, catalog, drafts)

    def judge_all(self, catalog: Catalog, verdict: Verdict = Verdict.MET, system: int | None = None) -> int:
        return self.judge(catalog, verdict, *clause_ids(catalog), system=system)

    def reach(self, catalog: Catalog, clause: str, tier: str) -> None:
        draft = judgement.VerdictDraft(clause, Verdict.MET, tier=tier)
        judgement.record_verdicts(self.store, self.viewer, catalog, [draft])

    def measure(self, catalog: LevelsCatalog, item: str, level: int | None = None, **shares: str) -> None:
        """measure(catalog, "01.01", coverage="0.8", data_quality="0.9")."""
        drafts = [measures.MeasureDraft(item, kind, level, share=Decimal(share)) for kind, share in shares.items()]
        measures.record_measures(self.store, self.viewer, catalog, drafts)

    def prove(
        self,
        *links: documents.Link,
        kind: str = "data_query",
        effective: date = EARLIER,
        expires: date | None = None,
        accept: bool = True,
        supersedes: int | None = None,
        system: int | None = None,
    ) -> int:
        """A dated statement, accepted unless told otherwise."""
        draft = documents.DocumentDraft(
            title="佐证说明",
            kind=kind,
            effective_on=effective,
            expires_on=expires,
            statement="已核对",
            links=links,
            supersedes_id=supersedes,
            system_id=system,
        )
        document_id = documents.add_document(self.store, UPLOADER, draft)
        if accept:
            reviews.accept_document(self.store, self.viewer, document_id)
        return document_id

    def prove_all(self, catalog: Catalog) -> int:
        """One document for every clause and every measure of a catalog."""
        return self.prove(*links_of(catalog))

    def document(self, document_id: int) -> Document:
        return documents.document(self.store, self.viewer, document_id)[0]

    def links(self, document_id: int) -> set[documents.Link]:
        return set(documents.document(self.store, self.viewer, document_id)[1])

    def task(self, title: str, **fields: Any) -> int:
        [task_id] = tasks.create_tasks(self.store, self.viewer, [tasks.TaskDraft(title, **fields)])
        return task_id

    def find_task(self, task_id: int) -> Task:
        return next(task for task in tasks.tasks(self.store, self.viewer) if task.id == task_id)

    def situation(self, *catalogs: Catalog, today: date = TODAY) -> Situation:
        return load_situation(self.store, self.viewer, {catalog.id: catalog for catalog in catalogs}, today)

    def standing(self, catalog: Catalog, target_id: int | None = None, today: date = TODAY) -> Standing:
        situation = self.situation(catalog, today=today)
        return standing_of(situation, _target(situation, target_id))

    def gaps(self, catalog: Catalog, target_id: int | None = None, today: date = TODAY) -> list[Gap]:
        situation = self.situation(catalog, today=today)
        return gaps_of(situation, standing_of(situation, _target(situation, target_id)))


def _target(situation: Situation, target_id: int | None) -> Target:
    if target_id is None:
        [target] = situation.targets
        return target
    return next(target for target in situation.targets if target.id == target_id)


def clause_ids(catalog: Catalog) -> list[str]:
    return [clause.id for row in catalog.requirements for clause in row.clauses]


def of_clause(catalog: Catalog, *clauses: str) -> tuple[documents.Link, ...]:
    return tuple(documents.Link(documents.CLAUSE, clause, catalog.id) for clause in clauses)


def of_measure(catalog: Catalog, item: str, *subjects: str) -> tuple[documents.Link, ...]:
    return tuple(documents.Link(subject, item, catalog.id) for subject in subjects)


def links_of(catalog: Catalog) -> tuple[documents.Link, ...]:
    """What can be proven in a catalog: its clauses, and coverage and data quality of its items."""
    items = [item.item for item in catalog.items] if isinstance(catalog, LevelsCatalog) else []
    both = (documents.COVERAGE, documents.DATA_QUALITY)
    return (
        *of_clause(catalog, *clause_ids(catalog)),
        *(link for item in items for link in of_measure(catalog, item, *both)),
    )
