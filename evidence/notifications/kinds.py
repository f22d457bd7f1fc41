"""The kinds of messages (`kinds.yaml`): their words and where they lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml


@dataclass(frozen=True)
class Kind:
    """`one`, `many`: the sentence about one record and about several; `screen`, `address`: where the latter leads."""

    name: str
    one: str
    many: str = ""
    screen: str = ""
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A screen and the parameters of its address; no screen where there is nothing to open."""

    screen: str = ""
    address: Mapping[str, str] = field(default_factory=dict)


@cache
def _data() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_name("kinds.yaml"))
    return data


@cache
def kinds() -> Mapping[str, Kind]:
    """Code → kind of message."""
    return {code: Kind(**values) for code, values in _data()["kinds"].items()}


def kind_name(code: str) -> str:
    """The name of a kind; of one that another version wrote the general one."""
    return kinds()[code].name if code in kinds() else "消息"


def place_of(code: str, subject: str, ref: str) -> Place:
    """Where a message leads: to its record, else to what its kind names."""
    record = _data()["records"].get(subject)
    if record is not None:
        return Place(record["screen"], record.get("address", {}) | {record["parameter"]: ref})
    return Place(kinds()[code].screen, kinds()[code].address) if code in kinds() else Place()
