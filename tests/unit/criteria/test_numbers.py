"""Measures are rounded half-up once, on entry; figures are rounded only when shown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.grading.numbers import MeasureError, four_places, ratio, round_measure, two_places
from tests.unit.criteria.translate import shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [
        (0, 1, "0.00"),
        (1, 1, "1.00"),
        (169, 200, "0.85"),  # 0.845
        (1, 200, "0.01"),  # 0.005
        (99, 200, "0.50"),  # 0.495
        (159, 200, "0.80"),  # 0.795
        (1589, 2000, "0.79"),  # 0.7945
        (199, 200, "1.00"),  # 0.995
        (1, 3, "0.33"),
        (2, 3, "0.67"),
        (4499, 100_000, "0.04"),
        (9_999_999_999, 10_000_000_000, "1.00"),
        (0, 10**40, "0.00"),
        (845 * 10**40, 10**43, "0.85"),
    ],
)
def test_a_ratio_is_rounded_half_up(numerator: int, denominator: int, share: str) -> None:
    assert str(ratio(numerator, denominator)) == share


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_every_ratio_is_the_exact_one_rounded_half_up(numerator: int, denominator: int) -> None:
    numerator = min(numerator, denominator)
    assert str(ratio(numerator, denominator)) == shown(Fraction(numerator, denominator), 2)


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [
        (0, 0, "分母为 0"),
        (5, 0, "分母为 0"),
        (-1, 10, "不能为负数"),
        (1, -10, "不能为负数"),
        (-1, -1, "不能为负数"),
        (11, 10, "分子 11 大于分母 10"),
    ],
)
def test_an_impossible_ratio_is_explained(numerator: int, denominator: int, reason: str) -> None:
    with pytest.raises(MeasureError, match=reason):
        ratio(numerator, denominator)


@pytest.mark.parametrize(
    ("entered", "share"),
    [
        ("0", "0.00"),
        ("1", "1.00"),
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("0.795", "0.80"),
        ("0.7949", "0.79"),
        ("0.494999999999999999999999999999999", "0.49"),
        ("0.495", "0.50"),
        ("0.995", "1.00"),
        ("1E-999999", "0.00"),
    ],
)
def test_a_measure_is_rounded_half_up(entered: str, share: str) -> None:
    assert str(round_measure(Decimal(entered))) == share


@pytest.mark.parametrize("entered", ["-0.01", "1.01", "1.0000001", "80", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_measure_outside_0_to_1_is_refused(entered: str) -> None:
    with pytest.raises(MeasureError, match="不在 0 到 1 之间"):
        round_measure(Decimal(entered))


@pytest.mark.parametrize(
    ("value", "two", "four"),
    [
        ("0", "0.00", "0.0000"),
        ("2.675", "2.68", "2.6750"),
        ("153.625", "153.63", "153.6250"),
        ("0.99995", "1.00", "1.0000"),
        ("0.99994999", "1.00", "0.9999"),
        ("220", "220.00", "220.0000"),
    ],
)
def test_figures_are_shown_half_up(value: str, two: str, four: str) -> None:
    assert (two_places(Decimal(value)), four_places(Decimal(value))) == (two, four)
