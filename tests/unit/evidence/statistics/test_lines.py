"""Which lines 统计表 has: from the catalogs alone."""

from collections.abc import Mapping
from typing import cast

from criteria.models import Catalog, LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.statistics.lines import sheet_lines
from tests.unit.evidence.small_catalogs import BASIC, CHECKED, bars, levels
from tests.unit.evidence.statistics.desk import check, coverage


def test_every_annex_4_check_and_every_measured_level_has_its_line(emr: LevelsCatalog) -> None:
    lines = sheet_lines(emr)
    assert sum(line.key.check_no is not None for line in lines) == emr.counts["data_quality_checks"] == 251
    ratio = {item.item for item in emr.items if item.coverage.kind is CoverageKind.RATIO}
    levels_of_ratio = sum(len(emr.rows_by_item[item]) for item in ratio)
    assert sum(line.is_coverage for line in lines) == levels_of_ratio
    assert len({line.id for line in lines}) == len({line.key for line in lines}) == len(lines)


def test_a_line_says_what_is_counted(emr: LevelsCatalog) -> None:
    lines = {line.key: line for line in sheet_lines(emr)}
    share = lines[coverage(emr, 4)]
    assert (share.id, share.numerator, share.denominator, share.window, share.window_days) == (
        "05.01.4-有效应用",
        "标本处理达到该级别功能的检验人次数",
        "总检验人次数",
        "近3个月",
        92,
    )
    first = lines[check(emr, 3, 1)]
    source = emr.rows_by_item["05.01"][3].data_quality_checks[0]
    assert (first.aspect, first.what, first.id) == (source.aspect, source.check, "05.01.3-数据质量1")
    assert first.numerator == f"符合{source.aspect}要求的记录数"


def test_a_level_without_listed_checks_has_one_line_for_its_demands(emr: LevelsCatalog) -> None:
    row = emr.rows_by_item["05.01"][8]
    assert row.data_quality
    assert not row.data_quality_checks
    [line] = [line for line in sheet_lines(emr) if line.requirement is row and not line.is_coverage]
    assert (line.key.check_no, line.what) == (None, "；".join(row.data_quality))


def test_other_standards(catalogs: Mapping[str, Catalog]) -> None:
    service = cast(LevelsCatalog, catalogs["smart-service-2019"])
    lines = sheet_lines(service)
    assert {line.key.item for line in lines if line.applied} == {
        item.item for item in service.items if item.coverage.kind is CoverageKind.APPLIED
    }
    assert not [line for line in lines if not line.is_coverage]
    assert sheet_lines(cast(LevelsCatalog, catalogs["smart-management-2021"])) == ()


def test_an_item_that_is_graded_by_function_alone_has_no_line() -> None:
    by_function = levels({"01.01": {1: BASIC}}, bars((1, 0, "0")), {"01.01": "function"})
    assert sheet_lines(by_function) == ()
    with_quality = levels({"01.01": {1: CHECKED}}, bars((1, 0, "0")), {"01.01": "function"})
    assert {line.is_coverage for line in sheet_lines(with_quality)} == {False}
