"""What was typed or uploaded, before it is stored: the rows that change, the rows that cannot be stored."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from evidence.statistics.entry import record_figures, take_back_figures
from evidence.statistics.reading import BadRow, Change, Reading, drafts_of
from evidence.statistics.sheet import Sheet
from evidence.statistics.workbook import Fields
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_LISTED = 5


def offer_saving(session: Session, sheet: Sheet, reading: Reading, key: str) -> bool:
    """The button that stores the good rows; with bad ones only after the person has agreed. Whether it stored."""
    good, bad = reading.applicable, reading.bad_rows
    if bad:
        st.error(f"{len(bad)} 行不能保存，原因见下表。", icon=":material/error:")
        st.dataframe(_bad_table(bad), key=f"{key}-bad", hide_index=True)
    conflicts = [change.entry.line.id for change in reading.changes if change.conflict]
    if conflicts:
        listed = "、".join(conflicts[:_LISTED])
        st.warning(f"{len(conflicts)} 行刚被他人修改过，不会覆盖：{listed}。", icon=":material/warning:")
    agreed = not bad
    with st.container(horizontal=True, vertical_alignment="center"):
        if bad and good:
            agreed = st.checkbox(f"只保存其余 {len(good)} 行，这 {len(bad)} 行不保存", key=f"{key}-agreed")
        pressed = st.button(f"保存 {len(good)} 行", type="primary", key=f"{key}-save", disabled=not (good and agreed))
    if not pressed:
        return False
    with user_errors():
        _store(session, sheet, good)
        return True
    return False


def _store(session: Session, sheet: Sheet, good: Sequence[Change]) -> None:
    store, viewer = session.store, session.viewer
    figures, queries = drafts_of(good)
    recorded = record_figures(store, viewer, sheet.catalog, figures, queries)
    undo = (lambda: take_back_figures(store, viewer, recorded)) if recorded.figures else None
    done(f"已保存 {recorded.changed} 处统计，待另一位人员复核。", undo)


def change_table(changes: Sequence[Change]) -> pd.DataFrame:
    """What changes: line, present and new content."""
    return pd.DataFrame(
        {
            "行": [change.row for change in changes],
            "编号": [change.entry.line.id for change in changes],
            "项目": [change.entry.line.item.name for change in changes],
            "现在": [_told(change.old) for change in changes],
            "改为": [_told(change.new) for change in changes],
            "语句": ["有改动" if change.query else "" for change in changes],
            "冲突": ["! 冲突" if change.conflict else "" for change in changes],
        }
    )


def _told(fields: Fields) -> str:
    """85 ÷ 100，2026-08-23 至 2026-11-21，李工."""
    counted = f"{fields.numerator} ÷ {fields.denominator}" if fields.numerator else "未填"
    window = f"{fields.window_from} 至 {fields.window_to}" if fields.window_from or fields.window_to else ""
    return "，".join(filter(None, (counted, window, fields.run_on, fields.run_by, fields.note)))


def _bad_table(bad_rows: Sequence[BadRow]) -> pd.DataFrame:
    rows = {"行": [bad.row for bad in bad_rows]} if any(bad.row for bad in bad_rows) else {}
    return pd.DataFrame(
        {
            **rows,
            "编号": [bad.id for bad in bad_rows],
            "原因": [bad.reason for bad in bad_rows],
        }
    )
