"""The desk at which 统计表 is filled in."""

import pytest

from criteria.models import LevelsCatalog
from tests.unit.evidence.house import House
from tests.unit.evidence.statistics.desk import Desk


@pytest.fixture
def desk(house: House, emr: LevelsCatalog) -> Desk:
    house.system("检验系统", "LIS", vendor="瑞美")
    house.target(emr, "6")
    return Desk(house, emr)
