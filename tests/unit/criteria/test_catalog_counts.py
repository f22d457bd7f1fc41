"""The shipped catalogs are complete: their totals are the published ones, counted here and not read from the files."""

from collections import Counter
from decimal import Decimal

from criteria.library import shipped_catalogs
from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind


def clauses(catalog: LevelsCatalog) -> int:
    return sum(len(row.clauses) for row in catalog.requirements if row.level > 0)


def kinds(catalog: LevelsCatalog, kind: Kind) -> list[int]:
    """How many rows of each level, from 1 up, are of the kind."""
    counted = Counter(row.level for row in catalog.requirements if row.kind is kind)
    return [counted[level] for level in sorted(catalog.level_by_number)]


def test_the_five_standards_are_shipped() -> None:
    assert set(shipped_catalogs()) == {
        "emr-2018",
        "interop-2020",
        "mlps3-2019",
        "smart-service-2019",
        "smart-management-2021",
    }
    assert all(catalog.id == name for name, catalog in shipped_catalogs().items())


def test_emr_rows(emr: LevelsCatalog) -> None:
    assert len(emr.requirements) == 347
    assert sum(row.level == 0 for row in emr.requirements) == 39
    assert len(emr.items) == 39
    assert [item.no for item in emr.items] == list(range(1, 40))
    assert clauses(emr) == 735
    empty = [row.code for row in emr.requirements if row.level > 0 and not row.clauses]
    assert empty == ["10.02.1", "10.03.1", "10.03.2"]


def test_emr_items_without_a_row(emr: LevelsCatalog) -> None:
    missing = {(item, n) for item, rows in emr.rows_by_item.items() for n in range(1, 9) if n not in rows}
    assert missing == {("03.02", 1), ("03.04", 1), ("01.03", 2), ("01.05", 2)}


def test_emr_data_quality_checks(emr: LevelsCatalog) -> None:
    checks = [(row.level, check.aspect) for row in emr.requirements for check in row.data_quality_checks]
    assert len(checks) == 251
    assert Counter(aspect for _, aspect in checks) == {"完整性": 107, "整合性": 73, "及时性": 37, "一致性": 34}
    assert Counter(level for level, _ in checks) == {3: 33, 4: 40, 5: 79, 6: 59, 7: 40}


def test_emr_published_counts(emr: LevelsCatalog) -> None:
    levels = [emr.level_by_number[n] for n in range(1, 9)]
    assert [level.basic_items for level in levels] == [5, 10, 14, 16, 20, 21, 22, 22]
    assert [level.optional_min for level in levels] == [20, 15, 12, 10, 6, 5, 4, 4]
    assert [level.optional_total for level in levels] == [32, 27, 25, 23, 19, 18, 17, 17]
    assert [level.min_score for level in levels] == [28, 55, 85, 110, 140, 170, 190, 220]


def test_emr_kinds_shown_by_the_source(emr: LevelsCatalog) -> None:
    assert kinds(emr, Kind.BASIC) == [1, 3, 4, 5, 7, 8, 10, 10]
    assert kinds(emr, Kind.OPTIONAL) == [9, 7, 6, 5, 3, 2, 0, 0]
    assert kinds(emr, Kind.UNCONFIRMED) == [27, 27, 29, 29, 29, 29, 29, 29]
    shown = {row.item for row in emr.requirements if row.kind in (Kind.BASIC, Kind.OPTIONAL)}
    assert shown == {f"{role:02d}.01" for role in range(1, 11)}


def test_emr_coverage(emr: LevelsCatalog) -> None:
    by_function = {item.item for item in emr.items if item.coverage.kind == "function"}
    assert by_function == {"08.02", "09.03", "10.01", "10.03"}
    assert {item.coverage.kind for item in emr.items if item.item not in by_function} == {"ratio"}


def test_service(service: LevelsCatalog) -> None:
    assert len(service.requirements) == 102
    assert len(service.items) == 17
    assert clauses(service) == 189
    levels = [service.level_by_number[n] for n in range(1, 6)]
    assert [level.basic_items for level in levels] == [4, 6, 8, 9, 9] == kinds(service, Kind.BASIC)
    assert [level.optional_total for level in levels] == [13, 11, 9, 8, 8] == kinds(service, Kind.OPTIONAL)
    assert [level.optional_min for level in levels] == [8, 6, 4, 3, 3]
    assert [level.min_score for level in levels] == [10, 20, 30, 41, 51]
    assert Counter(item.coverage.kind for item in service.items) == {"applied": 10, "ratio": 6, "function": 1}


def test_management(management: LevelsCatalog) -> None:
    assert len(management.requirements) == 198
    assert len(management.items) == 33
    assert clauses(management) == 423
    assert {item.coverage.kind for item in management.items} == {"function"}
    assert [row.code for row in management.requirements if row.kind is Kind.BASIC] == ["01.1.1"]
    assert kinds(management, Kind.UNCONFIRMED) == [32, 33, 33, 33, 33]
    assert {level.basic_items for level in management.levels} == {None}
    assert {level.min_score for level in management.levels} == {None}


def test_thresholds(emr: LevelsCatalog, service: LevelsCatalog, management: LevelsCatalog) -> None:
    for catalog in (emr, service):
        limits = catalog.thresholds
        assert (limits.basic_coverage, limits.optional_coverage) == (Decimal("0.8"), Decimal("0.5"))
        assert (limits.data_quality, limits.optional_share) == (Decimal("0.5"), None)
    assert management.thresholds.optional_share == Decimal("0.5")


def test_interoperability(interop: PointsCatalog) -> None:
    rows = interop.requirements
    assert len(rows) == 282
    assert sum(bool(row.tiers) for row in rows) == 39
    assert sum(row.measured for row in rows) == 274
    assert sum(row.elective for row in rows) == 10
    assert sum(row.na_scores for row in rows) == 11
    assert len(interop.sections) == 124
    assert sum(row.points for row in rows) == Decimal("93.90")
    assert [grade.grade for grade in interop.grades] == [
        *("一级", "二级", "三级"),
        *("四级乙等", "四级甲等", "五级乙等", "五级甲等"),
    ]


def test_interoperability_points_per_part(interop: PointsCatalog) -> None:
    """As printed; the headings of 2.1, 2.2, 5.1 and 5 say 15, 15, 7.7 and 15."""
    parts: Counter[str] = Counter()
    for row in interop.requirements:
        parts[".".join(row.code.split(".")[:2])] += row.points  # type: ignore[assignment]
    printed = {"2.1": "14.26", "2.2": "14.74", "3.1": "10", "3.2": "25", "3.3": "0", "4.1": "6", "4.2": "5.5"}
    printed |= {"4.3": "4.1", "4.4": "2.4", "5.1": "7.6", "5.2": "4.3"}
    assert parts == {part: Decimal(points) for part, points in printed.items()}


def test_what_is_not_measured_gives_no_points(interop: PointsCatalog) -> None:
    not_measured = [row for row in interop.requirements if not row.measured]
    assert {row.points for row in not_measured} == {Decimal(0)}
    assert {row.grade for row in not_measured} == {None}


def test_mlps(mlps: ComplianceCatalog) -> None:
    assert len(mlps.requirements) == 211
    assert Counter(row.scope for row in mlps.requirements) == {"platform": 129, "system": 82}
    assert [domain.count for domain in mlps.domains] == [22, 8, 20, 34, 12, 7, 14, 12, 34, 48]
    counted = Counter(row.domain for row in mlps.requirements)
    assert all(counted[domain.name] == domain.count for domain in mlps.domains)
    assert sum(row.high_risk.applies for row in mlps.requirements) == 62
    assert sum(row.high_risk.applies and row.high_risk.sure for row in mlps.requirements) == 41
    assert sum(bool(row.maintenance_evidence) for row in mlps.requirements) == 99
    assert len(mlps.hazard_triggers) == 17


def test_mlps_unit_16_of_the_computing_environment_does_not_exist(mlps: ComplianceCatalog) -> None:
    units = [row.code for row in mlps.requirements if row.code.startswith("L3-CES1-")]
    assert units == [f"L3-CES1-{n:02d}" for n in range(1, 36) if n != 16]


def test_mlps_conclusions(mlps: ComplianceCatalog) -> None:
    assert mlps.conclusions == ("不符合", "基本符合", "符合")
    assert mlps.default_target == "基本符合"
    assert (mlps.thresholds.basic_above, mlps.thresholds.conform_above) == (Decimal("0.6"), Decimal("0.9"))
