"""要求 as it stands: the clauses of a system with its verdicts, for reading; what is judged for the whole hospital."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.system_view import SystemClause
from evidence.words import PROOF_SIGNS, VERDICT_SIGNS
from pages.parts.session import Session
from pages.parts.system_choice import requirement_cell, requirement_column
from pages.parts.system_layout import row_height

TEXT_WIDTH, ITEM_WIDTH, REASON_WIDTH = 380, 145, 230
_NOTE_WIDTH = 180


def item_text(entry: SystemClause) -> str:
    """检验报告生成 5级."""
    return f"{entry.name} {entry.level}".strip()


def clauses_height(entries: Sequence[SystemClause]) -> int:
    """The height of rows in which the texts of these clauses have room."""
    return row_height(
        ([entry.clause.text for entry in entries], TEXT_WIDTH),
        ([item_text(entry) for entry in entries], ITEM_WIDTH),
        ([entry.reason for entry in entries], REASON_WIDTH),
    )


def show_verdicts(session: Session, entries: Sequence[SystemClause]) -> None:
    """The clauses with the verdicts of the hospital, which the person does not change."""
    table = pd.DataFrame(
        {
            "要求点": [requirement_cell(session, e.catalog.id, e.requirement.code, e.clause.id) for e in entries],
            "要求内容": [entry.clause.text for entry in entries],
            "判定": [str(VERDICT_SIGNS[entry.verdict]) for entry in entries],
            "备注": [entry.note for entry in entries],
            "项目": [item_text(entry) for entry in entries],
            "佐证": [str(PROOF_SIGNS[entry.proof]) for entry in entries],
            "为什么由本系统负责": [entry.reason for entry in entries],
        }
    )
    colours = [f"color: {VERDICT_SIGNS[entry.verdict].colour}" for entry in entries]
    text, height = st.column_config.TextColumn, clauses_height(entries)
    st.dataframe(
        table.style.apply(lambda _: colours, subset=["判定"]),
        key="system-verdicts",
        hide_index=True,
        height=min(640, 40 + height * len(entries)),
        row_height=height,
        column_config={
            "要求点": requirement_column(session, 94, pinned=True),
            "要求内容": text(width=TEXT_WIDTH),
            "判定": text(width=100),
            "备注": text(width=_NOTE_WIDTH),
            "项目": text(width=ITEM_WIDTH),
            "佐证": text(width=65),
            "为什么由本系统负责": text(width=REASON_WIDTH),
        },
        alt="本系统的要求点与判定",
    )


def show_judged_for_hospital(session: Session, entries: Sequence[SystemClause]) -> None:
    """Tiered indicators: shown, but judged on the screen of the requirements."""
    if not entries:
        return
    then = "，请在“标准条款”页选择达到的分档" if session.may(Permission.JUDGE) else ""
    st.write(f"另有 {len(entries)} 个分档指标按全院评定{then}：")
    codes = [entry.requirement.code for entry in entries]
    table = pd.DataFrame(
        {
            "指标": [
                requirement_cell(session, entry.catalog.id, code, code)
                for entry, code in zip(entries, codes, strict=True)
            ],
            "要求内容": [entry.clause.text for entry in entries],
            "判定": [str(VERDICT_SIGNS[entry.verdict]) for entry in entries],
            "为什么由本系统负责": [entry.reason for entry in entries],
        }
    )
    st.dataframe(
        table,
        key="tiered-indicators",
        hide_index=True,
        height="content",
        row_height=clauses_height(entries),
        column_config={
            "指标": requirement_column(session, 95),
            "要求内容": st.column_config.TextColumn(width=TEXT_WIDTH),
        },
        alt="按全院评定的分档指标",
    )
