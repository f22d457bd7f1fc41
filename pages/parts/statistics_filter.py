"""The filter bar of 统计表; every choice is in the address."""

import streamlit as st

from evidence.statistics.records import State
from evidence.statistics.sheet import Sheet, Wanted
from evidence.statistics.words import STATE_SIGNS
from pages.parts.gap_url import Address

_CLEARED: dict[str, str | list[str]] = dict.fromkeys(
    ("q", "aspect", "level", "state", "system", "doubt", "block", "beyond"), ""
)


def draw_filter(address: Address, sheet: Sheet) -> tuple[Wanted, bool]:
    """Draws the bar; returns what is chosen, and whether lines beyond the target's level are shown."""
    entries = sheet.entries
    systems = list(dict.fromkeys(system.name for entry in entries for system in entry.systems))
    aspects = list(dict.fromkeys(entry.line.aspect for entry in entries))
    levels = sorted({entry.line.key.level for entry in entries})
    with st.container(horizontal=True, vertical_alignment="bottom", key="statistics-filter"):
        text = address.text("q", "查找", "编号、项目、口径", width=170)
        aspect = address.several("aspect", "考察方面", aspects, width=120)
        level = address.several("level", "级别", [str(number) for number in levels], "{}级".format, 100)
        state = address.several("state", "状态", [*State], lambda value: STATE_SIGNS[State(value)].word, 110)
        system = address.several("system", "系统", systems)
        doubtful = address.switch("doubt", "存疑")
        blocking = address.switch("block", "不能通过")
        beyond = address.switch("beyond", "含目标以上") if sheet.target else False
        wanted = Wanted(text, level, state, system, aspect, doubtful, blocking)
        if wanted != Wanted():
            st.button("清除筛选", key="statistics-clear", on_click=address.go, kwargs=_CLEARED, type="tertiary")
    return wanted, beyond
