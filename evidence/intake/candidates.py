"""Files that may be stored, each with the draft that its name and its sender propose."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from criteria.models import Catalog
from evidence import vault
from evidence.document_view import propose, system_for
from evidence.documents import DocumentDraft, Link
from evidence.errors import InvalidInputError, NotFoundError, UserError
from evidence.intake.archive import Refused, Unpacked, is_archive, read_again, unpack
from evidence.intake.file_check import check_file, check_size
from evidence.intake.incoming import IncomingFile, Said
from evidence.intake.names import clean_name
from evidence.situation import Situation


@dataclass(frozen=True)
class Candidate:
    """A file that may be stored. `draft`: everything but its content, to be corrected with `dataclasses.replace`.

    `digest`: SHA-256 of the content; `archive`: name of the ZIP it came in, empty for a file by itself.
    """

    draft: DocumentDraft
    digest: str
    size: int
    media_type: str
    archive: str
    file: IncomingFile
    number: int | None = None

    @property
    def name(self) -> str:
        """The cleaned name under which the file is kept."""
        return self.draft.file_name

    def read(self) -> bytes:
        """The content once more, so that nobody need hold it while a person corrects.

        Raises InvalidInputError when it is no longer what was checked.
        """
        try:
            with self.file.opened() as source:
                source.seek(0)
                content = source.read() if self.number is None else read_again(source, self.number, self.name)
        except OSError as error:
            raise _unreadable(self.name) from error
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise InvalidInputError(f"“{self.name}”在上传期间被改动，没有保存；请重新上传。")
        return content


@dataclass(frozen=True)
class Turned:
    """A file that is turned away, and why: one sentence."""

    name: str
    archive: str
    reason: str


@dataclass(frozen=True)
class _Filing:
    """How files are filed: by what their sender says, then by their names."""

    situation: Situation
    today: date
    said: Said

    def draft(self, name: str, folder: str) -> DocumentDraft:
        """The draft of a file; without a code in its name, the one that the name of its folder begins with counts."""
        catalogs = _catalogs(self.situation, self.said.catalog)
        found = propose(name, catalogs, self.today)
        of_name = found.links or (propose(f"{folder}_{name}", catalogs, self.today).links if folder else ())
        links = tuple(dict.fromkeys([*self.said.links, *of_name]))
        return DocumentDraft(
            title=found.title,
            kind=found.kind,
            effective_on=self.said.effective_on or found.effective_on,
            file_name=name,
            system_id=self.said.system_id or system_for(self.situation, links),
            note=self.said.note,
            links=links,
        )


Found = tuple[Candidate | Turned, bytes]


def find_candidates(situation: Situation, files: Iterable[IncomingFile], today: date, said: Said) -> Iterator[Found]:
    """Each file (those of a ZIP one by one) with its content, or the reason why it is not taken."""
    filing = _Filing(situation, today, said)
    for file in files:
        name = clean_name(file.name)
        try:
            yield from _in_archive(filing, file) if is_archive(file.name) else [_by_itself(filing, file)]
        except UserError as error:
            yield Turned(name, "", str(error)), b""
        except OSError:
            yield Turned(name, "", str(_unreadable(name))), b""


def links_of(situation: Situation, code: str, catalog: str = "") -> tuple[Link, ...]:
    """What a code (`05.01.6`, `05.01.6#2`) stands for, in one standard or the first with it. Raises NotFoundError."""
    wanted = code.strip().upper()
    found = propose(f"{wanted}.txt", _catalogs(situation, catalog), situation.today).links
    if not found or not all(link.ref.upper().split("#")[0] == wanted.split("#")[0] for link in found):
        raise NotFoundError(f"没有编号为“{code}”的条款或要求点，请核对后再试。")
    return found


def _by_itself(filing: _Filing, file: IncomingFile) -> Found:
    check_size(file.name, file.size)
    with file.opened() as source:
        source.seek(0)
        content = source.read(vault.MAX_BYTES + 1)
    media_type = check_file(file.name, content)
    return _candidate(filing, file, clean_name(file.name), content, media_type), content


def _in_archive(filing: _Filing, file: IncomingFile) -> Iterator[Found]:
    archive = clean_name(file.name)
    with file.opened() as source:
        for entry in unpack(file.name, source, file.size):
            if isinstance(entry, Refused):
                yield Turned(entry.name, archive, entry.reason), b""
            else:
                yield _candidate(filing, file, entry.name, entry.content, entry.media_type, entry), entry.content


def _candidate(
    filing: _Filing, file: IncomingFile, name: str, content: bytes, media_type: str, entry: Unpacked | None = None
) -> Candidate:
    return Candidate(
        draft=filing.draft(name, entry.folder if entry else ""),
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        archive=clean_name(file.name) if entry else "",
        file=file,
        number=entry.number if entry else None,
    )


def _catalogs(situation: Situation, catalog: str) -> list[Catalog]:
    """The standards in which codes are looked up: one, or all when none is named."""
    return [found for found in situation.catalogs.values() if catalog in ("", found.id)]


def _unreadable(name: str) -> InvalidInputError:
    return InvalidInputError(f"“{name}”读不出来，没有保存；请检查文件是否还在、是否有读取权限后再上传。")
