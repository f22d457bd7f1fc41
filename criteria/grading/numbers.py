"""Rounding happens here and nowhere else: measures on entry, figures when shown."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import PlainSerializer

ZERO = Decimal(0)
ONE = Decimal(1)
_TWO_PLACES = Decimal("0.01")
_FOUR_PLACES = Decimal("0.0001")


class MeasureError(ValueError):
    """A measure that cannot be true. The message is one Chinese sentence."""


def round_measure(value: Decimal) -> Decimal:
    """A coverage or data quality index as entered: 0–1, rounded half-up to two places.

    Raises MeasureError outside 0–1.
    """
    if not value.is_finite() or not ZERO <= value <= ONE:
        raise MeasureError(f"数值 {value} 不在 0 到 1 之间，请按比例填写（如 0.85）。")
    return value.quantize(_TWO_PLACES, rounding=ROUND_HALF_UP)


def ratio(numerator: int, denominator: int) -> Decimal:
    """The measured share of real use, rounded half-up to two places.

    Raises MeasureError for a denominator of 0, negative numbers or a numerator above the denominator.
    """
    if numerator < 0 or denominator < 0:
        raise MeasureError("分子、分母不能为负数，请核对统计结果。")
    if denominator == 0:
        raise MeasureError(
            "分母为 0，无法计算比例；请核对统计口径和时间范围；确无此项业务时，请与评审专家确认如何计算。"
        )
    if numerator > denominator:
        raise MeasureError(f"分子 {numerator} 大于分母 {denominator}，请核对统计口径后重新填写。")
    return round_measure(Decimal(numerator) / Decimal(denominator))


def two_places(value: Decimal) -> str:
    """A score as shown: two places, half-up."""
    return str(value.quantize(_TWO_PLACES, rounding=ROUND_HALF_UP))


def four_places(value: Decimal) -> str:
    """A rate as printed by the command line: four places, half-up."""
    return str(value.quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP))


Score = Annotated[Decimal, PlainSerializer(two_places, when_used="json")]
Rate = Annotated[Decimal, PlainSerializer(four_places, when_used="json")]
