"""违约与扣款: which penalty a breach meets by the words of the contract, and what it comes to."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.penalties import Account, Decision, State, account
from evidence.contracts.penalty_terms import Breach, Money, Sum, match, percent, sorts, terms_by_person
from evidence.contracts.rules import rules
from evidence.contracts.ticket_times import STAGES
from tests.unit.evidence.contracts.agreed_texts import draft_of

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
ENTERED = Sum(Decimal(100000), 12)
MISSING_VISIT = "四、每缺少1次现场巡检记录，乙方应向甲方支付违约金1000元。"
PROMISES = (
    "五、乙方未按响应文件中规定的其他服务承诺提供售后服务的，每次应按合同合计金额的0.1‰-0.1%由乙方向甲方支付违约金，"
    "损失累计金额超过合同款项的5%的，甲方有权终止合同。"
)


def breach(sort: str, key: str = "1", missed: bool = False, late: int = 60, severity: str = "") -> Breach:
    return Breach(key, sort, "未履行", date(2026, 3, 2), Decimal(late), missed, severity)


def charged(*sentences: str, of: list[Breach], agreed: Sum = ENTERED, **decisions: Decision) -> Account:
    return account(draft_of(*sentences), agreed, of, decisions, YEAR)


def money(low: str, high: str | None = None) -> Money:
    return Money(Decimal(low), Decimal(high or low))


def test_every_sort_of_breach_can_be_judged() -> None:
    owed = {sort for sort, rule in rules().sorts.items() if rule.owed_by == "vendor"}
    assert set(sorts()) == owed | set(STAGES)


def test_a_missing_visit_costs_what_the_contract_says() -> None:
    [entry] = charged(MISSING_VISIT, of=[breach("inspection.onsite", missed=True)]).entries
    assert (entry.state, entry.amount) == (State.CHARGED, money("1000.00"))
    assert "1000元" in entry.quotes[0].text


def test_a_late_visit_is_not_a_missing_one() -> None:
    [entry] = charged(MISSING_VISIT, of=[breach("inspection.onsite")]).entries
    assert (entry.state, entry.amount, entry.said) == (State.NOT_AGREED, None, "合同没有针对这种情形的扣款条款")


def test_what_the_contract_does_not_speak_of_costs_nothing() -> None:
    found = charged(MISSING_VISIT, of=[breach("respond"), breach("training", "2", missed=True)])
    assert {entry.state for entry in found.entries} == {State.NOT_AGREED}
    assert found.total == money("0.00")


def test_general_words_hold_where_nothing_else_does_and_say_so() -> None:
    [named, general] = charged(
        MISSING_VISIT, PROMISES, of=[breach("inspection.onsite", "1", missed=True), breach("respond", "2")]
    ).entries
    assert named.amount == money("1000.00")
    assert general.amount == money("10.00", "100.00")
    assert "概括性条款" in general.said
    assert general.rate == "合同合计金额的 0.1‰～0.1%"


def test_without_the_sum_the_rate_is_shown() -> None:
    [entry] = charged(PROMISES, of=[breach("respond")], agreed=Sum(None, 12)).entries
    assert (entry.state, entry.amount) == (State.OPEN, None)
    assert "合同金额未录入" in entry.said
    assert entry.rate == "合同合计金额的 0.1‰～0.1%"


def test_a_share_of_a_year_is_a_part_of_the_sum_of_several() -> None:
    yearly = "四、乙方未按时到达现场的，每次扣除年服务费的1%。"
    [entry] = charged(yearly, of=[breach("onsite")], agreed=Sum(Decimal(300000), 36)).entries
    assert entry.amount == money("1000.00")
    assert "折算" in entry.said
    [entry] = charged(yearly, of=[breach("onsite")], agreed=Sum(Decimal(300000), None)).entries
    assert (entry.state, entry.amount) == (State.OPEN, None)


def test_per_day_begun() -> None:
    late = "四、报告每迟交1日，扣50元。"
    [entry] = charged(late, of=[breach("inspection_report", late=2 * 1440 + 1)]).entries
    assert entry.amount == money("150.00")


def test_a_severity_that_the_penalty_names() -> None:
    terms = ("四、A类故障未在规定时间恢复的，每次扣1000元。", "五、B类故障未在规定时间恢复的，每次扣200元。")
    found = charged(*terms, of=[breach("resolve", "1", severity="B类故障"), breach("resolve", "2", severity="C类故障")])
    assert [entry.amount for entry in found.entries] == [money("200.00"), None]


def test_of_two_penalties_a_person_chooses() -> None:
    terms = ("四、乙方未按时到达现场的，每次扣200元。", "五、乙方到达现场超时的，每次扣500元。")
    [entry] = charged(*terms, of=[breach("onsite")]).entries
    assert (entry.state, entry.amount, len(entry.quotes)) == (State.OPEN, None, 2)
    assert "2 条扣款约定" in entry.said


def test_conditions_that_no_record_tells_are_left_to_persons() -> None:
    draft = draft_of("四、乙方一个月内连续三次不能按时到达现场的，扣合同总价的20%，甲方有权终止合同。")
    assert match(draft, breach("onsite")).facts == ()
    [term] = terms_by_person(draft)
    assert "连续三次" in term.value.event


def test_a_person_waives_or_fixes_a_penalty() -> None:
    found = charged(
        MISSING_VISIT,
        of=[breach("inspection.onsite", key, missed=True) for key in ("a", "b", "c")],
        a=Decision("a", "waived", None, "医院停电", "王主任", "2026-03-02", 1),
        b=Decision("b", "fixed", Decimal("300.00"), "双方商定", "王主任", "2026-03-02", 1),
    )
    assert [entry.state for entry in found.entries] == [State.WAIVED, State.FIXED, State.CHARGED]
    assert found.total == money("1300.00")


CAP = "六、全年扣款累计达到合同金额2%的，甲方有权解除合同。"


def visits(count: int) -> list[Breach]:
    return [breach("inspection.onsite", str(number), missed=True) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "hit", "left"), [(1, "未达到", "1000.00"), (2, "已达到", "0.00"), (3, "已达到", "0.00")]
)
def test_the_distance_to_the_cap(count: int, hit: str, left: str) -> None:
    found = charged(MISSING_VISIT, CAP, of=visits(count))
    [cap] = found.caps
    assert (cap.limit, cap.hit, cap.left) == (Decimal("2000.00"), hit, money(left))
    assert bool(found.may_terminate) == (hit == "已达到")
    assert found.payable == found.total  # a right of the hospital, no limit of what is owed


def test_a_range_may_reach_the_cap() -> None:
    wide = "四、乙方未按时响应的，每次扣合同总价的1%-3%。"
    [cap] = charged(wide, CAP, of=[breach("respond")]).caps
    assert cap.hit == "可能达到"
    assert cap.left == money("0.00", "1000.00")


def test_a_ceiling_limits_what_is_to_be_paid() -> None:
    found = charged(MISSING_VISIT, "六、违约金总额不超过合同金额的2%。", of=visits(3))
    assert (found.total, found.payable) == (money("3000.00"), money("2000.00"))


def test_a_cap_without_the_sum_is_not_computed() -> None:
    [cap] = charged(MISSING_VISIT, CAP, of=visits(3), agreed=Sum(None, None)).caps
    assert (cap.limit, cap.left, cap.hit, cap.said) == (None, None, "", "合同金额未录入")


def test_a_cap_that_stands_with_another_event_is_left_to_persons() -> None:
    secrets = "六、任何一方违反保密条款的，损失累计金额超过合同款项的5%的，损失方有权终止合同。"
    found = charged(MISSING_VISIT, secrets, of=visits(1))
    assert found.caps == ()
    assert len(terms_by_person(draft_of(MISSING_VISIT, secrets))) == 1


def test_a_yearly_cap_counts_one_year() -> None:
    last_year = Breach("x", "inspection.onsite", "未巡检", date(2025, 3, 2), Decimal(0), missed=True)
    found = charged(MISSING_VISIT, CAP, of=[*visits(1), last_year])
    assert found.caps[0].reached == money("1000.00")
    assert found.total == money("2000.00")


@given(st.integers(0, 12), st.decimals(0, 10**7, places=2))
def test_totals_add_up_and_ceilings_only_lower(count: int, amount: Decimal) -> None:
    draft = draft_of(MISSING_VISIT, PROMISES, "六、违约金总额不超过合同金额的2%。")
    of = [*visits(count), *(breach("respond", f"r{number}") for number in range(count))]
    found = account(draft, Sum(amount, 12), of, {}, YEAR)
    assert found.total.low == sum(entry.amount.low for entry in found.entries if entry.amount)
    assert Decimal(0) <= found.payable.low <= found.total.low
    assert found.payable.high <= found.total.high
    assert found.payable.low <= found.payable.high


@pytest.mark.parametrize(("share", "text"), [("0.05", "5%"), ("0.001", "0.1%"), ("0.0001", "0.1‰"), ("0.0005", "0.5‰")])
def test_shares_as_contracts_write_them(share: str, text: str) -> None:
    assert percent(Decimal(share)) == text
