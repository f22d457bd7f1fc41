"""The draft beside its text: problems to be decided first, then every fact, editable, with its sentence."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from evidence.contracts.draft import Problem, Quote
from evidence.contracts.draft_rows import DraftLine, draft_lines
from evidence.contracts.editing import with_value
from evidence.contracts.overview import Overview
from evidence.words import AMBER, GREEN, GREY, RED
from pages.parts.contract_confirm import confirm_doubts, draw_confirm, draw_differences
from pages.parts.contract_editor import draw_editor
from pages.parts.contract_pending import Pending, forget, remember
from pages.parts.contract_source import draw_source
from pages.parts.gap_beside import beside
from pages.parts.session import Session
from pages.parts.tables import opening

_WIDTHS = {"状态": 85, "项目": 135, "内容": 330, "行": 70, "说明": 130}
_COLOURS = {"! 须决定": RED, "✔ 读到": GREEN, "✎ 人工": AMBER, "– 未读到": GREY}


def draw_draft(session: Session, overview: Overview, found: Pending) -> None:
    """What was read in a sentence, differences, problems, confirmation, facts; the text beside them."""
    lines = draft_lines(found.draft)
    left, right = beside("draft-panel")
    with left:
        doubts = confirm_doubts(session, overview, found)
        _sentence(session, found, lines, len(doubts))
        draw_differences(session, overview, found)
        for number, problem in enumerate(found.draft.problems):
            _problem(session, found, problem, number)
        draw_confirm(session, overview, found, doubts)
        _facts(session, found, lines)
        _unread(session, found)
    with right:
        if found.opened is not None:
            draw_editor(session, found, found.opened[0])
        draw_source(found, _chosen(found))


def _sentence(session: Session, found: Pending, lines: Sequence[DraftLine], doubts: int) -> None:
    facts = sum(line.fact is not None for line in lines)
    name = found.file_name or "粘贴的文字"
    problems, unread = len(found.draft.problems) + doubts, len(found.draft.not_understood)
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        counts = f"读到 {facts} 项，须决定 {problems} 项，未能理解 {unread} 句"
        st.html(f'<p class="lead">“{escape(name)}”：{counts}。</p>', width="stretch")
        st.button("放弃，另读一份", key="draft-drop", on_click=forget, args=(session,), type="tertiary")
    if found.by_ocr:
        st.warning("文字由扫描件识别而来，个别字可能有误，请对照原件核对。", icon=":material/document_scanner:")


def _problem(session: Session, found: Pending, problem: Problem, number: int) -> None:
    """What the text contradicts or leaves impossible: a person fills in a value or says that nothing is agreed."""
    lines = "、".join(str(line) for line in dict.fromkeys(quote.line for quote in problem.quotes))
    key = f"draft-problem-{number}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False, key=key):
        where = f'<span class="quiet">（第 {lines} 行）</span>' if lines else ""
        st.html(f'<b style="color:{RED}">! 须决定</b>　{escape(problem.message)}{where}', width="stretch")
        st.button("填写", key=f"draft-decide-{number}", on_click=_open, args=(session, found, problem.field, 0))
        st.button("合同没有约定", key=f"draft-none-{number}", on_click=_nothing, args=(session, found, problem.field))


def _open(session: Session, found: Pending, field: str, number: int) -> None:
    remember(session, replace(found, opened=(field, number)))


def _nothing(session: Session, found: Pending, field: str) -> None:
    draft = with_value(found.draft, field, *found.draft.values(field))
    remember(session, replace(found, draft=draft, opened=None, round=found.round + 1))


def _facts(session: Session, found: Pending, lines: Sequence[DraftLine]) -> None:
    st.caption("每一行是一项内容；点击单元格可修改，右侧显示它出自哪一句。")
    table = pd.DataFrame(
        [
            {
                "状态": _state(line),
                "项目": line.name,
                "内容": line.problem or line.value,
                "行": "、".join(map(str, line.lines)),
                "说明": line.fact.note if line.fact else "",
            }
            for line in lines
        ]
    )
    key = f"draft-facts-{found.round}"

    st.dataframe(
        table.style.map(lambda text: f"color: {_COLOURS.get(text, 'inherit')}", subset=["状态"]),
        key=key,
        hide_index=True,
        height=620,
        placeholder="",
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
        on_select=opening(key, lambda row: _open(session, found, lines[row].field, lines[row].number)),
        selection_mode="single-cell",
        alt="读到的内容",
    )


def _state(line: DraftLine) -> str:
    if line.problem:
        return "! 须决定"
    if line.fact is None:
        return "– 未读到"
    return "✎ 人工" if line.by_hand else "✔ 读到"


def _unread(session: Session, found: Pending) -> None:
    """Nothing that was not understood is hidden."""
    unread = found.draft.not_understood
    if not unread:
        return
    st.markdown(
        f"**未能理解的句子　{len(unread)} 句**　像是约定，但没有读成上面的任何一项，请人工看过，需要时补到相应项目"
    )
    lines = "".join(
        f'<tr><td class="num">{quote.line}</td><td>{escape(" ".join(quote.text.split()))}</td></tr>' for quote in unread
    )
    st.html(f'<table class="plain"><tr><th>行</th><th>原文</th></tr>{lines}</table>')


def _chosen(found: Pending) -> tuple[Quote, ...]:
    """The sentences of the open value: of its fact, or of the problem with its field."""
    if found.opened is None:
        return ()
    field, number = found.opened
    facts = found.draft.facts_of(field)
    if number < len(facts):
        return facts[number].quotes
    return tuple(quote for problem in found.draft.problems if problem.field == field for quote in problem.quotes)
