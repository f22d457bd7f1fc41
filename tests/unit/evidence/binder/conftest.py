"""The shelf that a binder is made from."""

from pathlib import Path

import pytest

from tests.unit.evidence.binder.shelf import Shelf, shelf, small_levels
from tests.unit.evidence.house import House, of_clause


@pytest.fixture
def full(house: House) -> Shelf:
    """Everything met, one picture for two clauses, one statement."""
    made = shelf(house, small_levels())
    made.picture("采集界面", "01.01.1#1", "01.01.1#2")
    made.document("培训情况说明", *of_clause(made.catalog, "02.01.1#1"), kind="record")
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "材料册.zip"
