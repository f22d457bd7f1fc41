"""One requirement as the screen shows it: clauses, verdicts per system, proof, documents, tasks, history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from criteria.models import AnyRequirement, Catalog, is_tiered
from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence import judgement
from evidence.documents import CLAUSE
from evidence.errors import InvalidInputError
from evidence.judgement import VerdictDraft
from evidence.naming import level_of, name_of
from evidence.records import Judgement, System, Task
from evidence.requirement_list import Entry, clause_duties, clause_verdict, is_proven
from evidence.situation import Duty, Proof, Situation
from evidence.standing import Standing
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.words import PROOF_SIGNS


@dataclass(frozen=True)
class SystemVerdict:
    """A responsible system and its own verdict on a clause, None while it has none."""

    duty: Duty
    given: Judgement | None

    @property
    def verdict(self) -> Verdict:
        """The verdict that counts."""
        return self.given.verdict if self.given else Verdict.UNKNOWN


@dataclass(frozen=True)
class ClauseView:
    """One clause. `whole`: judged for the whole hospital (no responsible system, or a tiered indicator)."""

    id: str
    text: str
    verdict: Verdict
    proof: Proof
    systems: tuple[SystemVerdict, ...]
    hospital: Judgement | None
    whole: bool

    @property
    def number(self) -> str:
        """`2` of `05.01.6#2`."""
        return self.id.split("#")[1]

    @property
    def proven(self) -> bool:
        """Whether nothing is owed for it."""
        return is_proven(self.verdict, self.proof)

    def judged_by(self, system_id: int | None) -> list[tuple[int | None, Judgement | None]]:
        """What is judged within a scope (None = all responsible systems): (system, its verdict so far)."""
        if self.whole:
            return [(None, self.hospital)]
        return [
            (entry.duty.system.id, entry.given)
            for entry in self.systems
            if system_id is None or entry.duty.system.id == system_id
        ]

    def common_verdict(self, system_id: int | None) -> Verdict | None:
        """The verdict of all within a scope, None when they differ or nothing is judged there."""
        found = {given.verdict if given else Verdict.UNKNOWN for _, given in self.judged_by(system_id)}
        return found.pop() if len(found) == 1 else None

    def common_note(self, system_id: int | None) -> str:
        """The note within a scope, empty when the systems have different ones."""
        found = {given.note if given else "" for _, given in self.judged_by(system_id)}
        return found.pop() if len(found) == 1 else ""

    def notes(self) -> dict[str, list[str]]:
        """Note → the names of the systems (or 全院) that have it."""
        given = [("全院", self.hospital)] if self.whole else [(e.duty.system.name, e.given) for e in self.systems]
        found: dict[str, list[str]] = {}
        for name, judged in given:
            if judged is not None and judged.note:
                found.setdefault(judged.note, []).append(name)
        return found

    @property
    def example(self) -> bool:
        """Whether one of the verdicts is made up."""
        return any(given is not None and given.example for _, given in self.judged_by(None))


@dataclass(frozen=True)
class RequirementView:
    """A requirement with all that hangs on it. `systems`: responsible for at least one clause."""

    catalog: Catalog
    entry: Entry
    name: str
    clauses: tuple[ClauseView, ...]
    systems: tuple[System, ...]
    tasks: tuple[Task, ...]

    @property
    def requirement(self) -> AnyRequirement:
        """The catalog's row."""
        return self.entry.requirement

    @property
    def code(self) -> str:
        """The code of the requirement."""
        return self.requirement.code

    def clause(self, clause_id: str) -> ClauseView:
        """One of its clauses. Raises InvalidInputError."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise InvalidInputError(f"{self.code} 没有要求点“{clause_id}”，请刷新页面。")

    def concerns(self, system_id: int | None) -> bool:
        """Whether anything is to be judged within a scope."""
        return any(clause.judged_by(system_id) for clause in self.clauses)


def view_requirement(
    situation: Situation, catalog: Catalog, entry: Entry, standing: Standing | None
) -> RequirementView:
    """The requirement of a list entry."""
    row = entry.requirement
    clauses = []
    for clause in row.clauses:
        duties = clause_duties(situation, catalog, row, clause.id, standing)
        given = situation.judgements.get((catalog.id, clause.id), {})
        clauses.append(
            ClauseView(
                id=clause.id,
                text=clause.text,
                verdict=clause_verdict(situation, catalog, row, clause.id, duties, standing),
                proof=situation.proof(CLAUSE, catalog.id, clause.id),
                systems=tuple(SystemVerdict(duty, given.get(duty.system.id)) for duty in duties),
                hospital=given.get(None),
                whole=not duties or is_tiered(row),
            )
        )
    systems = {part.duty.system.id: part.duty.system for clause in clauses for part in clause.systems}
    asked = {(catalog.id, clause.id) for clause in row.clauses}
    tasks = tuple(task for task in situation.tasks if task.state != "done" and not asked.isdisjoint(task.clauses))
    return RequirementView(catalog, entry, name_of(catalog, row), tuple(clauses), tuple(systems.values()), tasks)


def clause_table(
    situation: Situation, catalog: Catalog, entries: Iterable[Entry], standing: Standing | None
) -> pd.DataFrame:
    """The clauses of some requirements as a table for export, one row each."""
    return pd.DataFrame(
        [
            {
                "编码": clause.id,
                "类别": entry.headings[0],
                "项目": view.name,
                "级别": level_of(entry.requirement),
                "要求": clause.text,
                "判定": VERDICT_WORDS[clause.verdict],
                "佐证": PROOF_SIGNS[clause.proof].word,
                "责任系统": "、".join(part.duty.system.name for part in clause.systems),
                "备注": "；".join(f"{'、'.join(names)}：{note}" for note, names in clause.notes().items()),
            }
            for entry in entries
            for view in (view_requirement(situation, catalog, entry, standing),)
            for clause in view.clauses
        ]
    )


def verdict_drafts(
    view: RequirementView, clause_id: str | None, system_id: int | None, verdict: Verdict, tier: str | None = None
) -> list[VerdictDraft]:
    """What to store when a clause (None = all) is judged for a system (None = all responsible); notes stay.

    Raises InvalidInputError when the system is responsible for none of it.
    """
    clauses = view.clauses if clause_id is None else (view.clause(clause_id),)
    drafts = [
        VerdictDraft(
            clause.id,
            verdict,
            system,
            tier=tier,
            note=given.note if given else "",
            expected=given.version if given else 0,
        )
        for clause in clauses
        for system, given in clause.judged_by(system_id)
    ]
    if not drafts:
        raise InvalidInputError("所选系统不承担这条要求，没有可判定的内容；请更换判定范围。")
    return drafts


def note_drafts(view: RequirementView, clause_id: str, system_id: int | None, note: str) -> list[VerdictDraft]:
    """What to store when a note is written: the verdicts stay as they are."""
    return [
        VerdictDraft(
            clause_id,
            given.verdict if given else Verdict.UNKNOWN,
            system,
            tier=given.tier if given else None,
            note=note,
            expected=given.version if given else 0,
            example=given.example if given else False,
        )
        for system, given in view.clause(clause_id).judged_by(system_id)
    ]


def undo_drafts(view: RequirementView, drafts: Iterable[VerdictDraft]) -> list[VerdictDraft]:
    """What to store to bring back the verdicts of the view after the drafts were stored.

    Fails with a conflict when somebody judged in between. What had no verdict becomes unknown.
    """
    before = {(clause.id, system): given for clause in view.clauses for system, given in clause.judged_by(None)}
    result = []
    for draft in drafts:
        given = before[(draft.clause, draft.system_id)]
        if given is None:
            if draft.verdict is not Verdict.UNKNOWN or draft.note.strip():
                result.append(VerdictDraft(draft.clause, Verdict.UNKNOWN, draft.system_id, expected=1))
            continue
        former = VerdictDraft(
            draft.clause,
            given.verdict,
            draft.system_id,
            given.tier,
            given.note,
            given.version + 1,
            given.example,
            given.origin,
        )
        if replace(draft, expected=None, note=draft.note.strip()) != replace(former, expected=None):
            result.append(former)
    return result


def change_duty(
    store: Store, viewer: Viewer, view: RequirementView, clause_id: str | None, system_id: int, assigned: bool, why: str
) -> int:
    """A person makes a system responsible for a clause (None = all) or relieves it. Returns how many changed.

    Raises InvalidInputError without a reason, or when nothing would change.
    """
    if not why.strip():
        raise InvalidInputError("请写明调整责任系统的理由，评审时需要说得清由谁负责。")
    differing = _differing(view, clause_id, system_id, assigned)
    if not differing:
        raise InvalidInputError("这个系统已经是责任系统，无需再指定。" if assigned else "这个系统本来就不是责任系统。")
    return judgement.assign(store, viewer, view.catalog, differing, system_id, assigned, why)


def undo_duty(
    store: Store, viewer: Viewer, view: RequirementView, clause_id: str | None, system_id: int, assigned: bool
) -> int:
    """Takes back a change that was made when the view stood as given."""
    parts = [part for clause in view.clauses for part in clause.systems if part.duty.system.id == system_id]
    former = parts[0].duty.reason if parts else "撤销人工指定"
    differing = _differing(view, clause_id, system_id, assigned)
    return judgement.assign(store, viewer, view.catalog, differing, system_id, not assigned, former)


def _differing(view: RequirementView, clause_id: str | None, system_id: int, assigned: bool) -> list[str]:
    """The clauses whose assignment would change."""
    clauses = view.clauses if clause_id is None else (view.clause(clause_id),)
    return [c.id for c in clauses if assigned is not any(part.duty.system.id == system_id for part in c.systems)]
