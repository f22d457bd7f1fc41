"""整改 as a table: sortable, exportable as filtered; a clicked cell opens the task beside it."""

from collections.abc import Sequence
from zlib import crc32

import streamlit as st

from evidence.records import Task
from evidence.task_view import to_table
from pages.parts.session import Session
from pages.parts.tables import excel_button, opening
from pages.parts.task_actions import open_task


def draw_table(session: Session, tasks: Sequence[Task]) -> None:
    """Count, export, table."""
    if not tasks:
        st.info("没有符合筛选条件的任务。")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        days = sum(task.effort_days or 0 for task in tasks if task.state != "done")
        st.caption(f"{len(tasks)} 个任务，未完成的工作量共 {days} 人天。点击单元格查看详情。")
        excel_button(
            f"{session.situation.hospital.name}-整改任务",
            lambda: {"整改任务": to_table(session.situation, tasks)},
            "task-excel",
        )
    key = f"task-table-{crc32(repr([task.id for task in tasks]).encode()):08x}"

    st.dataframe(
        to_table(session.situation, tasks),
        key=key,
        hide_index=True,
        height="content" if len(tasks) <= 18 else 660,
        placeholder="",
        column_config={
            "任务": st.column_config.TextColumn(width=320, pinned=True),
            "状态": st.column_config.TextColumn(width=70),
            "是否逾期": st.column_config.TextColumn("逾期", width=55),
            "开始日期": st.column_config.DateColumn(format="YYYY-MM-DD", width=95),
            "截止日期": st.column_config.DateColumn(format="YYYY-MM-DD", width=95),
            "工作量（人天）": st.column_config.NumberColumn(width=105),
            "要求点": st.column_config.NumberColumn(width=65, help="任务要补齐的要求点数"),
            "示例": st.column_config.TextColumn(width=55),
        },
        on_select=opening(key, lambda row: open_task(tasks[row].id)),
        selection_mode="single-cell",
        alt="整改任务表",
    )
