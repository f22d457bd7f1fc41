"""What an engineer works with on one requirement, and the commands that buttons and keys send."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence.access import Permission
from evidence.errors import UserError
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.requirement_tree import Neighbours
from evidence.requirement_view import RequirementView, note_drafts, undo_drafts, verdict_drafts
from evidence.situation import Situation
from evidence.standing import Standing
from evidence.words import Sign
from pages.parts import requirement_address as address
from pages.parts.feedback import done
from pages.parts.session import Session

_PROBLEM = "requirement-problem"
GO_ON = "requirement-go-on"


@dataclass(frozen=True)
class Desk:
    """The open requirement. `scope`: the system judged (None = all responsible); `focus`: the clause judged by keys."""

    session: Session
    view: RequirementView
    standing: Standing | None
    scope: int | None
    focus: str | None
    around: Neighbours

    @property
    def may_judge(self) -> bool:
        """Whether the person judges; the others read."""
        return self.session.may(Permission.JUDGE)


def scope_from_address(situation: Situation) -> int | None:
    """The system that is judged: the one chosen, else the one that the list is narrowed to; None = all responsible."""
    chosen = address.get("for") or address.get("system")
    return int(chosen) if chosen.isdecimal() and int(chosen) in situation.system_by_id else None


@contextmanager
def attempt() -> Iterator[None]:
    """A mistake that a person can mend is shown beside the requirement with the next run."""
    try:
        yield
    except UserError as error:
        st.session_state[_PROBLEM] = str(error)


def show_problem() -> None:
    """Shows the last mistake once."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        st.error(problem, icon=":material/error:")


def act(command: Callable[[], object], message: str, undo: Callable[[], object] | None = None) -> bool:
    """Sends one command and tells what changed. Returns whether it was accepted."""
    with attempt():
        command()
        done(message, undo)
        return True
    return False


def open_code(code: str | None) -> None:
    """Goes to a requirement (or a clause of it)."""
    if code is not None:
        address.put("code", code)


def judge(desk: Desk, clause_id: str | None, verdict: Verdict, tier: str | None = None) -> None:
    """Judges a clause (None = all clauses of the requirement) within the scope."""
    with attempt():
        drafts = verdict_drafts(desk.view, clause_id, desk.scope, verdict, tier)
        what = clause_id or desk.view.code
        _store(desk, drafts, f"{what} 已判为“{tier or VERDICT_WORDS[verdict]}”（{_extent(desk, drafts)}）。")


def judge_focus(desk: Desk, verdict: Verdict, tier: str | None = None) -> None:
    """What a key does: judges the clause in focus, or all, and goes on when the person wants that."""
    judge(desk, desk.focus, verdict, tier)
    if st.session_state.get(GO_ON) and _PROBLEM not in st.session_state:
        go_on(desk)


def go_on(desk: Desk) -> None:
    """To the next clause while single clauses are judged, then to the next requirement."""
    ids = [clause.id for clause in desk.view.clauses]
    if desk.focus in ids[:-1]:
        open_code(ids[ids.index(desk.focus) + 1])
    elif desk.around.after is not None:
        open_code(f"{desk.around.after}#1" if desk.focus else desk.around.after)


def change_focus(desk: Desk) -> None:
    """From all clauses to the first, then clause by clause, then to all again."""
    ids = [clause.id for clause in desk.view.clauses]
    if desk.focus is None:
        open_code(ids[0])
    else:
        at = ids.index(desk.focus) + 1
        open_code(ids[at] if at < len(ids) else desk.view.code)


def write_note(desk: Desk, clause_id: str, key: str) -> None:
    """Stores the note that was typed."""
    with attempt():
        drafts = note_drafts(desk.view, clause_id, desk.scope, st.session_state[key])
        _store(desk, drafts, f"已保存 {clause_id} 的备注。")


def _store(desk: Desk, drafts: list[VerdictDraft], message: str) -> None:
    session, catalog = desk.session, desk.view.catalog
    before = undo_drafts(desk.view, drafts)
    if record_verdicts(session.store, session.viewer, catalog, drafts):
        done(message, undo=lambda: record_verdicts(session.store, session.viewer, catalog, before))
    else:
        done("与原来的判定相同，没有改动。")


def _extent(desk: Desk, drafts: list[VerdictDraft]) -> str:
    """3 个要求点 · 检验信息系统."""
    clauses = len({draft.clause for draft in drafts})
    systems = {draft.system_id for draft in drafts}
    if systems == {None}:
        who = "全院"
    elif len(systems) == 1:
        who = next(system.name for system in desk.view.systems if system.id in systems)
    else:
        who = f"{len(systems)} 个责任系统"
    return f"{clauses} 个要求点 · {who}"


def marked(sign: Sign) -> str:
    """A state for labels: its sign in its colour, then the word."""
    return f':color[{sign.sign}]{{foreground="{sign.colour}"}} {sign.word}'


def in_html(sign: Sign) -> str:
    """A state for HTML."""
    return f'<span class="sign" style="color:{sign.colour}">{sign.sign}</span> {sign.word}'
