"""标准条款: what exactly is asked, and what have we?"""

import streamlit as st

from criteria.models import Catalog
from evidence.requirement_list import Entry, filter_entries, find_entry, load_entries, summary
from evidence.requirement_tree import Neighbours, neighbours
from evidence.requirement_view import view_requirement
from evidence.standing import Standing
from pages.parts import requirement_address as address
from pages.parts.official_wording import OFFICIAL, VIEW, show_official, show_way_in
from pages.parts.requirement_clauses import show_clauses
from pages.parts.requirement_desk import Desk, scope_from_address
from pages.parts.requirement_detail import show_bar, show_title
from pages.parts.requirement_filters import choose_catalog, choose_filter, choose_order
from pages.parts.requirement_lead import lead, show_nothing_found, style
from pages.parts.requirement_tabs import show_tabs
from pages.parts.requirement_tree import export_button, show_tree
from pages.parts.session import Session, current


def show() -> None:
    """The answer, the filters, the list, the open requirement."""
    session = current()
    target = f"{session.store.slug} {session.standing.target.id if session.standing else 0}"
    address.begin(target)
    style()
    if address.get(VIEW) == OFFICIAL:
        _show_official(session)
        address.remember(target)
        return
    answer = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="requirement-filters"):
        catalog, standing = choose_catalog(session)
        entries = load_entries(session.store, session.viewer, session.situation, catalog, standing)
        wanted = choose_filter(session.situation, catalog, standing, entries)
    with answer:
        lead(session, catalog, standing, summary(entry for entry in entries if entry.asked))
        show_way_in(catalog)
    with st.container(key="requirement-columns"):
        left, right = st.columns([9, 13], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            wanted = choose_order(wanted, standing)
            shown = filter_entries(entries, wanted)
            export_button(session.situation, catalog, shown, standing)
        opened = _opened(entries, shown)
        if shown:
            show_tree(shown, wanted, catalog, opened.code)
        else:
            show_nothing_found()
    with right:
        around = neighbours(shown, entries, opened.code)
        _show_requirement(session, catalog, standing, opened, around, len(shown))
    address.remember(target)


def _show_official(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="requirement-filters"):
        catalog, _ = choose_catalog(session)
    show_official(session, catalog)


def _opened(entries: list[Entry], shown: list[Entry]) -> Entry:
    """The requirement named in the address, else the first of the list; it is then named there.

    It stays open when a verdict takes it out of the list, but not when the person changes the filter.
    """
    opened = find_entry(entries, address.get("code"))
    left_out = address.refiltered() and opened not in shown
    if opened is None or (left_out and shown):
        opened = next(iter(shown), next((entry for entry in entries if entry.asked), entries[0]))
    if opened.code != address.get("code").split("#")[0]:
        address.put("code", opened.code)
    return opened


def _show_requirement(
    session: Session, catalog: Catalog, standing: Standing | None, opened: Entry, around: Neighbours, shown: int
) -> None:
    view = view_requirement(session.situation, catalog, opened, standing)
    focus = address.get("code")
    desk = Desk(
        session=session,
        view=view,
        standing=standing,
        scope=scope_from_address(session.situation),
        focus=focus if any(clause.id == focus for clause in view.clauses) else None,
        around=around,
    )
    show_title(desk, shown)
    show_bar(desk)
    show_clauses(desk)
    show_tabs(desk)


show()
