"""The obligations by months: each a line with day, sign and title that opens it."""

from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from evidence.contracts.obligation_view import Month, months
from evidence.contracts.obligations import Obligation
from evidence.contracts.words import OBLIGATION_SIGNS
from evidence.words import Sign


def draw_calendar(shown: Sequence[Obligation], today: date) -> None:
    """All months in which something is due; the current one is set off."""
    legend = "　".join(_coloured(sign, str(sign)) for sign in OBLIGATION_SIGNS.values())
    boxes = "".join(_month(month, today) for month in months(shown))
    st.html(f'<div class="quiet" style="margin-bottom:.4rem">{legend}</div><div class="months">{boxes}</div>')


def _month(month: Month, today: date) -> str:
    now = " now" if month.first == today.replace(day=1) else ""
    word = "（本月）" if now else ""
    return f'<div class="month{now}"><h4>{month.name}{word}</h4>{"".join(map(_entry, month.entries))}</div>'


def _entry(entry: Obligation) -> str:
    sign = OBLIGATION_SIGNS[entry.state]
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name != "duty"}
    address = escape("?" + urlencode(kept | {"duty": str(entry.id)}, doseq=True))
    day = f"{entry.due_on:%d}" if entry.due_on else "—"
    example = ' <span class="example">示例</span>' if entry.delivery and entry.delivery.example else ""
    owing = entry.vendor if entry.owed_by == "vendor" else "医院"
    vendor = f' <span class="quiet">{escape(owing)}</span>' if owing else ""
    return (
        f'<div><span class="quiet">{day}</span>{_coloured(sign, sign.sign)}'
        f'<span><a href="/contracts{address}" target="_self" title="{sign.word}">{escape(entry.title)}</a>'
        f"{vendor}{example}</span></div>"
    )


def _coloured(sign: Sign, text: str) -> str:
    return f'<span class="sign" style="color:{sign.colour}">{text}</span>'
