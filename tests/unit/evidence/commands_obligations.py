"""What changes contracts, obligations and deliveries, for the walk over all commands."""

from dataclasses import dataclass
from datetime import date

from evidence import documents
from evidence.contracts import deliveries, record
from evidence.contracts.draft import CoveredSystem
from evidence.contracts.editing import EMPTY_DRAFT, with_value
from evidence.contracts.obligations import ObligationFilter, obligations
from tests.unit.evidence.house import EARLIER, TODAY, House

TEXT = "瑞美检验平台维保合同。服务期一年。每季度进行一次现场巡检。"


@dataclass(frozen=True)
class Signed:
    """A contract of 瑞美: its first inspection was delivered, the second one is open."""

    contract: int
    open: int
    delivery: int


def confirmation(title: str, vendor: str, systems: tuple[int, ...] = ()) -> record.Confirmation:
    """A contract with four inspections a year from the first of January."""
    draft = with_value(EMPTY_DRAFT, "period_months", 12)
    draft = with_value(draft, "period_start", "2026-01-01")
    draft = with_value(draft, "inspections_per_year", 4)
    draft = with_value(draft, "systems", CoveredSystem("瑞美检验平台", "LIS"))
    file = TEXT.encode()
    return record.Confirmation(title, draft, systems, vendor, TEXT, file_name="合同.txt", content=file)


def report() -> deliveries.DeliveryDraft:
    document = documents.DocumentDraft("瑞美巡检报告", "record", EARLIER, statement="已巡检")
    return deliveries.DeliveryDraft(EARLIER, "按期完成", document)


def sign(house: House) -> Signed:
    contract = record.confirm_contract(house.store, house.viewer, confirmation("瑞美维保合同", "瑞美"))
    visits = obligations(house.store, house.viewer, TODAY, ObligationFilter(contract))
    draft = deliveries.DeliveryDraft(EARLIER, "按期完成")
    return Signed(contract, visits[1].id, deliveries.record_delivery(house.store, house.viewer, visits[0].id, draft))


COMMANDS = {
    "record.confirm_contract": lambda p, who: record.confirm_contract(
        p.house.store, who, confirmation("二期维保合同", "新厂商", (p.member,))
    ),
    "record.set_start": lambda p, who: record.set_start(p.house.store, who, p.signed.contract, date(2026, 2, 1)),
    "deliveries.record_delivery": lambda p, who: deliveries.record_delivery(
        p.house.store, who, p.signed.open, report()
    ),
    "deliveries.record_extra": lambda p, who: deliveries.record_extra(
        p.house.store, who, p.signed.contract, "patch_record", report()
    ),
    "deliveries.withdraw_delivery": lambda p, who: deliveries.withdraw_delivery(
        p.house.store, who, p.signed.delivery, "登记错了"
    ),
}
