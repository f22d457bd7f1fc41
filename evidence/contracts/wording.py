"""How the facts of a draft are told to people."""

from pathlib import Path
from typing import Any

from criteria.library import shipped_catalogs
from criteria.vocabulary import vocabulary
from criteria.yaml_reader import read_yaml
from evidence.contracts.draft import ReviewLimit
from evidence.naming import short_title

_WORDS = read_yaml(Path(__file__).with_name("wording.yaml"))
_CODED = ("sort",)


def told(value: Any, part: str = "") -> str:
    """A value of `draft_as_json` in one line of Chinese; parts that are absent are left out."""
    if isinstance(value, dict):
        shown = {key: part for key, part in value.items() if part not in (None, [], {})}
        parts = (f"{_WORDS['parts'][key]} {told(one, key)}" for key, one in shown.items())
        return "，".join(parts) or _WORDS["no_parts"]
    if isinstance(value, list):
        return "、".join(told(one, part) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if part == "kind":
        return vocabulary().system_kinds[value]
    if part == "catalog":
        return short_title(shipped_catalogs()[value])
    return str(_WORDS["words"].get(value, value)) if part in _CODED else str(value)


def part_name(part: str) -> str:
    """What a part of a value is called."""
    return str(_WORDS["parts"][part])


def code_names(field: str, part: str) -> dict[str, str]:
    """The codes that a part of a field's values can hold, with their names; empty for a part that is free text."""
    if part == "kind":
        return dict(vocabulary().system_kinds)
    if part == "catalog":
        return {key: short_title(catalog) for key, catalog in shipped_catalogs().items()}
    codes = _WORDS["codes"].get(field, {}).get(part, ())
    return {code: str(_WORDS["words"].get(code, code)) for code in codes}


def limit_words(limit: ReviewLimit) -> str:
    """现有功能完善、文审材料: what review support extends to, as far as the text says; empty when it says nothing."""
    parts = ("existing_functions", "documents", "engineers_on_site")
    return "、".join(part_name(part) for part in parts if getattr(limit, part))
