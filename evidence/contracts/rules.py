"""The rules of `obligation_rules.yaml`."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from criteria.yaml_reader import read_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sort(_Strict):
    """A sort of obligation: its name, the usual type of the document delivered, and who owes it."""

    name: str
    kind: str
    owed_by: Literal["vendor", "hospital"] = "vendor"


class YearlyRule(_Strict):
    """So many times a year, as a field says."""

    sort: str
    field: str


class OnceRule(_Strict):
    """Once in the period; without a field, for every contract."""

    sort: str
    field: str = ""
    from_: Literal["start", "end"]
    days: int
    title: str = ""
    assumed: str = ""


class ReportRule(_Strict):
    """A report after every obligation of the sort `after` (or after each `year`), by words of its name."""

    sort: str
    after: str
    words: re.Pattern[str]


class ReviewRule(_Strict):
    """What the support of a review is called: of a catalog, and of another review."""

    sort: str
    title: str
    other: str


class ObligationRules(_Strict):
    """The contents of the file."""

    sorts: dict[str, Sort]
    yearly: tuple[YearlyRule, ...]
    most_visits_per_year: int
    once: tuple[OnceRule, ...]
    reports: tuple[ReportRule, ...]
    review_support: ReviewRule
    notes: dict[str, str]
    warnings: dict[str, str]

    def note(self, name: str, **values: object) -> str:
        """A remark beside a due date."""
        return self.notes[name].format(**values)

    def warning(self, name: str, **values: object) -> str:
        """What stands out about the contract of a system."""
        return self.warnings[name].format(**values)


@cache
def rules() -> ObligationRules:
    """The rules, checked."""
    data = read_yaml(Path(__file__).with_name("obligation_rules.yaml"))
    data["once"] = [{"from_" if key == "from" else key: value for key, value in row.items()} for row in data["once"]]
    return ObligationRules.model_validate(data)


def sort_name(sort: str) -> str:
    """What people call a sort of obligation."""
    return rules().sorts[sort].name
