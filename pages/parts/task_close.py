"""完成任务: with a document that proves it, one that is linked already or a new one."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.documents import DocumentDraft, add_document
from evidence.records import Document, Task
from evidence.task_view import proof_candidates, proof_links
from evidence.tasks import close_task, move_task
from evidence.words import DOCUMENT_SIGNS
from pages.parts.document_fields import UPLOAD
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.task_actions import open_task

_NEW = 0


def draw_close(session: Session, task: Task) -> None:
    """The way to complete an open task; what it waits for comes first."""
    open_needs = [t for t in session.situation.tasks if t.id in task.needs and t.state != "done"]
    if open_needs:
        st.caption("先完成前置任务，才能完成本任务：")
        for needed in open_needs:
            st.button(
                needed.title, key=f"task-need-{needed.id}", on_click=open_task, args=(needed.id,), type="tertiary"
            )
        return
    if not session.may(Permission.REVIEW):
        _by_the_hospital(task)
        return
    candidates = {document.id: document for document in proof_candidates(session.store, session.viewer, task)}
    chosen = _choice(session, task, candidates) if candidates else _NEW
    if chosen:
        if st.button("完成任务", key=f"task-close-{task.id}", type="primary"):
            with user_errors():
                _finish(session, task, chosen)
    else:
        _with_new_document(session, task)


def _by_the_hospital(task: Task) -> None:
    """Who does the work sends in the proof; the hospital says when it is done."""
    st.write("上传证明材料，把状态改为“待验证”；医院核对后完成任务。")
    clause = next(iter(task.clauses), None)
    about = {"catalog": clause[0], "clause": clause[1]} if clause else {}
    st.page_link(
        "pages/documents.py",
        label="上传证明材料",
        icon=":material/upload_file:",
        query_params={"part": UPLOAD} | about,
    )


def _choice(session: Session, task: Task, candidates: Mapping[int, Document]) -> int:
    return st.selectbox(
        "证明材料",
        [*candidates, _NEW],
        format_func=lambda key: _name(session, candidates[key]) if key in candidates else "上传新材料或填写说明",
        key=f"task-proof-{task.id}",
        help="可选任务或其要求点已关联的材料。完成后材料会关联到任务的全部要求点，仍须审核采纳才算有据。",
    )


def _name(session: Session, document: Document) -> str:
    return f"{DOCUMENT_SIGNS[document.state_on(session.today)]} {document.title}（{document.effective_on}）"


def _with_new_document(session: Session, task: Task) -> None:
    key = f"task-new-proof-{task.id}"
    types = vocabulary().evidence_types
    with st.form(key, border=False):
        file = st.file_uploader("证明材料（文件）", key=f"{key}-file")
        statement = st.text_area("或填写说明", key=f"{key}-statement", height=70, placeholder="做了什么、何时完成")
        title = st.text_input("材料名称", value=task.title, key=f"{key}-title")
        left, right = st.columns(2)
        with left:
            kind = st.selectbox("材料类型", list(types), format_func=types.__getitem__, key=f"{key}-kind")
        with right:
            day = st.date_input("生效日期", value=session.today, key=f"{key}-day", format="YYYY-MM-DD")
        pressed = st.form_submit_button("保存材料并完成任务", type="primary", key=f"{key}-submit")
    if pressed:
        draft = DocumentDraft(
            title=title,
            kind=kind,
            effective_on=day if isinstance(day, date) else session.today,
            file_name=file.name if file else "",
            content=file.getvalue() if file else b"",
            statement=statement,
            system_id=task.system_id,
            links=proof_links(task),
        )
        with user_errors():
            _finish(session, task, add_document(session.store, session.viewer, draft))


def _finish(session: Session, task: Task, document_id: int) -> None:
    close_task(session.store, session.viewer, task.id, document_id, task.version)
    done(
        f"任务已完成，证明材料已关联到它的 {len(task.clauses)} 条要求点：{task.title}",
        lambda: move_task(session.store, session.viewer, task.id, task.state),
    )
    st.rerun()
