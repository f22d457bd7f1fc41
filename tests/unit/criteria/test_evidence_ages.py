"""How old a proof may be: the rules of a catalog laid over its evidence entries, and what the shipped rules say."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from criteria.evidence_ages import age_rule
from criteria.library import shipped_catalogs
from criteria.loading import CatalogError, load_catalog
from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from tests.unit.criteria.builders import Files, levels_files, points_files, write

AGES = "evidence_ages.yaml"
WHY = {"mark": "working_rule", "source": "惯例"}


def rule(days: int | None, *types: str, **given: Any) -> dict[str, Any]:
    return {"types": list(types), "days": days, **given, **WHY}


def folder(place: Path, *rules: Mapping[str, Any], **given: Any) -> Path:
    """A small catalog whose requirement 01.01.1 expects three kinds of evidence, with these rules."""
    files = levels_files()
    files["requirements/01.yaml"]["items"][0]["requirements"][1]["evidence"] = [
        {"type": "data_query", "what": "人次占比统计"},
        {"type": "record", "what": "年度演练记录"},
        {"type": "record", "what": "会议记录", "max_age_days": 7},
    ]
    return write(place, files | {AGES: {"rules": list(rules), **given}})


def ages(catalog: Catalog, code: str = "01.01.1") -> list[int | None]:
    row = next(row for row in catalog.requirements if row.code == code)
    return [entry.max_age_days for entry in row.evidence]


def test_without_the_file_only_the_ages_of_the_entries_hold(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / AGES).unlink()
    assert ages(load_catalog(place)) == [None, None, 7]


def test_the_first_rule_that_fits_holds_and_an_entry_keeps_its_own_age(tmp_path: Path) -> None:
    found = folder(tmp_path, rule(30, "record", words=["演练"]), rule(90, "record", "data_query"))
    assert ages(load_catalog(found)) == [90, 30, 7]


def test_a_rule_without_days_keeps_later_rules_away(tmp_path: Path) -> None:
    found = folder(tmp_path, rule(None, "record", words=["年度", "季度"]), rule(90, "record", "data_query"))
    assert ages(load_catalog(found)) == [90, None, 7]


def test_a_rule_for_some_requirements(tmp_path: Path) -> None:
    catalog = load_catalog(folder(tmp_path, rule(30, "screenshot", codes=["02.01"])))
    assert ages(catalog, "02.01.1") == [30]
    assert ages(catalog, "01.01.2") == [None]


def test_a_catalog_tells_which_rule_decides(tmp_path: Path) -> None:
    catalog = load_catalog(folder(tmp_path, rule(30, "record", words=["演练"]), rule(90, "data_query")))
    row = next(row for row in catalog.requirements if row.code == "01.01.1")
    decided = [age_rule(catalog, row.code, entry) for entry in row.evidence]
    assert [place and place[0] for place in decided] == [1, 0, None]


def test_the_age_of_measures_belongs_to_the_levels_method(tmp_path: Path) -> None:
    measures = {"days": 92, **WHY}
    catalog = load_catalog(folder(tmp_path / "levels", measures=measures))
    assert catalog.evidence_ages.measures is not None
    assert catalog.evidence_ages.measures.days == 92
    wrong = write(tmp_path / "points", points_files() | {AGES: {"measures": measures}})
    with pytest.raises(CatalogError, match=r"evidence_ages.yaml：evidence_ages.measures：只有按级别评定"):
        load_catalog(wrong)


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "unknown key": (lambda ages: ages["rules"][0].update(day=1), "rules.0.day：未知的字段"),
    "no days": (lambda ages: ages["rules"][0].pop("days"), "rules.0.days：缺少这个字段"),
    "no source": (lambda ages: ages["rules"][0].pop("source"), "rules.0.source：缺少这个字段"),
    "days of nothing": (lambda ages: ages["rules"][0].update(days=0), "rules.0.days：数值太小"),
    "days as text": (lambda ages: ages["rules"][0].update(days="一年"), "rules.0.days：应为整数"),
    "no types": (lambda ages: ages["rules"][0].update(types=[]), "rules.0.types"),
    "unknown type": (lambda ages: ages["rules"][0].update(types=["record", "video"]), "佐证类型“video”未知"),
    "unknown mark": (lambda ages: ages["rules"][0].update(mark="rumour"), "来源标记“rumour”未知"),
    "a word that no entry has": (lambda ages: ages["rules"][0].update(words=["演习"]), "rules.0：没有一条佐证适用"),
    "hidden by another rule": (lambda ages: ages["rules"].append(rule(9, "record")), "rules.1：没有一条佐证适用"),
    "a code as a number": (lambda ages: ages["rules"][0].update(codes=[1.1]), "rules.0.codes.0：应为文字"),
    "another list": (lambda ages: ages.update(limits=[]), "limits：未知的字段"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_rule_is_named_with_its_file(tmp_path: Path, name: str) -> None:
    ages_given: Files = {"rules": [rule(365, "record")]}
    change, reason = BROKEN[name]
    change(ages_given)
    place = folder(tmp_path)
    write(place, {AGES: ages_given})
    with pytest.raises(CatalogError) as caught:
        load_catalog(place)
    assert AGES in str(caught.value)
    assert reason in str(caught.value)


def test_the_rules_have_a_file_of_their_own(tmp_path: Path) -> None:
    files = levels_files()
    files["catalog.yaml"]["evidence_ages"] = {"rules": []}
    with pytest.raises(CatalogError, match=r"catalog.yaml：evidence_ages：应写在 evidence_ages.yaml 里"):
        load_catalog(write(tmp_path, files))


def test_every_shipped_catalog_has_rules_with_a_reason() -> None:
    for catalog in shipped_catalogs().values():
        assert catalog.evidence_ages.rules
        assert all(rule.source for rule in catalog.evidence_ages.rules)


def test_pictures_and_papers_do_not_age() -> None:
    lasting = {"screenshot", "recording", "policy", "contract", "architecture", "inventory", "dictionary"}
    for catalog in shipped_catalogs().values():
        entries = [entry for row in catalog.requirements for entry in row.evidence if entry.type in lasting]
        assert {entry.max_age_days for entry in entries} == {None}


def limit(catalog: Catalog, code: str, what: str) -> int | None:
    row = next(row for row in catalog.requirements if row.code == code)
    return next(entry.max_age_days for entry in row.evidence if entry.what == what)


def test_emr_statistics_are_those_of_the_last_three_months(emr: LevelsCatalog) -> None:
    assert emr.evidence_ages.measures is not None
    assert (emr.evidence_ages.measures.days, emr.evidence_ages.measures.mark) == (92, "restated")
    assert limit(emr, "04.01.2", "科室预约登记检查人次占比统计") == 92
    assert limit(emr, "01.01.4", "医嘱必填项完整率") == 92
    assert limit(emr, "07.01.6", "单袋血液全程记录查询结果") == 365


def test_drills_and_recovery_tests_are_yearly(
    emr: LevelsCatalog, interop: PointsCatalog, mlps: ComplianceCatalog
) -> None:
    assert limit(emr, "09.04.5", "年度应急演练记录") == 365
    assert limit(emr, "09.04.2", "关键业务恢复测试记录") == 365
    assert limit(interop, "4.1.2.3", "恢复演练记录（实测 RTO/RPO）") == 365
    assert limit(mlps, "L3-MMS1-43", "应急演练方案与总结") == 365
    assert limit(mlps, "L3-CES1-29", "备份执行与恢复测试记录") == 365


def test_protection_reports(interop: PointsCatalog, mlps: ComplianceCatalog, management: LevelsCatalog) -> None:
    """Yearly; the interoperability test accepts that of this year or the last."""
    assert limit(mlps, "L3-CMS1-29", "历年等级测评报告") == 365
    assert limit(management, "10.1.3", "三级及以上系统年度等保测评") == 365
    assert limit(interop, "4.3.2.7", "本年度或上年度等保测评报告") == 730


def test_scans_and_trainings_are_yearly_what_is_done_once_is_not(mlps: ComplianceCatalog) -> None:
    assert limit(mlps, "L3-CES1-21", "漏洞扫描与渗透测试报告") == 365
    assert limit(mlps, "L3-HRS1-06", "安全意识与技能培训记录") == 365
    assert limit(mlps, "L3-CMS1-27", "运维人员技能培训记录") is None
    assert limit(mlps, "L3-CMS1-24", "测试验收方案与验收报告") is None
