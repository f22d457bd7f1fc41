"""The sheets of a mock review, one requirement after the other; made for a tablet: big buttons, saved at once."""

from html import escape

import streamlit as st

from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence.mock_review.findings import LONGEST_COMMENT, FindingDraft, record_findings
from evidence.mock_review.records import Course, Finding
from evidence.mock_review.results import progress
from evidence.mock_review.sheets import Sheet, open_sheet
from evidence.mock_review.words import MOCK_SIGNS
from evidence.naming import level_of
from evidence.requirement_related import LinkedDocument
from evidence.requirement_view import ClauseView
from evidence.words import DOCUMENT_SIGNS, PROOF_SIGNS, VERDICT_SIGNS
from pages.parts.document_preview import download_button, show_preview
from pages.parts.gap_url import put
from pages.parts.mock_photos import draw_photos
from pages.parts.requirement_desk import attempt, in_html, marked, show_problem
from pages.parts.session import Session

_CODE = "sheet"
_PREVIEW = 620
_STYLE = """<style>
.st-key-mock-sheet button { min-height: 2.75rem; }
.st-key-mock-sheet [data-testid="stButtonGroup"] button { min-width: 5.2rem; }
@media (max-width: 1250px) { .st-key-mock-sheet [data-testid="stButtonGroup"] button {
    min-width: 0; padding: 0 .45rem; } }
.st-key-mock-sheet [data-testid="stCameraInputButton"] { font-size: 0; }
.st-key-mock-sheet [data-testid="stCameraInputButton"]::after { content: "拍照"; font-size: 1rem; }
.st-key-mock-sheet [class*="st-key-mock-doc-"] button { justify-content: flex-start; text-align: left; }
.mock-point { font-size: 1.05rem; line-height: 1.65; }
</style>"""


def draw_sheets(session: Session, known: Course) -> None:
    """How far it is, the way from sheet to sheet, and the open sheet."""
    st.html(_STYLE)
    sheet = open_sheet(
        session.store,
        session.viewer,
        session.situation,
        known,
        st.query_params.get(_CODE, "") or _first(session, known),
    )
    judging = known.review.names(session.viewer) and known.review.closed_at is None
    with st.container(key="mock-sheet"):
        _progress(session, known, sheet)
        show_problem()
        _head(sheet)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            if judging and len(sheet.view.clauses) > 1:
                _whole(session, known, sheet)
            for clause in sheet.view.clauses:
                _clause(session, known, sheet, clause, judging)
        with right:
            _asked(sheet)
            _documents(session, sheet)


def _first(session: Session, known: Course) -> str:
    """The first requirement that the person at the screen has not finished."""
    rows = {row.code: row for row in session.situation.catalogs[known.review.catalog].requirements}
    for drawn in known.sample:
        own = [known.own(session.viewer, clause.id) for clause in rows[drawn.code].clauses]
        if any(found is None or found.verdict is Verdict.UNKNOWN for found in own):
            return drawn.code
    return ""


def _progress(session: Session, known: Course, sheet: Sheet) -> None:
    own = session.viewer if known.review.names(session.viewer) else None
    how_far = progress(session.situation, known, own)
    whose = "我已评完" if own else "已评完"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "上一条",
            key="mock-before",
            icon=":material/chevron_left:",
            disabled=sheet.before is None,
            on_click=put,
            args=(_CODE, sheet.before or ""),
        )
        st.button(
            "下一条",
            key="mock-after",
            icon=":material/chevron_right:",
            type="primary",
            disabled=sheet.after is None,
            on_click=put,
            args=(_CODE, sheet.after or ""),
        )
        st.html(f"第 <b>{sheet.number}</b> / {sheet.total} 条", width="content")
        st.progress(
            how_far.done / max(how_far.total, 1), text=f"{whose} {how_far.done} / {how_far.total} 条", width=200
        )
        st.button("下一条未完成", key="mock-open", on_click=put, args=(_CODE, _next_open(session, known, sheet)))


def _next_open(session: Session, known: Course, sheet: Sheet) -> str:
    """The next unfinished one after the open sheet, else the first one."""
    rows = {row.code: row for row in session.situation.catalogs[known.review.catalog].requirements}
    ordered = [*known.sample[sheet.number :], *known.sample[: sheet.number]]
    for drawn in ordered:
        own = [known.own(session.viewer, clause.id) for clause in rows[drawn.code].clauses]
        if any(found is None or found.verdict is Verdict.UNKNOWN for found in own):
            return drawn.code
    return sheet.view.code


def _head(sheet: Sheet) -> None:
    view = sheet.view
    reasons = "、".join(sheet.reasons)
    st.html(
        f'<p class="lead"><span class="code">{escape(view.code)}</span> {escape(view.name)} '
        f'{escape(level_of(view.requirement))}</p><div class="quiet">抽中理由：{escape(reasons)}；'
        f"责任系统：{escape('、'.join(system.name for system in view.systems) or '没有')}</div>"
    )


def _whole(session: Session, known: Course, sheet: Sheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html("<b>整条判为</b>", width="content")
        for verdict in (Verdict.MET, Verdict.UNMET):
            st.button(
                marked(MOCK_SIGNS[verdict]),
                key=f"mock-all-{verdict}-{sheet.view.code}",
                on_click=_save,
                args=(session, known, [FindingDraft(clause.id, verdict) for clause in sheet.view.clauses]),
            )


def _clause(session: Session, known: Course, sheet: Sheet, clause: ClauseView, judging: bool) -> None:
    own = known.own(session.viewer, clause.id)
    with st.container(border=True, key=f"mock-clause-{clause.id}"):
        st.html(f'<div class="mock-point"><b>#{clause.number}</b> {escape(clause.text)}</div>')
        if judging:
            _judge(session, known, clause, own)
        if not sheet.hidden:
            _compared(known, clause, session)
        elif own is None or own.verdict is Verdict.UNKNOWN:
            st.caption("盲评：这条的要求点都给出判定后，显示自评。")
        draw_photos(session, known, clause.id, judging)


def _judge(session: Session, known: Course, clause: ClauseView, own: Finding | None) -> None:
    key = f"mock-verdict-{known.review.id}-{clause.id}"
    st.session_state[key] = own.verdict if own else None

    def save() -> None:
        verdict = st.session_state[key] or Verdict.UNKNOWN
        _save(session, known, [FindingDraft(clause.id, verdict)])

    st.segmented_control(
        "判定",
        list(VERDICT_WORDS),
        format_func=lambda verdict: marked(MOCK_SIGNS[verdict]),
        key=key,
        on_change=save,
        label_visibility="collapsed",
    )
    said = f"mock-comment-{known.review.id}-{clause.id}"
    st.session_state.setdefault(said, own.comment if own else "")

    def comment() -> None:
        verdict = own.verdict if own else Verdict.UNKNOWN
        _save(session, known, [FindingDraft(clause.id, verdict, st.session_state[said])])

    st.text_area(
        "评审意见",
        key=said,
        on_change=comment,
        placeholder="看到了什么、问了谁、缺什么；离开输入框即保存",
        height=80,
        max_chars=LONGEST_COMMENT,
        label_visibility="collapsed",
    )
    if own:
        st.caption(f"已保存（{own.at:%Y-%m-%d %H:%M} 首次判定）")


def _save(session: Session, known: Course, drafts: list[FindingDraft]) -> None:
    with attempt():
        record_findings(session.store, session.viewer, session.situation, known.review.id, drafts)


def _compared(known: Course, clause: ClauseView, session: Session) -> None:
    """The self-assessment, and what the other reviewers found."""
    lines = [f"自评 {in_html(VERDICT_SIGNS[clause.verdict])}　佐证 {in_html(PROOF_SIGNS[clause.proof])}"]
    lines += [f"自评备注（{escape('、'.join(names))}）：{escape(note)}" for note, names in clause.notes().items()]
    for found in known.of_clause(clause.id):
        if found.account_id != session.viewer.account_id:
            said = f"：{escape(found.comment)}" if found.comment else ""
            lines.append(f"{escape(found.author)} {in_html(MOCK_SIGNS[found.verdict])}{said}")
    st.html("".join(f'<div class="quiet">{line}</div>' for line in lines))


def _asked(sheet: Sheet) -> None:
    for title, lines in (("看什么", sheet.looks), ("问什么", sheet.questions)):
        if lines:
            points = "".join(f"<li>{escape(line)}</li>" for line in lines)
            st.html(f"<b>{title}</b><ul style='margin:.2rem 0 .6rem 1.1rem; padding:0'>{points}</ul>")


def _documents(session: Session, sheet: Sheet) -> None:
    st.html(f"<b>手头材料（{len(sheet.documents)}）</b>")
    if not sheet.documents:
        st.caption("没有关联的材料。")
    for entry in sheet.documents:
        document = entry.document
        label = f"{marked(DOCUMENT_SIGNS[document.state_on(session.today)])}　{document.title}"
        if st.button(label, key=f"mock-doc-{document.id}", width="stretch"):
            _show_document(session, entry)


@st.dialog("材料", width="large")
def _show_document(session: Session, entry: LinkedDocument) -> None:
    document = entry.document
    refs = "、".join(link.ref for link in entry.links)
    st.html(
        f"<b>{escape(document.title)}</b>　{in_html(DOCUMENT_SIGNS[document.state_on(session.today)])}"
        f'<div class="quiet">生效 {document.effective_on}，失效 {document.expires_on or "未写明"}；'
        f"证明 {escape(refs)}</div>"
    )
    show_preview(session, document, _PREVIEW)
    download_button(session, document)
