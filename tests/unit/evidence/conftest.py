"""An empty hospital with a clock that stands still, and the shipped catalogs."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import pytest

from criteria.library import shipped_catalogs
from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from evidence import register
from evidence.store import Store, create_store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import Clock, House


@pytest.fixture(scope="session")
def catalogs() -> Mapping[str, Catalog]:
    return shipped_catalogs()


@pytest.fixture(scope="session")
def emr(catalogs: Mapping[str, Catalog]) -> LevelsCatalog:
    return cast(LevelsCatalog, catalogs["emr-2018"])


@pytest.fixture(scope="session")
def interop(catalogs: Mapping[str, Catalog]) -> PointsCatalog:
    return cast(PointsCatalog, catalogs["interop-2020"])


@pytest.fixture(scope="session")
def mlps(catalogs: Mapping[str, Catalog]) -> ComplianceCatalog:
    return cast(ComplianceCatalog, catalogs["mlps3-2019"])


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8))))


@pytest.fixture
def viewer() -> Viewer:
    return Viewer("王主任", Role.HEAD)


@pytest.fixture
def store(tmp_path: Path, clock: Clock, viewer: Viewer) -> Store:
    store = create_store(tmp_path / "renmin", clock)
    register.set_hospital(store, viewer, "人民医院")
    return store


@pytest.fixture
def house(store: Store, viewer: Viewer, clock: Clock) -> House:
    return House(store, viewer, clock)
