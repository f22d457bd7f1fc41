"""The kinds of files of `kinds.yaml`: which are taken as evidence, which are not and why."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml

Sign = tuple[tuple[int, bytes], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of file. `endings`: ending → media type (empty for refused kinds); `because`: empty for accepted ones.

    `openings`: one expression on the first characters; `signs`: bytes at offsets; `main`, `parts`: of a ZIP;
    `streams`: of an OLE file.
    """

    id: str
    word: str
    endings: Mapping[str, str]
    because: str
    openings: re.Pattern[bytes] | None
    signs: tuple[Sign, ...]
    main: frozenset[str]
    parts: frozenset[str]
    streams: frozenset[str]

    @property
    def ending(self) -> str:
        """The ending that its files should have."""
        return next(iter(self.endings))


@dataclass(frozen=True)
class Skipped:
    """Names (in lower case) of files in an archive that no person has put there."""

    folders: frozenset[str]
    names: frozenset[str]
    beginnings: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether an entry of this path is such a file."""
        *folders, name = path.replace("\\", "/").split("/")
        return not self.folders.isdisjoint(folders) or name.lower() in self.names or name.startswith(self.beginnings)


@dataclass(frozen=True)
class Kinds:
    """All kinds in the order in which they are looked for, refused ones first."""

    accepted: Mapping[str, Kind]
    refused: tuple[Kind, ...]
    skipped: Skipped

    def __iter__(self) -> Iterator[Kind]:
        yield from self.refused
        yield from self.accepted.values()

    def refused_ending(self, ending: str) -> Kind | None:
        """The refused kind that is known by this ending."""
        return next((kind for kind in self.refused if ending in kind.endings), None)

    @property
    def accepted_endings(self) -> Mapping[str, Kind]:
        """Ending → accepted kind."""
        return {ending: kind for kind in self.accepted.values() for ending in kind.endings}

    @property
    def media_types(self) -> Mapping[str, str]:
        """Ending → media type of accepted files."""
        return {ending: kind.endings[ending] for ending, kind in self.accepted_endings.items()}


@cache
def kinds() -> Kinds:
    """The shipped kinds."""
    found = read_yaml(Path(__file__).with_name("kinds.yaml"))
    accepted = {name: _kind(name, entry) for name, entry in found["accepted"].items()}
    skipped = found["skipped"]
    return Kinds(
        accepted=accepted,
        refused=tuple(_kind("", entry) for entry in found["refused"]),
        skipped=Skipped(frozenset(skipped["folders"]), frozenset(skipped["names"]), tuple(skipped["beginnings"])),
    )


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    endings = entry.get("endings", {})
    return Kind(
        id=name,
        word=entry["word"],
        endings=endings if name else dict.fromkeys(endings, ""),
        because=entry.get("because", ""),
        openings=_expression(entry.get("openings", ())),
        signs=tuple(_sign(sign) for sign in entry.get("signs", ())),
        main=frozenset(entry.get("main", ())),
        parts=frozenset(entry.get("parts", ())),
        streams=frozenset(entry.get("streams", ())),
    )


def _expression(openings: list[str]) -> re.Pattern[bytes] | None:
    if not openings:
        return None
    return re.compile("|".join(f"(?:{opening})" for opening in openings).encode(), re.IGNORECASE | re.DOTALL)


def _sign(sign: Mapping[int, str]) -> Sign:
    return tuple((offset, text.encode("latin-1")) for offset, text in sign.items())
