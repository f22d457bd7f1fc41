"""Maintenance contracts and their periods."""

from datetime import date

import pytest

from evidence import register
from evidence.errors import InvalidInputError
from evidence.register import add_contract, contracts
from tests.unit.evidence.house import House, nothing_stored, refused


def test_a_contract_with_dates(house: House) -> None:
    add_contract(house.store, house.viewer, " 维保合同 ", "瑞美", date(2026, 1, 1), date(2028, 12, 31), note="7×24")
    [contract] = contracts(house.store, house.viewer)
    [vendor] = register.vendors(house.store, house.viewer)
    assert (contract.title, contract.vendor_id, contract.note) == ("维保合同", vendor.id, "7×24")
    assert (contract.starts_on, contract.ends_on, contract.months) == (date(2026, 1, 1), date(2028, 12, 31), None)


def test_a_contract_that_names_only_its_length(house: House) -> None:
    add_contract(house.store, house.viewer, "维保合同", months=36)
    [contract] = contracts(house.store, house.viewer)
    assert (contract.starts_on, contract.ends_on, contract.months) == (None, None, 36)


def test_a_contract_of_one_day(house: House) -> None:
    day = date(2026, 1, 1)
    add_contract(house.store, house.viewer, "一日服务", starts_on=day, ends_on=day)
    assert len(contracts(house.store, house.viewer)) == 1


def test_a_contract_that_ends_before_it_starts_is_refused(house: House) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "合同结束日期早于开始日期"):
        add_contract(house.store, house.viewer, "维保合同", starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))


@pytest.mark.parametrize("months", [0, -12])
def test_a_contract_of_no_months_is_refused(house: House, months: int) -> None:
    with refused(InvalidInputError, "月"):
        add_contract(house.store, house.viewer, "维保合同", months=months)


@pytest.mark.parametrize(("title", "message"), [("  ", "请填写合同名称"), (" 维保合同", "合同“维保合同”已经登记过")])
def test_a_title_is_needed_once(house: House, title: str, message: str) -> None:
    add_contract(house.store, house.viewer, "维保合同")
    with nothing_stored(house.store), refused(InvalidInputError, message):
        add_contract(house.store, house.viewer, title, vendor="新厂商")


def test_the_newest_contract_comes_first(house: House) -> None:
    for year in (2024, 2025, 2026):
        add_contract(house.store, house.viewer, f"{year}年度维保")
    titles = [contract.title for contract in contracts(house.store, house.viewer)]
    assert titles == ["2026年度维保", "2025年度维保", "2024年度维保"]
