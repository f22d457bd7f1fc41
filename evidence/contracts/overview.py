"""合同履约 at a glance: what falls due, what is overdue, what it costs, and which systems have no valid contract."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from evidence import register
from evidence.access import Permission, may, sees_all
from evidence.contracts.facts import ConfirmedFacts, all_facts
from evidence.contracts.obligations import ObligationFilter, State, obligations
from evidence.contracts.penalty_account import Ledger, ledger, money_text
from evidence.contracts.penalty_terms import NOTHING, Money
from evidence.contracts.system_contracts import SystemContracts, system_contracts
from evidence.records import Contract
from evidence.situation import Situation
from evidence.store import Store
from evidence.system_view import reviews_after
from evidence.viewer import Viewer
from evidence.worklist import target_name

SOON_DAYS = 30


@dataclass(frozen=True)
class ContractRow:
    """A contract of the register with what was confirmed of it, None when nothing was.

    `due`: open obligations within SOON_DAYS; `ledger`: None without confirmed facts; `warning`: what stands out.
    """

    contract: Contract
    vendor: str
    facts: ConfirmedFacts | None
    systems: tuple[str, ...]
    due: int
    missed: int
    ledger: Ledger | None
    warning: str

    @property
    def period(self) -> str:
        """2026-01-01 至 2026-12-31; 36 个月，起止未填; 未填."""
        found = self.contract
        if found.starts_on or found.ends_on:
            return f"{found.starts_on or '未填'} 至 {found.ends_on or '未填'}"
        return f"{found.months} 个月，起止未填" if found.months else "未填"

    @property
    def amount(self) -> Decimal | None:
        """The sum of the contract in yuan."""
        return self.facts.amount if self.facts else None


@dataclass(frozen=True)
class Overview:
    """Where the contracts stand on a day. `penalties`: payable so far; `open`: breaches whose amount is not known.

    `ending`: contracts in force that end before a review; `without`: systems for which no contract holds today (nothing
    for who sees only their own contracts: others may hold).
    """

    rows: tuple[ContractRow, ...]
    due: int
    missed: int
    penalties: Money
    open: int
    ending: tuple[ContractRow, ...]
    without: tuple[SystemContracts, ...]
    systems: tuple[SystemContracts, ...]


def ledgers(store: Store, viewer: Viewer, today: date) -> dict[int, Ledger]:
    """Contract id → its ledger up to a day; running times are judged to the minute."""

    def compute() -> dict[int, Ledger]:
        found = {number: ledger(store, viewer, number, today) for number in all_facts(store, viewer)}
        return {number: own for number, own in found.items() if own is not None}

    minute = store.clock().replace(second=0, microsecond=0)
    key = ("contract-ledgers", store.revision(viewer), today, minute)
    found: dict[int, Ledger] = store.cached(viewer, key, compute)
    return found


def load_overview(store: Store, viewer: Viewer, situation: Situation) -> Overview:
    """The contracts that the viewer sees; empty for who sees none."""
    if not may(viewer, Permission.WORK):
        return Overview((), 0, 0, NOTHING, 0, (), (), ())
    systems = system_contracts(store, viewer, situation)
    rows = _rows(store, viewer, situation, systems)
    accounts = [row.ledger.account for row in rows if row.ledger]
    return Overview(
        rows=rows,
        due=sum(row.due for row in rows),
        missed=sum(row.missed for row in rows),
        penalties=sum((account.payable for account in accounts), NOTHING),
        open=sum(account.open for account in accounts),
        ending=tuple(row for row in rows if _ends_early(situation, row.contract)),
        without=tuple(entry for entry in systems if sees_all(viewer) and not entry.in_force),
        systems=tuple(systems),
    )


def _rows(
    store: Store, viewer: Viewer, situation: Situation, systems: list[SystemContracts]
) -> tuple[ContractRow, ...]:
    today = situation.today
    soon = ObligationFilter(first=today, last=today + timedelta(days=SOON_DAYS), states=frozenset({State.DUE}))
    due = Counter(entry.contract_id for entry in obligations(store, viewer, today, soon))
    overdue = ObligationFilter(states=frozenset({State.MISSED}))
    missed = Counter(entry.contract_id for entry in obligations(store, viewer, today, overdue))
    facts, accounts = all_facts(store, viewer), ledgers(store, viewer, today)
    vendors = {vendor.id: vendor.name for vendor in register.vendors(store, viewer)}
    return tuple(
        ContractRow(
            contract=contract,
            vendor=vendors.get(contract.vendor_id or 0, ""),
            facts=facts.get(contract.id),
            systems=tuple(entry.system.name for entry in systems if contract in entry.contracts),
            due=due[contract.id],
            missed=missed[contract.id],
            ledger=accounts.get(contract.id),
            warning=contract_warning(situation, contract),
        )
        for contract in register.contracts(store, viewer)
    )


def contract_warning(situation: Situation, contract: Contract) -> str:
    """What stands out about a contract's period; empty when it is known and lasts until the reviews."""
    if contract.ends_on is None:
        return "起止日期未填"
    if contract.ends_on < situation.today:
        return f"已于 {contract.ends_on} 到期"
    late = [f"{target_name(situation, t)} 评审（{t.review_on}）" for t in reviews_after(situation, contract.ends_on)]
    return f"早于{'、'.join(late)}到期" if late else ""


def _ends_early(situation: Situation, contract: Contract) -> bool:
    in_force = contract.ends_on is not None and contract.ends_on >= situation.today
    return in_force and bool(reviews_after(situation, contract.ends_on))


def to_table(rows: tuple[ContractRow, ...]) -> pd.DataFrame:
    """One row per contract, for the screen and for Excel."""
    return pd.DataFrame(
        [
            {
                "合同": row.contract.title,
                "厂商": row.vendor,
                "期限": row.period,
                "提示": f"! {row.warning}" if row.warning else "",
                "系统": "、".join(row.systems),
                "金额（元）": float(row.amount) if row.amount is not None else None,
                f"{SOON_DAYS} 天内到期": row.due,
                "逾期未履约": row.missed,
                "扣款": money_text(row.ledger.account.payable) if row.ledger else "",
                "内容": "已确认" if row.facts else "未读取",
                "示例": "示例" if row.facts and row.facts.example else "",
            }
            for row in rows
        ]
    )
