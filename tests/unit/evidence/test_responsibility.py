"""Which systems answer for a clause: by their kind, by a general demand, or because a person says so."""

from collections.abc import Mapping

import pytest

from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.errors import InvalidInputError
from evidence.samples.hospitals import SLUGS, read_sample
from evidence.situation import Duty
from tests.unit.evidence.house import House, nothing_stored, refused
from tests.unit.evidence.small_catalogs import one_item

CLAUSE = "05.01.5#1"


def duties(house: House, catalog: Catalog, clause: str) -> tuple[Duty, ...]:
    return house.situation(catalog).duties(catalog.id)[clause]


def names(house: House, catalog: Catalog, clause: str) -> list[str]:
    return [duty.system.name for duty in duties(house, catalog, clause)]


def assign(house: House, catalog: Catalog, clause: str, system: int, assigned: bool, reason: str = "指定") -> int:
    return judgement.assign(house.store, house.viewer, catalog, [clause], system, assigned, reason)


def test_a_system_answers_for_the_clauses_that_name_its_kind(house: House, emr: LevelsCatalog) -> None:
    house.system("检验系统", "LIS")
    [duty] = duties(house, emr, CLAUSE)
    assert (duty.system.name, duty.by_person) == ("检验系统", False)
    assert duty.reason == "条款的责任系统类型包括“检验”"
    assert duties(house, emr, "04.01.5#1") == ()


def test_every_clause_has_its_list(house: House, emr: LevelsCatalog) -> None:
    every = {clause.id for row in emr.requirements for clause in row.clauses}
    assert house.situation(emr).duties(emr.id).keys() == every


def test_all_systems_answer_for_a_general_demand(house: House, emr: LevelsCatalog) -> None:
    for name, kind in (("血透系统", "HD"), ("协同办公", "OA"), ("集成平台", "HIP")):
        house.system(name, kind)
    found = duties(house, emr, "09.04.4#1")
    assert [duty.system.name for duty in found] == ["血透系统", "协同办公", "集成平台"]
    assert all(duty.reason == "要求“全部系统”的软件及数据按期备份" for duty in found)
    assert not any(duty.by_person for duty in found)


def test_every_business_system_answers_for_mlps_units_of_systems(house: House, mlps: ComplianceCatalog) -> None:
    house.system("血透系统", "HD")
    by_scope: dict[str, list[bool]] = {"system": [], "platform": []}
    for unit in mlps.requirements:
        by_scope[unit.scope].append(bool(duties(house, mlps, unit.clauses[0].id)))
    assert len(by_scope["system"]) == 82
    assert all(by_scope["system"])
    assert not any(by_scope["platform"])
    [duty] = duties(house, mlps, "L3-CES1-18#1")
    assert "每个纳入定级对象的业务系统都须满足" in duty.reason


def test_connected_systems_are_counted_by_group(house: House, interop: PointsCatalog) -> None:
    house.system("血透系统", "HD")
    house.system("院感系统", "HAI")
    house.system("协同办公", "OA")
    counted = [names(house, interop, f"5.2.1.{n}#1") for n in (1, 2, 3)]
    assert counted == [["血透系统"], ["院感系统"], ["协同办公"]]


def test_the_most_responsible_comes_first(house: House, emr: LevelsCatalog) -> None:
    """05.01.5 names LIS, CDSS, NIS, CDR in this order; two of a kind in the order of registration."""
    for name, kind in (("护理", "NIS"), ("数据中心", "CDR"), ("检验二", "LIS"), ("知识库", "CDSS"), ("检验一", "LIS")):
        house.system(name, kind)
    assert names(house, emr, CLAUSE) == ["检验二", "检验一", "知识库", "护理", "数据中心"]


def test_who_is_demanded_in_general_comes_after_who_is_named(house: House, emr: LevelsCatalog) -> None:
    """09.04.4 names BACKUP, INFRA, MGMT."""
    for name, kind in (("检验", "LIS"), ("机房", "INFRA"), ("血透", "HD"), ("备份", "BACKUP")):
        house.system(name, kind)
    assert names(house, emr, "09.04.4#1") == ["备份", "机房", "检验", "血透"]


def test_a_person_adds_a_system_with_a_reason(house: House, emr: LevelsCatalog) -> None:
    house.system("检验系统", "LIS")
    hd = house.system("血透系统", "HD")
    assert assign(house, emr, CLAUSE, hd, True, " 血透自带检验模块 ") == 1
    first, second = duties(house, emr, CLAUSE)
    assert first.system.name == "检验系统"
    assert (second.system.name, second.reason, second.by_person) == ("血透系统", "血透自带检验模块", True)
    assert names(house, emr, "05.01.5#2") == ["检验系统"]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_decision_needs_a_reason(house: House, emr: LevelsCatalog, reason: str) -> None:
    system = house.system("血透系统", "HD")
    with nothing_stored(house.store), refused(InvalidInputError, "请写明调整责任系统的原因"):
        assign(house, emr, CLAUSE, system, True, reason)


def test_a_person_relieves_a_system_with_a_reason(house: House, emr: LevelsCatalog) -> None:
    lis, nis = house.system("检验系统", "LIS"), house.system("护理系统", "NIS")
    house.judge(emr, Verdict.MET, CLAUSE, system=lis)
    house.judge(emr, Verdict.UNMET, CLAUSE, system=nis)
    assign(house, emr, CLAUSE, nis, False, "护理不参与报告处理")
    situation = house.situation(emr)
    found = situation.duties(emr.id)[CLAUSE]
    assert [duty.system.name for duty in found] == ["检验系统"]
    row = emr.rows_by_item["05.01"][5]
    assert situation.verdict(emr.id, row, CLAUSE, found) is Verdict.MET
    [entry] = judgement.audit_log(house.store, house.viewer, "assignments", 1)
    assert entry.after is not None
    assert entry.after["reason"] == "护理不参与报告处理"


def test_a_decision_may_be_taken_back(house: House, emr: LevelsCatalog) -> None:
    nis = house.system("护理系统", "NIS")
    assign(house, emr, CLAUSE, nis, False, "不参与")
    assert names(house, emr, CLAUSE) == []
    assert assign(house, emr, CLAUSE, nis, True, "新流程由护理采集") == 1
    [duty] = duties(house, emr, CLAUSE)
    assert (duty.reason, duty.by_person) == ("新流程由护理采集", False)


def test_the_same_decision_twice_changes_nothing(house: House, emr: LevelsCatalog) -> None:
    nis = house.system("护理系统", "NIS")
    assign(house, emr, CLAUSE, nis, False, "不参与")
    with nothing_stored(house.store):
        assert assign(house, emr, CLAUSE, nis, False, "不参与") == 0


def test_a_clause_must_exist(house: House, emr: LevelsCatalog) -> None:
    nis = house.system("护理系统", "NIS")
    with nothing_stored(house.store), refused(InvalidInputError, "没有要求点“05.01.5#9”"):
        assign(house, emr, "05.01.5#9", nis, True)


def test_a_decision_holds_for_one_standard(house: House, emr: LevelsCatalog, mlps: ComplianceCatalog) -> None:
    nis = house.system("护理系统", "NIS")
    assign(house, mlps, "L3-CES1-18#1", nis, False, "不在定级范围内")
    assert names(house, mlps, "L3-CES1-18#1") == []
    assert names(house, emr, CLAUSE) == ["护理系统"]


def test_a_retired_system_answers_for_nothing_until_it_comes_back(house: House) -> None:
    catalog = one_item()
    lis = house.system("检验系统", "LIS")
    added = house.system("血透系统", "HD")
    assign(house, catalog, "01.01.1#1", added, True, "指定")
    register.retire_system(house.store, house.viewer, lis)
    register.retire_system(house.store, house.viewer, added)
    assert names(house, catalog, "01.01.1#1") == []
    register.retire_system(house.store, house.viewer, lis, retired=False)
    assert names(house, catalog, "01.01.1#1") == ["检验系统"]


SAMPLE_SYSTEMS = [(slug, entry["name"], entry["kind"]) for slug in SLUGS for entry in read_sample(slug).data["systems"]]


def test_the_four_contracts_name_25_systems() -> None:
    assert len(SAMPLE_SYSTEMS) == 25


@pytest.mark.parametrize(("slug", "name", "kind"), SAMPLE_SYSTEMS, ids=lambda value: value)
def test_every_contract_system_has_requirements(
    slug: str, name: str, kind: str, house: House, catalogs: Mapping[str, Catalog]
) -> None:
    """Whatever the system is, it answers for something in the EMR grading, interoperability and MLPS."""
    house.system(name, kind)
    situation = house.situation(*catalogs.values())
    counts = {
        catalog: sum(bool(found) for found in situation.duties(catalog).values())
        for catalog in ("emr-2018", "interop-2020", "mlps3-2019")
    }
    assert min(counts.values()) > 0
    assert counts["mlps3-2019"] >= 82
