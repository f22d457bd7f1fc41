"""到期: what proves today but will not on a later day, usually the review date (design section 5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from criteria.models import LevelRequirement
from evidence.contracts.renewals import Renewals, renewal_words, renewals
from evidence.dates import iso
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link
from evidence.gaps import asked_rows
from evidence.proofs import FOREVER, Proof, Proven, last_day
from evidence.records import Document, Target, Task, from_row
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class Ending:
    """Something that a document stops proving. `until`: the last day on which it does.

    `max_age_days`: the limit of the catalog that ends it, None when it is the document's own expiry date. `asked`: the
    target asks for it (without one, always). `lost`: no other accepted document proves it on the later day.
    """

    link: Link
    until: date
    max_age_days: int | None
    asked: bool
    lost: bool


@dataclass(frozen=True)
class RunningOut:
    """A document that stops proving something, the earliest ending first. `renewal`: what will replace it, if known."""

    document: Document
    endings: tuple[Ending, ...]
    renewal: str

    @property
    def until(self) -> date:
        """The last day before it begins to fail."""
        return self.endings[0].until

    @property
    def asked(self) -> tuple[Ending, ...]:
        """What the target asks for."""
        return tuple(ending for ending in self.endings if ending.asked)

    @property
    def lost(self) -> tuple[Ending, ...]:
        """What the target asks for and nothing else proves then."""
        return tuple(ending for ending in self.endings if ending.asked and ending.lost)


def current_until(situation: Situation, document: Document, link: Link) -> date | None:
    """The last day on which an accepted document proves something, None when it does not run out.

    The earlier of its expiry date and the day on which it gets too old for what the link points at.
    """
    backing = situation.backings.get((link.subject, link.catalog, link.ref))
    limit = backing.ages.get(document.kind) if backing else None
    last = last_day(document.effective_on.isoformat(), iso(document.expires_on), limit)
    return None if last == FOREVER else date.fromisoformat(last)


def state_for(situation: Situation, document: Document, links: Iterable[Link]) -> str:
    """The state of a document where it is shown for these links: expired also when it is too old for all of them."""
    state = document.state_on(situation.today)
    ends = [current_until(situation, document, link) for link in links]
    too_old = bool(ends) and all(end is not None and end < situation.today for end in ends)
    return "expired" if state == "accepted" and too_old else state


def age_cautions(situation: Situation, document: Document, links: Iterable[Link], review_on: date | None) -> list[str]:
    """What a reviewer should notice about the age of a document for what it is linked to, before accepting it."""
    ends: dict[date, list[str]] = {}
    for link in links:
        last = current_until(situation, document, link)
        if last is not None and last != document.expires_on:
            ends.setdefault(last, []).append(link.ref)
    return [caution for last in sorted(ends) if (caution := _caution(situation.today, last, ends[last], review_on))]


def _caution(today: date, last: date, refs: Iterable[str], review_on: date | None) -> str:
    told = f"按目录的材料时限，对 {'、'.join(refs)} 只有效到 {last}"
    if last < today:
        return f"{told}，采纳后仍为过期"
    return f"{told}，早于评审日 {review_on}" if review_on is not None and last < review_on else ""


def runs_out(
    store: Store, viewer: Viewer, situation: Situation, target: Target | None, until: date
) -> list[RunningOut]:
    """The accepted documents that prove something on the situation's day but not on the later day `until`.

    Sorted by the day on which they begin to fail. Only documents that the viewer sees, and of what they prove only what
    the viewer sees; whether something else proves it is told for the hospital as a whole. Without a target everything
    counts as `asked`. An `until` that is not later gives an empty list.
    """
    if until <= situation.today:
        return []

    def compute() -> list[RunningOut]:
        return _find(store, viewer, situation, target, until)

    key = ("runs-out", situation.revision, situation.today, situation.editions, target and target.id, until)
    found: list[RunningOut] = store.cached(viewer, key, compute)
    return found


def asked_of(situation: Situation, target: Target) -> frozenset[Proven]:
    """The clauses of a target, and the measures of their items."""
    rows = list(asked_rows(situation.catalogs[target.catalog], target))
    clauses = {(CLAUSE, target.catalog, clause.id) for row in rows for clause in row.clauses}
    items = {row.item for row in rows if isinstance(row, LevelRequirement)}
    return frozenset(clauses | {(what, target.catalog, item) for item in items for what in (COVERAGE, DATA_QUALITY)})


def ending_documents(situation: Situation, until: date) -> Mapping[int, Mapping[Proven, date]]:
    """Document → what it proves on the situation's day but not on the later day, with the last day on which it does.

    Of documents that the viewer of the situation sees.
    """
    today, day = situation.today.isoformat(), until.isoformat()
    found: dict[int, dict[Proven, date]] = {}
    for key, backing in situation.backings.items():
        for first, last, document in backing.periods:
            if document and first <= today <= last < day:
                found.setdefault(document, {})[key] = date.fromisoformat(last)
    return found


def _find(store: Store, viewer: Viewer, situation: Situation, target: Target | None, until: date) -> list[RunningOut]:
    ending, later = ending_documents(situation, until), situation.on(until)
    asked = asked_of(situation, target) if target else situation.proofs.keys()
    with store.reading(viewer) as db:
        documents = _documents(db, ending)
        on_their_way = _Renewals(db, situation.tasks, renewals(store, viewer, situation.today))
    found = []
    for document in documents:
        endings = [
            _ending(situation, document, key, last, key in asked, later.proof(*key) is not Proof.CURRENT)
            for key, last in ending[document.id].items()
        ]
        endings.sort(key=lambda entry: (entry.until, entry.link.catalog, entry.link.ref))
        found.append(RunningOut(document, tuple(endings), on_their_way.of(document, endings)))
    return sorted(found, key=lambda entry: (entry.until, entry.document.id))


def _ending(situation: Situation, document: Document, key: Proven, last: date, asked: bool, lost: bool) -> Ending:
    limit = None if last == document.expires_on else situation.backings[key].ages.get(document.kind)
    subject, catalog, ref = key
    return Ending(Link(subject, ref, catalog), last, limit, asked, lost)


def _documents(db: Database, ids: Iterable[int]) -> list[Document]:
    wanted = str(list(ids))
    sql = "SELECT * FROM documents WHERE id IN (SELECT value FROM json_each(?))"
    return [from_row(Document, row) for row in db.query(sql, [wanted])]


class _Renewals:
    """What is on its way for documents that run out: a new version, work on what they prove, a contract's delivery."""

    def __init__(self, db: Database, tasks: Iterable[Task], contracts: Renewals) -> None:
        self.contracts = contracts
        sql = "SELECT supersedes_id FROM documents WHERE state = 'pending' AND supersedes_id IS NOT NULL"
        self.replaced = {row[0] for row in db.execute(sql)}
        self.tasks: Mapping[tuple[str, str], Task] = {
            clause: task for task in tasks if task.state != "done" for clause in task.clauses
        }

    def of(self, document: Document, endings: Iterable[Ending]) -> str:
        """What will replace a document, in words; empty when nothing is known."""
        if document.id in self.replaced:
            return "新版本待审"
        ends = list(endings)
        keys = [(ending.link.catalog, ending.link.ref) for ending in ends if ending.link.subject == CLAUSE]
        task = next((self.tasks[key] for key in keys if key in self.tasks), None)
        if task is None:
            return self._by_contract(document, keys, ends[0].until)
        return f"整改任务：{task.title}" + (f"（{task.due_on} 前）" if task.due_on else "")

    def _by_contract(self, document: Document, clauses: Iterable[tuple[str, str]], until: date) -> str:
        """The next delivery of the same sort, else one that can prove the same; told when it comes too late."""
        systems = () if document.system_id is None else (document.system_id,)
        found = self.contracts.of_document(document.id)
        for catalog, clause in () if found else clauses:
            found = found or self.contracts.of_clause(catalog, clause, systems, document.kind)
        too_late = found is not None and found.due_on is not None and found.due_on > until
        return renewal_words(found) + ("，到期后才有" if too_late else "")
