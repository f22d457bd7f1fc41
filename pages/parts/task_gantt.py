"""整改 on a time line: bars, dependencies, today, the review; and the load per owner."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape

import plotly.graph_objects as go
import streamlit as st

from evidence.access import Permission
from evidence.records import Task
from evidence.task_view import Bar, Load, load_per_owner, owner_of, timeline
from evidence.words import ACCENT, GREY, TASK_STATES
from pages.parts.charts import dress, show
from pages.parts.session import Session
from pages.parts.task_actions import open_task

# Shades of the accent: the further a task has come, the lighter.
_SHADES: Mapping[str, str] = {"todo": "#1F4E79", "doing": "#4F7CAC", "verifying": "#9DB4CC", "done": "#E6E9ED"}
_DAY = 24 * 3600 * 1000
_ROW = 36
# Characters per line of a title.
_LABEL, _NARROW_LABEL = 17, 10
_KEY = "task-gantt"
_QUIET = {"displayModeBar": False, "scrollZoom": False}


def draw_gantt(session: Session, tasks: Sequence[Task], review_on: date | None, narrow: bool) -> None:
    """The chart, what it cannot show, and the load. `narrow`: a task is open beside it."""
    bars = timeline(tasks)
    if not bars:
        then = "请在任务详情中填写截止日期。" if session.may(Permission.PLAN) else ""
        st.info(f"这些任务都没有截止日期，画不出甘特图。{then}")
        return

    def opened() -> None:
        points = st.session_state[_KEY]["selection"]["points"]
        if points:
            open_task(points[0]["customdata"][0])

    st.plotly_chart(
        _figure(session, bars, review_on, _NARROW_LABEL if narrow else _LABEL),
        key=_KEY,
        theme=None,
        config=_QUIET,
        on_select=opened,
        selection_mode="points",
        alt=f"{len(bars)} 个任务的甘特图",
    )
    left, right = st.columns(2, gap="medium")
    with left:
        _load(load_per_owner(tasks))
    with right:
        _remarks(bars, tasks)


def _figure(session: Session, bars: Sequence[Bar], review_on: date | None, label: int) -> go.Figure:
    figure = go.Figure([_trace(session, bars, state, owners=label == _LABEL) for state in TASK_STATES])
    for bar, line in _dependencies(bars):
        figure.add_annotation(line, showarrow=True, arrowhead=2, arrowwidth=1.3, arrowcolor=_arrow_colour(bar), text="")
    _mark(figure, session.today, "今天", "dot", GREY)
    if review_on:
        _mark(figure, review_on, f"评审 {review_on}", "solid", ACCENT)
    dress(figure, 100 + _ROW * len(bars), barmode="overlay", margin={"l": 8, "r": 24, "t": 40, "b": 56})
    figure.update_layout(legend={"y": -34 / (_ROW * len(bars)), "yanchor": "top"})
    labels = [_label(session, bar.task, label) for bar in bars]
    figure.update_yaxes(
        tickvals=list(range(len(bars))), ticktext=labels, range=[len(bars) - 0.4, -0.6], showgrid=False, fixedrange=True
    )
    figure.update_yaxes(tickfont={"size": 12})
    figure.update_xaxes(type="date", tickformat="%m-%d", ticklabelmode="instant", side="top", fixedrange=True)
    figure.update_xaxes(range=_span(session.today, bars, review_on), nticks=7, tickangle=0)
    return figure


def _trace(session: Session, bars: Sequence[Bar], state: str, owners: bool) -> go.Bar:
    own = [(place, bar) for place, bar in enumerate(bars) if bar.task.state == state]
    return go.Bar(
        name=TASK_STATES[state],
        orientation="h",
        width=0.62,
        y=[place for place, _ in own],
        base=[bar.start.isoformat() for _, bar in own],
        x=[((bar.end - bar.start).days + 1) * _DAY for _, bar in own],
        marker={"color": _SHADES[state], "line": {"color": "#6B7280", "width": 0.5}},
        text=[owner_of(bar.task) for _, bar in own] if owners else None,
        textposition="outside",
        textfont={"size": 12},
        customdata=[[bar.task.id, _hover(session, bar)] for _, bar in own],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _hover(session: Session, bar: Bar) -> str:
    start = f"{bar.start}" if bar.planned else f"{bar.start}（没有开始日期，按工作量倒推）"
    effort = f"{bar.task.effort_days} 人天" if bar.task.effort_days is not None else "未估工作量"
    late = "<br>已逾期" if bar.task.overdue(session.today) else ""
    return f"{bar.task.title}<br>{owner_of(bar.task)} · {effort}<br>{start} 至 {bar.end}{late}"


def _label(session: Session, task: Task, width: int) -> str:
    """The title on two lines, shortened when it is very long; overdue tasks are marked with a word."""
    cut = _cut(task.title, width)
    first, rest = task.title[:cut], task.title[cut:]
    second = f"{rest[: width - 1]}…" if len(rest) > width else rest
    late = "<b>逾期</b> " if task.overdue(session.today) else ""
    return late + "<br>".join(escape(line) for line in (first, second) if line)


def _cut(text: str, width: int) -> int:
    """Where a line of at most `width` characters ends: not within a Latin word or number, not after a bracket."""
    if len(text) <= width:
        return len(text)
    cut = width
    while cut > width // 2 and (text[cut - 1] in "（“" or (_joined(text[cut - 1]) and _joined(text[cut]))):
        cut -= 1
    return cut


def _joined(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _dependencies(bars: Sequence[Bar]) -> list[tuple[Bar, dict[str, object]]]:
    """An arrow from the end of a needed task to the start of the one that needs it."""
    place = {bar.task.id: (number, bar) for number, bar in enumerate(bars)}
    arrows = []
    for number, bar in enumerate(bars):
        for needed in bar.task.needs:
            if needed in place:
                above, first = place[needed]
                end = (first.end + timedelta(days=1)).isoformat()
                line = {"ax": end, "ay": above, "x": bar.start.isoformat(), "y": number}
                arrows.append(
                    (bar, line | dict.fromkeys(("axref", "xref"), "x") | dict.fromkeys(("ayref", "yref"), "y"))
                )
    return arrows


def _arrow_colour(bar: Bar) -> str:
    return "#1B1F24" if bar.waits_for else GREY


def _mark(figure: go.Figure, day: date, text: str, dash: str, colour: str) -> None:
    figure.add_vline(x=day.isoformat(), line={"color": colour, "width": 2, "dash": dash})
    figure.add_annotation(
        x=day.isoformat(),
        y=0,
        yref="paper",
        text=text,
        showarrow=False,
        yanchor="top",
        xanchor="right" if dash == "solid" else "center",
        font={"color": colour},
    )


def _span(today: date, bars: Sequence[Bar], review_on: date | None) -> list[str]:
    days = [today, *(bar.start for bar in bars), *(bar.end for bar in bars), *([review_on] if review_on else [])]
    return [(min(days) - timedelta(days=4)).isoformat(), (max(days) + timedelta(days=6)).isoformat()]


def _load(loads: Sequence[Load]) -> None:
    st.markdown("**每人未完成的工作量**")
    if not loads:
        st.caption("没有未完成的任务。")
        return
    names = [load.owner for load in loads]
    figure = go.Figure(
        go.Bar(
            y=names,
            x=[load.days for load in loads],
            orientation="h",
            marker_color=ACCENT,
            text=[_load_text(load) for load in loads],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    dress(figure, 24 + 30 * len(loads), bargap=0.35)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, ticklabelstandoff=6)
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, max(load.days for load in loads) * 1.9 + 1])
    show(figure, "task-load", "；".join(f"{load.owner} {load.days} 人天" for load in loads))


def _load_text(load: Load) -> str:
    rest = f"，{load.unestimated} 个未估" if load.unestimated else ""
    return f"{load.days} 人天（{load.tasks} 个任务{rest}）"


def _remarks(bars: Sequence[Bar], tasks: Sequence[Task]) -> None:
    late = [f"“{n.title}”{n.due_on} 才到期，晚于“{bar.task.title}”的开始" for bar in bars for n in bar.waits_for]
    undated = [task.title for task in tasks if task.due_on is None]
    if late:
        st.markdown("**前后衔接有冲突**\n" + "\n".join(f"- {line}" for line in late))
    if undated:
        st.markdown(
            f"**没有截止日期，图中未画（{len(undated)} 个）**\n" + "\n".join(f"- {title}" for title in undated[:8])
        )
    if not late and not undated:
        st.caption("前后衔接没有冲突，每个任务都有截止日期。")
