"""Strict loading in less obvious places: nothing is read past silently, nothing impossible is accepted."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from criteria.loading import CatalogError, Problem, load_catalog
from tests.unit.criteria.builders import FILES, Files, write
from tests.unit.criteria.test_loading import HEAD, LEVELS, POINTS, UNITS, level, point, refused, unit


def files_named(folder: Path) -> set[str]:
    return {problem.file for problem in refused(folder).problems}


def problems_of(folder: Path) -> list[Problem]:
    try:
        load_catalog(folder)
    except CatalogError as error:
        return error.problems
    return []


def test_a_row_without_a_code_is_looked_for_in_its_own_file(tmp_path: Path) -> None:
    files = FILES["points"]()
    del point(files)["code"]
    assert files_named(write(tmp_path, files)) == {"2.1.yaml"}


def test_a_unit_with_a_code_that_is_no_text_is_looked_for_in_its_own_file(tmp_path: Path) -> None:
    files = FILES["compliance"]()
    unit(files)["code"] = None
    assert files_named(write(tmp_path, files)) == {"T.yaml"}


def test_an_item_without_a_code_is_looked_for_in_its_own_file(tmp_path: Path) -> None:
    files = FILES["levels"]()
    files[LEVELS]["items"].append({"name": "无编码"})
    assert "01.yaml" in files_named(write(tmp_path, files))


def test_a_wrong_section_is_looked_for_in_its_own_file(tmp_path: Path) -> None:
    files = FILES["points"]()
    del files[POINTS]["sections"][0]["title"]
    assert files_named(write(tmp_path, files)) == {"2.1.yaml"}


def test_clauses_as_a_list_are_asked_for_as_a_mapping(tmp_path: Path) -> None:
    files = FILES["points"]()
    point(files)["clauses"] = ["要求"]
    reasons = [problem.reason for problem in refused(write(tmp_path, files)).problems]
    assert any("映射" in reason for reason in reasons)


@pytest.mark.parametrize("place", ["head", "row"])
def test_a_key_that_is_no_text_is_explained_in_chinese(tmp_path: Path, place: str) -> None:
    files = FILES["points"]()
    broken: dict[Any, Any] = files[HEAD] if place == "head" else point(files)
    broken[5] = "五"
    reasons = [problem.reason for problem in refused(write(tmp_path, files)).problems]
    assert all("should be" not in reason for reason in reasons)


def test_a_line_break_in_a_key_does_not_break_the_message(tmp_path: Path) -> None:
    refused(write(tmp_path, FILES["levels"]() | {HEAD: '"a\\nb": 1\n"a\\nb": 2\n'}))


def test_rows_in_the_head_are_not_dropped_silently(tmp_path: Path) -> None:
    """`requirements` belongs into the files of its folder; in the head it would be overwritten unread."""
    files = FILES["compliance"]()
    files[HEAD]["requirements"] = [{"code": "L3-T-99"}]
    assert "requirements" in str(refused(write(tmp_path, files)))


def test_the_group_of_an_item_is_not_overwritten_silently(tmp_path: Path) -> None:
    """`group` stands once per file; a different one at an item would be lost unread."""
    files = FILES["levels"]()
    files[LEVELS]["items"][0]["group"] = "另一组"
    assert "group" in str(refused(write(tmp_path, files)))


@pytest.mark.parametrize(("method", "key"), [("levels", "levels"), ("points", "grades")])
def test_a_catalog_without_levels_or_grades_is_refused(tmp_path: Path, method: str, key: str) -> None:
    """Nothing could be graded with it: the grader would fail on an empty list."""
    head = FILES[method]()[HEAD] | {key: [], "counts": {"requirements": 0, "clauses": 0}}
    assert key in str(refused(write(tmp_path, {HEAD: head})))


@pytest.mark.parametrize(
    ("method", "key", "entry"),
    [
        ("levels", "levels", {"level": 2}),
        ("points", "grades", {"grade": "二级", "order": 4}),
        ("points", "sections", {"section": "2"}),
    ],
)
def test_a_level_grade_or_section_stands_only_once(tmp_path: Path, method: str, key: str, entry: Files) -> None:
    files = FILES[method]()
    files[HEAD][key].append(files[HEAD][key][-1] | entry)
    refused(write(tmp_path, files))


IMPOSSIBLE: dict[str, tuple[str, Callable[[Files], object]]] = {
    "coverage threshold above 1": ("levels", lambda f: f[HEAD]["thresholds"].update(basic_coverage=80)),
    "negative data quality threshold": ("levels", lambda f: f[HEAD]["thresholds"].update(data_quality=Decimal("-0.5"))),
    "compliance threshold in per cent": ("compliance", lambda f: f[HEAD]["thresholds"].update(conform_above=90)),
    "more optional items needed than there are": ("levels", lambda f: level(f, 1).update(optional_min=5)),
    "negative number of optional items": ("levels", lambda f: level(f, 1).update(optional_min=-1)),
    "negative minimum score": ("levels", lambda f: level(f, 1).update(min_score=-1)),
    "negative points": ("points", lambda f: point(f).update(points=-1)),
    "tier worth more than the indicator": ("points", lambda f: point(f, 1)["tiers"][1].update(points=5)),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_an_impossible_number_is_refused(tmp_path: Path, case: str) -> None:
    method, damage = IMPOSSIBLE[case]
    files = FILES[method]()
    damage(files)
    refused(write(tmp_path, files))


@pytest.mark.parametrize("method", FILES)
def test_any_junk_in_any_place_gives_one_clear_error(tmp_path: Path, method: str) -> None:
    """Whatever stands in place of a row or of the head's entries: CatalogError with a Chinese reason, or it loads."""
    rows = {"levels": LEVELS, "points": POINTS, "compliance": UNITS}[method]
    junk: Any
    for junk in (None, 5, "文", [], {}, [1], [None], True):
        for file, key in [(HEAD, key) for key in FILES[method]()[HEAD]] + [
            (rows, key) for key in FILES[method]()[rows]
        ]:
            files = FILES[method]()
            files[file][key] = junk
            reasons = [problem.reason for problem in problems_of(write(tmp_path, files))]
            assert all(any("\u4e00" <= sign <= "\u9fff" for sign in reason) for reason in reasons)
