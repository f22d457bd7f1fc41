"""Which obligations a contract brings, and when each is due: pure, from its draft and its period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from criteria.library import shipped_catalogs
from evidence.contracts.draft import ContractDraft, Inspections, ReportDuty, ReviewTarget
from evidence.contracts.period import ContractPeriod, after_months
from evidence.contracts.rules import OnceRule, ReportRule, rules, sort_name
from evidence.naming import short_title

_DAILY = "daily"
# The number per year that is kept apart, and the sort of inspections that it counts.
_COUNTED = {"inspections_per_year": "onsite", "database_inspections_per_year": "database"}
_DAILY_VISIT = f"inspection.{_DAILY}"
_MONTHS = 12
_WORKDAY_UNIT = "工作日"


@dataclass(frozen=True)
class Planned:
    """An obligation as the contract brings it.

    `key`: what it is within the contract. `due_on`: None when the start is not known, or when it is due after another
    one (`follows`: its key) or by the review of a standard (`catalog`).
    """

    key: str
    sort: str
    title: str
    number: int
    due_on: date | None = None
    follows: str | None = None
    after_days: int | None = None
    after_unit: str = ""
    catalog: str = ""
    quote: str = ""

    @property
    def owed_by(self) -> str:
        """vendor or hospital."""
        return rules().sorts[self.sort].owed_by


def planned(draft: ContractDraft, period: ContractPeriod) -> list[Planned]:
    """All obligations of a contract; what others follow stands before them."""
    visits = [*_inspections(draft, period), *_yearly(draft, period)]
    years = _years(period)
    return [*visits, *_reports(draft, visits, years), *_once(draft, period), *_reviews(draft)]


def agreed_inspections(draft: ContractDraft) -> list[Inspections]:
    """The inspections of each sort; where the numbers per year say otherwise (a person chose them), those hold."""
    visits: list[Inspections] = draft.values("inspections")
    others = [visit for visit in visits if visit.sort not in _COUNTED.values()]
    counted: list[Inspections] = []
    for field, sort in _COUNTED.items():
        per_year: Decimal | None = draft.value(field)
        read = [visit for visit in visits if visit.sort == sort]
        agreed = per_year in [visit.per_year for visit in read]
        counted += read if per_year is None or agreed else [Inspections(sort, per_year)]
    return [*counted, *others]


def _inspections(draft: ContractDraft, period: ContractPeriod) -> Iterator[Planned]:
    for visit in agreed_inspections(draft):
        per_year, sort = visit.per_year, visit.sort
        if per_year > rules().most_visits_per_year:
            per_year, sort = Decimal(_MONTHS), _DAILY
        quote = _quote(draft, "inspections", visit) or _quote(draft, "inspections_per_year")
        yield from _spread(f"inspection.{sort}", per_year, period, quote)


def _yearly(draft: ContractDraft, period: ContractPeriod) -> Iterator[Planned]:
    for rule in rules().yearly:
        per_year: Decimal | None = draft.value(rule.field)
        if per_year is not None:
            yield from _spread(rule.sort, per_year, period, _quote(draft, rule.field))


def _spread(sort: str, per_year: Decimal, period: ContractPeriod, quote: str) -> Iterator[Planned]:
    """Each is due on the last day of its even part of the period; at least one falls into it."""
    apart = Decimal(_MONTHS) / per_year
    count = max(int(period.months / apart), 1)
    for number in range(1, count + 1):
        due = None
        if period.starts is not None and period.ends is not None:
            due = min(after_months(period.starts, number * apart) - timedelta(days=1), period.ends)
        yield Planned(f"{sort}/{number}", sort, f"第 {number} 次{sort_name(sort)}", number, due, quote=quote)


def _years(period: ContractPeriod) -> list[date | None]:
    """The last day of each service year; of a part of a year, the last day of the contract."""
    count = -(-period.months // _MONTHS)
    if period.starts is None or period.ends is None:
        return [None] * count
    ends = [after_months(period.starts, _MONTHS * n) - timedelta(days=1) for n in range(1, count + 1)]
    return [min(end, period.ends) for end in ends]


def _reports(draft: ContractDraft, visits: list[Planned], years: list[date | None]) -> Iterator[Planned]:
    seen: set[str] = set()
    reports: list[ReportDuty] = draft.values("reports")
    for report in reports:
        rule = next((rule for rule in rules().reports if rule.words.search(report.name)), None)
        if rule is not None and rule.sort not in seen:
            seen.add(rule.sort)
            yield from _report(rule, report, visits, years, _quote(draft, "reports", report))
    days: Decimal | None = draft.value("report_workdays")
    inspection = next(rule for rule in rules().reports if rule.after == "inspection")
    if days is not None and inspection.sort not in seen:
        entered = ReportDuty(sort_name(inspection.sort), days, _WORKDAY_UNIT)
        yield from _report(inspection, entered, visits, years, _quote(draft, "report_workdays"))


def _report(
    rule: ReportRule, report: ReportDuty, visits: list[Planned], years: list[date | None], quote: str
) -> Iterator[Planned]:
    days, unit = int(report.days), "workday" if report.unit == _WORKDAY_UNIT else "day"
    name = sort_name(rule.sort)
    if rule.after == "year":
        for number, end in enumerate(years, start=1):
            title = f"第 {number} 个服务年度的{report.name}"
            key = f"{rule.sort}/{number}"
            yield Planned(key, rule.sort, title, number, end, after_days=days, after_unit=unit, quote=quote)
        return
    for visit in visits:
        if visit.sort.split(".")[0] == rule.after and visit.sort != _DAILY_VISIT:
            key, title = f"{rule.sort}/{visit.key}", f"{visit.title}的{name}"
            yield Planned(key, rule.sort, title, visit.number, None, visit.key, days, unit, quote=quote)


def _once(draft: ContractDraft, period: ContractPeriod) -> Iterator[Planned]:
    for rule in rules().once:
        values = draft.values(rule.field) if rule.field else [""]
        if values and values != [False]:
            base = period.starts if rule.from_ == "start" else period.ends
            due = base + timedelta(days=rule.days) if base else None
            yield Planned(f"{rule.sort}/1", rule.sort, _title(rule, values), 1, due, quote=_quote(draft, rule.field))


def _title(rule: OnceRule, values: list[object]) -> str:
    name = rule.title or sort_name(rule.sort)
    return name.format(value="、".join(map(str, values)))


def _reviews(draft: ContractDraft) -> Iterator[Planned]:
    rule = rules().review_support
    targets: list[ReviewTarget] = draft.values("targets")
    for number, target in enumerate(targets, start=1):
        catalog = short_title(shipped_catalogs()[target.catalog])
        # 等保三级 says its level itself.
        level = "" if catalog.endswith(target.level or "-") else _level(target)
        title = rule.title.format(catalog=catalog, level=level)
        key = review_key(target)
        quote = _quote(draft, "targets", target)
        yield Planned(key, rule.sort, title, number, catalog=target.catalog, quote=quote)
    for name in draft.values("other_reviews"):
        title, quote = rule.other.format(name=name), _quote(draft, "other_reviews", name)
        yield Planned(f"{rule.sort}/{name}", rule.sort, title, 1, quote=quote)


def review_key(target: ReviewTarget) -> str:
    """The key of the obligation to support a review."""
    return f"{rules().review_support.sort}/{target.catalog}/{target.level or ''}"


def _level(target: ReviewTarget) -> str:
    """6级以上 after the name of the standard; nothing when the text names no level."""
    if not target.level:
        return ""
    return f" {target.level}{'级' if target.level.isdigit() else ''}{'以上' if target.or_above else ''}"


def _quote(draft: ContractDraft, field: str, value: object = None) -> str:
    """The first sentence behind a value (None: the field's first) in one line; empty when a person entered it."""
    for fact in draft.facts_of(field):
        if fact.quotes and (value is None or fact.value == value):
            return " ".join(fact.quotes[0].text.split())
    return ""
