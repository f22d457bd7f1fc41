"""Every scenario file holds: verdicts and measures in, the official result out."""

from pathlib import Path
from typing import Any

import pytest

from criteria.library import shipped_catalogs
from criteria.scenarios import run_scenarios
from criteria.vocabulary import Method
from criteria.yaml_reader import read_yaml

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


CASES = [pytest.param(case, id=f"{file.stem}: {case['case']}") for file in FILES for case in read_yaml(file)]


@pytest.mark.parametrize("case", CASES)
def test_the_case_holds(case: dict[str, Any]) -> None:
    (outcome,) = run_scenarios([case], shipped_catalogs())
    assert outcome.differences == ()
    assert outcome.ok


@pytest.mark.parametrize("case", CASES)
def test_the_case_expects_something(case: dict[str, Any]) -> None:
    assert case["expect"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_file_runs_as_a_whole_with_a_result_per_case(file: Path) -> None:
    document = read_yaml(file)
    outcomes = run_scenarios(document, shipped_catalogs())
    assert [outcome.case for outcome in outcomes] == [case["case"] for case in document]


@pytest.mark.parametrize("file", [file for file in FILES if file.stem != "design"], ids=lambda file: file.stem)
def test_the_file_names_its_rule_and_the_official_source(file: Path) -> None:
    first, second, third = file.read_text(encoding="utf-8").splitlines()[:3]
    assert first.startswith("# ")
    assert second.startswith("# Source: ")
    assert third == "#"


def test_every_case_has_its_own_name() -> None:
    names = [case["case"] for file in FILES for case in read_yaml(file)]
    assert len(names) == len(set(names))


def used_catalogs() -> set[str]:
    return {case["catalog"] for file in FILES for case in read_yaml(file)}


def test_every_shipped_catalog_has_scenarios() -> None:
    assert used_catalogs() == set(shipped_catalogs())


def test_every_grading_method_has_scenarios() -> None:
    assert {shipped_catalogs()[name].method for name in used_catalogs()} == set(Method)


def test_a_wrong_expectation_is_told_with_both_values() -> None:
    case = {"case": "样例", "catalog": "mlps3-2019", "given": {"items": {"default": "met"}}}
    (outcome,) = run_scenarios([case | {"expect": {"conclusion": "不符合", "applicable": 211}}], shipped_catalogs())
    assert not outcome.ok
    assert outcome.differences == ("conclusion 应为 不符合，实为 符合",)
