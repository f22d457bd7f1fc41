"""Who has to move (gaps by vendor and reason), and how the standing has moved so far (trend)."""

from collections.abc import Mapping
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from evidence.gaps import Reason
from evidence.overview import VendorGaps, scale, target_rank
from evidence.standing import Basis, Standing, TrendPoint
from evidence.words import AMBER, BASIS_NAMES, GREY, REASON_NAMES, RED
from pages.parts.charts import BASIS_COLOURS, dress, show

# Verdicts in their own colours, measures and documents in shades of the accent, told apart by pattern too.
_FILLS: Mapping[Reason, tuple[str, str]] = {
    Reason.NO_SYSTEM: ("#C4C7CC", "x"),
    Reason.NOT_ASSESSED: (GREY, ""),
    Reason.UNMET: (RED, ""),
    Reason.PARTIAL: (AMBER, "/"),
    Reason.COVERAGE_LOW: ("#1F4E79", ""),
    Reason.DATA_QUALITY_LOW: ("#1F4E79", "/"),
    Reason.NO_DOCUMENT: ("#9DB4CC", ""),
    Reason.DOCUMENT_PENDING: ("#9DB4CC", "."),
    Reason.DOCUMENT_RETURNED: ("#9DB4CC", "x"),
    Reason.DOCUMENT_EXPIRED: ("#9DB4CC", "\\"),
}
# Wide to narrow, so that lines that run together can still be told apart.
_WIDTHS: Mapping[Basis, int] = {Basis.FUNCTIONAL: 8, Basis.CLAIMED: 5, Basis.PROVEN: 2}
_DASHES: Mapping[Basis, str] = {Basis.FUNCTIONAL: "solid", Basis.CLAIMED: "dot", Basis.PROVEN: "solid"}
_TICKS = 7


def show_vendor_gaps(vendors: list[VendorGaps]) -> None:
    """Stacked bars, the vendor with most gaps on top."""
    st.markdown("#### 差距在谁手里")
    if not vendors:
        st.caption("没有差距。")
        return
    reasons = [reason for reason in Reason if any(reason in vendor.counts for vendor in vendors)]
    st.html(_legend(reasons))
    figure = go.Figure([_bar(vendors, reason) for reason in reasons])
    dress(figure, 30 * len(vendors) + 40, barmode="stack", bargap=0.3, dragmode=False, showlegend=False)
    names = [_total_label(vendor) for vendor in vendors]
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False, fixedrange=True)
    figure.update_xaxes(fixedrange=True, tickformat="d", rangemode="tozero")
    most = vendors[0]
    show(figure, "overview-vendors", f"各厂商的差距，最多的是 {most.vendor} {most.total} 条")


def _legend(reasons: list[Reason]) -> str:
    """The reasons with their fills, wrapping as the width demands."""
    entries = "".join(
        f'<span style="white-space:nowrap"><i style="display:inline-block;width:1.1rem;height:.8rem;'
        f'vertical-align:-.1rem;background:{_css(reason)}"></i> {REASON_NAMES[reason]}</span>'
        for reason in reasons
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:.15rem .9rem;font-size:.92rem">{entries}</div>'


def _css(reason: Reason) -> str:
    """The fill of a reason as a CSS background that looks like the pattern of its bar."""
    colour, pattern = _FILLS[reason]
    angles = {"/": (135,), "\\": (45,), "x": (45, 135)}.get(pattern, ())
    lines = [f"repeating-linear-gradient({angle}deg, transparent 0 3px, white 3px 4.5px)" for angle in angles]
    if pattern == ".":
        lines = ["radial-gradient(circle at 2px 2px, white 1px, transparent 1.5px) 0 0 / 4px 4px"]
    return ", ".join([*lines, f"linear-gradient({colour}, {colour})"])


def _total_label(vendor: VendorGaps) -> str:
    return f"{vendor.vendor}　<b>{vendor.total}</b>"


def _bar(vendors: list[VendorGaps], reason: Reason) -> go.Bar:
    colour, pattern = _FILLS[reason]
    counts = [vendor.counts.get(reason, 0) for vendor in vendors]
    return go.Bar(
        name=REASON_NAMES[reason],
        y=[_total_label(vendor) for vendor in vendors],
        x=counts,
        orientation="h",
        marker={"color": colour, "pattern": {"shape": pattern, "bgcolor": colour, "fgcolor": "white", "size": 6}},
        hovertemplate=f"%{{y}}<br>{REASON_NAMES[reason]} %{{x}} 条<extra></extra>",
    )


def show_trend(points: list[TrendPoint], standing: Standing, today: date) -> None:
    """The three standings over time on the level scale, with the target and the review date as lines."""
    st.markdown("#### 走势")
    figure = go.Figure([_line(points, basis, scale(standing.catalog)) for basis in Basis])
    names, aim = scale(standing.catalog), target_rank(standing)
    figure.add_hline(aim, line={"color": "#1B1F24", "width": 1, "dash": "dot"})
    review = standing.target.review_on
    if review is not None:
        figure.add_vline(review.isoformat(), line={"color": "#1B1F24", "width": 2})
        figure.add_annotation(
            x=review.isoformat(), y=len(names) - 1, text=f"评审 {review}", showarrow=False, xanchor="right", xshift=-4
        )
    dress(figure, max(220, 24 * len(names) + 60), dragmode=False)
    labels = [f"<b>{name} 目标</b>" if rank == aim else name for rank, name in enumerate(names)]
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=labels, range=[-0.3, len(names) - 0.7], fixedrange=True
    )
    figure.update_xaxes(fixedrange=True, tickformat="%Y-%m", type="date", nticks=_TICKS)
    show(figure, "overview-trend", "功能、自评、有据三种水平随时间的变化")
    if len(points) == 1:
        st.caption(f"走势从 {today} 开始记录，以后每天打开本系统时更新。")


def _line(points: list[TrendPoint], basis: Basis, names: list[str]) -> go.Scatter:
    return go.Scatter(
        name=BASIS_NAMES[basis],
        x=[point.on for point in points],
        y=[point.ranks[basis] for point in points],
        mode="lines+markers",
        line={"color": BASIS_COLOURS[basis.value], "dash": _DASHES[basis], "shape": "hv", "width": _WIDTHS[basis]},
        text=[names[point.ranks[basis]] for point in points],
        hovertemplate=f"%{{x|%Y-%m-%d}} {BASIS_NAMES[basis]} %{{text}}<extra></extra>",
    )
