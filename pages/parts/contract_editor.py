"""The values of one field of a draft, as a person can change them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from evidence.contracts.draft import fields
from evidence.contracts.draft_rows import CONTENT, Column, columns, rows, with_rows
from evidence.contracts.editing import with_value
from evidence.dates import iso, parse_date
from evidence.errors import InvalidInputError
from pages.parts.contract_pending import Pending, remember
from pages.parts.feedback import user_errors
from pages.parts.session import Session

_DATES = ("period_start", "period_end")
_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)


def draw_editor(session: Session, found: Pending, field: str) -> None:
    """The form of a field; saving marks what was changed as entered by hand."""
    entry = next(entry for entry in fields() if entry.key == field)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{entry.name}**")
        st.button(
            "关闭", key="editor-close", type="tertiary", on_click=_close, args=(session, found), shortcut="Escape"
        )
    key = f"editor-{field}-{found.round}"
    if field in _DATES:
        _date(session, found, field, key)
    elif entry.several or columns(field)[0].name != CONTENT:
        _rows(session, found, field, key, entry.several)
    else:
        _single(session, found, field, key)


def _close(session: Session, found: Pending) -> None:
    remember(session, replace(found, opened=None))


def _save(session: Session, found: Pending, field: str, given: list[tuple[int | None, Mapping[str, Any]]]) -> None:
    with user_errors():
        draft = with_rows(found.draft, field, given)
        remember(session, replace(found, draft=draft, round=found.round + 1))
        st.rerun()


def _date(session: Session, found: Pending, field: str, key: str) -> None:
    value = None
    with user_errors():
        value = parse_date(found.draft.value(field), "日期")
    chosen = st.date_input(
        "日期", value, _EARLIEST, _LATEST, format="YYYY-MM-DD", key=key, label_visibility="collapsed"
    )
    with st.container(horizontal=True):
        if st.button("保存", type="primary", key=f"{key}-save"):
            with user_errors():
                if not isinstance(chosen, date):
                    raise InvalidInputError("请选择日期；合同没有写日期的请选“合同没有约定”。")
                _keep(session, found, field, iso(chosen))
        if st.button("合同没有约定", key=f"{key}-none"):
            _keep(session, found, field)


def _keep(session: Session, found: Pending, field: str, *values: Any) -> None:
    remember(session, replace(found, draft=with_value(found.draft, field, *values), round=found.round + 1))
    st.rerun()


def _single(session: Session, found: Pending, field: str, key: str) -> None:
    [column] = columns(field)
    known = next(iter(rows(found.draft, field)), {}).get(CONTENT)
    value = _input(column, known, key)
    with st.container(horizontal=True):
        if st.button("保存", type="primary", key=f"{key}-save"):
            with user_errors():
                if value is None or value == "":
                    raise InvalidInputError("请填写内容；合同没有写的请选“合同没有约定”。")
                _save(session, found, field, [(0 if known is not None else None, {CONTENT: value})])
        if st.button("合同没有约定", key=f"{key}-none"):
            _keep(session, found, field)


def _input(column: Column, known: Any, key: str) -> Any:
    if column.sort == "flag":
        words = {True: "是", False: "否"}
        at = list(words).index(known) if known is not None else None
        return st.radio(
            "内容",
            list(words),
            index=at,
            format_func=words.__getitem__,
            key=key,
            horizontal=True,
            label_visibility="collapsed",
        )
    if column.sort in ("number", "whole"):
        step: float | int = 1 if column.sort == "whole" else 1.0
        return st.number_input("数字", value=known, step=step, key=key, label_visibility="collapsed")
    return st.text_input("内容", known or "", key=key, label_visibility="collapsed")


def _rows(session: Session, found: Pending, field: str, key: str, several: bool) -> None:
    """A small table: one row per value, parts as columns; rows can be added and deleted where several are possible."""
    parts = columns(field)
    given = rows(found.draft, field) or ([] if several else [dict.fromkeys(part.name for part in parts)])
    frame = pd.DataFrame(given, columns=[part.name for part in parts], dtype=object)
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="dynamic" if several else "fixed",
        column_config={part.name: _column(part) for part in parts},
        placeholder="",
    )
    known = len(found.draft.values(field))
    with st.container(horizontal=True):
        if st.button("保存", type="primary", key=f"{key}-save"):
            records = edited.astype(object).where(edited.notna(), None).to_dict("index")
            named = [({str(name): cell for name, cell in row.items()}, index) for index, row in records.items()]
            _save(session, found, field, [(_number(index, known), row) for row, index in named])
        if st.button("合同没有约定", key=f"{key}-none"):
            _keep(session, found, field)
    if several:
        st.caption("在最后一行添加；勾选行首后按删除键删去。")


def _number(index: object, known: int) -> int | None:
    """The number of the value that a row was, None for a new one."""
    return index if isinstance(index, int) and index < known else None


def _column(part: Column) -> Any:
    if part.sort == "choice":
        return st.column_config.SelectboxColumn(
            part.label, options=list(part.choices), format_func=lambda code: part.choices.get(str(code), str(code))
        )
    if part.sort == "flag":
        return st.column_config.CheckboxColumn(part.label)
    if part.sort in ("number", "whole"):
        return st.column_config.NumberColumn(part.label, step=1 if part.sort == "whole" else None)
    return st.column_config.TextColumn(part.label)
