"""Recording what was delivered, by the department or the vendor, and taking it back."""

from dataclasses import replace
from datetime import date

import pytest

from evidence import documents, register, reviews
from evidence.contracts.deliveries import DeliveryDraft, record_delivery, record_extra, withdraw_delivery
from evidence.contracts.obligations import Obligation, State
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed import YEAR, confirm, one, owed
from tests.unit.evidence.house import COLLEAGUE, House, nothing_stored, refused

TODAY = date(2026, 4, 20)
IN_TIME, LATE = date(2026, 3, 30), date(2026, 4, 8)


@pytest.fixture
def contract(house: House) -> int:
    house.clock.now = house.clock.now.replace(month=4, day=20)
    house.system("检验系统", vendor="瑞美")
    house.system("护理系统", "NIS", vendor="卫宁")
    return confirm(house, **YEAR, inspections_per_year=4)


def visit(house: House, contract: int) -> Obligation:
    return one(house, contract, "inspection.onsite", today=TODAY)


def report(title: str = "一季度巡检报告") -> documents.DocumentDraft:
    return documents.DocumentDraft(title, "record", IN_TIME, file_name="巡检.txt", content="运行正常".encode())


def deliver(house: House, contract: int, draft: DeliveryDraft, who: Viewer = COLLEAGUE) -> int:
    return record_delivery(house.store, who, visit(house, contract).id, draft)


@pytest.mark.parametrize(("day", "state"), [(IN_TIME, State.DONE), (LATE, State.LATE)])
def test_a_delivery_fulfils_its_obligation_in_time_or_late(
    house: House, contract: int, day: date, state: State
) -> None:
    assert visit(house, contract).state is State.MISSED
    deliver(house, contract, DeliveryDraft(day, "二楼机房", report()))
    found = visit(house, contract)
    assert found.state is state
    assert found.delivery is not None
    delivered = found.delivery
    assert (delivered.delivered_on, delivered.note, delivered.author, delivered.vendor_id) == (
        day,
        "二楼机房",
        "李工",
        None,
    )
    assert (delivered.document, delivered.document_state) == ("一季度巡检报告", "pending")


def test_a_vendor_delivers_for_its_own_contract_only(house: House, contract: int) -> None:
    own, stranger = engineer_of(house, "瑞美"), engineer_of(house, "卫宁")
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        deliver(house, contract, DeliveryDraft(IN_TIME), stranger)
    deliver(house, contract, DeliveryDraft(IN_TIME, document=report()), own)
    delivered = visit(house, contract).delivery
    assert delivered is not None
    assert (delivered.author, delivered.vendor_id) == (own.name, own.vendor_id)
    assert house.document(delivered.document_id or 0).vendor_id == own.vendor_id


def test_a_vendor_does_not_deliver_what_the_hospital_owes(house: House, contract: int) -> None:
    renewal = one(house, contract, "renewal")
    with nothing_stored(house.store), refused(NotAllowedError, "由医院办理"):
        record_delivery(house.store, engineer_of(house, "瑞美"), renewal.id, DeliveryDraft(IN_TIME))
    record_delivery(house.store, COLLEAGUE, renewal.id, DeliveryDraft(IN_TIME))
    assert one(house, contract, "renewal").state is State.DONE


def test_a_document_that_is_there_can_be_delivered(house: House, contract: int) -> None:
    document = house.prove()
    deliver(house, contract, DeliveryDraft(IN_TIME, document_id=document))
    delivered = visit(house, contract).delivery
    assert delivered is not None
    assert (delivered.document_id, delivered.document_state) == (document, "accepted")


def test_a_vendor_delivers_no_document_of_others(house: House, contract: int) -> None:
    document = house.prove()
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        deliver(house, contract, DeliveryDraft(IN_TIME, document_id=document), engineer_of(house, "瑞美"))


def test_a_returned_document_fulfils_nothing_until_its_new_version(house: House, contract: int) -> None:
    deliver(house, contract, DeliveryDraft(IN_TIME, document=report()))
    delivered = visit(house, contract).delivery
    assert delivered is not None
    document = delivered.document_id or 0
    reviews.return_document(house.store, house.viewer, document, "没有签字")
    assert visit(house, contract).state is State.MISSED
    newer = replace(report("一季度巡检报告（已签字）"), supersedes_id=document)
    documents.add_document(house.store, COLLEAGUE, newer)
    assert visit(house, contract).state is State.DONE


def test_a_delivery_is_withdrawn_with_a_reason_and_kept(house: House, contract: int) -> None:
    delivery = deliver(house, contract, DeliveryDraft(IN_TIME, document=report()))
    with nothing_stored(house.store), refused(InvalidInputError, "写明原因"):
        withdraw_delivery(house.store, COLLEAGUE, delivery, " ")
    with nothing_stored(house.store), refused(ConflictError, "刚被"):
        withdraw_delivery(house.store, COLLEAGUE, delivery, "登记错了", expected=7)
    withdraw_delivery(house.store, COLLEAGUE, delivery, "登记错了", expected=1)
    assert visit(house, contract).state is State.MISSED
    with nothing_stored(house.store), refused(InvalidInputError, "已经撤回"):
        withdraw_delivery(house.store, COLLEAGUE, delivery, "再撤一次")
    deliver(house, contract, DeliveryDraft(LATE))
    assert visit(house, contract).state is State.LATE


def test_a_vendor_takes_back_only_what_it_recorded(house: House, contract: int) -> None:
    own = engineer_of(house, "瑞美")
    by_hospital = deliver(house, contract, DeliveryDraft(IN_TIME))
    with nothing_stored(house.store), refused(NotAllowedError, "由医院登记"):
        withdraw_delivery(house.store, own, by_hospital, "不对")
    withdraw_delivery(house.store, COLLEAGUE, by_hospital, "改由厂商登记")
    withdraw_delivery(house.store, own, deliver(house, contract, DeliveryDraft(IN_TIME), own), "日期不对")
    assert visit(house, contract).delivery is None


def test_an_obligation_is_fulfilled_once_and_not_in_the_future(house: House, contract: int) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "晚于今天"):
        deliver(house, contract, DeliveryDraft(date(2026, 4, 21)))
    deliver(house, contract, DeliveryDraft(IN_TIME))
    with nothing_stored(house.store), refused(InvalidInputError, "已有履约记录"):
        deliver(house, contract, DeliveryDraft(LATE))


def test_what_the_contract_no_longer_asks_for_takes_no_delivery(house: House, contract: int) -> None:
    last = one(house, contract, "inspection.onsite", 4)
    confirm(house, contract_id=contract, **YEAR, inspections_per_year=2)
    with nothing_stored(house.store), refused(InvalidInputError, "不在合同要求之内"):
        record_delivery(house.store, COLLEAGUE, last.id, DeliveryDraft(IN_TIME))


def test_deliveries_beyond_the_days_of_the_contract_are_kept_too(house: House, contract: int) -> None:
    own = engineer_of(house, "瑞美")
    for title in ("一月补丁", "二月补丁"):
        record_extra(house.store, own, contract, "patch_record", DeliveryDraft(IN_TIME, document=report(title)))
    found = owed(house, contract, TODAY, "patch_record")
    assert [(entry.number, entry.state, entry.due_on) for entry in found] == [
        (1, State.DONE, None),
        (2, State.DONE, None),
    ]
    confirm(house, contract_id=contract, **YEAR, inspections_per_year=2)
    assert len(owed(house, contract, TODAY, "patch_record")) == 2
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        record_extra(house.store, engineer_of(house, "卫宁"), contract, "patch_record", DeliveryDraft(IN_TIME))
    with nothing_stored(house.store), refused(InvalidInputError, "未知"):
        record_extra(house.store, own, contract, "lunch", DeliveryDraft(IN_TIME))


def test_a_vendor_sees_its_own_obligations_only(house: House, contract: int) -> None:
    assert len(owed(House(house.store, engineer_of(house, "瑞美"), house.clock), contract)) == 4
    for other in (engineer_of(house, "卫宁"), Viewer("专家", Role.EXPERT), Viewer("审计员", Role.AUDITOR)):
        assert owed(House(house.store, other, house.clock), contract) == []
    assert register.contracts(house.store, engineer_of(house, "卫宁")) == []
