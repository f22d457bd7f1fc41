"""差距: what a system still owes for each target — the vendor's worklist."""

from functools import partial

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.gaps import Gap
from evidence.records import System
from evidence.words import REASON_NAMES, WEIGHT_NAMES
from evidence.worklist import Worklist, reason_of, target_name, worklist
from pages.parts import system_worklist
from pages.parts.session import Session
from pages.parts.system_choice import kept_parameters, requirement_cell, requirement_column
from pages.parts.system_layout import row_height

_ALL = "全部目标"
_BY_CLAUSE, _BY_FEATURE = "按要求点", "按功能"
_TEXT_WIDTH = 330


def draw(session: Session, system: System) -> None:
    """The gaps of all targets, filtered by target and reason; clause by clause or function by function."""
    if not session.standings:
        then = "请先在“评审目标”中设定。" if session.may(Permission.DIRECT) else "评审目标由医院的主任或管理员设定。"
        st.write(f"还没有评审目标，无法列出差距；{then}")
        return
    gaps = [
        g for standing in session.standings for g in session.gaps(standing) if g.system and g.system.id == system.id
    ]
    target, listed = _filtered(session, gaps)
    made = partial(_worklist, session, system, target, listed)
    with st.container(horizontal=True, vertical_alignment="center"):
        by_feature = _grouping() == _BY_FEATURE
        system_worklist.export_buttons(session, made, system.name)
        st.page_link(
            "pages/gaps.py",
            label="到“差距”页安排整改任务" if session.may(Permission.PLAN) else "在“差距”页查看",
            icon=":material/task_alt:" if session.may(Permission.PLAN) else ":material/grid_on:",
            query_params=kept_parameters() | {"system": str(system.id)},
        )
        blocking = sum(gap.blocks for gap in listed)
        planned = sum(gap.task is not None for gap in listed)
        st.html(f'<span class="quiet">{len(listed)} 个差距，其中 {blocking} 个卡级；{planned} 个已有整改任务</span>')
    if not listed:
        st.success("没有符合条件的差距。", icon=":material/check_circle:")
    elif by_feature:
        system_worklist.show(session, made())
    else:
        _show(session, _as_table(session, listed))


def _worklist(session: Session, system: System, target: int | None, gaps: list[Gap]) -> Worklist:
    """The list of what is filtered; `target`: None for all."""
    standings = [s for s in session.standings if target in (None, s.target.id)]
    by_target = {s.target.id: [gap for gap in gaps if gap.target.id == s.target.id] for s in standings}
    desk = session.covers()
    return worklist(session.situation, standings, by_target, system, desk.of_gap if desk else None)


def _grouping() -> str:
    return st.segmented_control(
        "排列",
        [_BY_CLAUSE, _BY_FEATURE],
        default=_BY_CLAUSE,
        required=True,
        key="gap-view",
        bind="query-params",
        label_visibility="collapsed",
    )


def _filtered(session: Session, gaps: list[Gap]) -> tuple[int | None, list[Gap]]:
    """The chosen target (None for all), and the gaps that are left."""
    labels = {target_name(session.situation, s.target): s.target.id for s in session.standings}
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = st.segmented_control(
            "评审目标",
            [_ALL, *labels],
            default=_ALL,
            required=True,
            key="gap-target",
            bind="query-params",
            wrap=True,
            label_visibility="collapsed",
        )
        reasons = st.multiselect(
            "原因",
            list(dict.fromkeys(gap.reason for gap in gaps)),
            format_func=lambda reason: REASON_NAMES[reason],
            key="reason",
            bind="query-params",
            placeholder="全部原因",
            label_visibility="collapsed",
            width=280,
        )
    target = labels.get(chosen or _ALL)
    return target, [gap for gap in gaps if target in (None, gap.target.id) and (not reasons or gap.reason in reasons)]


def _as_table(session: Session, gaps: list[Gap]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "要求点": requirement_cell(session, gap.catalog, gap.requirement.code, gap.clause),
                "原因": reason_of(gap),
                "轻重": WEIGHT_NAMES[gap.weight],
                "要求内容": gap.text,
                "截止": gap.task.due_on if gap.task else None,
                "整改任务": gap.task.title if gap.task else "",
                "负责人": gap.task.owner if gap.task else "",
                "项目": f"{gap.name} {gap.level}".strip(),
                "评审目标": target_name(session.situation, gap.target),
            }
            for gap in gaps
        ]
    )


def _show(session: Session, table: pd.DataFrame) -> None:
    text = st.column_config.TextColumn
    height = row_height((table["要求内容"], _TEXT_WIDTH), (table["整改任务"], 130))
    st.dataframe(
        table,
        key="system-gaps",
        hide_index=True,
        row_height=height,
        height=min(700, 40 + height * len(table)),
        column_config={
            "要求点": requirement_column(session, 90, pinned=True),
            "评审目标": text(width=95),
            "项目": text(width=115),
            "要求内容": text(width=_TEXT_WIDTH),
            "原因": text(width=105),
            "轻重": text(width=50),
            "截止": st.column_config.DateColumn(format="YYYY-MM-DD", width=90),
            "整改任务": text(width=130),
            "负责人": text(width=90),
        },
        placeholder="—",
        alt="本系统的差距",
    )
