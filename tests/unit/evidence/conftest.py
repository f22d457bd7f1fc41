"""An empty hospital with a clock that stands still, and the shipped catalogs."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import pytest

from criteria.library import shipped_catalogs
from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from evidence import register
from evidence.store import Store, create_store, open_store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import Prepared, prepare
from tests.unit.evidence.house import Clock, House

_NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))


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
    return Clock(_NOW)


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


@pytest.fixture(scope="session")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A house in which every command has something to change, and a second vendor's system. Not to be changed."""
    clock, viewer = Clock(_NOW), Viewer("王主任", Role.HEAD)
    store = create_store(tmp_path_factory.mktemp("prepared") / "renmin", clock)
    register.set_hospital(store, viewer, "人民医院")
    house = House(store, viewer, clock)
    prepared = prepare(house)
    house.system("医院信息系统", "HIS", vendor="卫宁")
    return prepared


@pytest.fixture
def prepared(prepared_once: Prepared, tmp_path: Path) -> Prepared:
    """A copy of it, made faster than a new one."""
    folder = shutil.copytree(prepared_once.house.store.folder, tmp_path / "renmin")
    clock = Clock(_NOW)
    return replace(prepared_once, house=House(open_store(folder, clock), prepared_once.house.viewer, clock))
