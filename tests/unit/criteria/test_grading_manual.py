"""docs/grading.md is what the scenario files and its template print now."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def printer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("print_grading", ROOT / "docs" / "print_grading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manual_is_current(printer: ModuleType) -> None:
    stale = "docs/grading.md is stale, run: python -m docs.print_grading"
    assert (ROOT / "docs" / "grading.md").read_text(encoding="utf-8") == printer.render(), stale


def test_every_scenario_file_is_printed_once(printer: ModuleType) -> None:
    files = sorted(path.stem for path in (ROOT / "tests" / "scenarios").glob("*.yaml"))
    assert sorted(printer.placed()) == files


def test_every_table_row_has_the_cells_of_its_head(printer: ModuleType) -> None:
    width = 0
    for line in printer.render().splitlines():
        cells = line.replace("\\|", "").count("|")
        width = (width or cells) if line.startswith("|") else 0
        assert cells == width or not line.startswith("|")
