"""What a person has confirmed of a maintenance contract (design section 8), and which systems it covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlite_utils import Database

from evidence import vault
from evidence.contracts.draft import ContractDraft, Quote, fields
from evidence.contracts.draft_json import draft_from_json
from evidence.errors import NotFoundError
from evidence.records import Contract
from evidence.register import read_contracts
from evidence.store import Store
from evidence.viewer import Viewer


@dataclass(frozen=True)
class ConfirmedFacts:
    """A contract as confirmed last.

    `quotes`: field → sentence, of a field with several values also `targets[0]`, `targets[1]` … . `amount`: the sum of
    the contract in yuan, None when it is not known. `ends`: from the contract, or from its start and its months.
    `changed`: the fields in which the person differs from what was read. `text`: to which the quotes refer.
    """

    contract_id: int
    draft: ContractDraft
    quotes: Mapping[str, Quote]
    amount: Decimal | None
    starts: date | None
    ends: date | None
    system_ids: tuple[int, ...]
    title: str
    vendor_id: int | None
    changed: frozenset[str]
    file_name: str
    text: str
    by_ocr: bool
    author: str
    at: datetime
    example: bool

    def in_force(self, day: date) -> bool:
        """Whether the contract is known to hold on a day; a contract without dates is not."""
        return self.starts is not None and self.ends is not None and self.starts <= day <= self.ends


# The newest confirmation of every contract.
_NEWEST = """
    SELECT * FROM contract_confirmations AS c
    WHERE id = (SELECT max(id) FROM contract_confirmations WHERE contract_id = c.contract_id)
"""


def covered_systems(db: Database) -> dict[int, tuple[int, ...]]:
    """Contract id → the systems that it covers, in the order of registration.

    The one rule: the systems confirmed with it, and those that the register says are under it.
    """
    sql = """
        SELECT contract_id, system_id FROM contract_systems
        UNION SELECT contract_id, id FROM systems WHERE contract_id IS NOT NULL ORDER BY contract_id, system_id
    """
    found: dict[int, list[int]] = {}
    for contract_id, system_id in db.execute(sql):
        found.setdefault(contract_id, []).append(system_id)
    return {contract_id: tuple(systems) for contract_id, systems in found.items()}


def read_facts(db: Database) -> dict[int, ConfirmedFacts]:
    """Contract id → what was confirmed, of every contract with a confirmation in an open read."""
    contracts = {contract.id: contract for contract in read_contracts(db)}
    systems = covered_systems(db)
    return {
        row["contract_id"]: _facts(row, contracts[row["contract_id"]], systems.get(row["contract_id"], ()))
        for row in db.query(_NEWEST)
    }


def _facts(row: Mapping[str, str], contract: Contract, system_ids: tuple[int, ...]) -> ConfirmedFacts:
    draft = draft_from_json(row["facts"])
    return ConfirmedFacts(
        contract_id=contract.id,
        draft=draft,
        quotes=quotes_of(draft),
        amount=draft.value("contract_sum"),
        starts=contract.starts_on,
        ends=contract.ends_on,
        system_ids=system_ids,
        title=contract.title,
        vendor_id=contract.vendor_id,
        changed=changed_fields(draft_from_json(row["as_read"]), draft),
        file_name=row["file_name"],
        text=row["text"],
        by_ocr=bool(row["by_ocr"]),
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        example=bool(row["example"]),
    )


def quotes_of(draft: ContractDraft) -> dict[str, Quote]:
    """Field → the first sentence behind it; what a person entered has none."""
    found: dict[str, Quote] = {}
    for field in fields():
        for number, fact in enumerate(draft.facts_of(field.key)):
            if fact.quotes:
                found.setdefault(field.key, fact.quotes[0])
                if field.several:
                    found[f"{field.key}[{number}]"] = fact.quotes[0]
    return found


def changed_fields(as_read: ContractDraft, confirmed: ContractDraft) -> frozenset[str]:
    """The fields whose values are not those that were read."""
    return frozenset(f.key for f in fields() if as_read.values(f.key) != confirmed.values(f.key))


def all_facts(store: Store, viewer: Viewer) -> dict[int, ConfirmedFacts]:
    """Contract id → what was confirmed, of the contracts that the viewer sees; kept until something changes."""

    def compute() -> dict[int, ConfirmedFacts]:
        with store.reading(viewer) as db:
            return read_facts(db)

    found: dict[int, ConfirmedFacts] = store.cached(viewer, ("contract-facts", store.revision(viewer)), compute)
    return found


def confirmed_facts(store: Store, viewer: Viewer, contract_id: int) -> ConfirmedFacts | None:
    """What was confirmed of a contract; None when nothing was, or when the viewer does not see it."""
    return all_facts(store, viewer).get(contract_id)


def contract_file(store: Store, viewer: Viewer, contract_id: int) -> tuple[str, bytes]:
    """Name and content of the file that was confirmed last. Raises NotFoundError when there is none."""
    sql = "SELECT file_name, sha256 FROM contract_confirmations WHERE contract_id = ? AND sha256 IS NOT NULL"
    with store.reading(viewer) as db:
        row = next(db.query(f"{sql} ORDER BY id DESC LIMIT 1", [contract_id]), None)
    if row is None:
        raise NotFoundError("这份合同没有留存文件，只登记了文字或人工填写的内容。")
    return row["file_name"], vault.get(store.files, row["sha256"])
