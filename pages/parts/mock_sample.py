"""The sample of a mock review: which requirements were drawn and why."""

from collections import Counter

import pandas as pd
import streamlit as st

from evidence.mock_review.records import Course
from evidence.mock_review.words import reason_word
from evidence.naming import level_of, name_of
from pages.parts.session import Session
from pages.parts.tables import excel_button


def draw_sample_table(session: Session, known: Course) -> None:
    """The counts per reason, how the sample can be drawn again, and the table."""
    review = known.review
    catalog = session.situation.catalogs[review.catalog]
    rows = {row.code: row for row in catalog.requirements}
    counts = Counter(
        reason_word(catalog, rows[drawn.code], reason)
        for drawn in known.sample
        for reason in drawn.reasons
        if drawn.code in rows
    )
    told = "，".join(f"{word} {count}" for word, count in counts.items())
    st.html(f'<p class="lead">抽中 {len(known.sample)} 条条款：{told}。</p>')
    drawn_at = f"{review.drawn_at:%Y-%m-%d %H:%M} 抽取；" if review.drawn_at else ""
    since = f"“有变动”从 {review.since:%Y-%m-%d %H:%M} 上次抽样算起；" if review.since else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"{drawn_at}种子 {review.seed}，其余条款抽取 {review.share}%；{since}一条可以有几个理由。", width="content"
        )
        table = _table(session, known)
        excel_button(f"模拟评审样本 {review.title}", lambda: {"样本": table}, "mock-sample-excel")
    st.dataframe(table, key="mock-sample", hide_index=True, height=560)


def _table(session: Session, known: Course) -> pd.DataFrame:
    catalog = session.situation.catalogs[known.review.catalog]
    rows = {row.code: row for row in catalog.requirements}
    return pd.DataFrame(
        [
            {
                "序号": drawn.place + 1,
                "条款": drawn.code,
                "名称": name_of(catalog, rows[drawn.code]),
                "级别": level_of(rows[drawn.code]),
                "抽中理由": "、".join(reason_word(catalog, rows[drawn.code], reason) for reason in drawn.reasons),
            }
            for drawn in known.sample
            if drawn.code in rows
        ]
    )
