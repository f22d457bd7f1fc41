"""Official wording laid over a catalog: what changes, what stays, and how confirmed kinds are graded."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grading.levels import grade_levels
from criteria.library import shipped_catalogs
from criteria.loading import CatalogError, load_catalog
from criteria.models import AnyRequirement, Catalog, LevelRequirement, LevelsCatalog
from criteria.overlay import OfficialRow, Overlay, contradictions, editions, lay_over, number_of, source_of
from criteria.vocabulary import Kind
from tests.unit.criteria import strategies
from tests.unit.criteria.builders import levels_files, write
from tests.unit.criteria.test_levels_kinds import consistent_kinds

CODE = "05.01.6"


@pytest.fixture(scope="module")
def emr() -> LevelsCatalog:
    catalog = shipped_catalogs()["emr-2018"]
    assert isinstance(catalog, LevelsCatalog)
    return catalog


def overlay(source: str = "官方文件", **rows: OfficialRow) -> Overlay:
    return Overlay(source=source, rows={code.replace("_", "."): row for code, row in rows.items()})


def row_of(catalog: Catalog, code: str = CODE) -> AnyRequirement:
    return next(row for row in catalog.requirements if row.code == code)


def texts(catalog: Catalog, code: str = CODE) -> list[str]:
    return [clause.text for clause in row_of(catalog, code).clauses]


def test_wording_kind_and_number_are_taken_over_and_the_shipped_catalog_stays(emr: LevelsCatalog) -> None:
    before = emr.model_dump_json()
    wording = tuple(f"官方第 {n} 点" for n in range(1, len(texts(emr)) + 1))
    row = OfficialRow(clauses=wording, kind=Kind.OPTIONAL, number="20")
    laid = lay_over(emr, [Overlay(source="官方文件", rows={CODE: row})])
    assert isinstance(laid, LevelsCatalog)
    assert tuple(texts(laid)) == wording
    assert laid.rows_by_item["05.01"][6].kind is Kind.OPTIONAL
    assert emr.rows_by_item["05.01"][6].kind is Kind.BASIC
    assert (source_of(laid, f"{CODE}#1"), number_of(laid, CODE)) == ("官方文件", "20")
    assert (source_of(laid, "05.01.5#1"), source_of(emr, f"{CODE}#1"), number_of(emr, CODE)) == ("", "", "")
    assert texts(laid, "05.01.5") == texts(emr, "05.01.5")
    assert emr.model_dump_json() == before


@pytest.mark.parametrize("official", [1, 2, 3, 4, 5, 9])
def test_every_clause_that_something_refers_to_stays(official: int, emr: LevelsCatalog) -> None:
    own = [clause.id for clause in row_of(emr).clauses]
    laid = lay_over(emr, [Overlay(source="甲", rows={CODE: OfficialRow(clauses=("某",) * official)})])
    ids = [clause.id for clause in row_of(laid).clauses]
    assert ids[: len(own)] == own
    assert ids == [f"{CODE}#{n}" for n in range(1, max(official, len(own)) + 1)]
    assert texts(laid)[official:] == texts(emr)[official:]
    assert laid.counts["clauses"] == emr.counts["clauses"] + max(official - len(own), 0)


def test_the_later_document_counts_and_the_earlier_one_fills_in(emr: LevelsCatalog) -> None:
    first = OfficialRow(clauses=("甲",) * len(texts(emr)), kind=Kind.OPTIONAL, number="1")
    second = OfficialRow(kind=Kind.BASIC)
    laid = lay_over(emr, [Overlay(source="甲", rows={CODE: first}), Overlay(source="乙", rows={CODE: second})])
    row = row_of(laid)
    assert isinstance(row, LevelRequirement)
    assert (row.kind, set(texts(laid)), number_of(laid, CODE)) == (Kind.BASIC, {"甲"}, "1")
    assert source_of(laid, f"{CODE}#1") == "甲"


def test_nothing_and_unknown_codes_change_nothing(emr: LevelsCatalog) -> None:
    assert lay_over(emr, []) is emr
    laid = lay_over(emr, [Overlay(source="甲", rows={"99.01.1": OfficialRow(clauses=("甲",), kind=Kind.BASIC)})])
    assert laid.requirements == emr.requirements
    assert [entry.mark for entry in laid.provenance] == [entry.mark for entry in emr.provenance]


def test_level_zero_has_no_kind(emr: LevelsCatalog) -> None:
    laid = lay_over(emr, [Overlay(source="甲", rows={"05.01.0": OfficialRow(kind=Kind.BASIC)})])
    row = row_of(laid, "05.01.0")
    assert isinstance(row, LevelRequirement)
    assert row.kind is None


def test_how_sure_the_facts_are_is_said(emr: LevelsCatalog) -> None:
    marks = {entry.fact: entry.mark for entry in lay_over(emr, [_whole(emr)]).provenance}
    assert (marks["wording"], marks["kind"], marks["systems"]) == (
        "hospital_document",
        "hospital_document",
        "judgement",
    )
    one = lay_over(emr, [Overlay(source="甲", rows={CODE: OfficialRow(kind=Kind.BASIC)})])
    marks = {entry.fact: entry.mark for entry in one.provenance}
    assert (marks["wording"], marks["kind"]) == ("restated", "partly_hospital_document")


def _whole(catalog: LevelsCatalog) -> Overlay:
    rows = {
        row.code: OfficialRow(clauses=tuple(clause.text for clause in row.clauses), kind=Kind.OPTIONAL)
        for row in catalog.requirements
        if row.level > 0
    }
    return Overlay(source="甲", rows=rows)


def test_catalogs_with_one_id_are_told_apart(emr: LevelsCatalog) -> None:
    one, two = (lay_over(emr, [overlay(source)]) for source in ("甲", "乙"))
    keys = {editions({"emr-2018": catalog}) for catalog in (emr, one, two)}
    assert len(keys) == 3
    assert editions({"emr-2018": lay_over(emr, [overlay("甲")])}) in keys


def test_kinds_that_contradict_the_published_counts_are_told(emr: LevelsCatalog) -> None:
    assert contradictions(emr) == []
    found = contradictions(lay_over(emr, [_whole(emr)]))
    assert [(entry.level, entry.basic, entry.published) for entry in found] == [
        (level.level, 0, level.basic_items) for level in emr.level_by_number.values()
    ]


@given(st.data())
@settings(max_examples=60)
def test_confirmed_kinds_bring_the_two_levels_together(data: st.DataObject) -> None:
    """Laying kinds over a catalog is the same as grading with these kinds; when all are known, nothing is left open."""
    catalog = data.draw(strategies.levels_catalogs(most_levels=3))
    facts = data.draw(strategies.levels_facts(catalog))
    kinds = data.draw(st.sampled_from(list(consistent_kinds(catalog))[:50]))
    rows = {code: OfficialRow(kind=kind) for code, kind in kinds.items()}
    laid = lay_over(catalog, [Overlay(source="甲", rows=rows)])
    assert isinstance(laid, LevelsCatalog)
    result = grade_levels(laid, facts)
    assert result == grade_levels(catalog, replace(facts, kinds=kinds))
    assert result.level == result.possible_level
    assert contradictions(laid) == []


def test_a_catalog_folder_has_no_official_wording(tmp_path: Path) -> None:
    files = levels_files()
    files["catalog.yaml"]["official"] = {}
    with pytest.raises(CatalogError, match=r"catalog.yaml：official：官方原文由各医院用自己的文件覆盖"):
        load_catalog(write(tmp_path, files))
