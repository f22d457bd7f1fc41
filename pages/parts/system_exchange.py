"""离线填写: the workbook of a system for its vendor, and reading it back with a preview."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.exchange_apply import apply_edits, take_back
from evidence.exchange_export import export_system
from evidence.exchange_format import CLAUSE_LAYOUT, FEATURE_KEY, FEATURE_LAYOUT, Value
from evidence.exchange_read import BadRow, Edit, Reading, read_back
from evidence.records import System
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.tables import selectable

_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(session: Session, system: System) -> None:
    """Download, upload, and the preview of what the uploaded file would change."""
    if session.may(Permission.JUDGE):
        st.write("导出后由厂商离线填写功能状态和判定，填好的文件在这里上传，核对预览后再写入。")
    else:
        st.write("导出后离线填写，填好的文件在这里上传，核对预览后写入功能状态；判定由医院核对后写入。")
    st.download_button(
        "导出供厂商填写的 Excel" if session.may(Permission.JUDGE) else "导出离线填写的 Excel",
        data=lambda: export_system(session.situation, session.store, session.viewer, system),
        file_name=f"离线填写-{system.name}.xlsx",
        mime=_MIME,
        key="exchange-export",
        icon=":material/download:",
        on_click="ignore",
    )
    uploaded = st.file_uploader("上传填好的 Excel（.xlsx）", key=f"exchange-file-{system.id}")
    if uploaded is None:
        return
    with user_errors():
        _preview(session, system, _read(session, system, uploaded.getvalue()))


def _read(session: Session, system: System, data: bytes) -> Reading:
    """Kept until something changes: a selection in the preview must not read the file again."""
    key = ("exchange", session.situation.revision, session.today, system.id, hashlib.sha256(data).hexdigest())
    reading: Reading = session.store.cached(
        session.viewer, key, lambda: read_back(session.situation, session.store, session.viewer, system, data)
    )
    return reading


def _preview(session: Session, system: System, reading: Reading) -> None:
    if not session.may(Permission.JUDGE):
        reading = _without_verdicts(reading)
    conflicts = len(reading.edits) - len(reading.applicable)
    st.write(
        f"有改动 **{len(reading.edits)}** 行（其中冲突 {conflicts} 行），"
        f"不能读取 **{len(reading.bad_rows)}** 行，没有改动 {reading.unchanged} 行。"
    )
    for problem in reading.problems:
        st.warning(problem, icon=":material/warning:")
    if reading.edits:
        _edits(session, system, reading.edits)
    if reading.bad_rows:
        st.html("<b>不能读取的行</b>")
        st.dataframe(_bad_table(reading.bad_rows), key="exchange-bad-rows", hide_index=True)


def _without_verdicts(reading: Reading) -> Reading:
    """What a person may store who does not judge; says what is left out."""
    own = tuple(edit for edit in reading.edits if edit.key == FEATURE_KEY)
    left = len(reading.edits) - len(own)
    if left:
        st.info(f"文件中另有 {left} 行判定的改动，由医院核对后写入，这里不列出。", icon=":material/info:")
    return replace(reading, edits=own)


def _edits(session: Session, system: System, edits: Sequence[Edit]) -> None:
    # The selection ends when something has been stored: a button must never act on a row that has moved up.
    rows = selectable(_table(edits), f"exchange-edits-{system.id}-{session.situation.revision}", mode="multi-row")
    chosen = [edits[row] for row in rows] or list(edits)
    count = sum(not edit.conflict for edit in chosen)
    st.caption("不选择行时应用全部改动；冲突的行在导出之后已被修改，不会覆盖。")
    if st.button(f"应用 {count} 处修改", type="primary", key="exchange-apply", disabled=not count):
        _apply(session, system, [edit for edit in chosen if not edit.conflict])


def _apply(session: Session, system: System, chosen: Sequence[Edit]) -> None:
    store, viewer, situation = session.store, session.viewer, session.situation
    outcome = apply_edits(store, viewer, situation, system, chosen)
    message = f"已写入 {outcome.changed} 处修改。{''.join(outcome.problems)}"
    done(message, undo=lambda: take_back(store, viewer, situation, outcome))
    st.rerun()


def _table(edits: Sequence[Edit]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "工作表": [edit.sheet for edit in edits],
            "行": [edit.row for edit in edits],
            "编号": [edit.id for edit in edits],
            "内容": [edit.text for edit in edits],
            "现在": [_told(edit, edit.old) for edit in edits],
            "改为": [_told(edit, edit.new) for edit in edits],
            "冲突": ["! 冲突" if edit.conflict else "" for edit in edits],
        }
    )


def _told(edit: Edit, value: Value) -> str:
    """已上线；检验科；说明."""
    layout = FEATURE_LAYOUT if edit.key == FEATURE_KEY else CLAUSE_LAYOUT
    word = layout.words.get(value.state, "未填")
    return "；".join(filter(None, (word, value.departments, value.note)))


def _bad_table(bad_rows: Sequence[BadRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "工作表": [bad.sheet for bad in bad_rows],
            "行": [bad.row for bad in bad_rows],
            "编号": [bad.id for bad in bad_rows],
            "原因": [bad.reason for bad in bad_rows],
        }
    )
