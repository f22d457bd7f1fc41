"""The same header on every screen: hospital, target with its three standings and days left, date of computation."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from evidence import register
from evidence.access import Permission, may
from evidence.deployment import Deployment
from evidence.situation import Situation, load_situation
from evidence.standing import Basis, Standing, level_label, load_standings
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer
from evidence.words import BASIS_NAMES
from evidence.worklist import target_name
from pages.parts.inbox_badge import unread_badge
from pages.parts.session import Session, deployment, open_hospital
from pages.parts.sign_in import draw_person, require_sign_in


def choose_hospital() -> str | None:
    """The hospital chosen in the side bar (and in the address), None while there is none."""
    place = deployment()
    slugs = place.hospitals()
    if not slugs:
        return None
    names = {slug: hospital_name(str(place.data), slug) for slug in slugs}
    with st.sidebar:
        return str(st.selectbox("医院", slugs, format_func=names.__getitem__, key="hospital", bind="query-params"))


def signed_in(slug: str, before: Callable[[], object]) -> Viewer:
    """Who is at the screen; draws the sign-in (after `before`) and ends the run while nobody is."""
    store = open_hospital(str(deployment().data), slug)
    viewer = require_sign_in(store, slug, before)
    draw_person(store, slug, viewer)
    return viewer


def choose(slug: str, viewer: Viewer) -> Session:
    """Draws the header and returns what is chosen in it."""
    place = deployment()
    store = open_hospital(str(place.data), slug)
    session = _chosen(place, store, viewer) if _computes(viewer) else _without_target(place, store, viewer)
    with st.sidebar:
        unread_badge(session)
    return session


def _computes(viewer: Viewer) -> bool:
    """Whether any screen of the viewer depends on target and date."""
    return may(viewer, Permission.WORK) or may(viewer, Permission.STANDING)


def _without_target(place: Deployment, store: Store, viewer: Viewer) -> Session:
    today = date.today()  # noqa: DTZ011 - the calendar day at the desk
    return Session(place, store, viewer, load_situation(store, viewer, place.catalogs, today), [], None, today)


def _chosen(place: Deployment, store: Store, viewer: Viewer) -> Session:
    bar = st.container(horizontal=True, vertical_alignment="bottom", key="header")
    with bar:
        target_box = st.container(width=300)
        day_box = st.container(width=150)
        facts = st.container(width="content")
    with day_box:
        today = st.date_input("计算日期", value="today", key="on", bind="query-params", format="YYYY-MM-DD")
    day = today if isinstance(today, date) else date.today()  # noqa: DTZ011 - the calendar day at the desk
    situation = load_situation(store, viewer, place.catalogs, day)
    standings = load_standings(store, viewer, situation)
    with target_box:
        standing = _target(situation, standings)
    with facts:
        _facts(situation, standing, viewer)
    return Session(place, store, viewer, situation, standings, standing, day)


@st.cache_data(ttl=300, max_entries=1000)
def hospital_name(data: str, slug: str) -> str:
    """The name of a hospital; read at most every five minutes, so that a page does not slow down with hospitals."""
    return register.hospital(open_hospital(data, slug), SYSTEM).name


def _target(situation: Situation, standings: list[Standing]) -> Standing | None:
    labels = {str(s.target.id): target_name(situation, s.target) for s in standings}
    if not labels:
        st.caption("还没有评审目标")
        return None
    chosen = st.selectbox(
        "评审目标", list(labels), format_func=lambda key: labels[key], key="target", bind="query-params"
    )
    return next((s for s in standings if str(s.target.id) == chosen), standings[0])


def _facts(situation: Situation, standing: Standing | None, viewer: Viewer) -> None:
    if standing is None:
        return
    days = standing.target.days_left(situation.today)
    parts = []
    if may(viewer, Permission.STANDING):
        parts = [f"{BASIS_NAMES[basis]} <b>{level_label(standing.on(basis))}</b>" for basis in Basis]
    parts.append(days_text(days))
    example = '<span class="example">示例数据</span>' if standing.target.example or _has_examples(situation) else ""
    st.html(f'<div class="quiet" style="padding-bottom:.5rem; white-space:nowrap">{" · ".join(parts)} {example}</div>')


def _has_examples(situation: Situation) -> bool:
    return any(j.example for found in situation.judgements.values() for j in found.values())


def days_text(days: int | None) -> str:
    """距评审 83 天, 评审日期已过 3 天, 评审日期未定."""
    if days is None:
        return "评审日期未定"
    return f"距评审 <b>{days}</b> 天" if days >= 0 else f"评审日期已过 <b>{-days}</b> 天"
