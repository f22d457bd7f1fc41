"""How requirements of the three methods are named on screens and in exports."""

import pytest

from criteria.models import AnyRequirement, Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from evidence.naming import item_of, level_of, name_of, path_of, short_title


def row_of(catalog: Catalog, code: str) -> AnyRequirement:
    return next(row for row in catalog.requirements if row.code == code)


def names(catalog: Catalog, code: str) -> tuple[str, str, str]:
    row = row_of(catalog, code)
    return item_of(row), name_of(catalog, row), level_of(row)


def test_an_item_at_a_level(emr: LevelsCatalog) -> None:
    assert names(emr, "05.01.5") == ("05.01", "标本处理", "5级")
    assert path_of(emr, row_of(emr, "05.01.5")) == ("检验处理", "05.01 标本处理")


@pytest.mark.parametrize(("code", "level"), [("5.2.1.1", "四级乙等起分档"), ("2.1.1.1", None), ("2.1.3.2", None)])
def test_an_indicator(interop: PointsCatalog, code: str, level: str | None) -> None:
    row = row_of(interop, code)
    grade = getattr(row, "grade", None) or ""
    assert names(interop, code) == (code, getattr(row, "name", ""), level or grade)


def test_the_headings_above_an_indicator(interop: PointsCatalog) -> None:
    assert path_of(interop, row_of(interop, "5.2.1.1")) == ("5.2 平台联通业务范围", "5.2.1 平台内联通业务")


def test_every_requirement_has_its_names(emr: LevelsCatalog, interop: PointsCatalog, mlps: ComplianceCatalog) -> None:
    for catalog in (emr, interop, mlps):
        for row in catalog.requirements:
            assert name_of(catalog, row)
            assert all(path_of(catalog, row))


def test_a_unit(mlps: ComplianceCatalog) -> None:
    assert names(mlps, "L3-CES1-01") == ("L3-CES1-01", "身份鉴别", "")
    assert path_of(mlps, row_of(mlps, "L3-CES1-01")) == ("安全计算环境", "身份鉴别")


def test_the_name_that_people_use(emr: LevelsCatalog, mlps: ComplianceCatalog) -> None:
    assert (short_title(emr), short_title(mlps)) == ("电子病历", "等保三级")
    assert short_title(emr.model_copy(update={"short_title": ""})) == emr.title
