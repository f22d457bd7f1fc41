"""One entry of the log: who, when, from where, and every field before and after."""

from html import escape

import streamlit as st

from evidence.log import LogLine
from pages.parts.gap_url import put

# A hash has no place to break at.
_BROKEN = "white-space:normal; word-break:break-all"


def draw_detail(line: LogLine) -> None:
    """The entry beside the list, with a button that closes it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="lead">{escape(line.action)} {escape(line.kind)}</div>', width="stretch")
        st.button("关闭", key="log-close", on_click=put, args=("entry", ""), type="tertiary", icon=":material/close:")
    st.html(f'<div style="margin-bottom:.4rem">{escape(line.what)}</div>{_facts(line)}')
    if line.changes:
        st.html(_changes(line))
    elif line.content:
        st.caption(line.content)
    st.html(f'<div class="quiet">校验值 <span class="code" style="{_BROKEN}">{escape(line.hash)}</span></div>')


def _facts(line: LogLine) -> str:
    facts = {
        "时间": line.at,
        "人员": f"{line.actor}（{line.role}）",
        "来源": line.place or "没有记录",
        "编号": str(line.id),
    }
    rows = "".join(f"<tr><td>{name}</td><td>{escape(value)}</td></tr>" for name, value in facts.items())
    return f'<table class="plain">{rows}</table>'


def _changes(line: LogLine) -> str:
    """Before and after side by side; one column where there was or is nothing."""
    sides = [name for name, used in _sides(line).items() if used]
    head = "".join(f"<th>{name}</th>" for name in ("项目", *sides))
    rows = "".join(
        f'<tr><td style="white-space:nowrap">{escape(change.field)}</td>'
        + "".join(f"<td>{escape(change.before if side == '修改前' else change.after)}</td>" for side in sides)
        + "</tr>"
        for change in line.changes
    )
    return f'<table class="plain"><tr>{head}</tr>{rows}</table>'


def _sides(line: LogLine) -> dict[str, bool]:
    return {
        "修改前": any(change.before for change in line.changes),
        "修改后": any(change.after for change in line.changes),
    }
