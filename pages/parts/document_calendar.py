"""到期: what proves today but not at the review: a sentence, a time line, a table, and the limits behind them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from html import escape

import plotly.graph_objects as go
import streamlit as st

from evidence.expiry import RunningOut, runs_out
from evidence.expiry_view import (
    Slot,
    expiry_table,
    limit_lines,
    narrowed,
    outlook,
    outlook_sentence,
    time_line,
)
from evidence.words import ACCENT
from pages.parts import document_fields
from pages.parts.charts import clicked, dress
from pages.parts.document_detail import show_detail
from pages.parts.document_fields import choose_document, chosen_document, empty_state, target_catalog
from pages.parts.requirement_documents import plain_table
from pages.parts.session import Session
from pages.parts.tables import excel_button

CALENDAR = "到期"
_LOSING, _OTHER = "使所选目标失去佐证", "另有材料，或与所选目标无关"
_LIGHT = "#9DB4CC"
# How far to look while the target has no review date.
_AHEAD = timedelta(days=90)
_HEIGHT, _FULL = 620, 16
# Milliseconds of a day on a time axis, the share of its time that a bar fills, room above the highest bar.
_DAY, _BAR, _HEADROOM = 24 * 3600 * 1000, 0.86, 1.2
_EDGE, _ONE = timedelta(days=4), timedelta(days=1)
_WIDTHS = {
    "到期日": 92,
    "剩余天数": 70,
    "材料名称": 260,
    "失去佐证": 220,
    "系统": 120,
    "厂商": 120,
    "上传人": 86,
    "类型": 105,
    "另有材料": 160,
    "其他标准": 160,
    "到期原因": 92,
    "更新安排": 180,
}
_NARROW = ("到期日", "剩余天数", "材料名称", "失去佐证")


def show(session: Session) -> None:
    """The sentence, the time line and the table up to the review date, or up to a day that is chosen."""
    lead, picture = st.container(), st.container()
    bar = st.container(horizontal=True, vertical_alignment="bottom", key="due-bar")
    with bar:
        until, review = _until(session)
    target = session.standing.target if session.standing else None
    found = runs_out(session.store, session.viewer, session.situation, target, until)
    lead.html(f'<p class="lead">{escape(outlook_sentence(outlook(found), session.today, until, review))}</p>')
    if not found:
        _nothing(until)
    else:
        with picture:
            slot = _time_line(session, found, until)
        with bar:
            shown = _filters(session, found, slot)
        _list(session, shown)
    _limits(session)


def _until(session: Session) -> tuple[date, bool]:
    """The day up to which to look, and whether it is that of the review."""
    review_on = session.standing.target.review_on if session.standing else None
    usual = review_on if review_on and review_on > session.today else session.today + _AHEAD
    day = st.date_input(
        "看到哪一天",
        usual,
        session.today + timedelta(days=1),
        date(2099, 12, 31),
        key=f"due-until-{usual}-{session.today}",
        format="YYYY-MM-DD",
        width=150,
        help="通常是所选目标的评审日；没有评审日时看今后三个月。",
    )
    until = day if isinstance(day, date) else usual
    return until, until == review_on


def _nothing(until: date) -> None:
    empty_state(
        f"{until} 之前没有材料到期：现在有据的要求点到那一天仍然有据。可以看到更晚的日子，或到材料库查看全部材料。",
        "打开材料库",
        "due-library",
        lambda: document_fields.go(document_fields.LIBRARY),
    )


def _time_line(session: Session, found: Sequence[RunningOut], until: date) -> Slot | None:
    """When how many run out; a click on a bar keeps only its week or month."""
    slots = time_line(found, session.today, until)
    most = max(slots, key=lambda slot: slot.losing + slot.other)
    alt = f"{len(found)} 份材料的到期时间，最多的是 {most.first} 起的 {most.losing + most.other} 份"
    chosen = clicked(_figure(slots, session.today, until), f"due-line-{until}-{session.today}", alt)
    return next((slot for slot in slots if slot.first.isoformat() == chosen), None)


def _figure(slots: Sequence[Slot], today: date, until: date) -> go.Figure:
    highest = max(slot.losing + slot.other for slot in slots)
    figure = go.Figure(
        [
            _bars(_LOSING, slots, [slot.losing for slot in slots], ACCENT, ""),
            _bars(_OTHER, slots, [slot.other for slot in slots], _LIGHT, "/"),
            _totals(slots),
        ]
    )
    dress(figure, 230, barmode="stack", dragmode=False, margin={"l": 8, "r": 24, "t": 30, "b": 8})
    for day, text, dash in ((today, "今天", "dot"), (until, f"至 {until}", "solid")):
        figure.add_vline(x=day.isoformat(), line={"color": "#1B1F24", "width": 1.5, "dash": dash})
        figure.add_annotation(
            x=day.isoformat(),
            y=1,
            yref="paper",
            text=text,
            showarrow=False,
            yanchor="bottom",
            xanchor="left" if day == today else "right",
        )
    first, last = today - _EDGE, max(until, slots[-1].last) + _EDGE
    figure.update_xaxes(type="date", tickformat="%Y-%m-%d", nticks=8, fixedrange=True, range=[str(first), str(last)])
    figure.update_yaxes(fixedrange=True, range=[0, highest * _HEADROOM], tickformat="d", title="份")
    figure.update_layout(legend={"y": -0.18, "yanchor": "top", "traceorder": "normal"})
    return figure


def _bars(name: str, slots: Sequence[Slot], counts: list[int], colour: str, pattern: str) -> go.Bar:
    """Bars as wide as their week or month; the pattern tells them apart without colour."""
    return go.Bar(
        name=name,
        x=[slot.first.isoformat() for slot in slots],
        y=counts,
        width=[((slot.last - slot.first).days + 1) * _DAY * _BAR for slot in slots],
        offset=0,
        marker={"color": colour, "pattern": {"shape": pattern, "bgcolor": colour, "fgcolor": "white", "size": 6}},
        customdata=[slot.first.isoformat() for slot in slots],
        hovertemplate=[f"{slot.first} 至 {slot.last}<br>{name} %{{y}} 份<extra></extra>" for slot in slots],
    )


def _totals(slots: Sequence[Slot]) -> go.Scatter:
    """The number above each bar."""
    return go.Scatter(
        x=[str(datetime.combine(slot.first, time()) + (slot.last + _ONE - slot.first) * _BAR / 2) for slot in slots],
        y=[slot.losing + slot.other for slot in slots],
        text=[slot.losing + slot.other for slot in slots],
        mode="text",
        textposition="top center",
        hoverinfo="skip",
        showlegend=False,
    )


def _filters(session: Session, found: Sequence[RunningOut], slot: Slot | None) -> list[RunningOut]:
    """The filters and the export, beside the day; what they leave."""
    names = {system.id: system.name for system in session.situation.systems}
    text = st.text_input("查找", key="due_q", placeholder="名称、上传人", width=170, icon=":material/search:")
    system = st.selectbox("系统", list(names), None, names.__getitem__, key="due_system", placeholder="全部", width=175)
    losing = st.checkbox("只看使所选目标失去佐证的", key="due_losing")
    shown = narrowed(found, text, system, losing, slot)
    when = f"，{slot.first} 至 {slot.last}（再点一次柱子取消）" if slot else ""
    st.html(f'<span class="quiet">共 {len(shown)} 份{when}</span>', width="content")
    st.space("stretch")
    excel_button(f"材料到期 {session.today}", lambda: {"到期": expiry_table(session.situation, shown)}, "due-export")
    return shown


def _list(session: Session, shown: Sequence[RunningOut]) -> None:
    """The table and, once a row is selected, its document."""
    if not shown:
        st.write("没有符合条件的材料，请放宽筛选条件。")
        return
    chosen = chosen_document()
    if chosen is None:
        _table(session, shown, None)
        st.caption("选中一行，在旁边查看材料并上传新版本；新版本采纳前，旧版本继续有效。")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _table(session, shown, chosen)
    with right:
        show_detail(session, chosen, CALENDAR)


def _table(session: Session, shown: Sequence[RunningOut], chosen: int | None) -> None:
    """Selecting a row puts its document into the address."""
    ids = [entry.document.id for entry in shown]
    key = f"due-table-{hash(tuple(ids))}-{st.session_state.get('doc_round', 0)}"

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        choose_document(ids[rows[0]] if rows else None)

    table = expiry_table(session.situation, shown)
    st.dataframe(
        table if chosen is None else table[list(_NARROW)],
        key=key,
        hide_index=True,
        height=_HEIGHT if len(ids) > _FULL else "content",
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
        on_select=choose,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [ids.index(chosen)] if chosen in ids else []}},
    )


def _limits(session: Session) -> None:
    """怎么算的: the limits of the target's standard with their sources."""
    catalog = target_catalog(session)
    with st.expander("怎么算的"):
        st.write(
            "材料从生效日期起有效，到失效日期或目录规定的时限为止，以先到者为准；同一份材料对不同要求点的时限可以不同。"
            "“失去佐证”指到那一天没有别的已采纳材料证明它；待审的材料不计。"
        )
        lines = limit_lines(catalog)
        rows = [[escape(cell) for cell in (line.material, line.days, line.mark, line.source)] for line in lines]
        if rows:
            st.html(f"<b>{escape(catalog.title)}：材料的时限</b>（依次取第一条适用的；未列出的没有时限）")
            plain_table(["材料", "时限", "依据", "出处或理由"], rows, short=frozenset({1, 2}))
        else:
            st.caption("这个标准的目录没有规定材料的时限，只看失效日期。")
