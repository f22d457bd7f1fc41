"""上传: drop files, correct what their names propose, save all of them; or record a dated statement."""

import streamlit as st

from evidence.document_asked import asked
from evidence.document_queue import same_content
from evidence.document_view import check_system, first_system
from evidence.documents import DocumentDraft, Link, add_document
from evidence.intake.arrivals import Arrival, Outcome
from evidence.records import Document
from pages.parts.document_asked import show_asked
from pages.parts.document_fields import (
    arrived_clause,
    choose_links,
    first_day_input,
    kind_input,
    last_day_input,
    set_arrived_clause,
    system_input,
)
from pages.parts.document_suggested import rerun_when_read
from pages.parts.document_upload_all import show_for_all
from pages.parts.document_upload_row import Row, forget_rows, read_rows, save_row, show_row
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_PAGE = 10
_TURN, _STATEMENT = "doc_upload_turn", "doc_statement_turn"


def show(session: Session) -> None:
    """The clause that was come for, the files, their rows, and the statement without a file."""
    wanted = arrived_clause(session)
    if wanted is not None:
        _come_for(session, wanted)
    turn = st.session_state.get(_TURN, 0)
    # What was dropped for one hospital is not kept for another.
    files = st.file_uploader("佐证文件", accept_multiple_files=True, key=f"doc_files_{session.store.slug}_{turn}")
    if files:
        _files(session, read_rows(session, files, wanted), turn)
        return
    st.html(
        '<span class="quiet">可一次拖入多个文件或一个 ZIP：图片、PDF、Word、Excel、PPT、文本、MP4 录屏。文件名写成 '
        '<span class="code">05.01.6_标本闭环_20261012.png</span>'
        "（条款编码_名称_日期），要求点、名称和生效日期会自动填好，保存前可以修改。</span>"
    )
    with st.expander("没有文件：登记一段有日期的说明", expanded=False):
        _statement(session, wanted)


def _come_for(session: Session, wanted: Link) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html("本次上传的材料将证明下面的要求点：", width="stretch")
            st.button("不限定要求点", key="doc-any-clause", on_click=set_arrived_clause, args=(None,))
        show_asked(asked(session.situation, [wanted]))


def _files(session: Session, rows: list[Row], turn: int) -> None:
    """One button for all files on top of their rows, so that it stays in sight."""
    there = same_content(session.store, session.viewer, [row.digest for row in rows if row.digest])
    waiting = [row for row in rows if row.waits(there.get(row.digest))]
    page, saving = 1, False
    shown = _choose_shown(rows, waiting, turn)
    with st.container(horizontal=True, vertical_alignment="center"):
        if waiting:
            saving = st.button(f"保存 {len(waiting)} 份并送审", key="doc-save", type="primary")
        st.button("清空列表，继续上传", key="doc-clear-files", on_click=_next_turn, args=(turn,))
        st.html(f'<span class="quiet">{_summary(rows, waiting)}</span>', width="content")
        if len(shown) > _PAGE:
            pages = -(-len(shown) // _PAGE)
            page = st.pagination(pages, key=f"doc_files_page_{turn}_{len(shown)}", width=320)
    notice = st.container()
    if len(waiting) > 1:
        show_for_all(session, waiting, turn)
    first = (page - 1) * _PAGE
    drawn = enumerate(shown[first : first + _PAGE], first + 1)
    stored = [show_row(session, row, number, there.get(row.digest)) for number, row in drawn]
    rerun_when_read(session, [found for found in stored if found is not None])
    if saving:
        with notice, user_errors():
            session.viewer.must_be_named()
            _save_all(session, waiting, there)


def _choose_shown(rows: list[Row], waiting: list[Row], turn: int) -> list[Row]:
    """All rows, or only those that cannot be saved, once there are some among others."""
    bad = [row for row in rows if row.problem]
    if not bad or len(bad) == len(rows):
        return rows
    parts = {"全部": rows, "不能保存": bad, "待保存": waiting}
    chosen = st.segmented_control(
        "显示",
        [name for name, part in parts.items() if part],
        default="全部",
        required=True,
        format_func=lambda name: f"{name} {len(parts[name])}",
        key=f"doc_files_shown_{turn}",
        label_visibility="collapsed",
    )
    return parts[chosen or "全部"]


def _summary(rows: list[Row], waiting: list[Row]) -> str:
    saved = sum(row.saved for row in rows)
    bad = sum(bool(row.problem) for row in rows)
    refused = sum(row.arrival is not None and not row.saved for row in rows)
    parts = [f"{len(rows)} 个文件", f"{len(waiting)} 个待保存"]
    parts += [f"{saved} 个已保存"] if saved else []
    parts += [f"{bad} 个不能保存"] if bad else []
    parts += [f"{refused} 个没有保存"] if refused else []
    return "，".join(parts) + ("，原因见各行" if bad or refused else "")


def _save_all(session: Session, rows: list[Row], there: dict[str, Document]) -> None:
    """Each file by itself: one that fails does not hold up the others."""
    progress = st.progress(0.0)
    found = []
    for number, row in enumerate(rows):
        progress.progress(number / len(rows), text=f"正在保存第 {number + 1} / {len(rows)} 份：{row.name}")
        found.append(save_row(session, row, there.get(row.digest)))
    # What was not saved says so in its row; a message of success would be wrong.
    if any(arrival.outcome is not Outcome.REFUSED for arrival in found):
        done(_result(found))
    st.rerun()


def _result(found: list[Arrival]) -> str:
    stored = sum(arrival.outcome is Outcome.STORED for arrival in found)
    linked = sum(arrival.outcome in (Outcome.LINKED, Outcome.KNOWN) for arrival in found)
    failed = len(found) - stored - linked
    parts = [f"已保存 {stored} 份材料，等待审核"] if stored else []
    parts += [f"{linked} 个文件的内容已有材料，已补充关联"] if linked else []
    parts += [f"{failed} 个文件没有保存，原因见各行"] if failed else []
    return "；".join(parts) + "。"


def _next_turn(turn: int) -> None:
    forget_rows()
    st.session_state[_TURN] = turn + 1


def _statement(session: Session, wanted: Link | None) -> None:
    """A dated statement: what happened on which day, in words."""
    turn = st.session_state.get(_STATEMENT, 0)
    key = f"doc-say-{turn}"
    with st.form(key, border=False):
        title = st.text_input("材料名称", key=f"{key}-title", placeholder="例如：核心数据库切换演练说明")
        text = st.text_area("说明", key=f"{key}-text", placeholder="何时、何地、由谁做了什么，结果如何", height=120)
        columns = st.columns(4)
        with columns[0]:
            kind = kind_input(f"{key}-kind", "record")
        with columns[1]:
            system = system_input(session, f"{key}-system", first_system(session.viewer, session.situation))
        with columns[2]:
            effective = first_day_input(f"{key}-from", session.today)
        with columns[3]:
            expires = last_day_input(f"{key}-to", None)
        links = choose_links(session, f"{key}-links", [wanted] if wanted else [])
        if st.form_submit_button("保存说明并送审", type="primary", key=f"{key}-save"):
            draft = DocumentDraft(
                title, kind, effective, statement=text, expires_on=expires, system_id=system, links=tuple(links)
            )
            with user_errors():
                check_system(session.viewer, session.situation, system)
                add_document(session.store, session.viewer, draft)
                st.session_state[_STATEMENT] = turn + 1
                done(f"已登记说明《{title.strip()}》，等待审核。")
                st.rerun()
