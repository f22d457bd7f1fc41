"""One dropped file (or one of a ZIP): what its name proposes, the fields to correct it, and how it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from evidence.document_view import check_system, first_system
from evidence.documents import Link, document
from evidence.errors import UserError
from evidence.intake.arrivals import Arrival, Outcome, propose_files, same_words, save_candidate
from evidence.intake.candidates import Candidate
from evidence.intake.incoming import IncomingFile, Said
from evidence.privacy.check import FLAGGED
from evidence.records import Document
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
from pages.parts.document_suggested import show_suggested
from pages.parts.session import Session

LINK, SAVE, SKIP = "关联到已有材料", "另存为新材料", "不保存"
_ROWS, _ARRIVALS = "doc_upload_rows", "doc_upload_arrivals"


@dataclass(frozen=True)
class Row:
    """A dropped file with what is known about it. `candidate` None: it cannot be saved, `problem` says why."""

    key: str
    name: str
    archive: str
    candidate: Candidate | None
    problem: str

    @property
    def digest(self) -> str:
        """SHA-256 of the content, empty for a file that cannot be saved."""
        return self.candidate.digest if self.candidate else ""

    def entered(self, field: str, proposed: Any) -> Any:
        """What the person has entered, the proposal where the field was not shown yet."""
        return st.session_state.get(f"{self.key}-{field}", proposed)

    def way(self, same: Document | None) -> str:
        """How it is saved: a file whose content is there already is linked unless the person decides otherwise."""
        return SAVE if same is None else str(self.entered("way", LINK) or SKIP)

    def waits(self, same: Document | None) -> bool:
        """Whether saving has something to do with it."""
        return not self.problem and self.way(same) != SKIP and not self.saved

    @property
    def arrival(self) -> Arrival | None:
        """What saving it has led to, None while it was not tried."""
        return _arrivals().get(self.key)

    @property
    def saved(self) -> bool:
        """Whether there is a document with its content now."""
        return self.arrival is not None and self.arrival.outcome is not Outcome.REFUSED


def _arrivals() -> dict[str, Arrival]:
    found: dict[str, Arrival] = st.session_state.setdefault(_ARRIVALS, {})
    return found


def forget_rows() -> None:
    """Drops everything that was entered for the listed files."""
    for file_id in st.session_state.pop(_ROWS, {}):
        for key in [key for key in st.session_state if str(key).startswith(f"doc-up-{file_id}-")]:
            del st.session_state[key]
    st.session_state.pop(_ARRIVALS, None)


def read_rows(session: Session, files: Iterable[UploadedFile], wanted: Link | None) -> list[Row]:
    """The dropped files, those of a ZIP one by one; each is read only once, and what is being read is shown.

    The same content dropped twice is refused the second time.
    """
    known: dict[str, list[Row]] = st.session_state.setdefault(_ROWS, {})
    listed = list(files)
    new = [file for file in listed if file.file_id not in known]
    names = {row.digest: row.name for rows in known.values() for row in rows if row.digest}
    if new:
        shown = st.progress(0.0)
        for number, file in enumerate(new):
            shown.progress(number / len(new), text=f"正在检查第 {number + 1} / {len(new)} 个文件：{file.name}")
            known[file.file_id] = _read(session, file, wanted, names)
        shown.empty()
    return [row for file in listed for row in known[file.file_id]]


def _read(session: Session, file: UploadedFile, wanted: Link | None, names: dict[str, str]) -> list[Row]:
    system = first_system(session.viewer, session.situation)
    said = Said(links=(wanted,) if wanted else (), system_id=system)
    incoming = IncomingFile.of_stream(file.name, file.size, file)
    rows = []
    for number, found in enumerate(propose_files(session.situation, [incoming], session.today, said)):
        key = f"doc-up-{file.file_id}-{number}"
        if isinstance(found, Arrival):
            rows.append(Row(key, found.name, found.archive, None, found.text))
            continue
        problem = f"与本次的“{names[found.digest]}”内容相同，不重复保存。" if found.digest in names else ""
        names.setdefault(found.digest, found.name)
        rows.append(Row(key, found.name, found.archive, found, problem))
    return rows


def show_row(session: Session, row: Row, number: int, same: Document | None) -> Document | None:
    """The file's line, and its fields while it can still be saved; returns the document once there is one."""
    candidate, arrival = row.candidate, row.arrival
    with st.container(border=True):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.html(f"{number}. <b>{escape(row.name)}</b> {_facts(row)} {_state(row)}", width="stretch")
            if row.saved and arrival is not None:
                st.button("查看", key=f"{row.key}-open", on_click=go, args=(LIBRARY, arrival.document_id))
        if row.saved and arrival is not None and arrival.document_id is not None:
            return _show_saved(session, arrival.document_id)
        if candidate is None or row.problem:
            return None
        if same is not None:
            _same(session, row, same)
        if row.way(same) == SAVE:
            _fields(session, row, candidate)
        if row.way(same) != SKIP:
            choose_links(session, f"{row.key}-links", candidate.draft.links, "ignore", "session")
    return None


def _show_saved(session: Session, document_id: int) -> Document:
    """What is known of a document since it was saved: patients' data found in it, what it probably proves."""
    found, links = document(session.store, session.viewer, document_id)
    refs = "、".join(link.ref for link in links if link.catalog)
    st.html(f'<span class="quiet">{f"已关联 {escape(refs)}" if refs else "还没有关联要求点"}</span>')
    if found.privacy == FLAGGED:
        st.warning("发现疑似患者信息，请点“查看”遮盖，或说明可以使用的理由。", icon=":material/privacy_tip:")
    show_suggested(session, found)
    return found


def _facts(row: Row) -> str:
    parts = [file_size(row.candidate.size)] if row.candidate else []
    parts += [f"来自 {escape(row.archive)}"] if row.archive else []
    return f'<span class="quiet">{" · ".join(parts)}</span>'


def _state(row: Row) -> str:
    if row.problem:
        return f"<b>不能保存</b>：{escape(row.problem)}"
    if row.arrival is None:
        return ""
    return f"<b>{'已保存' if row.saved else '没有保存'}</b>：{escape(row.arrival.text)}"


def _same(session: Session, row: Row, same: Document) -> None:
    st.write(f"{same_words(session.store, session.viewer, same.id, session.today)}。")
    st.segmented_control(
        "怎样处理",
        [LINK, SAVE, SKIP],
        default=LINK,
        required=True,
        key=f"{row.key}-way",
        label_visibility="collapsed",
        persist_state="session",
    )


def _fields(session: Session, row: Row, candidate: Candidate) -> None:
    draft = candidate.draft
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "材料名称", draft.title, key=f"{row.key}-title", on_change="ignore", persist_state="session", width=290
        )
        with st.container(width=140):
            kind_input(f"{row.key}-kind", draft.kind, "ignore", "session")
        with st.container(width=200):
            system_input(session, f"{row.key}-system", draft.system_id, "ignore", "session")
        with st.container(width=140):
            first_day_input(f"{row.key}-from", draft.effective_on, "ignore", "session")
        with st.container(width=140):
            last_day_input(f"{row.key}-to", None, "ignore", "session")


def save_row(session: Session, row: Row, same: Document | None) -> Arrival:
    """Saves one file as the person has corrected it (or links the document that has its content)."""
    if row.candidate is None:
        raise ValueError(f"{row.name} cannot be saved")
    draft = row.candidate.draft
    corrected = replace(
        draft,
        title=row.entered("title", draft.title),
        kind=row.entered("kind", draft.kind),
        effective_on=row.entered("from", draft.effective_on),
        expires_on=row.entered("to", None),
        system_id=row.entered("system", draft.system_id),
        links=tuple(row.entered("links", list(draft.links))),
    )
    again = same is not None and row.way(same) == SAVE
    try:
        if row.way(same) == SAVE:
            check_system(session.viewer, session.situation, corrected.system_id)
        candidate = replace(row.candidate, draft=corrected)
        arrival = save_candidate(session.store, session.viewer, candidate, session.today, again)
    except UserError as error:
        arrival = Arrival(row.name, row.archive, Outcome.REFUSED, str(error))
    _arrivals()[row.key] = arrival
    return arrival
