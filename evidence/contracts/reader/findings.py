"""What a rule found: a value, or why there can be none, with the sentences that say so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.sentence import Sentence


@dataclass(frozen=True)
class Finding:
    """One value of a field. `problem`: why the sentence gives no usable value (`value` is then None)."""

    field: str
    value: Any
    at: tuple[Sentence, ...]
    note: str = ""
    problem: str = ""


Rule = Callable[[ContractText], Iterable[Finding]]


def found(field: str, value: Any, *at: Sentence, note: str = "") -> Finding:
    """A value and where it stands."""
    return Finding(field, value, at, note)


def unusable(field: str, problem: str, *at: Sentence) -> Finding:
    """A statement that gives no value: impossible, incomplete or ambiguous."""
    return Finding(field, None, at, problem=problem)
