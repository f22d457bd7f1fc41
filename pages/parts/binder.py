"""材料册 of 评审准备: what a binder for the target would hold, what is missing, and the export itself."""

import streamlit as st

from evidence.binder.export import read_binder
from evidence.binder.pdf_copies import ABSENT, office_program
from evidence.binder.running import BINDER
from pages.parts.binder_content import draw_answer, draw_lacks
from pages.parts.binder_job import draw_job
from pages.parts.no_target import show_no_target
from pages.parts.session import Session

_HOLDS = (
    "一个 ZIP：每个分项一份 Word（要求点、自评说明、责任系统、截图、统计表、材料清单），"
    "总目录、自评表（Excel）、缺项清单、全部佐证材料，以及带校验值的文件清单。"
)


def show(session: Session) -> None:
    """The tab."""
    if session.standing is None:
        show_no_target(session, "因此没有材料册可做")
        return
    target = session.standing.target.id
    binder = read_binder(session.store, session.viewer, session.deployment.catalogs, target, session.today)
    draw_answer(binder, BINDER)
    st.caption(_HOLDS)
    installed = office_program() is not None
    pdf = st.checkbox(
        "Word 文件同时生成 PDF", disabled=not installed, help=None if installed else ABSENT, key="binder-pdf"
    )
    if not installed:
        st.caption(ABSENT)
    draw_job(session, BINDER, pdf)
    draw_lacks(binder)
