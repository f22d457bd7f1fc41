"""The charts of 管理层报告, large enough for a projector; their figures are those of the Word file."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from evidence.management_report.charts import Bars, Lines, trend_chart
from evidence.management_report.progress import Progress
from pages.parts.charts import FONT, dress, show

_SIZE = 17
_ROW, _AROUND, _TREND = 38, 60, 380


def show_bars(shown: Bars, key: str) -> None:
    """Stacked bars with their figures in them."""
    figure = go.Figure(
        [
            go.Bar(
                name=series.name,
                x=_parts(series.values, shown),
                y=list(range(len(shown.categories))),
                text=[f"{value:.0f}" if value else "" for value in series.values],
                orientation="h",
                marker={"color": series.colour},
                hoverinfo="skip",
                insidetextanchor="middle",
                textangle=0,
            )
            for series in shown.series
        ]
    )
    rows = len(shown.categories)
    dress(figure, _ROW * rows + _AROUND, barmode="stack", bargap=0.25, dragmode=False, font=_font())
    figure.update_layout(legend={"traceorder": "normal"}, uniformtext={"minsize": 11, "mode": "show"})
    figure.update_yaxes(
        autorange="reversed", fixedrange=True, showgrid=False, tickvals=list(range(rows)), ticktext=shown.categories
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1] if shown.whole else None)
    show(figure, key, shown.alt)


def _parts(values: Sequence[float], shown: Bars) -> list[float]:
    """Shares of each bar where all have one length."""
    if not shown.whole:
        return list(values)
    totals = [sum(series.values[place] for series in shown.series) for place in range(len(values))]
    return [value / total if total else 0 for value, total in zip(values, totals, strict=True)]


def show_trends(targets: Sequence[Progress]) -> None:
    """A small chart per target side by side, with its name above and its figures below."""
    titles = [f"<b>{target.name}</b>" for target in targets]
    figure = make_subplots(rows=1, cols=len(targets), subplot_titles=titles)
    for column, target in enumerate(targets, start=1):
        _draw(figure, trend_chart(target), column)
        figure.update_xaxes(
            col=column,
            title={"text": target.trend.text.replace("，", "<br>").replace(" → ", "<br>→ "), "font": {"size": 15}},
        )
    dress(figure, _TREND, dragmode=False, showlegend=False, font=_font(), margin={"l": 8, "r": 8, "t": 40, "b": 8})
    figure.update_xaxes(fixedrange=True, showticklabels=False)
    figure.update_yaxes(fixedrange=True, rangemode="tozero", nticks=5)
    show(figure, "report-trend", "；".join(trend_chart(target).alt for target in targets))


def _draw(figure: go.Figure, shown: Lines, column: int) -> None:
    for series in shown.series:
        figure.add_trace(
            go.Scatter(
                x=shown.days,
                y=series.values,
                mode="lines+markers" if len(shown.days) == 1 else "lines",
                line={"color": series.colour, "dash": series.line, "width": 3},
                hoverinfo="skip",
            ),
            row=1,
            col=column,
        )


def _font() -> dict[str, object]:
    return {"family": FONT, "size": _SIZE, "color": "#1B1F24"}
