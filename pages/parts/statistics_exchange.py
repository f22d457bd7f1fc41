"""Excel: the sheet to be filled in elsewhere, and reading it back with a preview."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from evidence.statistics.reading import Reading, read_workbook
from evidence.statistics.sheet import Entry, Sheet
from evidence.statistics.workbook import export_workbook
from pages.parts.feedback import user_errors
from pages.parts.session import Session
from pages.parts.statistics_save import change_table, offer_saving

_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(session: Session, sheet: Sheet, shown: Sequence[Entry]) -> None:
    """Download of the shown lines, upload, and the preview of what the file would change."""
    st.write(f"导出当前筛选出的 {len(shown)} 行，由统计人员离线填写；填好的文件在这里上传，核对预览后再保存。")
    st.download_button(
        "导出供填写的 Excel",
        data=lambda: export_workbook(session.situation, session.store, sheet, shown),
        file_name=f"{session.situation.hospital.name}-统计表-{session.today}.xlsx",
        mime=_MIME,
        key="statistics-export",
        icon=":material/download:",
        on_click="ignore",
    )
    uploaded = st.file_uploader("上传填好的 Excel（.xlsx）", key=f"statistics-file-{sheet.catalog.id}")
    if uploaded is None:
        return
    with user_errors():
        _preview(session, sheet, _read(session, sheet, uploaded.getvalue()))


def _read(session: Session, sheet: Sheet, data: bytes) -> Reading:
    """Kept until something changes: a click in the preview must not read the file again."""
    mark = hashlib.sha256(data).hexdigest()
    key = ("statistics-file", session.situation.revision, session.today, sheet.catalog.id, mark)
    reading: Reading = session.store.cached(
        session.viewer, key, lambda: read_workbook(session.situation, session.store, sheet, data)
    )
    return reading


def _preview(session: Session, sheet: Sheet, reading: Reading) -> None:
    conflicts = len(reading.changes) - len(reading.applicable)
    st.write(
        f"有改动 **{len(reading.changes)}** 行（其中冲突 {conflicts} 行，不会覆盖），"
        f"不能保存 **{len(reading.bad_rows)}** 行，没有改动 {reading.unchanged} 行。"
    )
    if reading.changes:
        st.dataframe(change_table(reading.changes), key="statistics-changes", hide_index=True)
    if (reading.changes or reading.bad_rows) and offer_saving(session, sheet, reading, "statistics-file"):
        st.rerun()
