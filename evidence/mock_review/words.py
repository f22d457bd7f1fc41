"""The words around a mock review (`words.yaml`)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from criteria.models import AnyRequirement, Catalog, LevelRequirement
from criteria.vocabulary import VERDICT_WORDS, Kind, Verdict, vocabulary
from criteria.yaml_reader import read_yaml
from evidence.mock_review.drawing import Reason
from evidence.mock_review.results import Comparison
from evidence.words import VERDICT_SIGNS, Sign

_UNCHECKED = "未查"
# In a mock review what has no verdict was not looked at.
MOCK_SIGNS: Mapping[Verdict, Sign] = VERDICT_SIGNS | {  # type: ignore[operator]
    Verdict.UNKNOWN: Sign(_UNCHECKED, VERDICT_SIGNS[Verdict.UNKNOWN].sign, VERDICT_SIGNS[Verdict.UNKNOWN].colour)
}
MOCK_WORDS: Mapping[Verdict, str] = VERDICT_WORDS | {Verdict.UNKNOWN: _UNCHECKED}


class Words(BaseModel):
    """The contents of the file. `reasons`: a word, or one per method; `unconfirmed`: of items that may be basic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reasons: Mapping[Reason, str | Mapping[str, str]]
    unconfirmed: str
    comparisons: Mapping[Comparison, str]
    looks: Mapping[str, str]
    questions: Mapping[str, str]

    def question(self, name: str, **values: object) -> str:
        """A question with its values."""
        return self.questions[name].format(**values)


@cache
def words() -> Words:
    """The words of `words.yaml`."""
    found = Words.model_validate(read_yaml(Path(__file__).with_name("words.yaml")))
    missing = set(vocabulary().evidence_types) - set(found.looks)
    if missing:
        raise ValueError(f"words.yaml says nothing about {', '.join(sorted(missing))}")
    return found


def reason_word(catalog: Catalog, row: AnyRequirement, reason: str) -> str:
    """Why a requirement was drawn."""
    if reason == Reason.BASIC and isinstance(row, LevelRequirement) and row.kind is Kind.UNCONFIRMED:
        return words().unconfirmed
    said = words().reasons[Reason(reason)]
    return said if isinstance(said, str) else said[catalog.method]
