"""By what a penalty is counted: once for each event, or per day, working day or hour begun, and up to which limit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.draft_rows import draft_lines, rows, with_rows
from evidence.contracts.editing import check_draft, differences
from evidence.contracts.penalties import Account, account
from evidence.contracts.penalty_terms import Breach, Money, Sum
from evidence.contracts.penalty_units import PenaltyUnit, unit_in_words, unit_of
from evidence.errors import InvalidInputError
from tests.unit.evidence.contracts.agreed_texts import draft_of
from tests.unit.evidence.house import refused

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
DUE = date(2026, 7, 7)
DAY = 1440
SUM = Sum(Decimal(600_000), 24)
REPORTS = (
    "十、乙方未按期提交巡检报告的，每逾期一日按合同总价的0.5‰支付违约金，累计不超过合同总价的5%，"
    "达到上限的甲方有权解除合同。"
)


def late(sort: str, minutes: int, key: str = "1", on: date = DUE) -> Breach:
    return Breach(key, sort, "逾期", on, Decimal(minutes), missed=True)


def charged(*sentences: str, of: list[Breach]) -> Account:
    return account(draft_of(*sentences), SUM, of, {}, YEAR)


def amounts(found: Account) -> list[str]:
    return [str(entry.amount.high) if entry.amount else "" for entry in found.entries]


@pytest.mark.parametrize(
    ("days", "amount", "payable", "hit"),
    [
        (1, "300.00", "300.00", "未达到"),
        (99, "29700.00", "29700.00", "未达到"),
        (100, "30000.00", "30000.00", "已达到"),
        (137, "41100.00", "30000.00", "已达到"),
    ],
)
def test_a_share_per_day_late_up_to_its_cap(days: int, amount: str, payable: str, hit: str) -> None:
    found = charged(REPORTS, of=[late("inspection_report", days * DAY)])
    [entry], [cap] = found.entries, found.caps
    assert amounts(found) == [amount]
    assert found.payable == Money(Decimal(payable), Decimal(payable))
    assert (cap.limit, cap.hit, cap.effect) == (Decimal("30000.00"), hit, "解除合同")
    assert bool(found.may_terminate) == (hit == "已达到")
    assert entry.rate == "合同总价的 0.5‰/日"
    assert entry.said == f"按日计罚，合同总价的 0.5‰ × {days}"


def test_a_cap_beside_one_penalty_does_not_take_in_the_others() -> None:
    onsite = "九、乙方未按约定时间到达现场的，每次扣减服务费2000元。"
    found = charged(onsite, REPORTS, of=[late("onsite", 60, "a"), late("inspection_report", 137 * DAY, "b")])
    assert amounts(found) == ["2000.00", "41100.00"]
    assert found.payable.high == Decimal("32000.00")
    assert found.entries[0].said == "按次计罚"


@pytest.mark.parametrize(
    ("sentence", "sort", "minutes", "amount"),
    [
        ("响应超时的，每次扣100元，到达现场超时的，每超过1小时扣200元。", "respond", 300, "100.00"),
        ("响应超时的，每次扣100元，到达现场超时的，每超过1小时扣200元。", "onsite", 121, "600.00"),
        ("未按时到达现场的，每迟到1小时扣100元，未按时提交巡检报告的，每逾期一日扣50元。", "onsite", 61, "200.00"),
        (
            "未按时到达现场的，每迟到1小时扣100元，未按时提交巡检报告的，每逾期一日扣50元。",
            "inspection_report",
            3 * DAY,
            "150.00",
        ),
        ("未按时提交巡检报告的，扣违约金100元/日。", "inspection_report", 3 * DAY, "300.00"),
        ("未按时提交巡检报告的，按日支付违约金100元。", "inspection_report", 2 * DAY, "200.00"),
        ("未按时提交巡检报告的，每份每日扣100元。", "inspection_report", 2 * DAY, "200.00"),
        ("未按时提交巡检报告的，每逾期一周扣500元。", "inspection_report", 8 * DAY, "1000.00"),
        ("未按时解决故障的，每超4小时扣100元。", "resolve", 481, "300.00"),
        ("未按时解决故障的，每超半小时扣100元。", "resolve", 31, "200.00"),
        ("未按每日巡检要求提交巡检报告的，扣100元。", "inspection_report", 9 * DAY, "100.00"),
        ("逾期3日仍未提交巡检报告的，扣100元。", "inspection_report", 9 * DAY, "100.00"),
    ],
)
def test_the_unit_that_stands_beside_the_figure_holds(sentence: str, sort: str, minutes: int, amount: str) -> None:
    assert amounts(charged(f"十、{sentence}", of=[late(sort, minutes)])) == [amount]


def test_working_days_leave_out_weekends_and_holidays() -> None:
    # 2026-09-30 to 2026-10-12: 国庆 until 10-07, 10-10 worked in exchange: 10-08, 10-09, 10-10, 10-12.
    term = "十、未按时提交巡检报告的，每延迟一个工作日扣款100元。"
    assert amounts(charged(term, of=[late("inspection_report", 12 * DAY, on=date(2026, 9, 30))])) == ["400.00"]


@pytest.mark.parametrize(
    ("sentence", "hours", "amount"),
    [
        ("未按时抵达现场的，每迟到1小时扣减合同总价的0.3%，同一次故障扣减不超过合同总价的2%。", 4, "7200.00"),
        ("未按时抵达现场的，每迟到1小时扣减合同总价的0.3%，同一次故障扣减不超过合同总价的2%。", 9, "12000.00"),
        ("逾期到院的，每逾期一小时支付违约金200元，单次不超过2000元。", 30, "2000.00"),
    ],
)
def test_a_limit_of_one_event_is_none_on_the_total(sentence: str, hours: int, amount: str) -> None:
    found = charged(f"十、{sentence}", of=[late("onsite", hours * 60, "a"), late("onsite", hours * 60, "b")])
    assert amounts(found) == [amount, amount]
    assert found.payable.high == 2 * Decimal(amount)
    assert found.caps == ()


def test_the_draft_shows_the_unit_and_an_edited_amount_keeps_it() -> None:
    draft = draft_of(REPORTS)
    [line] = [line for line in draft_lines(draft) if line.field == "penalties"]
    assert "计罚单位 日" in line.value
    [row] = rows(draft, "penalties")
    assert row["per"] == "日"
    assert with_rows(draft, "penalties", [(0, row)]) == draft
    dearer = with_rows(draft, "penalties", [(0, row | {"rate_min": 0.001, "rate_max": 0.001})])
    [entry] = account(dearer, SUM, [late("inspection_report", 3 * DAY)], {}, YEAR).entries
    assert entry.amount == Money(Decimal("1800.00"), Decimal("1800.00"))


def test_a_person_says_by_what_a_penalty_counts() -> None:
    draft = draft_of(REPORTS)
    [row] = rows(draft, "penalties")
    by_event = with_rows(draft, "penalties", [(0, row | {"per": "次"})])
    [entry] = account(by_event, SUM, [late("inspection_report", 3 * DAY)], {}, YEAR).entries
    assert entry.amount == Money(Decimal("300.00"), Decimal("300.00"))
    [change] = differences(draft, by_event)
    assert ("计罚单位 日" in change.before, "计罚单位 次" in change.after) == (True, True)
    with refused(InvalidInputError, "计罚单位填的是“回合”"):
        check_draft(with_rows(draft, "penalties", [(0, row | {"per": "回合"})]))


@pytest.mark.parametrize("text", ["次", "日", "工作日", "小时", "4小时", "4 小时", "周"])
def test_units_in_words(text: str) -> None:
    found = unit_in_words(text)
    assert found is not None
    assert unit_in_words(found.text) == found


def test_what_names_no_unit() -> None:
    assert unit_in_words("回合") is None
    [fact] = draft_of("十、乙方泄露患者信息的，支付违约金50000元。").facts_of("penalties")
    assert unit_of(fact) is None


@given(st.integers(1, 10**6), st.sampled_from(["分钟", "小时", "日", "工作日", "周", "月", "次"]), st.integers(1, 9))
def test_a_longer_delay_never_costs_less(minutes: int, name: str, size: int) -> None:
    unit = PenaltyUnit(Decimal(size), name)
    short, long = (unit.begun(Decimal(late), DUE) for late in (minutes, minutes + 1440))
    assert 1 <= short <= long
    if name == "工作日":
        assert short <= max(minutes // DAY + 1, 1)
        assert DUE + timedelta(days=short) <= DUE + timedelta(days=minutes // DAY + 1)
