"""差距: what is missing, why, whose is it?"""

from collections.abc import Sequence

import streamlit as st

from evidence.gap_matrix import CellDetail, Matrix
from evidence.gap_view import filter_gaps, summarise
from evidence.gaps import Gap
from evidence.standing import Standing
from pages.parts.gap_answer import draw_answer
from pages.parts.gap_beside import beside
from pages.parts.gap_bulk import show_new_tasks
from pages.parts.gap_detail import draw_detail
from pages.parts.gap_filter import draw_filter
from pages.parts.gap_list import draw_list
from pages.parts.gap_matrix import draw_matrix
from pages.parts.gap_reasons import draw_reasons
from pages.parts.gap_url import Address
from pages.parts.no_target import show_no_target
from pages.parts.session import Session, current

_MATRIX, _LIST, _REASONS = "矩阵", "清单", "按原因"


def main() -> None:
    """The answer, the filters, then the chosen part with the open cell beside it."""
    session = current()
    if session.standing is None:
        show_no_target(session, "因此没有差距可算")
        return
    gaps = session.gaps()
    draw_answer(session, session.standing, summarise(session.standing, gaps))
    show_new_tasks(session)
    if not gaps:
        if session.opens("requirements"):
            st.page_link("pages/requirements.py", label="查看标准条款")
        return
    address = Address("gap")
    part = address.one("part", "查看方式", (_MATRIX, _LIST, _REASONS))
    desk = session.covers()
    payer = desk.of_gap if desk else None
    chosen = filter_gaps(gaps, draw_filter(address, session.standing.catalog, gaps, payer), payer)
    if part == _REASONS:
        draw_reasons(chosen, address)
        return
    cell = _open_cell(session, session.standing, gaps)
    if cell is None:
        _draw_part(part, session, session.standing, chosen, address, narrow=False)
        return
    left, right = beside("gap-panel")
    with left:
        _draw_part(part, session, session.standing, chosen, address, narrow=True)
    with right:
        draw_detail(session, session.standing, cell)


def _open_cell(session: Session, standing: Standing, gaps: Sequence[Gap]) -> CellDetail | None:
    """The cell named in the address, of the requirement `code` and the system `at`."""
    code, at = st.query_params.get("code", ""), st.query_params.get("at", "")
    if not code:
        return None
    matrix = Matrix(session.situation, standing, gaps, everything=True)
    return matrix.detail(code, int(at) if at.isdecimal() else None)


def _draw_part(
    part: str, session: Session, standing: Standing, gaps: Sequence[Gap], address: Address, narrow: bool
) -> None:
    if part == _MATRIX:
        draw_matrix(session, standing, gaps, address)
    else:
        draw_list(session, standing, gaps, narrow)


main()
