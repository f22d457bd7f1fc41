"""What is read from the text of a maintenance contract: a draft that a person confirms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml


@dataclass(frozen=True)
class Quote:
    """A sentence as it stands in the text. `line`: from 1; `start`, `end`: characters from the text's beginning."""

    text: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class CoveredSystem:
    """A system that the contract covers. `kind`: code of the vocabulary, None when the name does not tell it."""

    name: str
    kind: str | None
    version: str | None = None


@dataclass(frozen=True)
class ReviewTarget:
    """A review that the vendor supports.

    `level` as the catalog writes it ("6", 五级乙等); for MLPS the protection level (三级), not the conclusion.
    None when the text names the review without a level. `or_above`: the text adds 以上.
    """

    catalog: str
    level: str | None
    or_above: bool


@dataclass(frozen=True)
class ReviewLimit:
    """How far review support goes, True where the text says so: changes of existing functions, documents for the
    reviewers, engineers in the house during the review. `catalog`: None when it holds for all reviews named.
    """

    catalog: str | None
    existing_functions: bool
    documents: bool
    engineers_on_site: bool


@dataclass(frozen=True)
class ServiceHours:
    """When service is given. `days` as written (每天), `ranges` as HH:MM-HH:MM."""

    days: str | None
    ranges: tuple[str, ...]


@dataclass(frozen=True)
class Inspections:
    """Visits of one sort (onsite, remote, database, daily) and their number per year."""

    sort: str
    per_year: Decimal


@dataclass(frozen=True)
class ReportDuty:
    """A report and its deadline after the event it reports on. `unit`: 工作日 or 日."""

    name: str
    days: Decimal
    unit: str


@dataclass(frozen=True)
class FreeCustomisations:
    """Changes without extra pay: number of changes, days of work each may take at most, days of work in all."""

    count: int | None
    max_days: Decimal | None
    total_days: Decimal | None = None


@dataclass(frozen=True)
class ResponseTime:
    """The times granted for one severity (None: for every fault).

    Calendar days are counted as 24 hours. What is given in working days stands in `workdays_by_stage` (respond, remote,
    onsite, resolve); `workdays` is that of the last stage.
    """

    severity: str | None
    respond_minutes: Decimal | None = None
    remote_hours: Decimal | None = None
    onsite_hours: Decimal | None = None
    resolve_hours: Decimal | None = None
    workdays: Decimal | None = None
    workdays_by_stage: Mapping[str, Decimal] | None = None


@dataclass(frozen=True)
class PenaltyTerm:
    """What a breach costs the vendor.

    `amount` and `cap_amount` in yuan per event; rates as shares of `basis` (as written, None: not said), 0.001 is 1‰.
    `cap_rate`: share of the contract sum at which `cap_effect` may follow or at which penalties end. `per`: what it is
    counted by (日, 4 小时, 次) as a person entered it; None: as the sentence says (`penalty_units.unit_of`).
    """

    event: str
    amount: Decimal | None = None
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    cap_rate: Decimal | None = None
    cap_effect: str | None = None
    basis: str | None = None
    cap_amount: Decimal | None = None
    per: str | None = None


@dataclass(frozen=True)
class PaymentTerm:
    """One instalment: share of the sum, days (`unit`: 工作日 or 日) until it is due, how often; None where not said."""

    share: Decimal | None
    days: Decimal | None
    unit: str | None
    every: str | None = None


@dataclass(frozen=True)
class CoveredWork:
    """Work of a sort (see `duties.yaml`) that is free, or to be paid for."""

    sort: str
    free: bool


@dataclass(frozen=True)
class InterfaceTerm:
    """What a sentence agrees on interfaces. `free`: None when it does not say who pays."""

    free: bool | None
    text: str


@dataclass(frozen=True)
class Fact:
    """One value of a field with the sentences it came from. `note`: what a person should look at."""

    field: str
    value: Any
    quotes: tuple[Quote, ...]
    note: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a field has no value although the text speaks of it: contradictory, impossible, incomplete."""

    field: str
    message: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Field:
    """A field of the draft: its key, its name on screens, whether it can hold several values, also equal ones."""

    key: str
    name: str
    several: bool
    equal: bool


@cache
def fields() -> tuple[Field, ...]:
    """All fields in the order in which they are shown."""
    rows = read_yaml(Path(__file__).with_name("fields.yaml"))
    return tuple(Field(row["key"], row["name"], row.get("several", False), row.get("equal", False)) for row in rows)


@dataclass(frozen=True)
class ContractDraft:
    """Everything that was read. A field without a fact is absent from the text, or named in `problems`."""

    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    not_understood: tuple[Quote, ...]

    def facts_of(self, field: str) -> tuple[Fact, ...]:
        """The facts of one field, in the order of the text."""
        return tuple(fact for fact in self.facts if fact.field == field)

    def values(self, field: str) -> list[Any]:
        """The values of a field that can hold several."""
        return [fact.value for fact in self.facts_of(field)]

    def value(self, field: str) -> Any:
        """The value of a field that holds one, None when there is none."""
        return next(iter(self.values(field)), None)


def draft_as_json(draft: ContractDraft) -> dict[str, Any]:
    """The draft with the keys of `fields.yaml`, then `quotes`, `facts`, `problems`, `not_understood`.

    `quotes` maps a field to its sentence; of a field with several values, `targets` is the first one's and
    `targets[0]`, `targets[1]` … are those of each.
    """
    result: dict[str, Any] = {}
    quotes: dict[str, str] = {}
    for field in fields():
        facts = draft.facts_of(field.key)
        values = [_plain(fact.value) for fact in facts]
        result[field.key] = values if field.several else next(iter(values), None)
        for number, fact in enumerate(facts):
            if fact.quotes:  # what a person entered has none
                quotes.setdefault(field.key, fact.quotes[0].text)
                if field.several:
                    quotes[f"{field.key}[{number}]"] = fact.quotes[0].text
    return result | {
        "quotes": quotes,
        "facts": [_plain(fact) for fact in draft.facts],
        "problems": [_plain(problem) for problem in draft.problems],
        "not_understood": [_plain(quote) for quote in draft.not_understood],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain({key: getattr(value, key) for key in asdict(value)})
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
