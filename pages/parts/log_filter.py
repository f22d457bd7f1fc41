"""The filter bar of the log screen; every choice is in the address."""

from datetime import date

import streamlit as st

from evidence.log import LogChoices, LogFilter
from pages.parts.gap_url import Address

_FIRST = date(2000, 1, 1)
_SINCE, _UNTIL = "log-since", "log-until"


def draw_filter(address: Address, choices: LogChoices) -> LogFilter:
    """Draws the bar and returns what is chosen. Offered is only what occurs in the log."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="log-filter"):
        text = address.text("q", "查找", "编号、名称、内容、来源", width=200)
        people = address.several("who", "人员", list(choices.people), width=120)
        actions = address.several("action", "操作", list(choices.actions), choices.actions.__getitem__, 120)
        tables = address.several("kind", "类别", list(choices.tables), choices.tables.__getitem__, 120)
        since, until = _day("从", _SINCE), _day("到", _UNTIL)
        wanted = LogFilter(people, actions, tables, since, until, text)
        if wanted != LogFilter():
            st.button("清除筛选", key="log-clear", on_click=_clear, args=(address,), type="tertiary")
    return wanted


def _day(label: str, key: str) -> date | None:
    chosen = st.date_input(
        label, value=None, min_value=_FIRST, key=key, bind="query-params", format="YYYY-MM-DD", width=130
    )
    return chosen if isinstance(chosen, date) else None


def _clear(address: Address) -> None:
    address.go(q="", who="", action="", kind="")
    for key in (_SINCE, _UNTIL):
        st.session_state[key] = None
