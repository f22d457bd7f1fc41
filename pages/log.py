"""审计日志: who did what, when, from where, and is the record whole?"""

import streamlit as st

from evidence.log import load_choices, log_line
from pages.parts.gap_beside import beside
from pages.parts.gap_url import Address
from pages.parts.log_answer import draw_answer
from pages.parts.log_detail import draw_detail
from pages.parts.log_filter import draw_filter
from pages.parts.log_list import draw_bar, draw_list
from pages.parts.session import current


def main() -> None:
    """The answer, the filters, the list with the chosen entry beside it."""
    session = current()
    address = Address("log")
    draw_answer(session)
    wanted = draw_filter(address, load_choices(session.store, session.viewer))
    with st.spinner("正在查找…", show_time=True):
        page = draw_bar(session, address, wanted)
    if page is None:
        return
    entry = st.query_params.get("entry", "")
    if not entry.isdecimal():
        draw_list(page, narrow=False)
        return
    left, right = beside("log-panel")
    with left:
        draw_list(page, narrow=True)
    with right:
        draw_detail(log_line(session.store, session.viewer, session.situation.catalogs, int(entry)))


main()
