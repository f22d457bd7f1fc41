"""Contracts under test: short words for confirming one."""

from datetime import date
from typing import Any

from evidence.contracts.draft import ContractDraft
from evidence.contracts.editing import EMPTY_DRAFT, with_value
from evidence.contracts.obligations import Obligation, ObligationFilter, obligations
from evidence.contracts.record import Confirmation, confirm_contract
from tests.unit.evidence.house import TODAY, House

YEAR = {"period_months": 12, "period_start": "2026-01-01"}


def draft_of(**values: Any) -> ContractDraft:
    """A draft entered by hand; a list gives several values."""
    draft = EMPTY_DRAFT
    for field, value in values.items():
        draft = with_value(draft, field, *(value if isinstance(value, list) else [value]))
    return draft


def confirm(house: House, title: str = "检验维保合同", contract_id: int | None = None, **given: Any) -> int:
    """Confirms a contract with the values of a draft; `system_ids` and `vendor` are the confirmation's."""
    systems, vendor = given.pop("system_ids", ()), given.pop("vendor", "瑞美")
    confirmation = Confirmation(title, draft_of(**given), systems, vendor, contract_id=contract_id)
    return confirm_contract(house.store, house.viewer, confirmation)


def owed(house: House, contract_id: int, today: date = TODAY, *sorts: str) -> list[Obligation]:
    """What is owed under a contract, without the hospital's own reminder of its end unless it is asked for."""
    found = obligations(house.store, house.viewer, today, ObligationFilter(contract_id, sorts=frozenset(sorts)))
    return [entry for entry in found if sorts or entry.sort != "renewal"]


def one(house: House, contract_id: int, sort: str, number: int = 1, today: date = TODAY) -> Obligation:
    """The obligation of a sort with this number."""
    return next(entry for entry in owed(house, contract_id, today, sort) if entry.number == number)
