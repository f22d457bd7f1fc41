"""An export under way: start, progress, stop, download. Only this part of the screen is drawn again meanwhile."""

import streamlit as st

from evidence.binder.jobs import Job, JobState
from evidence.binder.running import drop_export, job_of, start_export
from pages.parts.document_fields import file_size
from pages.parts.feedback import user_errors
from pages.parts.session import Session

_LOOK_EVERY = 1.0


def draw_job(session: Session, what: str, pdf: bool = False) -> None:
    """The export of a kind for the chosen target, wherever it stands."""
    if session.standing is None:
        return
    target = session.standing.target.id
    job = job_of(session.store, session.viewer, what, target)
    if job is not None and job.under_way:
        _watch(session, what)
        return
    if job is not None:
        _draw_end(session, what, target, job)
    label = f"生成{what}" if job is None else f"重新生成{what}"
    if st.button(label, key=f"start-{what}", type="secondary" if job else "primary", icon=":material/inventory_2:"):
        with user_errors():
            catalogs = session.deployment.catalogs
            start_export(session.store, session.viewer, catalogs, what, target, session.today, pdf)
            st.rerun()


@st.fragment(run_every=_LOOK_EVERY)
def _watch(session: Session, what: str) -> None:
    """Looks after the job every second; the whole screen is drawn again when it is over."""
    target = session.standing.target.id if session.standing else 0
    job = job_of(session.store, session.viewer, what, target)
    if job is None or not job.under_way:
        st.rerun()
    st.progress(min(job.share, 1.0), text=_words(job))
    if job.stopping:
        st.caption("正在停止，当前一步完成后结束。")
    elif st.button("停止", key=f"stop-{what}", icon=":material/stop_circle:"):
        job.stop()
        st.rerun(scope="fragment")


def _words(job: Job) -> str:
    """第 12 步，共 140 步：编写 05.01 标本处理."""
    if job.state is JobState.WAITING:
        return "排队等待：其他导出正在进行，轮到时自动开始。"
    if not job.total:
        return "正在读取数据……"
    return f"第 {min(job.done + 1, job.total)} 步，共 {job.total} 步：{job.what}"


def _draw_end(session: Session, what: str, target: int, job: Job) -> None:
    """The file to download, or why there is none."""
    if job.result is None:
        show = st.info if job.state is JobState.STOPPED else st.error
        show(job.problem, icon=":material/info:" if job.state is JobState.STOPPED else ":material/error:")
        return
    found = job.result
    with st.container(border=True, key=f"made-{what}"):
        st.markdown(
            f"**{what}已生成**（{file_size(found.path.stat().st_size)}）：收录材料 {found.documents} 份，"
            f"缺项 {found.lacks} 处，未放入的材料 {found.left_out} 份。"
        )
        for note in found.notes:
            st.warning(note)
        with st.container(horizontal=True):
            st.download_button(
                f"下载{what}",
                data=found.path.read_bytes,
                file_name=found.path.name,
                mime="application/zip",
                key=f"download-{what}",
                type="primary",
                icon=":material/download:",
                on_click="ignore",
            )
            if st.button("删除这个文件", key=f"drop-{what}", icon=":material/delete:"):
                drop_export(session.store, session.viewer, what, target)
                st.rerun()
