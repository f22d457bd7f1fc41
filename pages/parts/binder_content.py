"""What a binder or bundle would hold: the answer in a sentence, and what is missing as tables."""

from html import escape
from typing import Literal

import pandas as pd
import streamlit as st

from evidence.binder.content import Binder
from evidence.binder.words import LACK_HEAD, LEFT_OUT_HEAD, lack_row, left_out_row, rules_of
from pages.parts.tables import excel_button

_HEIGHT = 360
_ROWS_IN_SIGHT = 9


def draw_answer(binder: Binder, what: str) -> None:
    """材料册可放入 92 份材料，仍有 409 处缺项."""
    out = f"，另有 {len(binder.left_out)} 份不能放入" if binder.left_out else ""
    lacks = f"仍有 {len(binder.lacks)} 处缺项" if binder.lacks else "没有缺项"
    st.html(
        f'<div class="lead">{what}可放入 {len(binder.documents)} 份材料{out}；{lacks}。</div>'
        f'<div class="quiet">{escape("".join(rules_of(binder.cover)))}</div>'
    )


def draw_lacks(binder: Binder) -> None:
    """The tables of what is missing, with the same words as in the exported files."""
    lacks = pd.DataFrame(map(lack_row, binder.lacks), columns=list(LACK_HEAD))
    left_out = pd.DataFrame(map(left_out_row, binder.left_out), columns=list(LEFT_OUT_HEAD))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**缺项（{len(lacks)} 处）**")
        excel_button(
            f"缺项-{binder.cover.target_name}", lambda: {"缺项": lacks, "未放入的材料": left_out}, "lacks-excel"
        )
    _table(lacks, "binder-lacks", "要求内容")
    if len(left_out):
        st.markdown(f"**不能放入的材料（{len(left_out)} 份）**")
        _table(left_out, "binder-left-out", "材料名称")


def _table(rows: pd.DataFrame, key: str, longest: str) -> None:
    """The column with the long texts gives way, so that the others stay in sight on a tablet."""
    height: int | Literal["auto"] = _HEIGHT if len(rows) > _ROWS_IN_SIGHT else "auto"
    widths = {longest: st.column_config.TextColumn(width="medium")}
    st.dataframe(rows, hide_index=True, height=height, column_config=widths, key=key)
