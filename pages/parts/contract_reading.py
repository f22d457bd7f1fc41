"""读取合同: a file or pasted text, what is being read, then the draft that a person confirms."""

import streamlit as st

from evidence.contracts.overview import Overview
from evidence.contracts.reading_jobs import ReadingJob, drop_reading, reading_of, start_reading
from evidence.errors import InvalidInputError
from pages.parts.contract_draft import draw_draft
from pages.parts.contract_pending import Pending, forget, pending, remember
from pages.parts.document_fields import file_size
from pages.parts.feedback import user_errors
from pages.parts.gap_url import Address, put
from pages.parts.session import Session

AGAIN = "again"
_PASTED = "粘贴的文字.txt"
_GIVEN, _REFUSED = "reading-given", "reading-refused"
_LOOK_EVERY = 1.0
# Most texts are read at once; only for scans it is worth showing how long it takes.
_AT_ONCE = 2.5


def show(session: Session, address: Address, overview: Overview) -> None:
    """The draft if there is one, else what is being read, else the way in."""
    known = pending(session)
    if known is not None:
        draw_draft(session, overview, known)
        return
    job = reading_of(session.store, session.viewer)
    if job is not None and job.under_way and not job.wait(_AT_ONCE):
        _watch(session)
        return
    if job is not None:
        _take_over(session, job)
    _enter(session, overview)


def _take_over(session: Session, job: ReadingJob) -> None:
    """What was read becomes the draft; why nothing was is kept as one sentence."""
    if job.source is not None and job.draft is not None:
        again = st.query_params.get(AGAIN, "")
        pasted = job.name == _PASTED
        remember(
            session,
            Pending(
                draft=job.draft,
                text=job.source.text,
                by_ocr=job.source.by_ocr,
                file_name="" if pasted else job.name,
                content=b"" if pasted else job.content,
                contract_id=int(again) if again.isdecimal() else None,
            ),
        )
        drop_reading(session.store, session.viewer)
        st.rerun()
    drop_reading(session.store, session.viewer)
    _refuse(session, job.name, job.problem)


def _refuse(session: Session, name: str, problem: str) -> None:
    """Keeps why a text was not read, with the file's name."""
    said = problem if name == _PASTED or name in problem else f"“{name}”：{problem}"
    st.session_state[f"{_REFUSED}-{session.store.slug}"] = (st.session_state.get(_GIVEN, ""), said)


def _refusal(session: Session, chosen: set[str]) -> None:
    """Why the last text was not read, until another one is chosen."""
    key = f"{_REFUSED}-{session.store.slug}"
    given, said = st.session_state.get(key, ("", ""))
    if chosen and given not in chosen:
        st.session_state.pop(key, None)
    elif said:
        st.error(said, icon=":material/error:")


def _enter(session: Session, overview: Overview) -> None:
    place = st.container()
    again = next((row for row in overview.rows if str(row.contract.id) == st.query_params.get(AGAIN)), None)
    if again is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"重新读取：**{again.contract.title}**。先列出与已确认内容的差异，再由您确认。")
            st.button("改为读取新合同", key="reading-new", on_click=put, args=(AGAIN, ""), type="tertiary")
    left, right = st.columns(2, gap="large")
    with left:
        file = st.file_uploader(
            "上传合同或采购需求（.docx、.pdf、.txt）",
            type=["docx", "pdf", "txt", "png", "jpg", "jpeg", "doc", "wps", "rtf"],
            key=f"reading-file-{session.store.slug}",
        )
        st.caption("扫描件会自动识别文字，可能要几分钟，期间可以做别的事。读取的内容先给您核对，确认后才保存。")
        if file is not None and st.button("读取文件", type="primary", key="reading-start"):
            _start(session, file.name, file.getvalue(), file.file_id)
    with right:
        text = st.text_area("或者粘贴合同文字", height=180, key="reading-text") or ""
        if st.button("读取粘贴的文字", key="reading-paste"):
            _start(session, _PASTED, text.encode(), text)
    with place:
        _refusal(session, {given for given in (file.file_id if file else "", text) if given})


def _start(session: Session, name: str, content: bytes, given: str) -> None:
    """`given`: what tells this text from another one."""
    st.session_state[_GIVEN] = given
    with user_errors():
        if name == _PASTED and not content.strip():
            raise InvalidInputError("没有粘贴任何文字；请粘贴合同全文，或者上传文件。")
        try:
            start_reading(session.store, session.viewer, name, content)
        except InvalidInputError as error:
            _refuse(session, name, str(error))
        st.rerun()


@st.fragment(run_every=_LOOK_EVERY)
def _watch(session: Session) -> None:
    """Looks after the job every second; the whole screen is drawn again when it is over."""
    job = reading_of(session.store, session.viewer)
    if job is None or not job.under_way:
        st.rerun()
    pages = f"，共 {job.pages} 页" if job.pages else ""
    st.info(
        f"正在读取“{job.name}”（{file_size(len(job.content))}{pages}），已用 {job.seconds} 秒。"
        "扫描件逐页识别文字，一页约需数秒；可以离开本页，稍后回来查看结果。",
        icon=":material/hourglass_top:",
    )
    if st.button("停止读取", key="reading-stop"):
        forget(session)
        drop_reading(session.store, session.viewer)
        st.rerun()
