"""Registering, changing and retiring systems, and their vendors."""

from datetime import date

import pytest

from evidence import register
from evidence.errors import ConflictError, InvalidInputError, NotFoundError
from evidence.register import SystemDraft
from evidence.store import Store, create_store
from evidence.viewer import Viewer
from tests.unit.evidence.house import COLLEAGUE, House, nothing_stored, refused


def test_a_system_is_registered_with_all_that_was_entered(house: House) -> None:
    contract = register.add_contract(house.store, house.viewer, "维保合同", ends_on=date(2027, 12, 31))
    draft = SystemDraft(
        name=" 检验系统 ",
        kind="LIS",
        product="LIS 管理软件",
        product_version="V5.0",
        vendor=" 瑞美 ",
        contract_id=contract,
        go_live_on=date(2019, 5, 1),
        connected=True,
        mlps_level=3,
        filing_no="45020019001",
        note="含微生物",
    )
    system = house.registered(register.add_system(house.store, house.viewer, draft))
    assert (system.name, system.kind, system.product, system.product_version) == (
        "检验系统",
        "LIS",
        "LIS 管理软件",
        "V5.0",
    )
    assert (system.vendor, system.contract, system.contract_ends_on) == ("瑞美", "维保合同", date(2027, 12, 31))
    assert (system.go_live_on, system.connected, system.mlps_level) == (date(2019, 5, 1), True, 3)
    assert (system.filing_no, system.note) == ("45020019001", "含微生物")
    assert (system.retired, system.version) == (False, 1)


@pytest.mark.parametrize("connected", [True, False, None])
def test_not_known_to_be_connected_differs_from_not_connected(house: House, connected: bool | None) -> None:
    draft = SystemDraft("检验系统", "LIS", connected=connected)
    system = register.add_system(house.store, house.viewer, draft)
    assert house.registered(system).connected is connected


def test_systems_are_listed_in_the_order_of_registration(house: House) -> None:
    for name in ("乙系统", "甲系统", "丙系统"):
        house.system(name)
    assert [system.name for system in register.systems(house.store, house.viewer)] == ["乙系统", "甲系统", "丙系统"]


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        (SystemDraft("检验系统", "LAB"), "系统类型“LAB”未知"),
        (SystemDraft("检验系统", ""), "系统类型“”未知"),
        (SystemDraft("", "LIS"), "请填写系统名称"),
        (SystemDraft(" \u3000", "LIS"), "请填写系统名称"),
        (SystemDraft("护理系统", "NIS"), "系统“护理系统”已经登记过"),
        (SystemDraft(" 护理系统 ", "LIS"), "系统“护理系统”已经登记过"),
    ],
)
def test_a_wrong_entry_is_refused(house: House, draft: SystemDraft, message: str) -> None:
    house.system("护理系统", "NIS")
    changed = house.system("旧系统", "LIS")
    with nothing_stored(house.store), refused(InvalidInputError, message):
        register.add_system(house.store, house.viewer, draft)
    with nothing_stored(house.store), refused(InvalidInputError, message):
        register.change_system(house.store, house.viewer, changed, draft, 1)


def test_a_name_stays_taken_by_a_retired_system(house: House) -> None:
    register.retire_system(house.store, house.viewer, house.system("检验系统"))
    with refused(InvalidInputError, "已经登记过"):
        house.system("检验系统")


def test_a_change_replaces_what_was_entered(house: House) -> None:
    system = house.system("检验系统", "LIS", vendor="瑞美")
    draft = SystemDraft("检验系统", "LIS", vendor="", note="自行维护")
    assert register.change_system(house.store, house.viewer, system, draft, 1) is True
    changed = house.registered(system)
    assert (changed.vendor, changed.note, changed.version) == ("", "自行维护", 2)


def test_of_two_who_change_the_same_system_the_second_is_told(house: House) -> None:
    system = house.system("检验系统")
    register.change_system(house.store, COLLEAGUE, system, SystemDraft("检验系统", "LIS", note="李工的"), 1)
    with nothing_stored(house.store), refused(ConflictError, "您的修改没有保存"):
        register.change_system(house.store, house.viewer, system, SystemDraft("检验系统", "LIS", note="我的"), 1)
    assert register.change_system(house.store, house.viewer, system, SystemDraft("检验系统", "LIS", note="我的"), 2)


def test_retiring_counts_as_a_change_for_others(house: House) -> None:
    system = house.system("检验系统")
    register.retire_system(house.store, COLLEAGUE, system)
    with refused(ConflictError, "没有保存"):
        register.change_system(house.store, house.viewer, system, SystemDraft("检验系统", "LIS", note="我的"), 1)


def test_a_retired_system_is_listed_only_on_demand_and_may_come_back(house: House) -> None:
    system = house.system("检验系统")
    house.system("护理系统", "NIS")
    register.retire_system(house.store, house.viewer, system)
    assert [found.name for found in register.systems(house.store, house.viewer)] == ["护理系统"]
    every = register.systems(house.store, house.viewer, retired=True)
    assert [(found.name, found.retired) for found in every] == [("检验系统", True), ("护理系统", False)]
    register.retire_system(house.store, house.viewer, system, retired=False)
    assert len(register.systems(house.store, house.viewer)) == 2


def test_a_system_that_does_not_exist_cannot_be_changed(house: House) -> None:
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        register.retire_system(house.store, house.viewer, 99)
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        register.change_system(house.store, house.viewer, 99, SystemDraft("检验系统", "LIS"), 1)


def test_a_vendor_is_reused(house: House) -> None:
    first = house.registered(house.system("检验系统", "LIS", vendor="瑞美"))
    second = house.registered(house.system("血库系统", "BLOOD", vendor=" 瑞美"))
    register.add_contract(house.store, house.viewer, "维保合同", vendor="瑞美 ")
    assert first.vendor_id == second.vendor_id
    assert [vendor.name for vendor in register.vendors(house.store, house.viewer)] == ["瑞美"]


def test_a_system_without_a_vendor(house: House) -> None:
    system = house.registered(house.system("检验系统", vendor="  "))
    assert (system.vendor_id, system.vendor) == (None, "")
    assert register.vendors(house.store, house.viewer) == []


def test_the_hospital_has_a_name(tmp_path_factory: pytest.TempPathFactory, viewer: Viewer) -> None:
    store = create_store(tmp_path_factory.mktemp("data") / "zhongyi")
    with refused(NotFoundError, "还没有登记医院名称"):
        register.hospital(store, viewer)
    with nothing_stored(store), refused(InvalidInputError, "请填写医院名称"):
        register.set_hospital(store, viewer, "  ")
    register.set_hospital(store, viewer, " 中医医院 ", note="三甲", example=True)
    found = register.hospital(store, viewer)
    assert (found.slug, found.name, found.note, found.example) == ("zhongyi", "中医医院", "三甲", True)


def test_the_hospital_may_be_renamed(store: Store, viewer: Viewer) -> None:
    register.set_hospital(store, viewer, "第一人民医院")
    assert register.hospital(store, viewer).name == "第一人民医院"


@pytest.mark.parametrize("level", [0, 6])
def test_a_protection_level_is_one_to_five(house: House, level: int) -> None:
    with refused(InvalidInputError, "等保"):
        register.add_system(house.store, house.viewer, SystemDraft("检验系统", "LIS", mlps_level=level))
