"""What every screen works on: the hospital, target and date chosen in the header, and who is at the screen."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import streamlit as st

from evidence.access import Permission, may, screens
from evidence.contracts.coverage_desk import CoverDesk, load_covers
from evidence.deployment import Deployment
from evidence.gaps import Gap, load_gaps
from evidence.situation import Situation
from evidence.standing import Standing
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class Session:
    """The choices of the header. `standing` is that of the chosen target, None while the hospital has no target."""

    deployment: Deployment
    store: Store
    viewer: Viewer
    situation: Situation
    standings: list[Standing]
    standing: Standing | None
    today: date

    def may(self, permission: Permission) -> bool:
        """Whether the person at the screen may do something; what they may not is not offered."""
        return may(self.viewer, permission)

    def opens(self, screen: str) -> bool:
        """Whether a screen is in the person's menu; no link leads to another."""
        return screen in screens(self.viewer)

    def gaps(self, standing: Standing | None = None) -> list[Gap]:
        """The gaps of the chosen (or another) target; empty without one."""
        chosen = standing or self.standing
        return load_gaps(self.store, self.viewer, self.situation, chosen) if chosen else []

    def sees_contracts(self) -> bool:
        """Whether contracts are shown to the person at all."""
        return self.covers() is not None

    def covers(self) -> CoverDesk | None:
        """Tells who pays for gaps and tasks; None for those who see no contracts."""
        return load_covers(self.store, self.viewer, self.situation)


SCREEN_PARAMETER = "screen"
# Where the declared screens are kept, by name.
PAGES = "declared_pages"


def current() -> Session:
    """The session that the entry script has put together for this run."""
    if "session" not in st.session_state:
        _enter_through_app()
    session: Session = st.session_state["session"]
    return session


def _enter_through_app() -> NoReturn:
    """Sends the first visitor of a new server to app.py, which leads back to the screen that was asked for.

    Until app.py has called st.navigation once, Streamlit takes every file in pages/ for a page of its own and runs it
    alone when a link leads straight to it.
    """
    screen = urlsplit(st.context.url or "").path.rsplit("/", 1)[-1]
    st.switch_page("app.py", query_params={**st.query_params.to_dict(), SCREEN_PARAMETER: screen})


def deployment() -> Deployment:
    """The data directory and catalogs that the command line has handed over."""
    return _deployment(os.environ.get("READINESS_DATA", "var/data"), os.environ.get("READINESS_CATALOGS", ""))


@st.cache_resource(max_entries=16)
def _deployment(data: str, own_catalogs: str) -> Deployment:
    return Deployment(Path(data), Path(own_catalogs) if own_catalogs else None)


@st.cache_resource(max_entries=64)
def open_hospital(data: str, slug: str) -> Store:
    """The store of a hospital, opened once per process."""
    return deployment().open(slug)
