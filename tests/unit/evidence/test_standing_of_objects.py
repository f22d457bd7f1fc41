"""MLPS: a standing for each protected object; platform units are judged once and shared by all objects."""

import pytest

from criteria.grading.results import ComplianceResult
from criteria.models import ComplianceCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.standing import Basis, level_label, level_rank
from tests.unit.evidence.house import House, clause_ids, of_clause
from tests.unit.evidence.small_catalogs import compliance

MET, UNMET = Verdict.MET, Verdict.UNMET
SYSTEM, PLATFORM, SHARED = "L3-T-01#1", "L3-T-02#1", "L3-T-03#1"
# One unit that concerns business systems, one of the platform, one that business systems and their servers share.
CATALOG = compliance(
    3,
    {
        "L3-T-01": {"systems": ["HIS", "LIS"]},
        "L3-T-02": {"systems": ["SEC"], "scope": "platform"},
        "L3-T-03": {"systems": ["HIS", "LIS", "INFRA"]},
    },
)


class Ward:
    """A hospital with two protected objects of one system each."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.his, self.lis = house.system("HIS", "HIS"), house.system("LIS", "LIS")
        core = register.set_object(house.store, house.viewer, "核心业务", {self.his})
        lab = register.set_object(house.store, house.viewer, "检验", {self.lis})
        self.core, self.lab = house.target(CATALOG, "基本符合", core), house.target(CATALOG, "符合", lab)

    def judge(self, system: int | None, verdict: Verdict, *clauses: str) -> None:
        self.house.judge(CATALOG, verdict, *clauses, system=system)

    def result(self, target: int, basis: Basis = Basis.FUNCTIONAL) -> ComplianceResult:
        result = self.house.standing(CATALOG, target).on(basis)
        assert isinstance(result, ComplianceResult)
        return result

    def met(self, basis: Basis = Basis.FUNCTIONAL) -> tuple[int, int]:
        """Met units of the two objects."""
        return self.result(self.core, basis).met, self.result(self.lab, basis).met


@pytest.fixture
def ward(house: House) -> Ward:
    return Ward(house)


def test_a_unit_of_systems_is_judged_per_object(ward: Ward) -> None:
    ward.judge(ward.his, MET, SYSTEM)
    ward.judge(ward.lis, UNMET, SYSTEM)
    assert ward.met() == (1, 0)
    assert (ward.result(ward.core).unmet, ward.result(ward.lab).unmet) == (0, 1)


def test_a_unit_of_the_platform_is_judged_once_for_all(ward: Ward) -> None:
    ward.judge(None, MET, PLATFORM)
    assert ward.met() == (1, 1)
    firewall = ward.house.system("防火墙", "SEC")
    assert ward.met() == (0, 0)
    ward.judge(firewall, MET, PLATFORM)
    assert ward.met() == (1, 1)


def test_what_carries_the_systems_counts_for_every_object(ward: Ward) -> None:
    ward.judge(ward.his, MET, SHARED)
    ward.judge(ward.lis, MET, SHARED)
    assert ward.met() == (1, 1)
    servers = ward.house.system("机房", "INFRA")
    ward.judge(servers, UNMET, SHARED)
    assert (ward.result(ward.core).unmet, ward.result(ward.lab).unmet) == (1, 1)


def test_of_several_systems_of_an_object_the_worst_counts(ward: Ward) -> None:
    register.set_object(ward.house.store, ward.house.viewer, "核心业务", {ward.his, ward.lis}, object_id=1)
    ward.judge(ward.his, MET, SYSTEM)
    ward.judge(ward.lis, UNMET, SYSTEM)
    assert ward.result(ward.core).unmet == 1


def test_a_system_outside_every_object_counts_for_none(ward: Ward) -> None:
    ward.judge(ward.his, MET, SYSTEM)
    ward.judge(ward.lis, MET, SYSTEM)
    ward.judge(ward.house.system("旧检验系统", "LIS"), UNMET, SYSTEM)
    assert ward.met() == (1, 1)


def test_a_retired_member_counts_no_more(ward: Ward) -> None:
    register.set_object(ward.house.store, ward.house.viewer, "核心业务", {ward.his, ward.lis}, object_id=1)
    ward.judge(ward.his, MET, SYSTEM)
    ward.judge(ward.lis, UNMET, SYSTEM)
    register.retire_system(ward.house.store, ward.house.viewer, ward.lis)
    assert ward.result(ward.core).met == 1


def test_an_object_without_a_responsible_system_is_judged_for_the_whole_hospital(ward: Ward) -> None:
    oa = ward.house.system("协同办公", "OA")
    office = register.set_object(ward.house.store, ward.house.viewer, "办公", {oa})
    target = ward.house.target(CATALOG, "基本符合", office)
    assert ward.result(target).unknown == 3
    ward.judge(None, MET, SYSTEM)
    assert ward.result(target).met == 1
    assert ward.met() == (0, 0)


def assign(ward: Ward, system: int) -> None:
    house = ward.house
    judgement.assign(house.store, house.viewer, CATALOG, [SYSTEM], system, True, "由其登录")


def test_a_person_makes_a_member_of_another_kind_responsible(ward: Ward) -> None:
    register.set_object(
        ward.house.store, ward.house.viewer, "核心业务", {ward.his, oa := ward.house.system("OA", "OA")}, object_id=1
    )
    ward.judge(ward.his, MET, SYSTEM)
    assign(ward, oa)
    assert ward.result(ward.core).unknown == 3
    ward.judge(oa, UNMET, SYSTEM)
    assert ward.result(ward.core).unmet == 1


def test_a_person_s_decision_about_one_object_does_not_touch_another(ward: Ward) -> None:
    oa = ward.house.system("协同办公", "OA")
    register.set_object(ward.house.store, ward.house.viewer, "检验", {ward.lis, oa}, object_id=2)
    ward.judge(ward.his, MET, SYSTEM)
    assign(ward, oa)
    ward.judge(oa, UNMET, SYSTEM)
    assert ward.result(ward.core).met == 1


def test_proven_needs_documents_here_too(ward: Ward) -> None:
    ward.judge(ward.his, MET, SYSTEM, SHARED)
    ward.judge(None, MET, PLATFORM)
    result = ward.result(ward.core, Basis.PROVEN)
    assert (result.met, result.unknown) == (0, 3)
    ward.house.prove(*of_clause(CATALOG, SYSTEM, PLATFORM))
    assert ward.result(ward.core, Basis.PROVEN).met == 2
    assert (ward.result(ward.core, Basis.CLAIMED).met, ward.result(ward.core).met) == (3, 3)


def test_the_conclusion_is_shown_and_ranked(ward: Ward) -> None:
    ward.judge(ward.his, MET, SYSTEM, SHARED)
    result = ward.result(ward.core)
    assert (level_label(result), level_rank(result, CATALOG), result.reached) == ("基本符合", 1, True)
    ward.judge(None, MET, PLATFORM)
    assert (level_label(ward.result(ward.core)), level_rank(ward.result(ward.core), CATALOG)) == ("符合", 2)
    other = ward.result(ward.lab)
    assert (level_label(other), level_rank(other, CATALOG), other.reached, other.target) == ("不符合", 0, False, "符合")


def test_the_shipped_standard(house: House, mlps: ComplianceCatalog) -> None:
    """82 units concern the object's own system, 129 the platform, which nobody has judged here."""
    lis, his = house.system("检验系统", "LIS"), house.system("HIS", "HIS")
    entry = register.set_object(house.store, house.viewer, "检验", {lis})
    house.target(mlps, "基本符合", entry)
    house.judge(mlps, MET, *[row.clauses[0].id for row in mlps.requirements if row.scope == "system"], system=lis)
    house.judge(mlps, UNMET, *clause_ids(mlps), system=his)
    result = house.standing(mlps).functional
    assert isinstance(result, ComplianceResult)
    assert (result.met, result.applicable) == (82, 211)
