"""The draft that waits for a person's confirmation; it lasts as long as the person's session."""

from dataclasses import dataclass

import streamlit as st

from evidence.contracts.draft import ContractDraft
from pages.parts.session import Session

_KEY = "contract-pending"


@dataclass(frozen=True)
class Pending:
    """A draft with the text that its sentences are in, and the file it came from (empty when pasted).

    `contract_id`: of the contract that is confirmed again. `opened`: the field whose values are being edited, and the
    number of the value; `round`: how often anything was changed.
    """

    draft: ContractDraft
    text: str
    by_ocr: bool
    file_name: str
    content: bytes
    contract_id: int | None
    opened: tuple[str, int] | None = None
    round: int = 0


def pending(session: Session) -> Pending | None:
    """The draft of the hospital at the screen."""
    found: Pending | None = st.session_state.get(f"{_KEY}-{session.store.slug}")
    return found


def remember(session: Session, found: Pending) -> None:
    """Keeps the draft as it is now."""
    st.session_state[f"{_KEY}-{session.store.slug}"] = found


def forget(session: Session) -> None:
    """Drops the draft."""
    st.session_state.pop(f"{_KEY}-{session.store.slug}", None)
