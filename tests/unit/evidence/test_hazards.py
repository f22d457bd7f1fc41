"""重大风险隐患: recording, resolving, proposing."""

import pytest

from criteria.grading.results import ComplianceResult
from criteria.models import ComplianceCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.hazards import add_hazard, drop_hazard, fix_hazard, hazards, unrecorded
from tests.unit.evidence.house import NOBODY, House, nothing_stored, refused
from tests.unit.evidence.small_catalogs import compliance

UNIT = "L3-T-01"


@pytest.fixture
def catalog() -> ComplianceCatalog:
    return compliance(3)


@pytest.fixture
def protected(house: House) -> int:
    return register.set_object(house.store, house.viewer, "核心系统", {house.system("防火墙", "SEC")})


def test_recorded_with_who_and_when(house: House, catalog: ComplianceCatalog, protected: int) -> None:
    add_hazard(house.store, house.viewer, catalog, protected, " 空口令 ", UNIT)
    [found] = hazards(house.store, NOBODY, protected)
    assert (found.code, found.description, found.fixed, found.author) == (UNIT, "空口令", False, "王主任")
    assert found.at == house.clock.now
    assert house.situation(catalog).hazards == {protected: 1}


def test_resolved_ones_no_longer_count_and_come_last(house: House, catalog: ComplianceCatalog, protected: int) -> None:
    first = add_hazard(house.store, house.viewer, catalog, protected, "空口令", UNIT)
    second = add_hazard(house.store, house.viewer, catalog, protected, "无备份")
    assert fix_hazard(house.store, house.viewer, first)
    assert not fix_hazard(house.store, house.viewer, first)
    assert [hazard.id for hazard in hazards(house.store, NOBODY, protected)] == [second, first]
    assert house.situation(catalog).hazards == {protected: 1}
    fix_hazard(house.store, house.viewer, first, fixed=False)
    assert house.situation(catalog).hazards == {protected: 2}
    drop_hazard(house.store, house.viewer, second)
    assert [hazard.id for hazard in hazards(house.store, NOBODY, protected)] == [first]


def test_what_cannot_be_recorded(house: House, catalog: ComplianceCatalog, protected: int) -> None:
    hazard = add_hazard(house.store, house.viewer, catalog, protected, "空口令", UNIT)
    with nothing_stored(house.store):
        with refused(InvalidInputError, "情形"):
            add_hazard(house.store, house.viewer, catalog, protected, "  ")
        with refused(InvalidInputError, "没有测评单元“X”"):
            add_hazard(house.store, house.viewer, catalog, protected, "无备份", "X")
        with refused(InvalidInputError, "不必重复登记"):
            add_hazard(house.store, house.viewer, catalog, protected, "又是空口令", UNIT)
        with refused(NotFoundError, "刷新"):
            add_hazard(house.store, house.viewer, catalog, protected + 1, "无备份")
        with refused(NotAllowedError, "姓名"):
            fix_hazard(house.store, NOBODY, hazard)
    fix_hazard(house.store, house.viewer, hazard)
    add_hazard(house.store, house.viewer, catalog, protected, "再次出现", UNIT)


def test_proposed_until_recorded(house: House, catalog: ComplianceCatalog, protected: int) -> None:
    house.target(catalog, "基本符合", protected)
    [member] = house.situation(catalog).systems
    house.judge(catalog, Verdict.UNMET, f"{UNIT}#1", "L3-T-02#1", system=member.id)
    result = house.standing(catalog).claimed
    assert isinstance(result, ComplianceResult)
    assert [risk.code for risk in unrecorded(result, [])] == [UNIT]
    add_hazard(house.store, house.viewer, catalog, protected, "空口令", UNIT)
    assert unrecorded(result, hazards(house.store, NOBODY, protected)) == []
