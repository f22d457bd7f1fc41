"""管理层报告: the state of the evaluations for the hospital's management, to be projected, printed or taken as Word."""

from functools import partial

import streamlit as st

from evidence.management_report.facts import Report, load_report
from evidence.management_report.word import to_word
from evidence.management_report.words import wording
from pages.parts import report_sections
from pages.parts.session import Session, current

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HINT = "按 F11 全屏放映，收起左侧菜单更宽；按 Ctrl+P 打印，每节一页。"


def main() -> None:
    """The sections one under the other, each as high as a screen at most."""
    session = current()
    report = load_report(session.store, session.viewer, session.situation)
    report_sections.style()
    _bar(session, report)
    report_sections.draw(report, session.standing)


def _bar(session: Session, report: Report) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="report-bar"):
        st.download_button(
            "导出 Word",
            data=partial(to_word, report, session.viewer.name.strip()),
            file_name=f"{wording()['title']}-{session.today}.docx",
            mime=_WORD,
            key="report-word",
            icon=":material/download:",
            on_click="ignore",
        )
        st.html(f'<span class="quiet">{_HINT}</span>', width="content")


main()
