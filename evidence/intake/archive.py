"""A ZIP as the files in it: read one by one, within limits, under names that lead nowhere."""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from evidence import vault
from evidence.errors import InvalidInputError
from evidence.intake import office_xml
from evidence.intake.content import kind_of
from evidence.intake.file_check import check_file, check_size
from evidence.intake.kinds import kinds
from evidence.intake.limits import MEGABYTE, limits, megabytes
from evidence.intake.names import clean_name, ending_of
from evidence.intake.refusal import RefusedError
from evidence.intake.zip_container import Room, chunks_of, is_zip, open_again

_UTF8_NAME = 0x800
_PLAIN_FILE = (0, stat.S_IFREG)
_START_BYTES = 64 * 1024
# From here on scripts of the East begin; below are the letters that a name in GB 18030 turns into when it happens to
# be valid UTF-8.
_EASTERN = "\u2e80"


@dataclass(frozen=True)
class Unpacked:
    """A file of an archive that is taken. `number`: its place in the archive, by which it can be read again.

    `folder`: the cleaned name of the folder that it lies in, empty on top.
    """

    number: int
    name: str
    folder: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Refused:
    """A file of an archive that is not taken, and why: one sentence."""

    number: int
    name: str
    reason: str


def is_archive(name: str) -> bool:
    """Whether a file is sent as a ZIP of several; whether it is one shows when it is opened."""
    return ending_of(name) == "zip"


def unpack(name: str, source: BinaryIO, size: int) -> Iterator[Unpacked | Refused]:
    """The files of a ZIP in a seekable stream of this size, each checked; one at a time is in memory.

    Folders and what systems leave behind are passed over. Of each path only the cleaned name of the file is used.
    Raises InvalidInputError, before the first file, for an archive that is too large, damaged, empty, something else
    than its name says, or has too many files.
    """
    try:
        _check_archive(source, size)
        archive = open_again(source)
    except RefusedError as refusal:
        why = {"damaged": "archive_damaged", "password": "archive_damaged"}.get(refusal.why, refusal.why)
        raise RefusedError(why, **refusal.values).error(clean_name(name), word="压缩包") from refusal
    with archive:
        entries = _entries(name, archive)
        room = _whole_room()
        for number, entry in entries:
            yield _unpacked(archive, number, entry, room)


def read_again(source: BinaryIO, number: int, name: str) -> bytes:
    """The content of a file that `unpack` has given out before. Raises InvalidInputError when it has changed since."""
    try:
        with open_again(source) as archive:
            entry = archive.infolist()[number]
            return _content(archive, entry, name, _whole_room())
    except (RefusedError, IndexError) as error:
        raise RefusedError("entry_damaged").error(name) from error


def _whole_room() -> Room:
    limit = limits().archive_unpacked_megabytes
    return Room(limit * MEGABYTE, "entry_no_room", limit=limit)


def _check_archive(source: BinaryIO, size: int) -> None:
    limit = limits().archive_megabytes
    if size == 0:
        raise RefusedError("empty")
    if size > limit * MEGABYTE:
        raise RefusedError("archive_too_large", size=megabytes(size), limit=limit)
    source.seek(0)
    start = source.read(_START_BYTES)
    kind = office_xml.kind_of(source) if is_zip(start) else kind_of(start)
    if kind is None:
        raise RefusedError("archive_damaged")
    if not kind.because:
        raise RefusedError("lies", word=kind.word, ending=kind.ending)
    if kind.because != "zip":
        raise RefusedError(kind.because, word=kind.word, is_a="它的内容其实是")


def _entries(name: str, archive: zipfile.ZipFile) -> list[tuple[int, zipfile.ZipInfo]]:
    """The files that a person has put into an archive, with their places."""
    found = [
        (number, entry)
        for number, entry in enumerate(archive.infolist())
        if not entry_name(entry).endswith(("/", "\\")) and not kinds().skipped.covers(entry_name(entry))
    ]
    limit = limits().archive_entries
    if not found:
        raise RefusedError("archive_empty").error(clean_name(name))
    if len(found) > limit:
        raise RefusedError("archive_many", count=len(found), limit=limit).error(clean_name(name))
    return found


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The path of an entry as its author saw it: UTF-8 if it says so or reads so, else GB 18030 (Chinese Windows)."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    written = entry.orig_filename.encode("cp437")
    try:
        path = written.decode()
    except UnicodeDecodeError:
        return written.decode("gb18030", errors="replace")
    return path if path.isascii() or max(path) >= _EASTERN else written.decode("gb18030", errors="replace")


def _unpacked(archive: zipfile.ZipFile, number: int, entry: zipfile.ZipInfo, room: Room) -> Unpacked | Refused:
    name = clean_name(entry_name(entry))
    try:
        content = _content(archive, entry, name, room)
        return Unpacked(number, name, _folder(entry), check_file(name, content), content)
    except RefusedError as refusal:
        return Refused(number, name, str(refusal.error(name)))
    except InvalidInputError as error:
        return Refused(number, name, str(error))


def _folder(entry: zipfile.ZipInfo) -> str:
    parts = [part for part in re.split(r"[/\\]", entry_name(entry))[:-1] if part.strip(". ")]
    return clean_name(parts[-1]) if parts else ""


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, room: Room) -> bytes:
    """What an entry holds, counted as it comes: what it says of its size is believed only when it is too much."""
    if stat.S_IFMT(entry.external_attr >> 16) not in _PLAIN_FILE:
        raise RefusedError("entry_link")
    check_size(name, entry.file_size)
    ratio = limits().archive_ratio
    most = max(limits().archive_ratio_from_megabytes * MEGABYTE, entry.compress_size * ratio)
    if entry.file_size > most:
        raise RefusedError("entry_ratio", ratio=ratio)
    if entry.file_size > room.left:
        raise RefusedError("entry_no_room", limit=limits().archive_unpacked_megabytes)
    own = Room(min(most, vault.MAX_BYTES), "entry_ratio", ratio=ratio)
    try:
        return b"".join(room.through(own.through(chunks_of(archive, entry))))
    except RefusedError as refusal:
        known = {"password": "entry_password", "method": "entry_method", "damaged": "entry_damaged"}
        raise RefusedError(known.get(refusal.why, refusal.why), **refusal.values) from refusal
