"""One look for all charts: the project's font and colours, no decoration."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

FONT = "Noto Sans SC, Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
BASIS_COLOURS: Mapping[str, str] = {"functional": "#9DB4CC", "claimed": "#4F7CAC", "proven": "#1F4E79"}
_QUIET = {"displayModeBar": False, "scrollZoom": False}


def dress(figure: go.Figure, height: int, **layout: Any) -> go.Figure:
    """Font, margins, grid lines and legend as everywhere; `layout` adds or overrides."""
    figure.update_layout(
        height=height,
        font={"family": FONT, "size": 13, "color": "#1B1F24"},
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="white",
        plot_bgcolor="white",
        legend={"orientation": "h", "y": 1.02, "x": 0, "yanchor": "bottom"},
        hoverlabel={"font": {"family": FONT}},
    )
    figure.update_xaxes(gridcolor="#EDF0F3", zeroline=False, automargin=True)
    figure.update_yaxes(gridcolor="#EDF0F3", zeroline=False, automargin=True)
    figure.update_layout(**layout)
    return figure


def show(figure: go.Figure, key: str, alt: str) -> None:
    """A chart without selection. `alt`: what it says, for those who cannot see it."""
    st.plotly_chart(figure, key=key, theme=None, config=_QUIET, alt=alt)


def clicked(figure: go.Figure, key: str, alt: str) -> Any | None:
    """A chart whose marks can be clicked: the custom data of the clicked mark, None if none."""
    state = st.plotly_chart(
        figure, key=key, theme=None, config=_QUIET, alt=alt, on_select="rerun", selection_mode="points"
    )
    points = state["selection"]["points"]
    return points[0].get("customdata") if points else None
