"""Tables: virtualised, sortable and searchable in place, rows selectable, exportable as filtered."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st

from evidence.excel import to_excel

Selection = Literal["single-row", "multi-row"]


def selectable(
    table: pd.DataFrame,
    key: str,
    mode: Selection = "single-row",
    columns: Mapping[str, Any] | None = None,
    height: int | Literal["auto", "stretch", "content"] = "auto",
) -> list[int]:
    """Shows a table and returns the positions of the selected rows."""
    state = st.dataframe(
        table,
        key=key,
        hide_index=True,
        column_config=dict(columns or {}),
        height=height,
        on_select="rerun",
        selection_mode=mode,
    )
    rows: list[int] = [row for row in state["selection"]["rows"] if row < len(table)]
    return rows


def opening(key: str, open_row: Callable[[int], None]) -> Callable[[], None]:
    """For `on_select` of a table whose cells can be clicked: opens the row of the clicked cell."""

    def opened() -> None:
        for row, _ in st.session_state[key]["selection"]["cells"]:
            open_row(row)

    return opened


def excel_button(name: str, sheets: Callable[[], dict[str, pd.DataFrame]], key: str) -> None:
    """A button that exports what is filtered; the file is made when the button is pressed, not on every rerun."""
    st.download_button(
        "导出 Excel",
        data=lambda: to_excel(sheets()),
        file_name=f"{name}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )
