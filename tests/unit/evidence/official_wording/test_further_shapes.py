"""Official documents as hospitals have them: converted, cut up by pages, filled in, as running text."""

from collections.abc import Callable, Mapping

import pytest

from criteria.models import Catalog, ComplianceCatalog, LevelRequirement, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind
from evidence.official_wording.comparing import Comparison, Wording
from evidence.official_wording.reading import OtherEditionError, read_official
from evidence.official_wording.told import warnings
from tests import official_documents as printed
from tests.unit.evidence.house import refused
from tests.unit.evidence.official_wording import printed_otherwise as otherwise

Catalogs = Mapping[str, Catalog]
TITLES = {
    "emr-2018": printed.EMR_TITLE,
    "smart-service-2019": printed.SERVICE_TITLE,
    "smart-management-2021": printed.MANAGEMENT_TITLE,
}
# Enough of each catalog to have all its peculiarities, few enough to be built quickly.
_ITEMS, _REQUIREMENTS = 10, 60
_CONTROLS = [f"8.1.{domain}.{control}" for domain in (1, 4, 9) for control in (1, 2, 3)]
SHAPES = [
    otherwise.group_in_a_column_called_kind,
    otherwise.level_as_score,
    otherwise.table_per_item,
    otherwise.table_per_level,
    otherwise.clause_per_row,
    otherwise.one_line,
    otherwise.framed,
    otherwise.cut_merges,
    otherwise.with_other_annexes,
]


def basic_from_three(row: LevelRequirement) -> Kind:
    return Kind.BASIC if row.level >= 3 else Kind.OPTIONAL


def levels_catalog(catalogs: Catalogs, catalog_id: str) -> LevelsCatalog:
    catalog = catalogs[catalog_id]
    assert isinstance(catalog, LevelsCatalog)
    return catalog


def rows_of(catalog: LevelsCatalog, levels: tuple[int, ...] = (2, 3, 4)) -> list[printed.Official]:
    items = {item.item for item in catalog.items[:_ITEMS]}
    rows = printed.official_rows(catalog, basic_from_three, levels=levels)
    return [row for row in rows if row.clauses and row.code in items]


def said_in(found: Comparison) -> dict[str, tuple[list[str], Kind | None]]:
    return {entry.code: ([text.rstrip("；") for text in entry.clauses], entry.kind) for entry in found.compared}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("catalog_id", TITLES)
def test_every_shape_is_read_whole(
    catalogs: Catalogs, catalog_id: str, shape: Callable[[list[printed.Official], str], bytes]
) -> None:
    rows = rows_of(levels_catalog(catalogs, catalog_id))
    found = read_official("附件.docx", shape(rows, TITLES[catalog_id]), catalogs)
    assert found.catalog.id == catalog_id
    assert (found.unknown, found.damaged) == ((), ())
    assert said_in(found) == {row.full: (row.clauses, row.kind) for row in rows}


def test_every_shape_of_indicators_and_units_is_read_whole(
    catalogs: Catalogs, interop: PointsCatalog, mlps: ComplianceCatalog
) -> None:
    some_indicators = interop.model_copy(update={"requirements": interop.requirements[:_REQUIREMENTS]})
    some_units = otherwise.of_controls(mlps, _CONTROLS)
    for part, content in (
        (some_indicators, otherwise.card_per_indicator(some_indicators)),
        (some_indicators, otherwise.ticked_grades(some_indicators)),
        (some_units, otherwise.unit_text(some_units)),
        (some_units, otherwise.unit_cards(some_units)),
        (some_units, otherwise.control_rows(some_units)),
        (some_units, otherwise.controls(some_units, "typed")),
        (some_units, otherwise.controls(some_units, "by Word")),
        (some_units, otherwise.controls(some_units, "lost")),
    ):
        found = read_official("标准.docx", content, catalogs)
        assert found.catalog.id == part.id
        assert (found.unknown, found.damaged) == ((), ())
        said = {code: "".join(clauses) for code, (clauses, _) in said_in(found).items()}
        assert said == {row.code: printed.reworded(row.clauses[0].text) for row in part.requirements}


@pytest.mark.parametrize("numbered", ["typed", "by Word", "lost"])
def test_a_control_that_lacks_a_demand_is_not_guessed(
    catalogs: Catalogs, mlps: ComplianceCatalog, numbered: str
) -> None:
    lacking = otherwise.without(otherwise.of_controls(mlps, ["8.1.3.1", *_CONTROLS]), "L3-ABS1-03")
    found = read_official("标准.docx", otherwise.controls(lacking, numbered), catalogs)
    assert [entry.text[:7] for entry in found.damaged] == ["8.1.3.1"]
    assert "L3-ABS1-03" in {entry.code for entry in found.missing}
    assert not {"L3-ABS1-02", "L3-ABS1-03", "L3-ABS1-04"} & found.overlay().rows.keys()


@pytest.mark.parametrize(
    "mark", ["基本*", "（基本）", "基本项", "基本（必达）", "基\n本", "☑基本 □选择", "【基本】", "必选"]
)
def test_ways_to_mark_a_basic_item(catalogs: Catalogs, mark: str) -> None:
    lines = [otherwise.HEADING, ["05.01.6", "标本处理", mark, "甲"], ["05.01.5", "标本处理", "选择", "乙"]]
    found = read_official("标准.docx", printed.saved(printed.document(printed.EMR_TITLE, lines)), catalogs)
    assert {code: kind for code, (_, kind) in said_in(found).items()} == {
        "05.01.6": Kind.BASIC,
        "05.01.5": Kind.OPTIONAL,
    }


def test_a_column_that_asks_whether_an_item_is_basic(catalogs: Catalogs) -> None:
    lines = [
        ["项目代码", "评价项目", "是否基本项", "主要评价内容"],
        ["05.01.6", "标本处理", "是", "甲"],
        ["05.01.5", "标本处理", "否", "乙"],
    ]
    found = read_official("标准.docx", printed.saved(printed.document(printed.EMR_TITLE, lines)), catalogs)
    assert [entry.kind for entry in found.compared] == [Kind.OPTIONAL, Kind.BASIC]


def test_an_item_whose_name_sounds_like_a_heading_is_no_heading(catalogs: Catalogs) -> None:
    lines = [["序号", "类别", "业务项目", "级别", "评估类别", "评估内容"]]
    lines += [["5", "诊中服务", "标识与导航", f"{n}级", "选择", "指引清楚"] for n in (1, 2)]
    lines += [["6", "诊中服务", "患者便利保障服务", "1级", "选择", "服务到位"]]
    found = read_official("标准.docx", printed.saved(printed.document(printed.SERVICE_TITLE, lines)), catalogs)
    assert set(said_in(found)) == {"05.1", "05.2", "06.1"}
    assert found.damaged == ()


def test_an_enumeration_within_the_only_clause_stays_in_it(catalogs: Catalogs, emr: LevelsCatalog) -> None:
    single = next(row for row in emr.requirements if len(row.clauses) == 1 and row.level == 3)
    lines = [otherwise.HEADING, [single.code, "", "", "系统应支持：\n①登记；\n②核对。"]]
    found = read_official("标准.docx", printed.saved(printed.document(printed.EMR_TITLE, lines)), catalogs)
    [entry] = found.compared
    assert entry.wording is Wording.DIFFERS
    assert entry.clauses == ("系统应支持：①登记；②核对。",)


def test_a_nested_numbering_belongs_to_its_clause(catalogs: Catalogs) -> None:
    text = "1.采集：\n（1）时间；\n（2）地点。\n2.交接留痕。\n3.查询。"
    lines = [otherwise.HEADING, ["05.01.6", "标本处理", "", text]]
    found = read_official("标准.docx", printed.saved(printed.document(printed.EMR_TITLE, lines)), catalogs)
    assert said_in(found)["05.01.6"][0] == ["采集：（1）时间；（2）地点。", "交接留痕。", "查询。"]


def test_another_standard_in_the_same_file_is_told_and_left_alone(catalogs: Catalogs) -> None:
    emr, service = levels_catalog(catalogs, "emr-2018"), levels_catalog(catalogs, "smart-service-2019")
    content = otherwise.two_standards(rows_of(emr), rows_of(service), [printed.EMR_TITLE, printed.SERVICE_TITLE])
    for catalog, other, table in ((emr, service, "表 2"), (service, emr, "表 1")):
        found = read_official("合订本.docx", content, catalogs, catalog.id)
        assert (found.unknown, found.damaged) == ((), ())
        assert set(said_in(found)) == {row.full for row in rows_of(catalog)}
        assert [warning for warning in warnings(found) if table in warning and other.title in warning]


@pytest.mark.parametrize(
    "title",
    [
        "电子病历系统功能应用水平分级评价方法及标准（试行）",
        "电子病历系统应用水平分级评价标准\n卫办医政发〔2011〕137号",
        "电子病历系统应用水平分级评价标准\n国卫办医函[2025]1号",
    ],
)
def test_an_edition_is_known_by_its_title_or_its_number(catalogs: Catalogs, title: str) -> None:
    rows = rows_of(levels_catalog(catalogs, "emr-2018"))
    with refused(OtherEditionError, "像是 20"):
        read_official("附件.docx", printed.annex(rows, title), catalogs)


def test_an_edition_that_names_the_one_it_replaces_is_not_that_one(catalogs: Catalogs) -> None:
    title = printed.BASIC_REQUIREMENTS_TITLE + "\n代替 GB/T 22239-2008《信息系统安全等级保护基本要求》"
    lines = [["测评单元编号", "测评指标"], ["L3-PES1-01", "甲"]]
    found = read_official("标准.docx", printed.saved(printed.document(title, lines)), catalogs)
    assert found.other_edition == ""
    assert set(said_in(found)) == {"L3-PES1-01"}
