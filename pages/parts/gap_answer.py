"""The answer of the gap screen: how much is missing, what blocks, why, whose it is, what is arranged."""

from html import escape

import streamlit as st

from evidence.access import sees_all
from evidence.gap_view import GapSummary, target_level
from evidence.gap_weights import Weight
from evidence.naming import short_title
from evidence.standing import Standing
from evidence.words import WEIGHT_NAMES
from pages.parts.session import Session

_HOW = """
一条要求点在目标级别以内、还不是“有据”的，就是一项差距。
一条要求点由几个系统承担时，每个尚欠的系统各有一项差距，上面的条数只计一次。

- **卡级**：不补齐就达不到目标。分级标准中是未通过的基本项目（待确认的按基本项计），
  互联互通中是目标等级以内未达到的必测指标，等保中是列入高风险情形或重大隐患触发项的测评项。
- **计数**：通过的数量还不够，补齐后计入。分级标准中是未通过的选择项目，等保中是其他测评项（计入符合率）。
- **加分**：不影响能否达到目标。
- **原因**取最先成立的一个：没有责任系统、未评估、不符合、部分符合、有效应用不足、数据质量不足，
  最后才是佐证材料（缺、待审、退回、过期）。
"""


def draw_answer(session: Session, standing: Standing, summary: GapSummary) -> None:
    """One sentence with numbers, a second line with why, whose and what is arranged, and how it is counted.

    Who sees their own share only is not told the hospital's numbers as if they were theirs.
    """
    whole = sees_all(session.viewer)
    head = f"{short_title(standing.catalog)} {target_level(standing.target)}"
    st.html(f'<p class="lead">{head}：{_extent(summary, whole)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="gap-answer"):
        st.html(f'<span class="quiet">{"；".join(_details(summary, whole))}</span>', width="content")
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_HOW)


def _extent(summary: GapSummary, whole: bool) -> str:
    if not summary.clauses:
        return f"{summary.asked} 条要求点全部有据或不适用，没有差距。" if whole else "归您负责的系统没有差距。"
    clauses = summary.clauses
    extent = f"{summary.asked} 条要求点中 {clauses} 条有差距，" if whole else f"归您负责的系统有 {clauses} 条差距，"
    if not summary.blocking:
        return f"{extent}没有卡级的。"
    items = f"（涉及 {summary.blocking_items} 个项目）" if summary.blocking_items < summary.blocking else ""
    return f"{extent}其中 {summary.blocking} 条{WEIGHT_NAMES[Weight.BLOCKS]}{items}。"


def _details(summary: GapSummary, whole: bool) -> list[str]:
    found = []
    if summary.reason:
        found.append(f"最多的原因是<b>{summary.reason.name}</b>（{summary.reason.clauses} 条）")
    if summary.vendor and whole:
        found.append(f"最多的厂商是<b>{escape(summary.vendor.name)}</b>（{summary.vendor.clauses} 条）")
    elif summary.system:
        found.append(f"最多的系统是<b>{escape(summary.system.name)}</b>（{summary.system.clauses} 条）")
    if summary.clauses:
        open_clauses = summary.clauses - summary.tasked
        found.append(f"已安排整改任务 <b>{summary.tasked}</b> 条，<b>{open_clauses}</b> 条还没有安排")
    return found
