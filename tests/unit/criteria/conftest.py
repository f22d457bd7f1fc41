"""The five shipped catalogs, each under its own type."""

from typing import cast

import pytest

from criteria.library import shipped_catalogs
from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog


@pytest.fixture(scope="session")
def emr() -> LevelsCatalog:
    return cast(LevelsCatalog, shipped_catalogs()["emr-2018"])


@pytest.fixture(scope="session")
def service() -> LevelsCatalog:
    return cast(LevelsCatalog, shipped_catalogs()["smart-service-2019"])


@pytest.fixture(scope="session")
def management() -> LevelsCatalog:
    return cast(LevelsCatalog, shipped_catalogs()["smart-management-2021"])


@pytest.fixture(scope="session")
def interop() -> PointsCatalog:
    return cast(PointsCatalog, shipped_catalogs()["interop-2020"])


@pytest.fixture(scope="session")
def mlps() -> ComplianceCatalog:
    return cast(ComplianceCatalog, shipped_catalogs()["mlps3-2019"])
