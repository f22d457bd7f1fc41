"""厂商工作清单: what is handed to the vendor as a file, and the same on the screen, function by function."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from evidence.words import WEIGHT_NAMES
from evidence.worklist import Worklist, WorklistLine, WorklistSection
from evidence.worklist_export import Issue, helped_text, to_word, to_workbook
from pages.parts.requirement_documents import plain_table, requirement_anchor
from pages.parts.session import Session

_OFFICE = "application/vnd.openxmlformats-officedocument."
_FILES: tuple[tuple[str, str, str, Callable[[Worklist, Issue], bytes]], ...] = (
    ("Excel", "xlsx", f"{_OFFICE}spreadsheetml.sheet", to_workbook),
    ("Word", "docx", f"{_OFFICE}wordprocessingml.document", to_word),
)
_HEAD = ["要求点", "要求内容", "原因与办法", "轻重", "同时满足", "完成期限"]


def export_buttons(session: Session, listed: Callable[[], Worklist], name: str) -> None:
    """The list as Excel and as Word; a file is made when its button is pressed."""
    issue = Issue(session.viewer.name.strip(), session.today)
    for label, ending, mime, make in _FILES:
        st.download_button(
            f"厂商工作清单（{label}）",
            data=partial(_written, make, listed, issue),
            file_name=f"厂商工作清单-{name}-{session.today}.{ending}",
            mime=mime,
            key=f"worklist-{ending}",
            icon=":material/download:",
            on_click="ignore",
        )


def _written(make: Callable[[Worklist, Issue], bytes], listed: Callable[[], Worklist], issue: Issue) -> bytes:
    return make(listed(), issue)


def show(session: Session, listed: Worklist) -> None:
    """One expander per function, in the order of importance; only an open one is drawn."""
    for place, section in enumerate(listed.sections):
        name = section.feature.id if section.feature else "other"
        box = st.expander(_label(section), expanded=place == 0, key=f"worklist-{name}", on_change="rerun")
        if box.open:
            with box:
                _show_section(session, section)


def _label(section: WorklistSection) -> str:
    counts = "、".join(f"{WEIGHT_NAMES[weight]} {count}" for weight, count in section.weights.items() if count)
    return f"**{section.name}**　{len(section.lines)} 项（{counts}）"


def _show_section(session: Session, section: WorklistSection) -> None:
    facts = [("要做什么", section.build), ("应提交的材料", section.proof)]
    if section.feature:
        facts.append(("评审时会看", "；".join(section.evidence)))
    st.html("".join(f"<div><b>{name}：</b>{escape(text)}</div>" for name, text in facts if text))
    plain_table(_HEAD, [_row(session, line, section) for line in section.lines], short=frozenset({0, 3, 5}))


def _row(session: Session, line: WorklistLine, section: WorklistSection) -> list[str]:
    """Without a feature a line says itself what is looked at."""
    gap, remedy = line.gap, [line.remedy]
    if line.evidence and not section.feature:
        remedy.append(f"评审时会看：{'；'.join(line.evidence)}")
    anchor = escape(gap.clause)
    if session.opens("requirements"):
        anchor = requirement_anchor(gap.catalog, gap.requirement.code, gap.clause)
    limits = f'<div class="quiet">只涉及：{escape(line.part)}</div>' if line.part else ""
    paid = f'<div class="quiet">费用：{escape(line.payment)}</div>' if line.cover else ""
    if line.together_with:
        limits += f'<div class="quiet">另需：{escape("、".join(line.together_with))}</div>'
    return [
        f'{anchor}<div class="quiet">{escape(line.standard)}</div>',
        escape(gap.text) + limits,
        f'{line.reason}<div class="quiet">{escape("。".join(remedy))}</div>{paid}',
        line.weight,
        escape(helped_text(line)).replace("\n", "<br>"),
        line.due,
    ]
