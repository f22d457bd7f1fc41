"""What changes tickets, decisions on penalties and free customisations, for the walk over all commands."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from evidence.contracts import customisations, penalty_account, record, tickets
from tests.unit.evidence.commands_obligations import confirmation
from tests.unit.evidence.house import EARLIER, House

REPORTED = datetime.fromisoformat("2026-02-25 08:00")


@dataclass(frozen=True)
class Served:
    """A system of 瑞美 under a contract: two faults, one whose penalty was waived, and a free customisation."""

    system: int
    contract: int
    ticket: int
    decided: int
    task: int
    use: int


def fault(system: int, title: str = "瑞美血库停机") -> tickets.TicketDraft:
    return tickets.TicketDraft(system, title, REPORTED)


def serve(house: House) -> Served:
    system = house.system("瑞美血库系统", "BLOOD", vendor="瑞美")
    contract = record.confirm_contract(house.store, house.viewer, confirmation("血库维保合同", "瑞美", (system,)))
    ticket, decided = (tickets.add_ticket(house.store, house.viewer, fault(system)) for _ in range(2))
    penalty_account.decide_penalty(
        house.store, house.viewer, contract, f"ticket/{decided}/onsite", None, "瑞美已说明原因"
    )
    task = house.task("瑞美血库报表", system_id=system)
    other = house.task("瑞美血库标签", system_id=system)
    use = customisations.record_customisation(
        house.store, house.viewer, other, Decimal(1), EARLIER, note="瑞美血库标签"
    )
    return Served(system, contract, ticket, decided, task, use)


COMMANDS = {
    "tickets.add_ticket": lambda p, who: tickets.add_ticket(p.house.store, who, fault(p.served.system)),
    "tickets.change_ticket": lambda p, who: tickets.change_ticket(
        p.house.store, who, p.served.ticket, fault(p.served.system, "血库停机半小时"), 1
    ),
    "tickets.withdraw_ticket": lambda p, who: tickets.withdraw_ticket(
        p.house.store, who, p.served.ticket, "重复登记", 1
    ),
    "penalty_account.decide_penalty": lambda p, who: penalty_account.decide_penalty(
        p.house.store, who, p.served.contract, f"ticket/{p.served.ticket}/onsite", Decimal(500), "双方商定"
    ),
    "penalty_account.drop_decision": lambda p, who: penalty_account.drop_decision(
        p.house.store, who, p.served.contract, f"ticket/{p.served.decided}/onsite"
    ),
    "customisations.record_customisation": lambda p, who: customisations.record_customisation(
        p.house.store, who, p.served.task, Decimal(2), EARLIER
    ),
    "customisations.drop_customisation": lambda p, who: customisations.drop_customisation(
        p.house.store, who, p.served.use
    ),
}
