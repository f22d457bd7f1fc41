"""倒计时: what the whole team has to do before the review, by day, and the standing then beside today's."""

from collections.abc import Sequence
from zlib import crc32

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.countdown import countdown
from evidence.countdown_view import (
    Due,
    DueFilter,
    countdown_table,
    narrowed,
    pace,
    pace_sentence,
    settings,
)
from evidence.forecast import change_words, standing_at
from evidence.standing import Basis, Standing, level_label
from evidence.words import AMBER, BASIS_NAMES, RED
from evidence.worklist import target_name
from pages.parts.gap_url import Address
from pages.parts.no_target import show_no_target
from pages.parts.requirement_documents import plain_table
from pages.parts.session import PAGES, Session
from pages.parts.tables import excel_button

_WIDTHS = {"日期": 92, "剩余天数": 70, "类别": 80, "事项": 260, "谁": 110, "系统": 110, "厂商": 80, "说明": 380}
_HEIGHT, _FULL = 600, 16
_HOW = """
- **整改任务**：没有完成的任务，按截止日期。**材料待审**：送审后应在 {review} 天内审核。
- **材料到期**：评审日前到期、又没有其他材料可以证明的，按到期日；按目录有时限的，写明新材料最早的生效日期。
- **重新统计**：现有统计的区间到评审日已太旧；最早可以从“说明”里的日期开始，通常在评审前两周完成。
- **合同履约**：评审日前到期的和逾期未履约的。**模拟评审**：尚未结束的。
- **评审日的水平**：判定和统计按今天的，材料按那一天是否仍然有效；待审的材料不计入。
"""


def show(session: Session) -> None:
    """The sentence, the standing at the review, and the list."""
    standing = session.standing
    if standing is None:
        show_no_target(session, "因此没有倒计时可算")
        return
    review_on = standing.target.review_on
    found = countdown(session.store, session.viewer, session.situation, standing.target)
    numbers = pace(found, session.today, review_on)
    st.html(f'<p class="lead">{pace_sentence(numbers, session.today, review_on)}。</p>')
    if review_on is None:
        st.html('<span class="quiet">设定评审日期后，还会列出届时到期的材料、统计和履约。</span>')
    elif review_on > session.today and session.may(Permission.STANDING):
        _standing(session, standing)
    if not found:
        st.success("没有待办的事。", icon=":material/check_circle:")
        return
    _list(session, standing, _filtered(session, found))


def _standing(session: Session, now: Standing) -> None:
    review_on = now.target.review_on
    assert review_on is not None  # noqa: S101 - asked by the caller
    later = standing_at(session.store, session.viewer, session.situation, now.target, review_on)
    rows = [
        [day, *(level_label(standing.on(basis)) for basis in Basis)]
        for day, standing in ((f"今天 {session.today}", now), (f"评审日 {review_on}", later))
    ]
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="center")
    with left:
        plain_table(["", *(BASIS_NAMES[basis] for basis in Basis)], rows, short=frozenset({0}))
    with right:
        told = change_words(now, later)
        st.html(f'<div class="quiet">{f"到评审日，{told}。" if told else "到评审日，结论与今天相同。"}</div>')


def _filtered(session: Session, found: Sequence[Due]) -> list[Due]:
    address = Address("countdown")
    names = settings().kinds
    with st.container(horizontal=True, vertical_alignment="center", key="countdown-bar"):
        wanted = DueFilter(
            text=address.text("q", "查找", "事项、谁、系统", 170),
            kinds=address.several(
                "kind", "类别", [names[kind] for kind in names if any(d.kind is kind for d in found)]
            ),
            systems=address.several("in", "系统", sorted({name for due in found for name in due.systems}), width=150),
            whose=address.several("whose", "谁", sorted({name for due in found for name in (due.who, *due.vendors)})),
            overdue=address.switch("overdue", "只看逾期"),
        )
    return narrowed(found, wanted, session.today)


def _list(session: Session, standing: Standing, shown: Sequence[Due]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(shown)} 件。点击单元格打开它所在的页面。", width="content")
        name = f"倒计时 {target_name(session.situation, standing.target)} {session.today}"
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_HOW.format(review=settings().review_within_days))
        st.space("stretch")
        excel_button(name, lambda: {"倒计时": countdown_table(shown, session.today)}, "countdown-excel")
    if not shown:
        st.info("没有符合筛选条件的事项。")
        return
    # Other rows are another table: a row that was clicked never opens what now stands in its place.
    identity = "|".join(f"{due.kind}{due.what}{due.on}" for due in shown)
    key = f"countdown-{crc32(identity.encode()):08x}"
    st.dataframe(
        _styled(countdown_table(shown, session.today)),
        key=key,
        hide_index=True,
        height=_HEIGHT if len(shown) > _FULL else "content",
        column_config={name: st.column_config.Column(width=width) for name, width in _WIDTHS.items()},
        placeholder="",
        on_select="rerun",
        selection_mode="single-cell",
        alt="倒计时",
    )
    for row, _ in st.session_state[key]["selection"]["cells"]:
        _open(shown[row])


def _styled(table: pd.DataFrame) -> object:
    """Overdue in red, soon in amber; the number says it, too."""

    def colour(days: object) -> str:
        if not isinstance(days, int):
            return ""
        return f"color: {RED}" if days < 0 else f"color: {AMBER}" if days <= settings().soon_days else ""

    return table.style.map(colour, subset=["剩余天数"])


def _open(due: Due) -> None:
    if due.screen:
        st.switch_page(st.session_state[PAGES][due.screen], query_params=dict(due.address))
    st.caption(f"{due.what}：{due.note or '没有更多说明'}")
