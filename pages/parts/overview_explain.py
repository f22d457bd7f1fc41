"""怎么算的: the rule of a target with this hospital's numbers, in a dialog."""

from html import escape

import streamlit as st

from evidence.explain import Step, Table, explain
from evidence.standing import Basis, Standing
from evidence.words import BASIS_NAMES


def show_explanation(label: str, standing: Standing) -> None:
    """Opens the dialog for a target."""

    @st.dialog(f"怎么算的：{label}", width="large")
    def dialog() -> None:
        basis = st.segmented_control(
            "口径", list(Basis), default=Basis.PROVEN, format_func=BASIS_NAMES.__getitem__, key="explained-basis"
        )
        explanation = explain(standing, basis or Basis.PROVEN)
        for step in explanation.steps:
            st.html(_html(step))
        st.html(f'<p class="quiet">出处：{escape(explanation.source)}</p>')

    dialog()


def _html(step: Step) -> str:
    lines = "".join(f'<p style="margin:.15rem 0;line-height:1.65">{escape(line)}</p>' for line in step.lines)
    table = _table(step.table) if step.table else ""
    return f'<h4 style="margin:.5rem 0 .1rem 0;padding:0">{escape(step.title)}</h4>{lines}{table}'


def _table(table: Table) -> str:
    head = "".join(_cell("th", text, place in table.numeric) for place, text in enumerate(table.head))
    rows = "".join(
        "<tr>" + "".join(_cell("td", text, place in table.numeric) for place, text in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _cell(tag: str, text: str, number: bool) -> str:
    return f"<{tag}{' class=num' if number else ''}>{escape(text)}</{tag}>"
