"""A mock review of the EMR grading."""

import pytest

from criteria.models import LevelsCatalog
from tests.unit.evidence.house import House
from tests.unit.evidence.mock_review.rehearsal import Rehearsal


@pytest.fixture
def rehearsal(house: House, emr: LevelsCatalog) -> Rehearsal:
    return Rehearsal(house, emr)
