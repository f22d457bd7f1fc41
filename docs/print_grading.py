"""Prints docs/grading.md: the prose of grading.template.md, and the scenario files where it names them.

A line `<!-- scenarios: NAME -->` is replaced by tests/scenarios/NAME.yaml: the comment at its top (title, source, rule)
and its cases as a table. Run from the project's folder: python -m docs.print_grading
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from criteria.yaml_reader import parse_yaml

HERE = Path(__file__).parent
TEMPLATE = HERE / "grading.template.md"
MANUAL = HERE / "grading.md"
SCENARIOS = HERE.parent / "tests" / "scenarios"
PLACE = re.compile(r"<!-- scenarios: (\S+) -->")
CODES_SHOWN = 4


def render() -> str:
    """The manual as it should be now."""
    return PLACE.sub(lambda found: _section(found.group(1)), TEMPLATE.read_text(encoding="utf-8"))


def placed() -> list[str]:
    """The names of the scenario files in the order of the manual."""
    return PLACE.findall(TEMPLATE.read_text(encoding="utf-8"))


def _section(name: str) -> str:
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    comment = [line.removeprefix("#").strip() for line in text[: text.index("- case:")].splitlines() if line]
    title, *rest = comment
    source = [line for line in rest if line.startswith("Source:")]
    rule = [line for line in rest if not line.startswith("Source:")]
    parts = [f"### {title.rstrip('.')}", *source, "\n".join(rule).strip(), _table(parse_yaml(text, name))]
    return "\n\n".join([*(part for part in parts if part), f"File: `tests/scenarios/{name}.yaml`"])


def _table(cases: list[dict[str, Any]]) -> str:
    rows = [[case["case"], _given(case), _pairs(case["expect"]), str(case.get("note", ""))] for case in cases]
    heads = ["Case", "Given", "Expected", "How"]
    if not any(row[3] for row in rows):
        heads, rows = heads[:3], [row[:3] for row in rows]
    return "\n".join([_line(heads), _line(["---"] * len(heads)), *(_line(row) for row in rows)])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _given(case: Mapping[str, Any]) -> str:
    parts = [f"target {case['target']}"] if "target" in case else []
    for part, content in case["given"].items():
        if isinstance(content, Mapping):
            parts += [f"{label}: {value}" for label, value in _grouped(part, content)]
        else:
            parts.append(f"{part}: {content}")
    return "<br>".join(parts) or "nothing"


def _grouped(part: str, entries: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Entries of the same value together; a long group shows its first codes and how many there are."""
    codes: dict[str, list[str]] = {}
    for code, value in entries.items():
        codes.setdefault(_value(value), []).append(str(code))
    prefix = "kind of " if part == "kinds" else ""
    return [(prefix + _shortened(group), value) for value, group in codes.items()]


def _shortened(codes: list[str]) -> str:
    if len(codes) <= CODES_SHOWN + 1:
        return ", ".join(codes)
    return f"{', '.join(codes[:CODES_SHOWN])} … {codes[-1]} ({len(codes)})"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_measure(entry)}" for key, entry in value.items()) or "as default"
    return str(value)


def _measure(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{share} at level {level}" for level, share in value.items())
    return "none" if value is None else str(value)


def _pairs(entries: Mapping[str, Any]) -> str:
    return "<br>".join(f"{key}: {_plain(value)}" for key, value in entries.items())


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


if __name__ == "__main__":
    MANUAL.write_text(render(), encoding="utf-8")
