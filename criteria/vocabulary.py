"""The closed lists of words shared by all catalogs (`vocabulary.yaml`) and the fixed domain enums."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from criteria.yaml_reader import read_yaml


class Verdict(StrEnum):
    """判定: how far a clause is fulfilled. Five stored values; `unknown` is a value, never a missing number."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"

    @property
    def fulfils(self) -> bool:
        """Whether a clause with this verdict does not hold its requirement back (met or not applicable)."""
        return self in (Verdict.MET, Verdict.NOT_APPLICABLE)


VERDICT_WORDS = {
    Verdict.MET: "符合",
    Verdict.PARTIAL: "部分符合",
    Verdict.UNMET: "不符合",
    Verdict.UNKNOWN: "未评估",
    Verdict.NOT_APPLICABLE: "不适用",
}

WORST_FIRST = (Verdict.UNMET, Verdict.PARTIAL, Verdict.UNKNOWN, Verdict.MET)


def worst(verdicts: list[Verdict]) -> Verdict:
    """The hospital's verdict on a clause from those of the responsible systems (design section 4).

    The worst in the order unmet < partial < unknown < met, ignoring not applicable;
    all not applicable → not applicable; no system at all → unknown.
    """
    if not verdicts:
        return Verdict.UNKNOWN
    applicable = [v for v in verdicts if v is not Verdict.NOT_APPLICABLE]
    if not applicable:
        return Verdict.NOT_APPLICABLE
    return min(applicable, key=WORST_FIRST.index)


class Kind(StrEnum):
    """Role of an item at a level: 基本项 / 选择项 / 待确认 (the source does not show which)."""

    BASIC = "basic"
    OPTIONAL = "optional"
    UNCONFIRMED = "unconfirmed"


class CoverageKind(StrEnum):
    """How 有效应用 is measured: a share, in real use or not, or by function alone."""

    RATIO = "ratio"
    APPLIED = "applied"
    FUNCTION = "function"


class Method(StrEnum):
    """The three official ways of grading."""

    LEVELS = "levels"
    POINTS = "points"
    COMPLIANCE = "compliance"


@dataclass(frozen=True)
class Vocabulary:
    """Code → Chinese name of system kinds, evidence types and provenance marks."""

    system_kinds: Mapping[str, str]
    evidence_types: Mapping[str, str]
    provenance_marks: Mapping[str, str]


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary."""
    return Vocabulary(**read_yaml(Path(__file__).with_name("vocabulary.yaml")))
