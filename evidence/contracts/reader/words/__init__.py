"""Word lists and patterns of the contract reader: YAML beside this file, one per topic."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml

_FOLDER = Path(__file__).parent
_COMMON = "fragments"
_PART = re.compile(r"<<(\w+)>>")


@cache
def words(topic: str) -> Mapping[str, Any]:
    """The word lists of a topic, as they stand in its file."""
    found: Mapping[str, Any] = read_yaml(_FOLDER / f"{topic}.yaml")
    return found


@cache
def pattern(topic: str, name: str) -> re.Pattern[str]:
    """A pattern of a topic; a list of patterns means any of them.

    <<part>> in it stands for a pattern of the same topic, or of `fragments.yaml`.
    """
    return re.compile(_expanded(_source(words(topic)[name]), topic))


@cache
def patterns(topic: str, name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a list one by one, in its order."""
    return tuple(re.compile(_expanded(source, topic)) for source in words(topic)[name])


def fragment(name: str) -> re.Pattern[str]:
    """A pattern of `fragments.yaml`."""
    return pattern(_COMMON, name)


def _source(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "|".join(value)


def _expanded(source: str, topic: str) -> str:
    while (part := _PART.search(source)) is not None:
        name = part.group(1)
        home = topic if name in words(topic) else _COMMON
        source = f"{source[: part.start()]}(?:{_source(words(home)[name])}){source[part.end() :]}"
    return source
