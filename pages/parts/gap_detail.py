"""One cell beside the matrix or the list: clauses, reasons, the way to close them, documents, task, links."""

from html import escape

import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.documents import DocumentFilter, find_documents
from evidence.expiry import state_for
from evidence.gap_matrix import CellDetail, ClauseState
from evidence.gap_view import NO_SYSTEM, linked_documents
from evidence.naming import level_of, name_of
from evidence.other_standards import OtherStandards
from evidence.records import Task
from evidence.standing import Standing
from evidence.words import (
    DOCUMENT_SIGNS,
    PROOF_SIGNS,
    REASON_NAMES,
    REASON_REMEDIES,
    TASK_STATES,
    VERDICT_SIGNS,
    WEIGHT_NAMES,
    Sign,
)
from pages.parts.gap_bulk import task_form
from pages.parts.gap_url import put
from pages.parts.payment import draw_payment, gap_payment
from pages.parts.session import Session


def draw_detail(session: Session, standing: Standing, cell: CellDetail) -> None:
    """The panel of an open cell."""
    _head(session, standing, cell)
    for state in cell.clauses:
        _clause(state)
    draw_payment(gap_payment(session, cell.gaps))
    _expected(cell)
    _elsewhere(session, standing, cell)
    _documents(session, cell)
    _tasks(session, standing, cell)


def _head(session: Session, standing: Standing, cell: CellDetail) -> None:
    row = cell.requirement
    weight = f' · <b class="sign">{WEIGHT_NAMES[cell.weight]}</b>' if cell.weight else ""
    system = cell.system.name if cell.system else NO_SYSTEM
    vendor = f" · {escape(cell.system.vendor)}" if cell.system and cell.system.vendor else ""
    with st.container(horizontal=True, vertical_alignment="top"):
        st.html(
            f'<div><b class="code">{row.code}</b> <b>{escape(name_of(standing.catalog, row))}</b> '
            f'<span class="quiet sign">{level_of(row)}</span><span class="quiet">{weight}'
            f"<br>{escape(system)}{vendor}</span></div>"
        )
        st.button("关闭", key="gap-close", on_click=close, type="tertiary", icon=":material/close:", shortcut="Escape")
    clause = next((gap.clause for gap in cell.gaps), cell.clauses[0].clause)
    catalog = standing.catalog.id
    with st.container(horizontal=True):
        if session.opens("requirements"):
            to = {"catalog": catalog, "code": row.code}
            st.page_link("pages/requirements.py", label="打开标准条款", query_params=to)
        label = "上传或查看佐证材料" if session.may(Permission.UPLOAD) else "查看佐证材料"
        st.page_link("pages/documents.py", label=label, query_params={"catalog": catalog, "clause": clause})


def close() -> None:
    """Closes the panel."""
    put("code", "")
    put("at", "")


def coloured(sign: Sign) -> str:
    """Sign and word in their colour."""
    return f'<span class="sign" style="color:{sign.colour}">{sign}</span>'


def _clause(state: ClauseState) -> None:
    reasons = "".join(f"<br><b>{REASON_NAMES[gap.reason]}</b>：{REASON_REMEDIES[gap.reason]}。" for gap in state.gaps)
    note = f'<br><span class="quiet">判定说明：{escape(state.note)}</span>' if state.note else ""
    others = f'<br><span class="quiet">还有 {escape("、".join(state.others))} 尚欠</span>' if state.others else ""
    st.html(
        f'<div class="clause" style="border-top:1px solid #EDF0F3;padding-top:.4rem">'
        f'<span class="code">{state.clause}</span> {coloured(VERDICT_SIGNS[state.verdict])}'
        f' <span class="quiet">佐证</span> {coloured(PROOF_SIGNS[state.proof])}'
        f"<br>{escape(state.text)}{reasons}{note}{others}</div>"
    )


def _expected(cell: CellDetail) -> None:
    types = vocabulary().evidence_types
    entries = "".join(f"<li>{types[entry.type]}：{escape(entry.what)}</li>" for entry in cell.requirement.evidence)
    if cell.gaps and entries:
        st.html(f"<b>通常用什么证明</b><ul style='margin:.2rem 0 0 1.1rem;padding:0'>{entries}</ul>")


def _elsewhere(session: Session, standing: Standing, cell: CellDetail) -> None:
    """What the same work fulfils in the other standards that the hospital aims at."""
    owed = dict.fromkeys(gap.clause for gap in cell.gaps)
    found = OtherStandards(session.situation).of_several(standing.catalog.id, owed) if owed else []
    rows = "".join(
        f'<li>{escape(other.standard)} <span class="code">{other.clause.id}</span> {escape(other.clause.text)}</li>'
        for other, _ in found
        if other.asked
    )
    if rows:
        st.html(f"<b>同时满足</b><ul style='margin:.2rem 0 0 1.1rem;padding:0'>{rows}</ul>")


def _documents(session: Session, cell: CellDetail) -> None:
    found = linked_documents(session.store, session.viewer, cell.links, limit=20)
    wanted = DocumentFilter(ids=frozenset(entry.id for entry in found))
    links = find_documents(session.store, session.viewer, wanted, session.today, len(found)).links
    proves = {number: [link for link in own if link in cell.links] for number, own in links.items()}
    rows = "".join(
        f"<tr><td>{coloured(DOCUMENT_SIGNS[state_for(session.situation, entry, proves[entry.id])])}</td>"
        f'<td>{escape(entry.title)}{_example(entry.example)}</td><td class="num">{entry.effective_on}</td></tr>'
        for entry in found
    )
    if rows:
        st.html(f'<b>已有材料</b><table class="plain">{rows}</table>')
    else:
        st.caption("这些要求点还没有关联任何佐证材料。")


def _example(example: bool) -> str:
    return ' <span class="example">示例</span>' if example else ""


def _tasks(session: Session, standing: Standing, cell: CellDetail) -> None:
    tasks = {gap.task.id: gap.task for gap in cell.gaps if gap.task}
    for task in tasks.values():
        _task(session, task)
    without = [gap for gap in cell.gaps if gap.task is None]
    if without and session.may(Permission.PLAN):
        with st.expander(f"生成整改任务（{len(without)} 项差距还没有任务）", expanded=not tasks):
            task_form(session, standing, without, "gap-one")


def _task(session: Session, task: Task) -> None:
    late = "，<b>逾期</b>" if task.overdue(session.today) else ""
    due = f"{task.due_on} 截止{late}" if task.due_on else "没有截止日期"
    owner = escape(task.owner) or "未指定负责人"
    st.html(
        f"<b>整改任务</b> {escape(task.title)}{_example(task.example)}"
        f'<br><span class="quiet">{TASK_STATES[task.state]} · {owner} · {due}</span>'
    )
    if session.opens("tasks"):
        st.page_link("pages/tasks.py", label="打开任务", query_params={"task": str(task.id)})
