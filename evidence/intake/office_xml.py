"""Office files that are a ZIP of parts (.docx, .xlsx, .pptx): what they are, and what may not be inside.

Content types and relationships are those of ECMA-376 part 2 (Open Packaging Conventions).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from evidence.intake import office_binary
from evidence.intake.kinds import Kind, kinds
from evidence.intake.limits import MEGABYTE, limits
from evidence.intake.markup import elements, refuse_document_type
from evidence.intake.refusal import RefusedError
from evidence.intake.zip_container import Room, chunks_of, open_zip

_CONTENT_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
# Loaded without asking when the document is opened, unlike links that a reader clicks on. Linked pictures are common.
_LOADED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")
_REMOTE = re.compile(r"(?:https?|ftps?|mhtml|ms-\w+):|(?:file:/*)?\\\\|//[^/]|file://[^/]", re.IGNORECASE)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<|\xfe\xff\0<|<\0|\0<")


def kind_of(source: BinaryIO) -> Kind:
    """What a ZIP is: an Office file by the type of its main part, another by a part that only it has, else an archive.

    Raises RefusedError: `damaged`, `password`, `markup_inside`.
    """
    with open_zip(source) as archive:
        names = frozenset(archive.namelist())
        types = _content_types(archive) if _CONTENT_TYPES in names else frozenset()
    found = (kind for kind in kinds() if kind.main & types or kind.parts & names)
    return next(found, None) or next(kind for kind in kinds().refused if kind.because == "zip")


def check(content: bytes) -> None:
    """Reads every part of an Office file once.

    Raises RefusedError: `damaged`, `password`, `swollen`, `macros_inside`, `package_inside`, `remote_inside`,
    `markup_inside`.
    """
    limit = limits().office_megabytes
    room = Room(limit * MEGABYTE, "swollen", limit=limit)
    with open_zip(io.BytesIO(content)) as archive:
        # Programs differ in which of two parts of one name they read.
        if len(set(archive.namelist())) < len(archive.namelist()):
            raise RefusedError("damaged")
        if any(_MACROS.search(kind) for kind in _content_types(archive)):
            raise RefusedError("macros_inside")
        for entry in archive.infolist():
            _check_part(archive, entry, room)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: Room) -> None:
    rest = room.through(_chunks(archive, entry))
    first = next(rest, b"")
    part = chain([first], rest)
    if entry.filename.lower().endswith(".rels"):
        _refuse_remote(b"".join(part))
    elif _MARKUP.match(first):
        refuse_document_type(part)
    elif first.startswith(office_binary.START):
        office_binary.check_embedded(b"".join(part))
    for _ in part:
        pass


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        yield from chunks_of(archive, entry)
    except RefusedError as refusal:
        raise RefusedError("password" if refusal.why == "password" else "damaged") from refusal


def _content_types(archive: zipfile.ZipFile) -> frozenset[str]:
    """The content types of all parts."""
    limit = limits().office_megabytes
    room = Room(limit * MEGABYTE, "swollen", limit=limit)
    try:
        content = b"".join(room.through(_chunks(archive, archive.getinfo(_CONTENT_TYPES))))
    except KeyError as error:
        raise RefusedError("damaged") from error
    return frozenset(attributes.get("ContentType", "") for _, attributes in elements(content))


def _refuse_remote(relationships: bytes) -> None:
    for _, attributes in elements(relationships):
        loaded = attributes.get("Type", "").endswith(_LOADED)
        if loaded and attributes.get("TargetMode") == "External" and _REMOTE.match(attributes.get("Target", "")):
            raise RefusedError("remote_inside")
