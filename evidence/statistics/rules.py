"""The plausibility rules and words of 统计表 as data (`statistics.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from criteria.yaml_reader import read_yaml


class Severity(StrEnum):
    """`refuse`: cannot be stored; `doubt`: somebody has to look; `effect`: what it means for the target."""

    REFUSE = "refuse"
    DOUBT = "doubt"
    EFFECT = "effect"


@dataclass(frozen=True)
class Finding:
    """What a rule says about a figure."""

    rule: str
    severity: Severity
    text: str


class Rule(BaseModel):
    """A rule with its text and thresholds. `not_items`: catalog → items that it does not speak of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Severity
    text: str
    slack: int = 0
    at_least: Decimal = Decimal(0)
    fewer_than: int = 0
    not_items: Mapping[str, frozenset[str]] = {}

    def spares(self, catalog: str, item: str) -> bool:
        """Whether the rule does not speak of an item."""
        return item in self.not_items.get(catalog, ())


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    coverage: str
    index: str
    check_numerator: str
    check_denominator: str
    applied_numerator: str
    applied_denominator: str
    kinds: Mapping[str, str]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    words: _Words
    rules: Mapping[str, Rule]


@cache
def _data() -> _Data:
    return _Data.model_validate(read_yaml(Path(__file__).with_name("statistics.yaml")))


def words() -> _Words:
    """What the counts are called where the standard has no words for them."""
    return _data().words


def rule(name: str) -> Rule:
    """The rule of this name. Raises KeyError."""
    return _data().rules[name]


def found(name: str, **values: object) -> Finding:
    """What a rule says, with the values filled in."""
    return Finding(name, rule(name).severity, rule(name).text.format(**values))
