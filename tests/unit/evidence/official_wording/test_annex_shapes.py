"""Official annexes in the shapes in which they are printed are read whole: all five standards."""

import io
from collections.abc import Callable, Mapping

import docx
import pytest

from criteria.models import Catalog, ComplianceCatalog, LevelRequirement, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind
from evidence.official_wording.comparing import Comparison, KindChange, Wording
from evidence.official_wording.reading import read_official
from tests import official_documents as printed

Catalogs = Mapping[str, Catalog]
Shape = Callable[[list[printed.Official], str], bytes]
TITLES = {
    "emr-2018": printed.EMR_TITLE,
    "smart-service-2019": printed.SERVICE_TITLE,
    "smart-management-2021": printed.MANAGEMENT_TITLE,
}
SHAPES: dict[str, Shape] = {
    "one row per level": printed.annex,
    "merged role and item": printed.merged_annex,
    "rows that go on on the next page": printed.paged_annex,
    "one column per level": printed.level_columns,
    "ticks in 基本 and 选择": printed.ticked_columns,
}


def basic_from_four(row: LevelRequirement) -> Kind:
    return Kind.BASIC if row.level >= 4 else Kind.OPTIONAL


def levels_catalog(catalogs: Catalogs, catalog_id: str) -> LevelsCatalog:
    catalog = catalogs[catalog_id]
    assert isinstance(catalog, LevelsCatalog)
    return catalog


def nothing_left(found: Comparison) -> None:
    assert (found.missing, found.unknown, found.damaged) == ((), (), ())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("catalog_id", TITLES)
def test_every_requirement_is_found_with_its_wording_and_kind(catalogs: Catalogs, catalog_id: str, shape: str) -> None:
    rows = printed.official_rows(levels_catalog(catalogs, catalog_id), basic_from_four, levels=(1, 3, 5))
    found = read_official("附件.docx", SHAPES[shape](rows, TITLES[catalog_id]), catalogs)
    assert found.catalog.id == catalog_id
    assert (found.unknown, found.damaged) == ((), ())
    said = {entry.code: (list(entry.clauses), entry.kind) for entry in found.compared}
    assert said.keys() == {row.full for row in rows}
    for row in rows:
        clauses, kind = said[row.full]
        assert [text.rstrip("；") for text in clauses] == row.clauses
        assert kind is row.kind


@pytest.mark.parametrize("catalog_id", TITLES)
def test_a_matrix_of_marks_gives_the_kinds_and_no_wording(catalogs: Catalogs, catalog_id: str) -> None:
    rows = printed.official_rows(levels_catalog(catalogs, catalog_id), basic_from_four)
    found = read_official("附表2.docx", printed.kind_matrix(rows, TITLES[catalog_id]), catalogs)
    nothing_left(found)
    assert {entry.code: entry.kind for entry in found.compared} == {row.full: row.kind for row in rows}
    assert {entry.wording for entry in found.compared} == {Wording.UNSAID}
    assert {entry.number for entry in found.compared} == {row.number for row in rows}


def test_wording_and_kinds_from_two_tables_come_together(catalogs: Catalogs) -> None:
    emr = levels_catalog(catalogs, "emr-2018")
    rows = printed.official_rows(emr, basic_from_four, levels=[5])
    words = [[row.full, row.name, row.content] for row in rows]
    kinds = [[row.full, row.name, printed.KIND_WORDS[row.kind or Kind.BASIC]] for row in rows]
    made = printed.document(
        printed.EMR_TITLE,
        [["项目代码", "评价项目", "系统功能评价内容"], *words],
        [["项目代码", "评价项目", "评价类别"], *kinds],
    )
    found = read_official("标准.docx", printed.saved(made), catalogs)
    assert (found.unknown, found.damaged) == ((), ())
    assert {entry.wording for entry in found.compared} == {Wording.DIFFERS}
    assert {entry.kind for entry in found.compared} == {Kind.BASIC}


def test_the_same_wording_is_the_same_in_full_width_and_with_other_ends(catalogs: Catalogs) -> None:
    emr = levels_catalog(catalogs, "emr-2018")
    rows = printed.official_rows(emr, wording=lambda text: text.replace("、", "、 ") + "；")
    found = read_official("标准.docx", printed.annex(rows), catalogs)
    assert found.changed == []
    assert len(found.matched) == len(rows)


def test_indicators_units_and_controls(catalogs: Catalogs) -> None:
    interop, mlps = catalogs["interop-2020"], catalogs["mlps3-2019"]
    assert isinstance(interop, PointsCatalog)
    assert isinstance(mlps, ComplianceCatalog)
    for catalog, content in (
        (interop, printed.indicator_table(interop)),
        (mlps, printed.unit_table(mlps)),
        (mlps, printed.control_table(mlps)),
        (mlps, printed.running_text(mlps)),
    ):
        found = read_official("标准.docx", content, catalogs)
        assert found.catalog is catalog
        nothing_left(found)
        said = {entry.code: "".join(entry.clauses).rstrip("；") for entry in found.compared}
        assert said == {row.code: printed.reworded(row.clauses[0].text) for row in catalog.requirements}


def test_a_clause_per_merged_row_and_numbering_by_word_itself(catalogs: Catalogs) -> None:
    made = printed.document(printed.EMR_TITLE)
    heading = ["项目代码", "评价项目", "评价类别", "系统功能评价内容"]
    texts = ["标本要闭环", "标本要留痕", "标本要统计"]
    table = printed.add_table(made, [heading, *(["05.01.6", "标本处理", "基本", text] for text in texts)])
    for column, text in ((0, "05.01.6"), (1, "标本处理"), (2, "基本")):
        table.cell(1, column).merge(table.cell(3, column)).text = text
    listed = printed.add_table(made, [heading, ["05.01.5", "标本处理", "选择", ""]])
    cell = listed.cell(1, 3)
    cell.text = ""
    for text in texts[:2]:
        cell.add_paragraph(text, style="List Number")
    found = read_official("标准.docx", printed.saved(made), catalogs)
    said = {entry.code: (entry.clauses, entry.kind) for entry in found.compared}
    assert said["05.01.6"] == (tuple(texts), Kind.BASIC)
    assert said["05.01.5"][1] is Kind.OPTIONAL


def test_a_continued_row_in_a_second_table_without_headings(catalogs: Catalogs) -> None:
    made = printed.document(
        printed.EMR_TITLE,
        [
            ["项目代码", "评价项目", "级别", "系统功能评价内容"],
            ["05.01.5", "标本处理", "5", "（1）采集有时间；（2）交接要签"],
        ],
        [["", "", "", "名并计时；（3）可查询"], ["05.01.6", "标本处理", "6", "全程闭环"]],
    )
    found = read_official("标准.docx", printed.saved(made), catalogs)
    said = {entry.code: entry.clauses for entry in found.compared}
    assert said["05.01.5"] == ("采集有时间；", "交接要签名并计时；", "可查询")
    assert said["05.01.6"] == ("全程闭环",)
    assert found.damaged == ()


def test_the_kind_of_a_level_says_what_changes(catalogs: Catalogs) -> None:
    emr = levels_catalog(catalogs, "emr-2018")
    kinds = {"01.01.5": Kind.OPTIONAL, "01.02.5": Kind.BASIC}
    rows = [row for row in printed.official_rows(emr, kinds, wording=str) if row.level == 5]
    found = read_official("标准.docx", printed.annex(rows), catalogs)
    assert {entry.code: entry.kind_change for entry in found.changed} == {
        "01.01.5": KindChange.DIFFERS,
        "01.02.5": KindChange.CONFIRMED,
    }


def test_a_tracked_deletion_is_not_read(catalogs: Catalogs) -> None:
    made = printed.document(
        printed.EMR_TITLE, [["项目代码", "评价项目", "系统功能评价内容"], ["05.01.6", "标本处理", "甲"]]
    )
    paragraph = made.tables[0].cell(1, 2).paragraphs[0]._p
    run = paragraph.r_lst[0]
    deletion = docx.oxml.OxmlElement("w:del")
    paragraph.append(deletion)
    deletion.append(run)
    made.tables[0].cell(1, 2).paragraphs[0].add_run("乙")
    buffer = io.BytesIO()
    made.save(buffer)
    [entry] = read_official("标准.docx", buffer.getvalue(), catalogs).compared
    assert entry.clauses == ("乙",)
