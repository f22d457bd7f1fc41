"""Stores what a filled-in workbook changes, and takes it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from criteria.vocabulary import Verdict
from evidence.errors import ConflictError
from evidence.exchange_format import FEATURE_KEY
from evidence.exchange_read import Edit
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.records import System
from evidence.situation import Situation
from evidence.store import Store
from evidence.system_view import stored_verdicts, system_clauses
from evidence.ticklist import TickDraft, record_ticks, stored_ticks, ticks
from evidence.viewer import Viewer


@dataclass(frozen=True)
class Outcome:
    """What was done. `problems`: what was left as it is, one sentence each; the rest is for taking it back."""

    changed: int
    problems: tuple[str, ...]
    earlier_ticks: tuple[TickDraft, ...]
    earlier_verdicts: Mapping[str, tuple[VerdictDraft, ...]]


def apply_edits(store: Store, viewer: Viewer, situation: Situation, system: System, edits: Iterable[Edit]) -> Outcome:
    """Stores edits, each sheet in one action; what has been changed by somebody else since is left as it is."""
    by_sheet: dict[str, list[Edit]] = {}
    problems = []
    for edit in edits:
        if edit.conflict:
            problems.append(f"{edit.sheet} {edit.id} 在导出之后已被修改，没有覆盖。")
        else:
            by_sheet.setdefault(edit.key, []).append(edit)
    changed = 0
    earlier_ticks: tuple[TickDraft, ...] = ()
    earlier_verdicts: dict[str, tuple[VerdictDraft, ...]] = {}
    for key, listed in by_sheet.items():
        try:
            if key == FEATURE_KEY:
                earlier = stored_ticks(system.id, ticks(store, viewer, system.id), [edit.id for edit in listed])
                changed += record_ticks(store, viewer, [_tick(system, edit) for edit in listed])
                earlier_ticks = tuple(earlier)
            else:
                before = _stored_verdicts(situation, system, key, listed)
                drafts = [_verdict(system, edit) for edit in listed]
                changed += record_verdicts(store, viewer, situation.catalogs[key], drafts)
                earlier_verdicts[key] = before
        except ConflictError as error:
            problems.append(f"工作表“{listed[0].sheet}”：{error}")
    return Outcome(changed, tuple(problems), earlier_ticks, earlier_verdicts)


def _tick(system: System, edit: Edit) -> TickDraft:
    new = edit.new
    return TickDraft(system.id, edit.id, new.state or None, new.departments, new.note, expected=edit.version)


def _verdict(system: System, edit: Edit) -> VerdictDraft:
    return VerdictDraft(edit.id, Verdict(edit.new.state), system.id, note=edit.new.note, expected=edit.version)


def _stored_verdicts(
    situation: Situation, system: System, catalog: str, edits: Iterable[Edit]
) -> tuple[VerdictDraft, ...]:
    wanted = {edit.id for edit in edits}
    entries = [entry for entry in system_clauses(situation, catalog, system.id) if entry.clause.id in wanted]
    drafts = stored_verdicts(entries, system.id)
    return tuple(replace(draft, expected=entry.version + 1) for entry, draft in zip(entries, drafts, strict=True))


def take_back(store: Store, viewer: Viewer, situation: Situation, outcome: Outcome) -> int:
    """Puts back what was stored before, and returns how many rows that changed.

    Raises ConflictError when somebody has changed one of them since; then that sheet stays as it is.
    """
    changed = record_ticks(store, viewer, outcome.earlier_ticks) if outcome.earlier_ticks else 0
    for catalog, drafts in outcome.earlier_verdicts.items():
        changed += record_verdicts(store, viewer, situation.catalogs[catalog], drafts)
    return changed
