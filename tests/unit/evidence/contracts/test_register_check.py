"""A contract that does not agree with the register is for a person to decide on."""

from dataclasses import replace

import pytest

from evidence import register
from evidence.contracts.record import Confirmation, confirm_contract
from evidence.errors import InvalidInputError
from tests.unit.evidence.contracts.agreed import YEAR, draft_of
from tests.unit.evidence.house import House, nothing_stored, refused

OWN = {**YEAR, "hospital": "人民医院", "vendor": "瑞美软件有限公司"}
NEXT_YEAR = {"period_months": 12, "period_start": "2027-01-01"}


def given(title: str = "检验合同", systems: tuple[int, ...] = (), entered: str = "", **values: object) -> Confirmation:
    return Confirmation(title, draft_of(**values), systems, entered)


def confirmed(house: House, confirmation: Confirmation) -> int:
    return confirm_contract(house.store, house.viewer, confirmation)


def note_of(house: House, contract: int) -> str:
    return next(c.note for c in register.contracts(house.store, house.viewer) if c.id == contract)


def test_what_agrees_asks_nothing(house: House) -> None:
    lis = house.system("检验系统", vendor="瑞美")
    assert note_of(house, confirmed(house, given(systems=(lis,), **OWN))) == ""
    confirmed(house, given("二期", (lis,), "瑞美", **OWN | NEXT_YEAR))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hospital": "清河县中医院"}, "合同甲方写的是“清河县中医院”，不是本院“人民医院”"),
        (
            {"vendor": "杭州联众医疗科技有限公司"},
            "“检验系统”登记的厂商是“瑞美”，不是合同乙方“杭州联众医疗科技有限公司”",
        ),
    ],
)
def test_another_party_is_decided_on_and_noted(house: House, change: dict[str, str], said: str) -> None:
    lis = house.system("检验系统", vendor="瑞美")
    confirmation = given(systems=(lis,), **OWN | change)
    with nothing_stored(house.store), refused(InvalidInputError, said):
        confirmed(house, confirmation)
    contract = confirmed(house, replace(confirmation, accepted=frozenset({said})))
    assert said in note_of(house, contract)
    again = replace(confirmation, contract_id=contract, note=note_of(house, contract), accepted=frozenset({said}))
    assert note_of(house, confirmed(house, again)).count(said) == 1


def test_a_vendor_entered_otherwise_than_the_text_says(house: House) -> None:
    with refused(InvalidInputError, "合同乙方写的是“瑞美软件有限公司”，登记的厂商填的是“卫宁”"):
        confirmed(house, given(entered="卫宁", **OWN))


def test_a_second_contract_of_another_vendor_at_the_same_time(house: House) -> None:
    pacs = house.system("影像系统", "PACS")
    first = confirmed(house, given("影像合同", (pacs,), **OWN))
    said = "“影像系统”同期已有“瑞美软件有限公司”的合同《影像合同》（2026-01-01 至 2026-12-31）"
    other = OWN | {"vendor": "杭州联众医疗科技有限公司"}
    with nothing_stored(house.store), refused(InvalidInputError, said):
        confirmed(house, given("联众合同", (pacs,), **other))
    confirmed(house, given("联众二期", (pacs,), **other | NEXT_YEAR))
    confirmed(house, replace(given("影像合同", (pacs,), **OWN), contract_id=first))
