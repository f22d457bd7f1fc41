"""Single facts of the shipped catalogs, written down by hand from the reference data."""

from decimal import Decimal

import pytest

from criteria.models import AssessmentUnit, ComplianceCatalog, Indicator, LevelRequirement, LevelsCatalog, PointsCatalog


def row(catalog: LevelsCatalog, code: str) -> LevelRequirement:
    return next(entry for entry in catalog.requirements if entry.code == code)


def indicator(catalog: PointsCatalog, code: str) -> Indicator:
    return next(entry for entry in catalog.requirements if entry.code == code)


def unit(catalog: ComplianceCatalog, code: str) -> AssessmentUnit:
    return next(entry for entry in catalog.requirements if entry.code == code)


def test_emr_specimen_handling_at_level_six(emr: LevelsCatalog) -> None:
    found = row(emr, "05.01.6")
    assert (found.item, found.level, found.kind) == ("05.01", 6, "basic")
    assert [clause.id for clause in found.clauses] == ["05.01.6#1", "05.01.6#2", "05.01.6#3"]
    assert found.clauses[2].text == "不合格标本可反馈给采集部门，并附说明"
    assert found.systems == ("LIS", "NIS", "CDSS", "HIP")
    assert [evidence.type for evidence in found.evidence] == ["recording", "screenshot", "data_quality"]
    assert len(found.data_quality) == 2
    assert [(check.aspect, check.check) for check in found.data_quality_checks] == [
        ("完整性", "标本传送记录：标本标识、标本位置、状态改变时间"),
        ("及时性", "检验申请记录·申请时间 < 标本记录·标本采集时间"),
    ]


@pytest.mark.parametrize(
    ("code", "kind", "clauses", "quality"),
    [
        ("01.01.1", "basic", 2, False),
        ("01.01.5", "basic", 3, True),
        ("01.03.3", "unconfirmed", 1, True),
        ("05.01.5", "optional", 3, True),
        ("07.01.6", "optional", 1, True),
        ("07.01.7", "basic", 2, True),
        ("09.01.5", "basic", 3, False),
        ("10.02.1", "unconfirmed", 0, False),
    ],
)
def test_emr_rows(emr: LevelsCatalog, code: str, kind: str, clauses: int, quality: bool) -> None:
    found = row(emr, code)
    assert (found.kind, len(found.clauses), bool(found.data_quality)) == (kind, clauses, quality)


def test_emr_level_zero_has_no_kind(emr: LevelsCatalog) -> None:
    assert row(emr, "01.01.0").kind is None
    assert row(emr, "01.01.0").clauses[0].text == "医嘱由医师手工下达"


def test_emr_items(emr: LevelsCatalog) -> None:
    application = emr.item_by_code["03.02"]
    assert (application.no, application.group, application.name) == (11, "门诊医师", "门诊检验申请")
    assert application.coverage.numerator == "检验申请达到该级别的门诊检验项目人次数"
    assert application.coverage.denominator == "门诊总检验项目人次数"
    assert application.coverage.window == "近3个月"
    documents = emr.item_by_code["08.02"]
    assert (documents.coverage.kind, documents.data_quality_basis) == ("function", "无")


def test_service_rows(service: LevelsCatalog) -> None:
    """Booking is a basic item up to level 4 and an optional one at level 5."""
    assert [row(service, f"01.{level}").kind for level in range(1, 6)] == [*["basic"] * 4, "optional"]
    emergency = row(service, "02.4")
    assert (emergency.kind, len(emergency.clauses)) == ("optional", 3)
    assert emergency.systems == ("EMERG", "HIP", "CDSS", "REFERRAL")
    assert service.item_by_code["02"].coverage.kind == "applied"
    assert service.item_by_code["03"].coverage.denominator == "总转诊人次数"


def test_management_rows(management: LevelsCatalog) -> None:
    assert (row(management, "01.1.1").kind, len(row(management, "01.1.1").clauses)) == ("basic", 2)
    assert (row(management, "02.1.3").kind, len(row(management, "02.1.3").clauses)) == ("unconfirmed", 1)
    security = row(management, "10.1.5")
    assert len(security.clauses) == 5
    assert security.clauses[0].text == "重要数据在不同地点容灾（不能在同一建筑物内）。"
    assert security.systems == ("SEC", "BACKUP", "INFRA")


def test_elective_indicator(interop: PointsCatalog) -> None:
    found = indicator(interop, "2.1.3.2")
    assert (found.name, found.section, found.points, found.grade) == ("中药处方子集", "2.1.3", Decimal(1), "二级")
    assert (found.elective, found.na_scores, found.measured) == (True, True, True)
    assert found.options == ("无此数据", "完全符合国标", "部分符合国标", "无此业务")


def test_indicator_that_scores_when_not_applicable_though_not_elective(interop: PointsCatalog) -> None:
    found = indicator(interop, "2.1.10.1")
    assert (found.elective, found.na_scores, found.points) == (False, True, Decimal("0.19"))


def test_tiered_indicator(interop: PointsCatalog) -> None:
    found = indicator(interop, "5.2.2.5")
    assert (found.points, found.grade) == (Decimal("1.5"), None)
    assert [(tier.grade, tier.points, tier.when) for tier in found.tiers] == [
        ("三级", Decimal("1.0"), "外部机构≥2"),
        ("四级乙等", Decimal("1.2"), "外部机构≥3"),
        ("四级甲等", Decimal("1.3"), "外部机构≥5"),
        ("五级乙等", Decimal("1.4"), "外部机构≥7"),
        ("五级甲等", Decimal("1.5"), "外部机构≥9"),
    ]


def test_indicator_with_points_above_its_only_tier(interop: PointsCatalog) -> None:
    found = indicator(interop, "5.2.2.4")
    assert found.points == Decimal("0.3")
    assert [(tier.grade, tier.points) for tier in found.tiers] == [("五级甲等", Decimal("0.16"))]


def test_recorded_indicator(interop: PointsCatalog) -> None:
    found = indicator(interop, "3.3.1.1")
    assert (found.measured, found.points, found.grade, found.rule) == (
        False,
        Decimal(0),
        None,
        "不计分，只登记平均响应时间落在哪一区间",
    )


def test_sections(interop: PointsCatalog) -> None:
    sections = {section.section: section for section in interop.sections}
    assert (sections["2.1"].points, sections["2.1"].standard) == (Decimal(15), "WS 445-2014")
    assert (sections["2.1.1"].parent, sections["2.1.1"].points) == ("2.1", None)
    assert sections["5"].points == Decimal(15)


def test_two_factor_unit(mlps: ComplianceCatalog) -> None:
    found = unit(mlps, "L3-CES1-04")
    assert (found.clause, found.domain, found.control) == ("8.1.4.1 d)", "安全计算环境", "身份鉴别")
    assert (found.scope, found.high_risk.applies, found.high_risk.sure) == ("system", True, True)
    assert found.systems == ("HIS", "EMR", "CA", "INFRA")
    assert [evidence.type for evidence in found.evidence] == ["recording", "config", "certificate"]
    assert mlps.trigger_by_code["L3-CES1-04"] == "A-19"


def test_unit_proven_by_maintenance(mlps: ComplianceCatalog) -> None:
    found = unit(mlps, "L3-CES1-01")
    assert found.clause == "8.1.4.1 a)"
    assert found.maintenance_evidence == ("账号权限清单", "安全加固记录")
    assert found.objects[:4] == ("服务器", "数据库", "中间件", "应用系统")


def test_units_whose_risk_is_not_sure(mlps: ComplianceCatalog) -> None:
    doubtful = [r.code for r in mlps.requirements if not r.high_risk.applies and not r.high_risk.sure]
    assert doubtful == ["L3-CMS1-09", "L3-MMS1-13", "L3-MMS1-21"]


def test_scopes(mlps: ComplianceCatalog) -> None:
    """Physical, network and organisational units are judged once; all of the computing environment per object."""
    by_domain = {
        domain.name: {r.scope for r in mlps.requirements if r.domain == domain.name} for domain in mlps.domains
    }
    shared = {name for name, scopes in by_domain.items() if scopes == {"platform"}}
    assert by_domain["安全计算环境"] == {"system"}
    assert shared == {domain.name for domain in mlps.domains} - {"安全计算环境", "安全建设管理", "安全运维管理"}
