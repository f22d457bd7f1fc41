"""System names in passages: 、-lists, table cells, titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.contracts.draft import CoveredSystem
from evidence.contracts.reader.kinds import kind_of
from evidence.contracts.reader.parties import hospital_names
from evidence.contracts.reader.words import pattern

_TOPIC = "systems"
_SHORTEST_CORE = 2
_ENOUGH_NAMES = 2
_LONGEST_WORD = 6
_SEPARATORS = "、,;:。"
_CONJUNCTIONS = re.compile("以及|及其|[和及与]")
_QUOTES = " \t“”\"'《》『』-·."


@dataclass(frozen=True)
class NamedSystem:
    """A system as a passage names it. `name`: as in the folded text."""

    name: str
    version: str | None

    @property
    def kind(self) -> str | None:
        """Code of the vocabulary."""
        return kind_of(self.name)

    @property
    def core(self) -> str:
        """What tells it from other systems: the name without 系统, 管理, 信息 and the like."""
        return pattern(_TOPIC, "filler").sub("", self.name).upper() or self.kind or self.name

    def covered(self, written: str, version: str | None = None) -> CoveredSystem:
        """The fact of a draft; `written`: the name as it stands in the source."""
        return CoveredSystem(written, self.kind, version or self.version)


def systems_listed(passage: str, bare: bool = False) -> list[NamedSystem]:
    """The systems that a list of names holds; parts that are no name are passed over.

    `bare`: beside two or more names a word alone will do, such as 体检 in “HIS、LIS、PACS、体检”.
    """
    parts = [(part, system_named(part)) for part in _parts(passage)]
    named = [system for _, system in parts if system]
    if not bare or len(named) < _ENOUGH_NAMES:
        return named
    words = [(part.strip(_QUOTES), system) for part, system in parts]
    alone = [system or NamedSystem(word, None) for word, system in words if system or len(word) <= _LONGEST_WORD]
    return [system for system in alone if system in named or system.kind]


def begins_with_system(passage: str) -> bool:
    """Whether the first part of a list of names is the name of a system."""
    return system_named(next(_parts(passage))) is not None


def system_named(part: str) -> NamedSystem | None:
    """The system that a passage names as a whole, with its version; None when it is anything else."""
    bare, version = _without_version(_without_hospital(part.strip(_QUOTES)))
    bare = _without_remarks(bare.strip(_QUOTES))
    for follow_up in ("tail", "counted", "tail"):
        bare = pattern(_TOPIC, follow_up).sub("", bare).strip(_QUOTES)
    bare = _without_lead_in(bare).strip(_QUOTES)
    if not pattern(_TOPIC, "whole_name").match(bare) or pattern(_TOPIC, "no_name").search(bare):
        return None
    core = pattern(_TOPIC, "filler").sub("", bare)
    if len(core) < _SHORTEST_CORE and kind_of(bare) is None:
        return None
    return NamedSystem(bare, version)


def _parts(passage: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, character in enumerate(passage):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif character in _SEPARATORS and depth == 0:
            yield from _at_conjunctions(passage[start:place])
            start = place + 1
    yield from _at_conjunctions(passage[start:])


def _at_conjunctions(part: str) -> list[str]:
    """检验系统和输血系统 are two names, 数据交换与共享平台 is one: both sides must be names."""
    for conjunction in _CONJUNCTIONS.finditer(part):
        left, right = part[: conjunction.start()], part[conjunction.end() :]
        if system_named(left) and system_named(right):
            return [left, *_at_conjunctions(right)]
    return [part]


def _without_hospital(part: str) -> str:
    for name in hospital_names(part):
        before, _, after = part.partition(name)
        if after:
            part = after if not before.strip() or len(before) < len(part) // 2 else part
    return part


def _without_version(part: str) -> tuple[str, str | None]:
    version = pattern(_TOPIC, "version").search(part)
    if version is None:
        return part, None
    bare = part[: version.start()].rstrip() + part[version.end() :]
    for emptied, left in (("()", ""), ("(,", "("), ("( ", "("), (",)", ")")):
        bare = bare.replace(emptied, left)
    return bare, written_version(version.group("version"))


def written_version(stated: str) -> str:
    """V5.0 for V 5.0; other versions stay as written (Ver 4.0.1, 第五版)."""
    return re.sub(r"^([Vv])\s+", r"\1", stated.strip())


def _without_remarks(part: str) -> str:
    """医院信息系统(HIS) keeps its abbreviation; other remarks go."""

    def kept(remark: re.Match[str]) -> str:
        return remark.group() if pattern(_TOPIC, "abbreviation").match(remark.group(1)) else ""

    return pattern(_TOPIC, "remark").sub(kept, part)


def _without_lead_in(part: str) -> str:
    while (shorter := pattern(_TOPIC, "lead_in").sub("", part, count=1).strip(_QUOTES)) != part and shorter:
        part = shorter
    return part
