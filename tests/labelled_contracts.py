"""The labelled contract texts of `tests/data/contracts`, and how a draft is compared with what a person read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evidence import samples

FOLDER = Path(__file__).parent / "data" / "contracts"
# The real texts are shipped: the sample hospitals read them.
SEEDS = Path(samples.__file__).parent / "contracts"

# Fields that are measured; of a field with several values, the parts that must agree. The wording of an event is a
# matter of taste, its figures are not.
MEASURED: dict[str, tuple[str, ...]] = {
    "hospital": (),
    "vendor": (),
    "systems": ("name", "kind", "version"),
    "period_months": (),
    "hotline_24x7": (),
    "targets": ("catalog", "level", "or_above"),
    "other_reviews": (),
    "new_modules_negotiated": (),
    "inspections_per_year": (),
    "database_inspections_per_year": (),
    "report_workdays": (),
    "backup_tests_per_year": (),
    "free_customisations": ("count", "max_days"),
    "people_trained": (),
    "response": ("severity", "respond_minutes", "remote_hours", "onsite_hours", "resolve_hours", "workdays"),
    "penalties": ("amount", "rate_min", "rate_max", "cap_rate", "cap_effect"),
    "confidentiality": (),
    "problems": (),
}
_SINGLE_MAPPING = "free_customisations"


@dataclass(frozen=True)
class LabelledText:
    """A text and the values that a person read in it."""

    group: str
    name: str
    text: str
    labels: Mapping[str, Any]


def labelled_texts(group: str) -> Iterator[LabelledText]:
    """The texts of a folder (seeds, tuned, held_out, later, fresh, unseen_1, unseen_2) in the order of their names."""
    for path in sorted((FOLDER / group).glob("*.yaml")):
        text = SEEDS / f"{path.stem}.txt" if group == "seeds" else path.with_suffix(".txt")
        yield LabelledText(group, path.stem, text.read_text("utf-8"), yaml.safe_load(path.read_text("utf-8")))


@dataclass(frozen=True)
class Comparison:
    """How many values of a field were found and right, found, and to be found; and which differ."""

    right: int
    found: int
    wanted: int
    missing: tuple[object, ...]
    wrong: tuple[object, ...]


def compare(field: str, wanted: Any, found: Any) -> Comparison:
    """The values of one field of one text, compared as sets of values."""
    want, got = Counter(_values(field, wanted)), Counter(_values(field, found))
    right = sum((want & got).values())
    return Comparison(right, got.total(), want.total(), tuple((want - got).elements()), tuple((got - want).elements()))


def fields_with_problems(draft: Mapping[str, Any]) -> list[str]:
    """The fields of a draft's problems, each once."""
    return sorted({problem["field"] for problem in draft["problems"]})


def _values(field: str, value: Any) -> Iterator[object]:
    parts = MEASURED[field]
    values = value if isinstance(value, list) else [] if value is None else [value]
    for one in values:
        if not parts:
            yield one
            continue
        compared = tuple(_number(one.get(part)) for part in parts)
        if field != _SINGLE_MAPPING or any(part is not None for part in compared):
            yield compared


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
