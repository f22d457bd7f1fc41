"""Numbers as contracts write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.reader.numbers import DURATION, MONEY, RATE, amount, duration, number, rates

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def in_chinese(value: int) -> str:
    """A number below 100,000,000 as it is read out."""
    if value >= 10_000:
        rest = value % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return in_chinese(value // 10_000) + "万" + (gap + in_chinese(rest) if rest else "")
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = digit == 0
    return text or "零"


@given(st.integers(1, 9999))
def test_chinese_numerals(value: int) -> None:
    assert number(in_chinese(value)) == value
    assert number(in_chinese(value).translate(FORMAL)) == value


@given(st.integers(1, 99_999_999))
def test_amounts_in_formal_numerals(value: int) -> None:
    written = in_chinese(value).translate(FORMAL) + "元整"
    found = MONEY.search(written)
    assert found
    assert amount(found.group()) == value


@given(st.integers(0, 10_000_000))
def test_amounts_with_separators(value: int) -> None:
    found = MONEY.search(f"¥{value:,}.00")
    assert found
    assert amount(found.group()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两", 2),
        ("十二", 12),
        ("二十四", 24),
        ("十", 10),
        ("半", "0.5"),
        ("1.5", "1.5"),
        ("二〇二五", 2025),
        ("叁拾陆", 36),
    ],
)
def test_numbers(text: str, value: int | str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("0.3万元", 3000), ("1.5万元", 15000), ("叁万元", 30000), ("人民币伍仟元", 5000), ("￥98000", 98000)],
)
def test_amounts(text: str, yuan: int) -> None:
    found = MONEY.search(text)
    assert found
    assert amount(found.group()) == yuan


@pytest.mark.parametrize(
    ("text", "minutes", "workdays"),
    [
        ("30分钟", 30, None),
        ("6个小时", 360, None),
        ("半小时", 30, None),
        ("两个半小时", 150, None),
        ("一刻钟", 15, None),
        ("2天", 2880, None),
        ("3个自然日", 4320, None),
        ("十个工作日", None, 10),
    ],
)
def test_durations(text: str, minutes: int | None, workdays: int | None) -> None:
    found = DURATION.search(text)
    assert found
    length = duration(found.group())
    assert (length.minutes, length.days if length.in_workdays else None) == (minutes, workdays)


@pytest.mark.parametrize("text", ["2-3小时", "2～3天".replace("～", "~"), "1小时至2小时"])
def test_a_range_is_marked(text: str) -> None:
    found = DURATION.search(text)
    assert found
    assert duration(found.group()).is_range


@pytest.mark.parametrize("text", ["7×24小时", "7*24小时", "次一工作日"])
def test_what_is_no_length_of_time(text: str) -> None:
    assert DURATION.search(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.1‰-0.1%", "0.0001", "0.001"),
        ("百分之五十", "0.5", "0.5"),
        ("10%至30%", "0.1", "0.3"),
        ("万分之三", "0.0003", "0.0003"),
    ],
)
def test_rates(text: str, low: str, high: str) -> None:
    found = RATE.search(text)
    assert found
    assert rates(found.group()) == (Decimal(low), Decimal(high))
