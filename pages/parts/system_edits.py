"""Verdicts that a person has typed but not saved: kept until they are saved or given up, whatever is filtered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from criteria.vocabulary import Verdict
from evidence.judgement import VerdictDraft
from evidence.system_view import SystemClause
from evidence.words import VERDICT_SIGNS

PICK, VERDICT, NOTE = "选", "判定", "备注"
OPTIONS: Mapping[Verdict, str] = {verdict: str(sign) for verdict, sign in VERDICT_SIGNS.items()}
_VERDICTS = {text: verdict for verdict, text in OPTIONS.items()}


@dataclass(frozen=True)
class Edit:
    """What was typed for a clause; None: nothing, the stored value stays. `seen`: the version on the screen then,
    None until the stored verdict is shown again."""

    verdict: Verdict | None
    note: str | None
    seen: int | None


class Desk:
    """What lies on a person's desk for one system and standard: typed verdicts and selected rows."""

    def __init__(self, hospital: str, system_id: int, catalog_id: str) -> None:
        self._key = f"desk-{hospital}-{system_id}-{catalog_id}"
        self.system_id = system_id
        self.edits: dict[str, Edit] = st.session_state.setdefault(f"{self._key}-edits", {})
        self.picked: set[str] = st.session_state.setdefault(f"{self._key}-picked", set())

    @property
    def editor_key(self) -> str:
        """The key of the table; a new one after everything that changes the table other than by typing."""
        return f"{self._key}-table-{st.session_state.get(f'{self._key}-turn', 0)}"

    def turn(self) -> None:
        """Starts a new table from what is kept here."""
        st.session_state[f"{self._key}-turn"] = st.session_state.get(f"{self._key}-turn", 0) + 1

    def take(self, entries: Iterable[SystemClause]) -> None:
        """Takes over what was typed or ticked in the table of these entries."""
        listed = list(entries)
        for position, changes in st.session_state[self.editor_key]["edited_rows"].items():
            self._take_row(listed[int(position)], changes)

    def _take_row(self, entry: SystemClause, changes: Mapping[str, object]) -> None:
        clause = entry.clause.id
        if PICK in changes:
            (self.picked.add if changes[PICK] else self.picked.discard)(clause)
        verdict, note = self.shown(entry)
        verdict = _VERDICTS.get(str(changes.get(VERDICT)), verdict)
        note = str(changes[NOTE] or "").strip() if NOTE in changes else note
        if (verdict, note) == (entry.verdict, entry.note):
            self.edits.pop(clause, None)
            return
        seen = self.edits[clause].seen if clause in self.edits else entry.version
        self.edits[clause] = Edit(
            None if verdict is entry.verdict else verdict, None if note == entry.note else note, seen
        )

    def shown(self, entry: SystemClause) -> tuple[Verdict, str]:
        """The verdict and note that the table shows: as typed, else as stored."""
        edit = self.edits.get(entry.clause.id)
        verdict = edit.verdict if edit and edit.verdict is not None else entry.verdict
        note = edit.note if edit and edit.note is not None else entry.note
        return verdict, note

    def show_again(self, entries: Iterable[SystemClause]) -> None:
        """What is now shown beside the edits becomes what the person has seen."""
        versions = {entry.clause.id: entry.version for entry in entries}
        for clause, edit in self.edits.items():
            if edit.seen is None:
                self.edits[clause] = Edit(edit.verdict, edit.note, versions.get(clause, 0))

    def forget_versions(self) -> None:
        """After a conflict: the person has to look at the stored verdicts again."""
        for clause, edit in self.edits.items():
            self.edits[clause] = Edit(edit.verdict, edit.note, None)

    def give_up(self, clauses: Iterable[str]) -> None:
        """Drops the edits of some clauses and the selection."""
        for clause in list(clauses):
            self.edits.pop(clause, None)
        self.pick(())

    def pick(self, clauses: Iterable[str]) -> None:
        """Selects exactly these rows."""
        self.picked.clear()
        self.picked.update(clauses)
        self.turn()

    def drafts(self, entries: Iterable[SystemClause]) -> list[VerdictDraft]:
        """The edits of these entries, to be saved in one action."""
        return [self._draft(entry, *self.shown(entry), self.edits[entry.clause.id].seen) for entry in entries]

    def bulk(self, entries: Iterable[SystemClause], verdict: Verdict) -> list[VerdictDraft]:
        """One verdict for several clauses; a note that was typed or stored is kept."""
        return [self._draft(entry, verdict, self.shown(entry)[1], entry.version) for entry in entries]

    def _draft(self, entry: SystemClause, verdict: Verdict, note: str, seen: int | None) -> VerdictDraft:
        return VerdictDraft(entry.clause.id, verdict, self.system_id, note=note, expected=seen)
