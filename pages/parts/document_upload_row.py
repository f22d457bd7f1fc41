"""One dropped file: what its name proposes, the fields to correct it, and how it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from evidence.document_view import Proposal, inspect, propose, system_for
from evidence.documents import DocumentDraft, Link, add_document, link_document
from evidence.errors import UserError
from evidence.records import Document
from evidence.words import DOCUMENT_SIGNS
from pages.parts.document_fields import (
    LIBRARY,
    choose_links,
    file_size,
    first_day_input,
    go,
    kind_input,
    last_day_input,
    system_input,
)
from pages.parts.session import Session

LINK, SAVE, SKIP = "关联到已有材料", "另存为新材料", "不保存"
_ROWS, _OUTCOMES = "doc_upload_rows", "doc_upload_outcomes"


@dataclass(frozen=True)
class Row:
    """A dropped file with what is known about it. `problem`: why it cannot be saved, empty when it can."""

    file: UploadedFile
    digest: str
    problem: str
    proposal: Proposal
    system_id: int | None

    @property
    def key(self) -> str:
        """The beginning of the keys of its fields."""
        return f"doc-up-{self.file.file_id}"

    def entered(self, field: str, proposed: Any) -> Any:
        """What the person has entered, the proposal where the field was not shown yet."""
        return st.session_state.get(f"{self.key}-{field}", proposed)

    def way(self, same: Document | None) -> str:
        """How it is saved: a file whose content is there already is linked unless the person decides otherwise."""
        return SAVE if same is None else str(self.entered("way", LINK) or SKIP)

    def waits(self, same: Document | None) -> bool:
        """Whether saving has something to do with it."""
        outcome = self.outcome
        return not self.problem and self.way(same) != SKIP and (outcome is None or outcome.document_id is None)

    @property
    def outcome(self) -> "Outcome | None":
        """What saving it has led to, None while it was not tried."""
        return outcomes().get(self.file.file_id)


@dataclass(frozen=True)
class Outcome:
    """What saving a file has led to: a document (new, or one that is `linked`), or the reason why not."""

    text: str
    document_id: int | None
    linked: bool = False


def outcomes() -> dict[str, Outcome]:
    """File → outcome of saving it, for the files that are still listed."""
    found: dict[str, Outcome] = st.session_state.setdefault(_OUTCOMES, {})
    return found


def forget_rows() -> None:
    """Drops everything that was entered for the listed files."""
    for file_id in st.session_state.pop(_ROWS, {}):
        for key in [key for key in st.session_state if str(key).startswith(f"doc-up-{file_id}")]:
            del st.session_state[key]
    st.session_state.pop(_OUTCOMES, None)


def read_rows(session: Session, files: Iterable[UploadedFile], wanted: Link | None) -> list[Row]:
    """The dropped files; each is read only once. The same content dropped twice is refused the second time."""
    known: dict[str, Row] = st.session_state.setdefault(_ROWS, {})
    names: dict[str, str] = {}
    for file in files:
        if file.file_id not in known:
            known[file.file_id] = _read(session, file, wanted, names)
        if known[file.file_id].digest:
            names.setdefault(known[file.file_id].digest, file.name)
    return [known[file.file_id] for file in files]


def _read(session: Session, file: UploadedFile, wanted: Link | None, names: dict[str, str]) -> Row:
    incoming = inspect(file.name, file.getvalue())
    problem = incoming.problem
    if incoming.digest in names:
        problem = f"与本次的“{names[incoming.digest]}”内容相同，不重复保存。"
    found = propose(file.name, session.situation.catalogs.values(), session.today)
    links = tuple(dict.fromkeys([*([wanted] if wanted else []), *found.links]))
    proposal = Proposal(found.title, found.kind, found.effective_on, links)
    return Row(file, incoming.digest, problem, proposal, system_for(session.situation, links))


def show_row(session: Session, row: Row, number: int, same: Document | None) -> None:
    """The file's line, and its fields while it can still be saved."""
    outcome = row.outcome
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            size = f'<span class="quiet">{file_size(row.file.size)}</span>'
            st.html(f"{number}. <b>{escape(row.file.name)}</b> {size} {_state(row, outcome)}", width="stretch")
            if outcome is not None and outcome.document_id is not None:
                st.button("查看", key=f"{row.key}-open", on_click=go, args=(LIBRARY, outcome.document_id))
        if row.problem or (outcome is not None and outcome.document_id is not None):
            return
        if same is not None:
            _same(session, row, same)
        if row.way(same) == SAVE:
            _fields(session, row)
        if row.way(same) != SKIP:
            choose_links(session, f"{row.key}-links", row.proposal.links, "ignore", "session")


def _state(row: Row, outcome: Outcome | None) -> str:
    if row.problem:
        return f"<b>不能保存</b>：{escape(row.problem)}"
    if outcome is None:
        return ""
    word = "已保存" if outcome.document_id is not None else "没有保存"
    return f"<b>{word}</b>：{escape(outcome.text)}"


def _same(session: Session, row: Row, same: Document) -> None:
    state = DOCUMENT_SIGNS[same.state_on(session.today)].word
    uploaded = f"{same.uploader} {same.uploaded_at:%Y-%m-%d} 上传"
    st.write(f"相同内容的材料已经有了：《{same.title}》（{uploaded}，{state}）。")
    st.segmented_control(
        "怎样处理",
        [LINK, SAVE, SKIP],
        default=LINK,
        required=True,
        key=f"{row.key}-way",
        label_visibility="collapsed",
        persist_state="session",
    )


def _fields(session: Session, row: Row) -> None:
    proposal = row.proposal
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "材料名称", proposal.title, key=f"{row.key}-title", on_change="ignore", persist_state="session", width=290
        )
        with st.container(width=140):
            kind_input(f"{row.key}-kind", proposal.kind, "ignore", "session")
        with st.container(width=200):
            system_input(session, f"{row.key}-system", row.system_id, "ignore", "session")
        with st.container(width=140):
            first_day_input(f"{row.key}-from", proposal.effective_on, "ignore", "session")
        with st.container(width=140):
            last_day_input(f"{row.key}-to", None, "ignore", "session")


def save_row(session: Session, row: Row, same: Document | None) -> None:
    """Saves one file (or links the document that has its content) and keeps the outcome."""
    try:
        outcomes()[row.file.file_id] = _save(session, row, same)
    except UserError as error:
        outcomes()[row.file.file_id] = Outcome(str(error), None)


def _save(session: Session, row: Row, same: Document | None) -> Outcome:
    links: list[Link] = row.entered("links", list(row.proposal.links))
    if same is not None and row.way(same) == LINK:
        count = link_document(session.store, session.viewer, same.id, links)
        return Outcome(f"已有材料《{same.title}》新关联 {count} 项", same.id, linked=True)
    effective: date = row.entered("from", row.proposal.effective_on)
    draft = DocumentDraft(
        title=row.entered("title", row.proposal.title),
        kind=row.entered("kind", row.proposal.kind),
        effective_on=effective,
        file_name=row.file.name,
        content=row.file.getvalue(),
        expires_on=row.entered("to", None),
        system_id=row.entered("system", row.system_id),
        links=tuple(links),
    )
    return Outcome(f"《{draft.title.strip()}》，等待审核", add_document(session.store, session.viewer, draft))
