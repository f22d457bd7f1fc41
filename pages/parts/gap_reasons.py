"""差距 by reason, system and vendor: sorted bars; a click filters the list."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from evidence.gap_view import Count, counts_by_reason, counts_by_system, counts_by_vendor
from evidence.gaps import Gap
from evidence.words import ACCENT
from pages.parts.charts import BASIS_COLOURS, dress
from pages.parts.gap_url import Address

_QUIET = {"displayModeBar": False, "scrollZoom": False}


def draw_reasons(gaps: Sequence[Gap], address: Address) -> None:
    """Three bar charts of clauses."""
    if not gaps:
        st.info("没有符合筛选条件的差距。")
        return
    st.caption("单位：要求点。深色为卡级，浅色为其他。点击条形，在清单中查看这些差距。")
    left, right = st.columns(2, gap="medium")
    with left:
        _chart("按原因", counts_by_reason(gaps), "reason", address)
        _chart("按厂商", counts_by_vendor(gaps), "vendor", address)
    with right:
        _chart("按系统", counts_by_system(gaps), "system", address)


def _chart(title: str, counts: list[Count], name: str, address: Address) -> None:
    st.markdown(f"**{title}**")
    key = f"gap-by-{name}"

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            address.go(part="清单", **{name: [str(counts[points[0]["point_index"]].key)]})

    st.plotly_chart(
        _bars(counts),
        key=key,
        theme=None,
        config=_QUIET,
        on_select=clicked,
        selection_mode="points",
        alt="；".join(f"{count.name} {count.clauses} 条" for count in counts),
    )


def _bars(counts: list[Count]) -> go.Figure:
    names = [count.name for count in counts]
    other = [count.clauses - count.blocking for count in counts]
    figure = go.Figure(
        [
            go.Bar(y=names, x=[count.blocking for count in counts], orientation="h", marker_color=ACCENT, name="卡级"),
            go.Bar(
                y=names,
                x=other,
                orientation="h",
                marker_color=BASIS_COLOURS["functional"],
                name="其他",
                text=[f"{count.clauses} 条" for count in counts],
                textposition="outside",
                cliponaxis=False,
            ),
        ]
    )
    longest = max(count.clauses for count in counts)
    dress(figure, 24 + 30 * len(counts), barmode="stack", bargap=0.3, showlegend=False)
    figure.update_xaxes(range=[0, longest * 1.3], fixedrange=True, visible=False)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False, ticklabelstandoff=6)
    figure.update_traces(hovertemplate="%{y} %{fullData.name} %{x} 条<extra></extra>")
    return figure
