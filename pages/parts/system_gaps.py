"""差距: what a system still owes for each target — the vendor's worklist."""

import pandas as pd
import streamlit as st

from evidence.gaps import Gap, Reason
from evidence.records import System
from evidence.words import MEASURE_NAMES, REASON_NAMES, REASON_REMEDIES, WEIGHT_NAMES
from pages.parts.header import target_label
from pages.parts.session import Session
from pages.parts.system_choice import kept_parameters, requirement_link
from pages.parts.system_layout import row_height
from pages.parts.tables import excel_button

_ALL = "全部目标"
_TEXT_WIDTH = 330


def draw(session: Session, system: System) -> None:
    """The gaps of all targets, filtered by target and reason."""
    if not session.standings:
        st.write("还没有评审目标，无法列出差距；请先在“评审目标”中设定。")
        return
    gaps = [
        g for standing in session.standings for g in session.gaps(standing) if g.system and g.system.id == system.id
    ]
    listed = _filtered(session, gaps)
    table = _as_table(session, listed)
    with st.container(horizontal=True, vertical_alignment="center"):
        excel_button(f"差距清单-{system.name}", lambda: {"差距": _exported(session, table, listed)}, key="export-gaps")
        st.page_link(
            "pages/gaps.py",
            label="到“差距”页安排整改任务",
            icon=":material/task_alt:",
            query_params=kept_parameters() | {"system": str(system.id)},
        )
        blocking = sum(gap.blocks for gap in listed)
        planned = sum(gap.task is not None for gap in listed)
        st.html(f'<span class="quiet">{len(listed)} 个差距，其中 {blocking} 个卡级；{planned} 个已有整改任务</span>')
    if listed:
        _show(table)
    else:
        st.success("没有符合条件的差距。", icon=":material/check_circle:")


def _filtered(session: Session, gaps: list[Gap]) -> list[Gap]:
    labels = {target_label(session.situation, s.target): s.target.id for s in session.standings}
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
    return [
        gap
        for gap in gaps
        if labels.get(chosen or _ALL, gap.target.id) == gap.target.id and (not reasons or gap.reason in reasons)
    ]


def _as_table(session: Session, gaps: list[Gap]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "要求点": requirement_link(gap.catalog, gap.requirement.code, gap.clause),
                "原因": _reason(gap),
                "轻重": WEIGHT_NAMES[gap.weight],
                "要求内容": gap.text,
                "截止": gap.task.due_on if gap.task else None,
                "整改任务": gap.task.title if gap.task else "",
                "负责人": gap.task.owner if gap.task else "",
                "项目": f"{gap.name} {gap.level}".strip(),
                "评审目标": target_label(session.situation, gap.target),
            }
            for gap in gaps
        ]
    )


def _reason(gap: Gap) -> str:
    """缺佐证材料; of a measure 缺佐证材料（有效应用统计）."""
    about = MEASURE_NAMES[gap.about]
    of_measure = gap.about != "clause" and gap.reason not in (Reason.COVERAGE_LOW, Reason.DATA_QUALITY_LOW)
    return f"{REASON_NAMES[gap.reason]}（{about}）" if of_measure else REASON_NAMES[gap.reason]


def _exported(session: Session, table: pd.DataFrame, gaps: list[Gap]) -> pd.DataFrame:
    """What the vendor gets: codes instead of links, and what to do."""
    return table.assign(
        要求点=[gap.clause for gap in gaps], 怎么办=[REASON_REMEDIES[gap.reason] for gap in gaps]
    ).assign(厂商=[gap.vendor for gap in gaps], 计算日期=session.today)


def _show(table: pd.DataFrame) -> None:
    text = st.column_config.TextColumn
    height = row_height((table["要求内容"], _TEXT_WIDTH), (table["整改任务"], 130))
    st.dataframe(
        table,
        key="system-gaps",
        hide_index=True,
        row_height=height,
        height=min(700, 40 + height * len(table)),
        column_config={
            "要求点": st.column_config.LinkColumn(width=90, display_text=r"#(.+)$", pinned=True),
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
