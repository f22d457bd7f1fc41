"""Numbers, durations, amounts and rates as contracts write them: 2, 两, 十二, 半, 叁拾陆万元整, 0.1‰-0.1%."""

import re
from dataclasses import dataclass
from decimal import Decimal

from evidence.contracts.reader.words import fragment

_DIGITS = {
    character: value
    for value, group in enumerate(("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for character in group
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}

NUMBER = fragment("number")
DURATION = fragment("duration")
RATE = fragment("rate")
MONEY = fragment("money")
_RANGE = fragment("range_start")
_ONE_RATE = fragment("one_rate")
_UNIT = fragment("unit_end")
_HALF_MORE = re.compile(r"[^半]个?半")

WORKDAY = "工作日"
_MINUTES = {"分钟": 1, "刻钟": 15, "分": 1, "min": 1, "小时": 60, "h": 60}
_DAY_MINUTES = {"自然日": 1440, "日历日": 1440, "天": 1440, "日": 1440, "周": 10080}


def number(text: str) -> Decimal:
    """The value of a number in Arabic or Chinese numerals; 二〇二五 is read digit by digit, 半 is a half."""
    text = text.strip().replace(",", "")
    if text == "半":
        return Decimal("0.5")
    if text[:1].isascii():
        return Decimal(text)
    if all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    return Decimal(_chinese(text))


def _chinese(text: str) -> int:
    total, section, digit = 0, 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[character]
            section, digit = 0, 0
    return total + section + digit


@dataclass(frozen=True)
class Duration:
    """A length of time. `minutes`: None for working days, whose length depends on the calendar; `days` then."""

    text: str
    minutes: Decimal | None
    days: Decimal | None
    is_range: bool = False

    @property
    def in_workdays(self) -> bool:
        """Whether it is given in working days."""
        return self.minutes is None

    @property
    def unit(self) -> str:
        """工作日 or 日, for durations in days."""
        return WORKDAY if self.in_workdays else "日"


def duration(text: str) -> Duration:
    """The duration that `text` (a match of DURATION) says; of a range the upper end, marked as a range."""
    is_range = _RANGE.match(text) is not None
    last = _RANGE.sub("", text)
    amount = number(NUMBER.findall(last)[0])
    if _HALF_MORE.search(last):
        amount += Decimal("0.5")
    unit = _UNIT.findall(last)[0].removeprefix("个")
    if unit == WORKDAY:
        return Duration(text, None, amount, is_range)
    if unit in _MINUTES:
        return Duration(text, amount * _MINUTES[unit], None, is_range)
    minutes = amount * _DAY_MINUTES[unit]
    return Duration(text, minutes, minutes / 1440, is_range)


def amount(text: str) -> Decimal:
    """The yuan of a match of MONEY: ¥360,000.00, 0.3万元, 叁拾陆万元."""
    bare = re.sub(r"[¥￥RMB人民币元圆\s,]", "", text)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([千万亿]?)", bare)
    if found is None:
        return Decimal(_chinese(bare))
    return Decimal(found.group(1)) * ({"千": 1000} | _LARGE).get(found.group(2), 1)


def rates(text: str) -> tuple[Decimal, Decimal]:
    """The lowest and highest share of a match of RATE: 0.1‰-0.1% is (0.0001, 0.001)."""
    shares = sorted(_share(part) for part in _ONE_RATE.findall(text))
    return shares[0], shares[-1]


def _share(text: str) -> Decimal:
    if "分之" in text:
        whole, part = text.split("分之")
        return number(part) / {"百": 100, "千": 1000, "万": 10_000}[whole]
    return Decimal(text[:-1].strip()) / (100 if text.endswith("%") else 1000)
