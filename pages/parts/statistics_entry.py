"""录入: figures typed into the table, checked line by line before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from evidence.naming import level_of
from evidence.statistics.confirmed import share_text
from evidence.statistics.reading import read_typed, seen_by
from evidence.statistics.sheet import Entry, Sheet
from evidence.statistics.words import STATE_SIGNS
from evidence.statistics.workbook import Fields, fields_of, system_names
from pages.parts.session import Session
from pages.parts.statistics_save import offer_saving

_TYPED = {
    "分子": "numerator",
    "分母": "denominator",
    "统计开始": "window_from",
    "统计截止": "window_to",
    "统计日期": "run_on",
    "统计人": "run_by",
    "备注": "note",
}
_DAYS = ("统计开始", "统计截止", "统计日期")
_NOW = "现有数据"
# Three lines of text: all but the longest of what is counted is read whole.
_ROW_HEIGHT = 66
_ROUND, _BEGUN, _LEFT = "statistics-round", "statistics-begun", "statistics-left"


def show(session: Session, sheet: Sheet, shown: Sequence[Entry]) -> None:
    """What is the same for all rows of this sitting, the table, and what it would change."""
    st.caption("在带铅笔的列中直接填写，可从 Excel 整块粘贴。换筛选条件前请先保存，否则未保存的改动会丢失。")
    usual = _usual()
    key = _key(session, shown)
    begun = _begin(session, sheet, shown, key)
    st.data_editor(
        begun.table,
        key=key,
        hide_index=True,
        height=560,
        row_height=_ROW_HEIGHT,
        num_rows="fixed",
        placeholder="",
        column_config=_columns(),
        disabled=["编号", "项目", "级别", "考察方面", "口径", _NOW, "状态"],
        alt="统计表录入",
    )
    typed = dict(begun.left)
    for row, cells in _edited(key).items():
        line_id = shown[int(row)].line.id
        typed[line_id] = _with_usual(_typed(begun.fields[line_id], cells), usual)
    if not typed:
        return
    reading = read_typed(session.situation, session.store, sheet, typed, begun.seen)
    if offer_saving(session, sheet, reading, "statistics-typed"):
        _end({_place(session, bad.id, sheet): typed[bad.id] for bad in reading.bad_rows})
        st.rerun()
    st.button("放弃未保存的内容", key="statistics-give-up", on_click=_end, args=({},), type="tertiary")


def _place(session: Session, line_id: str, sheet: Sheet) -> tuple[str, str, str]:
    """Ids of lines come again in other hospitals and standards."""
    return session.store.slug, sheet.catalog.id, line_id


def _end(left: Mapping[tuple[str, str, str], Fields]) -> None:
    """The table begins anew with nothing typed but what is left over."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_LEFT] = left


@dataclass(frozen=True)
class _Begun:
    """What the person sees and types over: it stays as it was, whatever others store meanwhile.

    `seen`: version of the figure and number of the query per line; `left`: rows that could not be saved the last time.
    """

    key: str
    table: pd.DataFrame
    fields: Mapping[str, Fields]
    seen: Mapping[str, tuple[int, int]]
    left: Mapping[str, Fields]


def _begin(session: Session, sheet: Sheet, shown: Sequence[Entry], key: str) -> _Begun:
    """Begins anew as long as nothing has been typed."""
    known: _Begun | None = st.session_state.get(_BEGUN)
    if known is not None and known.key == key and _edited(key):
        return known
    systems = system_names(session.situation)
    ids = {entry.line.id for entry in shown}
    remembered = st.session_state.get(_LEFT, {})
    left = {line_id: typed for line_id in ids if (typed := remembered.get(_place(session, line_id, sheet)))}
    fields = {entry.line.id: fields_of(entry, systems) for entry in shown} | left
    begun = _Begun(key, _table(shown, fields), fields, {entry.line.id: seen_by(entry) for entry in shown}, left)
    st.session_state[_BEGUN] = begun
    return begun


def _edited(key: str) -> Mapping[Any, Mapping[str, Any]]:
    """Row of the table → what was typed into it."""
    edited: Mapping[Any, Mapping[str, Any]] = st.session_state.get(key, {}).get("edited_rows", {})
    return edited


def _usual() -> Fields:
    """What is filled in where a row leaves it empty."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="statistics-usual"):
        start = st.date_input("本次统计开始", None, key="statistics-from", format="YYYY-MM-DD", width=150)
        end = st.date_input("本次统计截止", None, key="statistics-to", format="YYYY-MM-DD", width=150)
        run_on = st.date_input("本次统计日期", None, key="statistics-run-on", format="YYYY-MM-DD", width=150)
        run_by = st.text_input("本次统计人", key="statistics-run-by", width=150, max_chars=100)
        st.caption("行内没有填写的，保存时按这里填写。", width="content")
    first, last, ran = (day.isoformat() if isinstance(day, date) else "" for day in (start, end, run_on))
    return Fields(window_from=first, window_to=last, run_on=ran, run_by=run_by.strip())


def _with_usual(fields: Fields, usual: Fields) -> Fields:
    names = ("window_from", "window_to", "run_on", "run_by")
    return replace(fields, **{name: getattr(fields, name) or getattr(usual, name) for name in names})


def _typed(fields: Fields, cells: Mapping[str, Any]) -> Fields:
    values = {_TYPED[name]: "" if value is None else str(value).strip()[:2_100] for name, value in cells.items()}
    return replace(fields, **values)


def _key(session: Session, shown: Sequence[Entry]) -> str:
    """A new table when it was saved, or other rows are shown: what was typed never lands on another row."""
    ids = "|".join(entry.line.id for entry in shown)
    identity = f"{session.store.slug}|{st.session_state.get(_ROUND, 0)}|{ids}"
    return f"statistics-editor-{crc32(identity.encode()):08x}"


def _table(shown: Sequence[Entry], fields: Mapping[str, Fields]) -> pd.DataFrame:
    rows = [
        {
            "编号": entry.line.id,
            "项目": entry.line.item.name,
            "级别": level_of(entry.line.requirement),
            "考察方面": entry.line.aspect,
            "口径": entry.line.counted,
            _NOW: _now(entry),
            **{name: getattr(fields[entry.line.id], field) or None for name, field in _TYPED.items()},
            "状态": str(STATE_SIGNS[entry.state]),
        }
        for entry in shown
    ]
    table = pd.DataFrame(rows)
    for name in ("分子", "分母"):
        table[name] = pd.to_numeric(table[name]).astype("Int64")
    for name in _DAYS:
        table[name] = pd.to_datetime(table[name])
    return table.astype({"统计人": "string", "备注": "string"})


def _now(entry: Entry) -> str:
    """What holds without anything being typed: 各级通用 24164/27775 = 0.87; 0.87 where the counts are in the row."""
    figure = entry.figure
    if figure is None:
        return ""
    if not entry.general:
        return share_text(figure.value)
    counted = "" if figure.numerator is None else f"{figure.numerator}/{figure.denominator} = "
    return f"各级通用 {counted}{share_text(figure.value)}"


def _columns() -> dict[str, Any]:
    config = st.column_config
    count: dict[str, Any] = {"min_value": 0, "step": 1, "format": "%d", "width": 85}
    day: dict[str, Any] = {"format": "YYYY-MM-DD", "width": 105}
    return {
        "编号": config.TextColumn(width=150, pinned=True),
        "项目": config.TextColumn(width=115),
        "级别": config.TextColumn(width=48),
        "考察方面": config.TextColumn(width=75),
        "口径": config.TextColumn(width=315),
        _NOW: config.TextColumn(width=132),
        "分子": config.NumberColumn(**count),
        "分母": config.NumberColumn(**count),
        **{name: config.DateColumn(**day) for name in _DAYS},
        "统计人": config.TextColumn(width=80),
        "备注": config.TextColumn(width=140),
        "状态": config.TextColumn(width=105),
    }
