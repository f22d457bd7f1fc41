"""The words of the report (`wording.yaml`), and names cut to what a line holds."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml

_NAMED = 3


@cache
def wording() -> Mapping[str, Any]:
    """Key → words, lists and limits."""
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("wording.yaml"))
    return found


def said(key: str, **values: object) -> str:
    """A sentence with its values."""
    return str(wording()["said"][key]).format(**values)


def section_titles(keys: Iterable[str]) -> Mapping[str, str]:
    """Section → 一、现在到哪一步: those that are shown, numbered without a gap."""
    numbered = zip(wording()["numerals"], keys, strict=False)
    return {key: f"{numeral}、{wording()['sections'][key]}" for numeral, key in numbered}


def most(section: str) -> int:
    """How many lines a section shows."""
    return int(wording()["most"][section])


def more(section: str, count: int, unit: str) -> str:
    """其余 3 项见系统“差距”页。 Empty when nothing was left out."""
    left = count - most(section)
    screen = wording()["screens"][section]
    return str(wording()["more"]).format(count=left, unit=unit, screen=screen) if left > 0 else ""


def clipped(text: str, kind: str = "name") -> str:
    """A name, cut to what a line holds."""
    longest = int(wording()["longest"][kind])
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def some(names: Iterable[str], unit: str, kind: str = "name", total: int | None = None, named: int = _NAMED) -> str:
    """甲、乙、丙等 7 家: the first `named` names, cut, and the number of all. `total`: of what the names stand for."""
    found = list(dict.fromkeys(names))
    count = len(found) if total is None else total
    listed = "、".join(clipped(name, kind) for name in found[:named])
    return f"{listed}等 {count} {unit}" if count > named else listed
