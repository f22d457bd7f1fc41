"""合同履约: what do the vendors owe, what is overdue, what does it cost, and which system has no contract?"""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from evidence.access import Permission
from evidence.contracts.overview import Overview, load_overview
from pages.parts import (
    contract_coverage,
    contract_obligations,
    contract_penalties,
    contract_reading,
    contract_tickets,
)
from pages.parts.contract_answer import COVERAGE, OBLIGATIONS, PENALTIES, READING, TICKETS, draw_answer
from pages.parts.gap_url import Address
from pages.parts.session import Session, current

_PARTS: Mapping[str, Callable[[Session, Address, Overview], None]] = {
    COVERAGE: contract_coverage.show,
    OBLIGATIONS: contract_obligations.show,
    TICKETS: contract_tickets.show,
    PENALTIES: contract_penalties.show,
    READING: contract_reading.show,
}


def main() -> None:
    """The answer with its links, then the chosen part."""
    session = current()
    st.html(Path(__file__).parent / "parts" / "contract_style.css")
    address = Address("contracts")
    overview = load_overview(session.store, session.viewer, session.situation)
    draw_answer(session, address, overview)
    parts = [part for part in _PARTS if part != READING or session.may(Permission.REGISTER)]
    part = address.one("part", "内容", parts)
    _PARTS[part](session, address, overview)


main()
