"""One line of 统计表: what is counted, the figure and its doubts, confirmation, query, history, documents."""

from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.errors import InvalidInputError
from evidence.requirement_list import find_entry, load_entries
from evidence.requirement_related import statistics_documents
from evidence.requirement_view import view_requirement
from evidence.statistics.confirmation import (
    confirm_figures,
    may_confirm,
    return_figures,
    take_back_confirmation,
    told,
)
from evidence.statistics.confirmed import share_text
from evidence.statistics.entry import LONGEST_SQL, QueryDraft, record_figures
from evidence.statistics.history import History, line_history
from evidence.statistics.records import State
from evidence.statistics.sheet import Entry, Sheet
from evidence.statistics.words import STATE_SIGNS
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.requirement_desk import in_html
from pages.parts.requirement_documents import example_mark, plain_table, requirement_anchor, show_documents
from pages.parts.session import Session


def draw_detail(session: Session, sheet: Sheet, entry: Entry) -> None:
    """The line from definition to documents."""
    _head(sheet, entry)
    _figure(session, entry)
    history = line_history(session.store, session.viewer, entry.line.key)
    _query(session, sheet, entry)
    _history(session, history)
    _documents(session, sheet, entry)


def _head(sheet: Sheet, entry: Entry) -> None:
    line = entry.line
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        code = requirement_anchor(sheet.catalog.id, line.requirement.code, line.requirement.code)
        st.html(f"<b>{code} {escape(line.item.name)} · {escape(line.aspect)}</b>", width="content")
        st.button("关闭", key="statistics-close", on_click=put, args=("line", ""), type="tertiary")
    rows = [["考察内容", escape(line.what)]] if line.what else []
    rows += [["分子", escape(line.numerator)], ["分母", escape(line.denominator)]]
    rows.append(["统计区间", escape(line.window) or "标准未写明"])
    rows.append(["要求", f"不低于 {share_text(line.asked)}" if not line.applied else "已在用"])
    rows.append(["责任系统", escape("、".join(system.name for system in entry.systems)) or "没有"])
    plain_table(["", ""], rows, short=frozenset({0}))


def _figure(session: Session, entry: Entry) -> None:
    sign, figure = in_html(STATE_SIGNS[entry.state]), entry.figure
    if figure is None:
        st.html(f"<div>{sign}　按 0 计</div>")
    else:
        counted = "" if figure.numerator is None else f"{figure.numerator} ÷ {figure.denominator} = "
        general = "（本项目各级通用）" if entry.general else ""
        window = f"{figure.window_from or '未写'} 至 {figure.window_to or '未写'}"
        signed = f"{escape(figure.author)} {figure.at:%Y-%m-%d %H:%M} 录入{example_mark(figure.example)}"
        note = f"<div class='quiet'>{escape(figure.note)}</div>" if figure.note else ""
        entered = "；".join(filter(None, (f"统计时间 {window}", signed, escape(told(entry.result)))))
        st.html(
            f"<div>{sign}　{counted}<b>{share_text(figure.value)}</b>{general}</div>"
            f"<div class='quiet'>{entered}</div>{note}"
        )
    if entry.result is not None and entry.state is State.RETURNED:
        st.error(f"退回原因：{entry.result.reason}", icon=":material/undo:")
    for finding in entry.doubts:
        st.warning(finding.text, icon=":material/help:")
    for finding in entry.effects:
        st.html(f"<div class='quiet'>{escape(finding.text)}</div>")
    if figure is not None and entry.state is not State.CONFIRMED:
        _review(session, entry)


def _review(session: Session, entry: Entry) -> None:
    if not session.may(Permission.REVIEW):
        return
    if not may_confirm(session.viewer, entry):
        st.caption("这个数据由您录入，须由另一位人员复核。")
        return
    assert entry.figure is not None  # noqa: S101 - asked above
    figures, store, viewer = [entry.figure], session.store, session.viewer
    with st.container(horizontal=True, vertical_alignment="center", key="statistics-review"):
        confirm = st.button("确认无误", key="statistics-confirm", type="primary", icon=":material/check:")
        with st.popover("退回"):
            reason = st.text_input("退回原因", key=f"statistics-reason-{entry.line.id}", max_chars=500)
            returned = st.button("退回给录入人", key="statistics-return")
    with user_errors():
        if not confirm and not returned:
            return
        reviewed = (
            confirm_figures(store, viewer, figures) if confirm else return_figures(store, viewer, figures, reason)
        )
        word = "复核" if confirm else "退回"
        done(f"已{word} {entry.line.id}。", lambda: take_back_confirmation(store, viewer, reviewed))
        st.rerun()


def _query(session: Session, sheet: Sheet, entry: Entry) -> None:
    query, systems = entry.query, session.situation.system_by_id
    st.markdown("**统计语句**")
    if query is None:
        st.caption("还没有登记统计语句。")
    else:
        st.code(query.sql_text, language="sql", wrap_lines=True)
        system = systems.get(query.system_id or 0)
        where = f"在 {system.name} 上执行；" if system else ""
        st.caption(f"第 {query.number} 版；{where}{query.author} {query.at:%Y-%m-%d} 保存")
    if session.may(Permission.JUDGE):
        with st.expander("修改语句" if query else "登记语句"):
            _query_form(session, sheet, entry)


def _query_form(session: Session, sheet: Sheet, entry: Entry) -> None:
    query, systems = entry.query, session.situation.system_by_id
    number = query.number if query else 0
    responsible = [system.id for system in entry.systems]
    options = [*responsible, *(number for number in systems if number not in responsible)]
    known = query.system_id if query else next(iter(responsible), None)
    with st.form(f"statistics-query-{entry.line.id}-{number}", border=False):
        system = st.selectbox(
            "在哪个系统上执行",
            options,
            index=options.index(known) if known in options else None,
            format_func=lambda chosen: systems[chosen].name,
            placeholder="未写明",
            key=f"statistics-system-{entry.line.id}-{number}",
        )
        text = st.text_area(
            "统计语句（SQL）",
            query.sql_text if query else "",
            key=f"statistics-sql-{entry.line.id}-{number}",
            height=180,
            max_chars=LONGEST_SQL,
        )
        saved = st.form_submit_button("保存为新的一版", type="primary")
    with user_errors():
        if saved:
            _save_query(session, sheet, QueryDraft(entry.line.key, text, system, expected=number))


def _save_query(session: Session, sheet: Sheet, draft: QueryDraft) -> None:
    recorded = record_figures(session.store, session.viewer, sheet.catalog, [], [draft])
    if not recorded.changed:
        raise InvalidInputError("语句没有改动，不必保存。")
    done("已保存统计语句；旧的各版保留在历史中。")
    st.rerun()


def _history(session: Session, history: History) -> None:
    if not history.results and len(history.queries) <= 1:
        return
    names = {system.id: system.name for system in session.situation.systems}
    numbers = {query.id: query.number for query in history.queries}
    with st.expander(f"历史（{len(history.results)} 次结果，{len(history.queries)} 版语句）"):
        rows = [
            [
                f"{result.at:%Y-%m-%d}",
                "通用" if result.level is None else f"{result.level}级",
                "" if result.numerator is None else f"{result.numerator} ÷ {result.denominator}",
                share_text(result.value),
                f"{result.window_from or ''} 至 {result.window_to or ''}",
                f"{result.run_on or ''} {escape(result.run_by)}",
                f"第 {numbers[result.query_id]} 版" if result.query_id in numbers else "",
                escape(result.author),
                escape(told(result)),
            ]
            for result in history.results
        ]
        head = ["录入日期", "级别", "分子分母", "比例", "统计时间", "执行", "语句", "录入人", "复核"]
        if rows:
            plain_table(head, rows, short=frozenset({0, 1, 2, 3}))
        for query in history.queries:
            where = names.get(query.system_id or 0, "未写明系统")
            st.caption(f"第 {query.number} 版 {query.author} {query.at:%Y-%m-%d %H:%M}，{where}")
            st.code(query.sql_text, language="sql", wrap_lines=True)


def _documents(session: Session, sheet: Sheet, entry: Entry) -> None:
    st.markdown("**本项目的统计佐证**")
    entries = load_entries(session.store, session.viewer, session.situation, sheet.catalog, session.standing)
    found = find_entry(entries, entry.line.requirement.code)
    if found is None:
        return
    view = view_requirement(session.situation, sheet.catalog, found, session.standing)
    show_documents(statistics_documents(session.store, session.viewer, view), session.situation)
    if session.may(Permission.UPLOAD):
        parameters = {"catalog": sheet.catalog.id, "clause": view.clauses[0].id}
        st.page_link("pages/documents.py", label="上传统计材料", icon=":material/upload_file:", query_params=parameters)
