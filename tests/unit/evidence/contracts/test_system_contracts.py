"""Systems without a valid contract, or whose contract ends before a review, stand out."""

from datetime import date

from criteria.models import LevelsCatalog
from evidence import register
from evidence.contracts.system_contracts import system_contracts
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed import YEAR, confirm
from tests.unit.evidence.house import TODAY, House


def warnings(house: House, emr: LevelsCatalog, today: date = TODAY) -> list[str]:
    found = system_contracts(house.store, house.viewer, house.situation(emr, today=today))
    return [entry.warning for entry in found]


def test_a_system_without_a_contract_or_with_one_without_dates(house: House, emr: LevelsCatalog) -> None:
    lis = house.system("检验系统")
    assert warnings(house, emr) == ["没有合同"]
    confirm(house, period_months=12, system_ids=(lis,))
    assert warnings(house, emr) == ["合同起止日期未填"]


def test_a_contract_in_force_raises_no_warning_until_it_ends(house: House, emr: LevelsCatalog) -> None:
    confirm(house, **YEAR, system_ids=(house.system("检验系统"),))
    assert warnings(house, emr) == [""]
    assert warnings(house, emr, date(2025, 12, 31)) == ["合同 2026-01-01 才开始"]
    assert warnings(house, emr, date(2026, 12, 31)) == [""]
    assert warnings(house, emr, date(2027, 1, 1)) == ["合同已于 2026-12-31 到期"]


def test_a_contract_that_ends_before_the_review_and_its_successor(house: House, emr: LevelsCatalog) -> None:
    lis = house.system("检验系统")
    confirm(house, **YEAR, system_ids=(lis,))
    register.set_target(house.store, house.viewer, emr, "5", review_on=date(2027, 3, 1))
    assert warnings(house, emr) == ["合同 2026-12-31 到期，早于电子病历评审日 2027-03-01"]
    confirm(house, "二期", period_months=12, period_start="2027-01-01", system_ids=(lis,))
    assert warnings(house, emr) == [""]
    [entry] = system_contracts(house.store, house.viewer, house.situation(emr))
    assert [contract.title for contract in entry.contracts] == ["二期", "检验维保合同"]
    assert entry.ends_on == date(2027, 12, 31)


def test_who_sees_no_contracts_is_told_nothing_of_them(house: House, emr: LevelsCatalog) -> None:
    house.system("护理系统", "NIS", vendor="卫宁")
    confirm(house, **YEAR, system_ids=(house.system("检验系统", vendor="瑞美"),))
    situation = house.situation(emr)
    assert system_contracts(house.store, Viewer("专家", Role.EXPERT), situation) == []
    own = House(house.store, engineer_of(house, "瑞美"), house.clock)
    assert warnings(own, emr) == [""]
    assert warnings(House(house.store, engineer_of(house, "卫宁"), house.clock), emr) == ["没有合同"]
