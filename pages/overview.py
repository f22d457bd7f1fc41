"""总览: where do we stand, what stops us, who must move?"""

from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.forecast import load_forecasts
from evidence.heat_map import heat_map
from evidence.overview import answer, gaps_by_vendor, past_trend, top_gaps
from evidence.standing import Standing
from evidence.worklist import target_name
from pages.parts.no_target import target_link
from pages.parts.overview_cards import cards
from pages.parts.overview_charts import show_trend, show_vendor_gaps
from pages.parts.overview_gaps import show_top_gaps
from pages.parts.overview_heat import show_heat_map
from pages.parts.session import Session, current

# Map and lists side by side at a desk, one under the other on a tablet.
_STYLE = """<style>
.st-key-overview-body { display: grid !important; grid-template-columns: minmax(0, 9fr) minmax(0, 11fr); gap: 1.6rem;
    align-items: start; }
@media (max-width: 1250px) { .st-key-overview-body { grid-template-columns: minmax(0, 1fr); } }
</style>"""
_SHORT = 20


def overview() -> None:
    """Draws the screen for the target chosen in the header."""
    session = current()
    if session.standing is None:
        _without_targets(session)
        return
    _answer(session, session.standing)
    forecasts = load_forecasts(session.store, session.viewer, session.situation, session.standings)
    cards(session.situation, session.standings, session.standing, forecasts)
    st.html(_STYLE)
    with st.container(key="overview-body"):
        _body(session, session.standing)


def _answer(session: Session, standing: Standing) -> None:
    told = answer(session.situation, standing)
    notes = "".join(f'<div class="quiet">{escape(note)}</div>' for note in told.notes)
    st.html(f'<p class="lead">{escape(told.sentence)}</p>{notes}')


def _body(session: Session, standing: Standing) -> None:
    """Map left, lists right; under a short map there is room for the vendors."""
    gaps = session.gaps()
    heat, vendors = heat_map(session.situation, standing, gaps), gaps_by_vendor(gaps)
    short = len(heat.rows) <= _SHORT
    with st.container(key="overview-map"):
        show_heat_map(heat, target_name(session.situation, standing.target))
        if short:
            show_vendor_gaps(vendors)
    with st.container(key="overview-side"):
        show_top_gaps(top_gaps(standing, gaps), len(gaps))
        if not short:
            show_vendor_gaps(vendors)
        points = past_trend(session.store, session.viewer, session.situation, standing)
        show_trend(points, standing, session.today)


def _without_targets(session: Session) -> None:
    st.html('<p class="lead">还没有评审目标，无法计算差距。</p>')
    st.write("先定下要参加哪项评审、达到几级、何时评审，这里就会显示当前水平、卡在哪里、由谁整改。")
    if session.may(Permission.DIRECT):
        target_link("到“系统”页设置评审目标")
    else:
        st.caption("评审目标由医院的主任或管理员设定。")


overview()
