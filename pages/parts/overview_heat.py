"""The heat map of the chosen target: a click on a cell opens its requirement."""

import plotly.graph_objects as go
import streamlit as st

from evidence.heat_map import HeatCell, HeatMap
from pages.parts.charts import clicked, dress

_ROW, _HEAD_LINE, _KIND_WIDTH = 22, 18, 50
_SCALE = [[0, "#EEF2F6"], [0.5, "#A9C0D6"], [1, "#3E6E9F"]]
_DARK, _LIGHT, _QUIET = "#1B1F24", "#FFFFFF", "#5B6470"
_WHITE_FROM, _GRADE_LENGTH = 85, 4


def show_heat_map(heat: HeatMap, label: str) -> None:
    """Draws the map and goes to the requirement of a clicked cell."""
    st.markdown("#### 哪里卡住了")
    st.html(
        '<span class="quiet">格内数字：有据的要求占百分之几；<span style="border:2px solid #1B1F24;'
        'padding:0 .3rem">粗框</span> 卡住目标；点击格子打开条款。</span>'
    )
    blocked = sum(cell.blocks for cell in heat.cells)
    alt = f"{label}：{len(heat.rows)} 行 {len(heat.columns)} 列的有据比例，其中 {blocked} 格卡住目标"
    code = clicked(_figure(heat), "overview-heat", alt)
    if code:
        st.switch_page("pages/requirements.py", query_params={"code": str(code)})


def _places(heat: HeatMap) -> tuple[list[int], list[tuple[int, str]]]:
    """The line of every row, and the lines of the group headings between them."""
    lines, headings, group, line = [], [], "", 0
    for row in heat.rows:
        if row.group != group:
            headings.append((line, row.group))
            group, line = row.group, line + 1
        lines.append(line)
        line += 1
    return lines, headings


def _figure(heat: HeatMap) -> go.Figure:
    lines, headings = _places(heat)
    count = len(lines) + len(headings)
    left = 16 + max(_width(f"{row.code} {row.name}") for row in heat.rows)
    kinds = _KIND_WIDTH if any(row.kind for row in heat.rows) else 0
    figure = go.Figure([_colours(heat, lines, count), _frames(heat, lines), _numbers(heat, lines)])
    labels = [_text(f"<b>{group}</b>", line, -left - kinds) for line, group in headings]
    for row, line in zip(heat.rows, lines, strict=True):
        labels.append(_text(f"{row.code} {row.name}", line, -left - kinds + 8))
        if row.kind:
            labels.append(_text(row.kind, line, -kinds, size=11, colour=_QUIET))
    names = [_column(heat, place) for place in range(len(heat.columns))]
    head = _HEAD_LINE * (1 + max(name.count("<br>") for name in names)) + 8
    margin = {"l": left + kinds, "r": 4, "t": head, "b": 4}
    dress(figure, head + _ROW * count + 4, margin=margin, annotations=labels, dragmode=False)
    figure.update_xaxes(
        side="top",
        tickvals=list(range(len(heat.columns))),
        ticktext=names,
        range=[-0.5, len(heat.columns) - 0.5],
        showgrid=False,
        ticks="",
        tickangle=0,
        fixedrange=True,
        automargin=False,
    )
    figure.update_yaxes(range=[count - 0.5, -0.5], visible=False, fixedrange=True, automargin=False)
    return figure


def _width(text: str) -> int:
    """The width of a label in pixels."""
    return sum(13 if ord(character) > 0x2E80 else 7 for character in text)


def _column(heat: HeatMap, place: int) -> str:
    """The name of a column, grades in two lines, the target marked."""
    name = heat.columns[place]
    name = f"{name[:2]}<br>{name[2:]}" if len(name) == _GRADE_LENGTH and heat.target_column is not None else name
    return f"目标<br><b>{name}</b>" if place == heat.target_column else name


def _colours(heat: HeatMap, lines: list[int], count: int) -> go.Heatmap:
    values: list[list[int | None]] = [[None] * len(heat.columns) for _ in range(count)]
    for cell in heat.cells:
        values[lines[cell.row]][cell.column] = cell.percent
    return go.Heatmap(z=values, colorscale=_SCALE, zmin=0, zmax=100, showscale=False, hoverinfo="skip", xgap=2, ygap=2)


def _numbers(heat: HeatMap, lines: list[int]) -> go.Scatter:
    """The numbers, on marks that cannot be seen but clicked."""
    return go.Scatter(
        x=[cell.column for cell in heat.cells],
        y=[lines[cell.row] for cell in heat.cells],
        mode="markers+text",
        marker={"symbol": "square", "size": _ROW, "opacity": 0},
        text=["–" if cell.percent is None else str(cell.percent) for cell in heat.cells],
        textfont={"size": 12, "color": [_LIGHT if (c.percent or 0) >= _WHITE_FROM else _DARK for c in heat.cells]},
        customdata=[cell.code for cell in heat.cells],
        hovertext=[_hover(heat, cell) for cell in heat.cells],
        hoverinfo="text",
        showlegend=False,
    )


def _hover(heat: HeatMap, cell: HeatCell) -> str:
    row = heat.rows[cell.row]
    proven = f"有据 {cell.proven}/{cell.total}" if cell.total else "本级没有要求点"
    parts = [f"<b>{row.code} {row.name} · {heat.columns[cell.column]}</b>", proven]
    if cell.blocks:
        parts.append("卡住目标")
    if cell.why:
        parts.append(f"差距：{cell.why}")
    return "<br>".join(parts)


def _frames(heat: HeatMap, lines: list[int]) -> go.Scatter:
    """A frame around every cell that blocks the target, all drawn as one line with gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for cell in heat.cells:
        if cell.blocks:
            left, right = cell.column - 0.47, cell.column + 0.47
            top, bottom = lines[cell.row] - 0.42, lines[cell.row] + 0.42
            x += [left, right, right, left, left, None]
            y += [top, top, bottom, bottom, top, None]
    line = {"color": _DARK, "width": 2}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _text(text: str, line: int, shift: int, size: int = 13, colour: str = _DARK) -> dict[str, object]:
    """A label left of the map, `shift` pixels from its edge."""
    return {
        "text": text,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": shift,
        "y": line,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }
