"""What a person changes in a draft before confirming it, and what speaks against confirming it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from evidence.contracts.draft import (
    ContractDraft,
    Fact,
    Field,
    Inspections,
    PenaltyTerm,
    Quote,
    ReportDuty,
    draft_as_json,
    fields,
)
from evidence.contracts.draft_json import checked_value
from evidence.contracts.penalty_units import unit_in_words, with_units
from evidence.contracts.period import ContractPeriod, period_of
from evidence.contracts.wording import told
from evidence.errors import InvalidInputError

BY_HAND = "人工填写"
EMPTY_DRAFT = ContractDraft((), (), ())
_YEARLY = (
    "inspections_per_year",
    "database_inspections_per_year",
    "backup_tests_per_year",
    "drills_per_year",
    "trainings_per_year",
)
_MOST_PER_YEAR = 366
_MOST_REPORT_DAYS = 366


@dataclass(frozen=True)
class Difference:
    """A field in which two drafts differ, told in Chinese; an empty text where one has nothing."""

    field: str
    name: str
    before: str
    after: str


def with_value(draft: ContractDraft, field: str, *values: Any) -> ContractDraft:
    """The draft with these values of a field; without any, the contract agrees nothing there.

    Values that were read keep their sentences, others are marked as entered by hand; the field is no problem any more.
    Raises InvalidInputError for a value that the field cannot hold.
    """
    read = {id(fact): fact for fact in draft.facts_of(field)}
    spoken = _quotes_of_problems(draft, field)
    facts = []
    for value in (checked_value(field, value) for value in values):
        known = next((fact for fact in read.values() if fact.value == value), None)
        facts.append(read.pop(id(known)) if known else Fact(field, value, spoken, BY_HAND))
    kept = [fact for fact in draft.facts if fact.field != field]
    problems = tuple(problem for problem in draft.problems if problem.field != field)
    return replace(draft, facts=(*kept, *facts), problems=problems)


def _quotes_of_problems(draft: ContractDraft, field: str) -> tuple[Quote, ...]:
    return tuple(quote for problem in draft.problems if problem.field == field for quote in problem.quotes)


def differences(old: ContractDraft, new: ContractDraft) -> list[Difference]:
    """The fields in which a text that was read again, or a person, differs from what was there, in their order."""
    return [
        Difference(field.key, field.name, _told(with_units(old), field), _told(with_units(new), field))
        for field in fields()
        if old.values(field.key) != new.values(field.key)
    ]


def _told(draft: ContractDraft, field: Field) -> str:
    value = draft_as_json(draft)[field.key]
    return "" if value in (None, []) else told(value)


def check_draft(draft: ContractDraft) -> ContractPeriod:
    """The period of a draft that can be confirmed.

    Raises InvalidInputError, in one sentence, while the text is contradictory or impossible somewhere and nobody has
    chosen, for a missing or contradictory period, or a value that cannot be.
    """
    for problem in draft.problems:
        raise InvalidInputError(_undecided(problem.message))
    period = period_of(draft)
    for message in _impossible(draft):
        raise InvalidInputError(message)
    return period


def _undecided(message: str) -> str:
    """The reader's remark and what to do about it, as one sentence."""
    told_so = message.rstrip("。").replace("。", "；")
    return f"{told_so}；请选定一个值，或确认合同没有约定，再保存合同。"


def _impossible(draft: ContractDraft) -> Iterator[str]:
    names = {field.key: field.name for field in fields()}
    counts: list[tuple[str, Decimal]] = [
        (names[key], draft.value(key)) for key in _YEARLY if draft.value(key) is not None
    ]
    visits: list[Inspections] = draft.values("inspections")
    counts += [(names["inspections"], visit.per_year) for visit in visits]
    for name, count in counts:
        if not 0 < count <= _MOST_PER_YEAR:
            yield f"{name}填的是 {count}，应大于 0、不超过 {_MOST_PER_YEAR}；合同没有约定的请留空。"
    reports: list[ReportDuty] = draft.values("reports")
    for report in reports:
        if not 0 <= report.days <= _MOST_REPORT_DAYS:
            yield f"{report.name}的期限填的是 {report.days}{report.unit}，不合常理，请核对后重新填写。"
    amount: Decimal | None = draft.value("contract_sum")
    if amount is not None and amount <= 0:
        yield "合同金额应大于 0；合同没有写明金额的请留空。"
    people: int | None = draft.value("people_trained")
    if people is not None and people < 1:
        yield "培养人数至少为 1；合同没有约定的请留空。"
    penalties: list[PenaltyTerm] = draft.values("penalties")
    for term in penalties:
        if term.per is not None and unit_in_words(term.per) is None:
            yield f"违约处理的计罚单位填的是“{term.per}”，应写作“次”“日”“工作日”“小时”或“4小时”这样的单位。"


def with_start(draft: ContractDraft, starts_on: date) -> ContractDraft:
    """The draft with the day on which service begins; an end that was computed before is computed again."""
    return with_value(draft, "period_start", starts_on.isoformat())
