"""The penalties of a contract from its records, decisions of persons, and the statement for the year-end talk."""

import io
from datetime import datetime
from decimal import Decimal

import docx
import pytest

from evidence.contracts.penalties import State
from evidence.contracts.penalty_account import decide_penalty, drop_decision, ledger, to_table
from evidence.contracts.statement import to_word
from evidence.contracts.tickets import TicketDraft, add_ticket
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed_texts import INSPECTIONS, TIMES, agree, at, day
from tests.unit.evidence.house import House, nothing_stored, refused

TODAY = day("2026-07-15")
TERMS = (
    "五、每缺少1次现场巡检记录，乙方应向甲方支付违约金1000元。",
    "六、未按时到达现场的，每次扣合同总价的1%。",
    "七、全年扣款累计达到合同总价5%的，甲方有权解除合同。",
    "八、合同总价：人民币120000元。",
)


@pytest.fixture
def system(house: House) -> int:
    return house.system("瑞美检验平台", "LIS", vendor="瑞美")


@pytest.fixture
def contract(house: House, system: int) -> int:
    """Two quarterly visits are past, neither was delivered; somebody came an hour late in May."""
    house.clock.now = datetime(2026, 7, 15, 9, 30, tzinfo=house.clock.now.tzinfo)
    contract = agree(house, system, TIMES, INSPECTIONS, *TERMS)
    late = TicketDraft(
        system,
        "标本条码打不出",
        at("2026-05-04 08:00"),
        "一级故障",
        responded_at=at("2026-05-04 08:10"),
        onsite_at=at("2026-05-04 11:00"),
        solved_at=at("2026-05-04 11:30"),
    )
    add_ticket(house.store, house.viewer, late)
    return contract


def found_in(house: House, contract: int):
    found = ledger(house.store, house.viewer, contract, TODAY)
    assert found is not None
    return found


def test_missed_visits_and_late_arrivals_are_charged(house: House, contract: int) -> None:
    entries = {entry.breach.sort: entry for entry in found_in(house, contract).account.entries}
    assert entries["inspection.onsite"].amount.low == Decimal("1000.00")
    assert entries["onsite"].amount.low == Decimal("1200.00")
    assert entries["inspection_report"].state is State.NOT_AGREED
    assert found_in(house, contract).account.total.low == Decimal("3200.00")


def test_the_period_narrows_it(house: House, contract: int) -> None:
    found = ledger(house.store, house.viewer, contract, TODAY, day("2026-05-01"), day("2026-05-31"))
    assert [entry.breach.sort for entry in found.account.entries] == ["onsite"]


def test_nothing_confirmed_no_ledger(house: House) -> None:
    assert ledger(house.store, house.viewer, 99, TODAY) is None


def test_a_penalty_is_waived_with_a_reason_and_the_waiver_taken_back(house: House, contract: int) -> None:
    [key] = [e.breach.key for e in found_in(house, contract).account.entries if e.breach.sort == "onsite"]
    decide_penalty(house.store, house.viewer, contract, key, None, "道路封闭")
    assert found_in(house, contract).account.total.low == Decimal("2000.00")
    decide_penalty(house.store, house.viewer, contract, key, Decimal("500"), "双方商定")
    [entry] = [e for e in found_in(house, contract).account.entries if e.breach.key == key]
    assert (entry.state, entry.amount.high, entry.decision.author) == (State.FIXED, Decimal("500.00"), "王主任")
    drop_decision(house.store, house.viewer, contract, key)
    assert found_in(house, contract).account.total.low == Decimal("3200.00")
    with refused(InvalidInputError, "没有处理记录"):
        drop_decision(house.store, house.viewer, contract, key)


@pytest.mark.parametrize(
    ("amount", "reason", "said"),
    [
        (None, "  ", "理由"),
        (Decimal("-1"), "商定", "不小于 0"),
        (Decimal("1.005"), "商定", "两位小数"),
        (Decimal("NaN"), "商定", "不小于 0"),
    ],
)
def test_decisions_that_cannot_be(house: House, contract: int, amount: Decimal | None, reason: str, said: str) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, said):
        decide_penalty(house.store, house.viewer, contract, "ticket/1/onsite", amount, reason)


@pytest.mark.parametrize("breach", ["ticket/99/onsite", "ticket/1/lunch", "obligation/99", "obligation/1/x", "x", ""])
def test_a_breach_of_another_contract_is_refused(house: House, contract: int, breach: str) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "不属于这份合同"):
        decide_penalty(house.store, house.viewer, contract, breach, None, "误记")


def test_engineers_and_vendors_decide_nothing(house: House, contract: int) -> None:
    for who in (Viewer("李工", Role.ENGINEER), engineer_of(house, "瑞美")):
        with nothing_stored(house.store), refused(NotAllowedError, "权限"):
            decide_penalty(house.store, who, contract, "ticket/1/onsite", None, "误记")


def test_the_vendor_sees_its_own_ledger_and_an_expert_none(house: House, contract: int) -> None:
    house.system("医院信息系统", "HIS", vendor="卫宁")
    own = ledger(house.store, engineer_of(house, "瑞美"), contract, TODAY)
    assert own.account == found_in(house, contract).account
    for who in (engineer_of(house, "卫宁"), Viewer("专家", Role.EXPERT), Viewer("审计", Role.AUDITOR)):
        assert ledger(house.store, who, contract, TODAY) is None


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_statement_says_all_of_it(house: House, contract: int) -> None:
    found = found_in(house, contract)
    words = words_of(to_word(found, "人民医院", "瑞美", "王主任", TODAY))
    for part in (
        "维保合同履约与扣款对账单",
        "120,000.00 元",
        "2026-01-01 至 2026-07-15",
        "逾期未履约",
        "超时 1 小时",
        "扣款合计 3,200.00 元",
        "合同没有针对这种情形的扣款条款",
        TERMS[0].split("、", 1)[1],
        "签字（盖章）",
    ):
        assert part in words


def test_the_same_ledger_gives_the_same_bytes(house: House, contract: int) -> None:
    found = found_in(house, contract)
    first, second = (to_word(found, "人民医院", "瑞美", "王主任", TODAY) for _ in range(2))
    assert first == second


def test_a_quiet_contract_has_a_statement_too(house: House, system: int) -> None:
    contract = agree(house, system)
    found = ledger(house.store, house.viewer, contract, day("2026-03-02"))
    words = words_of(to_word(found, "人民医院", "", "", day("2026-03-02")))
    assert "期间没有违约事项" in words
    assert "合同金额未录入" in words
    assert to_table(found.account).empty
