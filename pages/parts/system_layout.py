"""Room for long texts: the height of table rows whose texts wrap, and small tables that need no grid."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import pandas as pd
import streamlit as st

from evidence.words import RED

# Pixels in the grid's font; a row must be higher than 56 pixels for its texts to wrap.
_CHARACTER, _LINE, _PADDING, _LEAST = 12.8, 18.5, 11, 58
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def row_height(*columns: tuple[Iterable[str], int]) -> int:
    """High enough for the longest text of each wrapped column; a column is (texts, width in pixels)."""
    lines = max(_lines(texts, width) for texts, width in columns)
    return max(_LEAST, ceil(lines * _LINE + _PADDING))


def _lines(texts: Iterable[str], width: int) -> int:
    return ceil(max((_width(text) for text in texts), default=0) / (width - 18))


def _width(text: str) -> float:
    return sum(_CHARACTER if east_asian_width(character) in "WFA" else _CHARACTER / 2 for character in text)


def plain_table(head: Sequence[str], rows: Iterable[Sequence[str]], alert: int | None = None) -> None:
    """A table of few rows, everything wrapped but dates. `alert`: the column whose texts stand out."""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(_cell(text, place == alert) for place, text in enumerate(row))}</tr>" for row in rows)
    st.html(f'<table class="plain">{f"<tr>{names}</tr>" if names else ""}{body}</table>')


def _cell(text: str, alert: bool) -> str:
    shown = _DATE.sub(r'<span style="white-space:nowrap">\g<0></span>', escape(text)) or "—"
    if alert and text:
        return f'<td style="color:{RED};font-weight:600">{shown}</td>'
    return f'<td class="num">{shown}</td>' if text.isdigit() else f"<td>{shown}</td>"


def read_table(table: pd.DataFrame, key: str, columns: Mapping[str, Any], height: int) -> None:
    """Shows a table with wrapped texts of which nothing can be changed."""
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        column_config=dict(columns),
        row_height=height,
        height="content",
        placeholder="—",
    )


def selected_row(table: pd.DataFrame, key: str, columns: Mapping[str, Any], height: int) -> int | None:
    """Shows a table with wrapped texts and returns the position of the selected row.

    The selection ends when rows come or go: a button must never act on a row that has moved up.
    """
    state = st.dataframe(
        table,
        key=f"{key}-{len(table)}",
        hide_index=True,
        column_config=dict(columns),
        row_height=height,
        height="content",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="—",
    )
    rows: list[int] = state["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(table) else None
