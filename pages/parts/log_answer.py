"""The answer of the log screen: how many entries there are, whether the chain holds, which is the newest."""

from html import escape

import streamlit as st

from evidence.log import LogFilter, check_chain, load_page
from evidence.maintenance.log_check import LogCheck
from evidence.words import GREEN, GREY, RED
from pages.parts.session import Session

# A chain of so many entries is checked in passing; a longer one when somebody asks for it.
_IN_PASSING = 20_000
_HOW = """
- 每条记录的校验值（SHA-256）由这条记录的内容和**前一条的校验值**算出，任何一条被改动、删除或插入，从那一条起就对不上。
- 最新的校验值另外记在数据库之外（医院文件夹中的 `audit.heads` 和每份备份里），末尾被删除、或全部重新计算过，都能发现。
- 打开本页只核对上次校验之后新增的记录；点“校验”从第一条起全部核对。
- 在服务器上运行 `readiness verify`，还会核对数据库和全部材料文件。
- 可以把上面的编号和校验值抄录下来另行保管，日后用 `readiness verify 数据目录 医院 --head 编号:校验值` 核对。
"""


def draw_answer(session: Session) -> None:
    """One sentence with numbers, what is wrong if anything is, and the button that checks everything."""
    kept = _kept_checks(str(session.store.folder.resolve()))
    sentence = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="log-check-bar"):
        facts = st.empty()
        pressed = st.button("校验", key="log-check", icon=":material/verified_user:", help="从第一条起核对整个日志")
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_HOW)
    newest = load_page(session.store, session.viewer, session.situation.catalogs, LogFilter(), limit=1)
    if pressed:
        kept["check"] = _check_all(session)
        st.toast("校验完成：链条完整。" if kept["check"].whole else "校验完成：发现问题。")
    elif newest.total <= _IN_PASSING or "check" in kept:
        kept["check"] = _check_new(session, kept.get("check"))
    check = kept.get("check")
    last = f"，最近一条 {newest.lines[0].at} {newest.lines[0].actor}" if newest.lines else ""
    sentence.html(f'<div class="lead">共 {newest.total:,} 条记录，{_state(check)}{escape(last)}</div>')
    if check and check.head:
        facts.html(f'<span class="quiet">最新校验值 <span class="code">{check.head.id}:{check.head.hash}</span></span>')
    for finding in check.findings if check else ():
        st.error(finding.text, icon=":material/error:")


@st.cache_resource(max_entries=64)
def _kept_checks(folder: str) -> dict[str, LogCheck]:
    """The newest check of a hospital (under `check`), shared by all who look at its log."""
    return {}


def _check_all(session: Session) -> LogCheck:
    bar = st.progress(0.0, "正在校验审计日志…")

    def show(what: str, done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, f"正在校验审计日志：{done:,} / {total:,} 条")

    check = check_chain(session.store, session.viewer, progress=show)
    bar.empty()
    return check


def _check_new(session: Session, before: LogCheck | None) -> LogCheck:
    """What is new since a check that found nothing wrong; faults stay until everything is checked again."""
    if before is None:
        return check_chain(session.store, session.viewer)
    if not before.whole:
        return before
    return check_chain(session.store, session.viewer, since=before.head)


def _state(check: LogCheck | None) -> str:
    colour, words = GREY, "– 链条尚未校验"
    if check is not None:
        colour, words = (GREEN, "✔ 链条完整") if check.whole else (RED, f"✗ 链条有 {len(check.findings)} 处问题")
    return f'<span style="color:{colour}">{words}</span>'
