"""The report of a furnished hospital."""

from collections.abc import Mapping

import pytest

from criteria.models import Catalog
from evidence.management_report.facts import Report
from tests.unit.evidence.house import House
from tests.unit.evidence.management_report.desk import furnish, report_of


@pytest.fixture
def report(house: House, catalogs: Mapping[str, Catalog]) -> Report:
    furnish(house, catalogs)
    return report_of(house, catalogs)
