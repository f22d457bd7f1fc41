"""How long a contract runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.evidence.contracts.reading import contract_with, problem_fields


@pytest.mark.parametrize(
    ("sentence", "months"),
    [
        ("服务期限：三年", 36),
        ("维保期为贰年，自验收合格之日起计算。", 24),
        ("服务期：２４个月", 24),
        ("维保期限为三年零六个月。", 42),
        ("服务期限：两年半", 30),
        ("服务期：半年", 6),
        ("服务期：1095天", 36),
        ("本次采购3年的维保。", 36),
        ("服务期：2年，合同一年一签。", 24),
        ("合同有效期为 1 年", 12),
        ("维保期限：自合同签订之日起36个月", 36),
        ("服务期限：2026年1月1日—2028年12月31日", 36),
        ("合同期限：2026.1.1-2027.12.31", 24),
        ("服务期为2026年5月1日（含）至2028年4月30日（含）", 24),
        ("合同期限自2026年1月起至2028年12月止。", 36),
        ("服务期限：2年（合同一年一签）", 24),
        ("维护期续签二年", 24),
        ("自二〇二六年三月一日起至二〇二七年二月二十八日止提供维保服务", 12),
    ],
)
def test_wordings_of_a_period(sentence: str, months: int) -> None:
    draft = contract_with(sentence)
    assert draft["period_months"] == months
    assert draft["quotes"]["period_months"] == sentence.strip()
    assert draft["problems"] == []


def test_a_length_under_its_heading_or_in_its_column() -> None:
    assert contract_with("二、服务期限", "合同签订之日起1年，履行良好可续签。")["period_months"] == 12
    assert (
        contract_with("包号", "采购内容", "最高限价（元）", "服务期", "包1", "LIS维护", "268000", "1年")[
            "period_months"
        ]
        == 12
    )
    assert contract_with("二、服务期限", "合同签订之日起3个月内完成交接。")["period_months"] is None


def test_a_prolongation_is_no_period() -> None:
    assert contract_with("满意度低于85%的，医院可延长维护期一个月。")["period_months"] is None


def test_first_and_last_day() -> None:
    draft = contract_with("服务期：自2026年4月1日起至2028年3月31日止。")
    assert (draft["period_start"], draft["period_end"]) == ("2026-04-01", "2028-03-31")


@pytest.mark.parametrize(
    "sentence",
    [
        "服务期：-1年。",
        "服务期：0个月。",
        "服务期：200年。",
        "服务期：自2026年1月1日至2026年13月31日。",
        "服务期：自2026年2月30日至2027年2月28日。",
        "服务期：自2027年1月1日至2026年1月1日。",
    ],
)
def test_an_impossible_period_is_reported_and_not_used(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["period_months"] is None
    assert "period_months" in problem_fields(draft)


def test_an_impossible_period_is_not_replaced_by_another_one() -> None:
    draft = contract_with("服务期：-1年。", "二、合同有效期为两年。")
    assert draft["period_months"] is None


def test_two_periods_are_shown_with_both_sentences() -> None:
    draft = contract_with("二、服务期为三年。", "三、本合同有效期两年。")
    [problem] = draft["problems"]
    assert draft["period_months"] is None
    assert problem["message"] == "服务期（月）前后不一致（36、24），请确认以哪个为准。"
    assert [quote["text"] for quote in problem["quotes"]] == ["服务期为三年。", "本合同有效期两年。"]


def test_the_same_period_said_twice_is_one_fact_with_two_sentences() -> None:
    draft = contract_with("二、服务期为三年。", "三、本合同有效期36个月。")
    [fact] = [fact for fact in draft["facts"] if fact["field"] == "period_months"]
    assert fact["value"] == 36
    assert len(fact["quotes"]) == 2


@pytest.mark.parametrize(
    "sentence",
    ["近三年无重大违法记录。", "保密期限为合同终止后五年。", "项目经理须具有三年以上经验。", "日志保存期限为6个月。"],
)
def test_years_of_something_else_are_no_period(sentence: str) -> None:
    assert contract_with("服务期：1年", sentence)["period_months"] == 12


@given(st.integers(1, 120))
def test_any_number_of_months(months: int) -> None:
    assert contract_with(f"服务期：{months}个月")["period_months"] == months
