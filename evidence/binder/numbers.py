"""Numbers of documents that stay the same from one binder to the next, and the names of their files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.intake.kinds import kinds
from evidence.intake.names import clean_name, ending_of
from evidence.records import Document

FOLDER = "佐证材料"
# With the folders that a person unpacks into, a path stays below the 260 characters that Windows takes.
_TITLE_CHARACTERS = 60
_PLAIN = "txt"
# A file whose ending would make a browser or an office program run it is never given that ending.
_OPAQUE = "bin"


@dataclass(frozen=True)
class Place:
    """A link of a document to something that the target asks: `link_id` grows with time."""

    link_id: int
    document_id: int
    code: str


def stable_numbers(
    places: Iterable[Place], supersedes: Mapping[int, int | None], states: Mapping[int, str]
) -> dict[int, str]:
    """Document id → number of all that are not superseded: the requirement first linked to, and the turn there.

    A new version keeps the number of the document that it supersedes; what is withdrawn or returned keeps its turn, so
    that no number ever moves on to another document. Of several versions at once the accepted one has the number, the
    others get `.2`, `.3` behind it.
    """
    first: dict[int, Place] = {}
    members: dict[int, set[int]] = {}
    for place in sorted(places, key=lambda entry: entry.link_id):
        root = _root(place.document_id, supersedes)
        first.setdefault(root, place)
        members.setdefault(root, set()).add(place.document_id)
    turns: dict[str, int] = {}
    found = {}
    for root, place in first.items():
        turns[place.code] = turns.get(place.code, 0) + 1
        number = f"{place.code}-{turns[place.code]:02d}"
        versions = [one for one in members[root] if states[one] != "superseded"]
        for version, one in enumerate(sorted(versions, key=lambda one: (states[one] != "accepted", one)), start=1):
            found[one] = number if version == 1 else f"{number}.{version}"
    return found


def _root(document_id: int, supersedes: Mapping[int, int | None]) -> int:
    """The first version of a document."""
    while (older := supersedes.get(document_id)) is not None:
        document_id = older
    return document_id


def code_of(number: str) -> str:
    """`05.01.6` of `05.01.6-01`."""
    return number.rpartition("-")[0]


def file_path(number: str, document: Document, taken: set[str]) -> str:
    """佐证材料/05.01.6-01_标题.png: safe on every system, and apart from all in `taken`, to which it is added."""
    ending = safe_ending(document)
    stem = safe_name(f"{number}_{document.title}")
    path, again = f"{FOLDER}/{stem}.{ending}", 2
    while path.lower() in taken:
        path, again = f"{FOLDER}/{stem}-{again}.{ending}", again + 1
    taken.add(path.lower())
    return path


def safe_name(text: str) -> str:
    """A name for a file or folder without its ending: no separators, no forbidden characters, not too long."""
    words = text.replace("/", "_").replace("\\", "_").replace(":", "_")
    return clean_name(clean_name(words)[:_TITLE_CHARACTERS])


def safe_ending(document: Document) -> str:
    """The ending of a document's file; of a kind that is not taken as evidence one that no program opens."""
    if document.sha256 is None:
        return _PLAIN
    ending = ending_of(document.file_name)
    return ending if ending in kinds().media_types else _OPAQUE


def item_paths(folder: str, titles: Iterable[str], ending: str) -> list[str]:
    """分项材料/05.01 标本处理.docx of each title, all apart from each other."""
    found: list[str] = []
    for title in titles:
        path, again = f"{folder}/{safe_name(title)}.{ending}", 2
        while path.lower() in {one.lower() for one in found}:
            path, again = f"{folder}/{safe_name(title)}-{again}.{ending}", again + 1
        found.append(path)
    return found
