"""The period of a contract: from its dates, or from its start and its months."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from evidence.contracts.draft import ContractDraft
from evidence.dates import parse_date
from evidence.errors import InvalidInputError

_MOST_MONTHS = 240
# Contracts count their last day this way or that.
_TOLERANCE = timedelta(days=3)
_DAYS_PER_MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class ContractPeriod:
    """`starts`, `ends`: both or none known, except that a bare end may be; `months`: at least 1."""

    starts: date | None
    ends: date | None
    months: int


def after_months(start: date, months: Decimal | int) -> date:
    """The day that many months later (a part of a month in days); the 31st becomes the last day of a short month."""
    whole = int(months)
    year, month = divmod(start.year * 12 + start.month - 1 + whole, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + timedelta(days=int((months - whole) * _DAYS_PER_MONTH))


def last_day(start: date, months: int) -> date:
    """2026-12-31 for 12 months from 2026-01-01."""
    return after_months(start, months) - timedelta(days=1)


def period_of(draft: ContractDraft) -> ContractPeriod:
    """The period of a draft. Raises InvalidInputError when it is missing, impossible or contradictory."""
    months: int | None = draft.value("period_months")
    starts = parse_date(draft.value("period_start"), "服务期起")
    ends = parse_date(draft.value("period_end"), "服务期止")
    if months is not None and not 1 <= months <= _MOST_MONTHS:
        raise InvalidInputError(f"服务期填的是 {months} 个月，应为 1 到 {_MOST_MONTHS} 个月，请核对后重新填写。")
    if starts and ends and ends < starts:
        raise InvalidInputError(f"服务期止 {ends} 早于服务期起 {starts}，请核对后重新填写。")
    if months is None:
        return _from_dates(starts, ends)
    if starts and ends and abs(last_day(starts, months) - ends) > _TOLERANCE:
        raise InvalidInputError(f"服务期 {months} 个月与起止日期 {starts} 至 {ends} 不一致，请选定以哪个为准。")
    if starts is None and ends is not None:
        starts = after_months(ends + timedelta(days=1), -months)
    return ContractPeriod(starts, ends or (last_day(starts, months) if starts else None), months)


def _from_dates(starts: date | None, ends: date | None) -> ContractPeriod:
    if starts is None or ends is None:
        raise InvalidInputError("合同的服务期还没有确定，请填写服务期（月），或填写起止日期。")
    months = round(Decimal((ends - starts).days + 1) / _DAYS_PER_MONTH)
    return ContractPeriod(starts, ends, max(months, 1))
