"""A ZIP file or a folder that gets its name only when everything is in it, with the hash of every file."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Protocol

from evidence.disk import UNFINISHED, told_of_disk
from evidence.errors import StoreError
from evidence.maintenance.copying import REMEDY, named_when_complete

_CHUNK = 1024 * 1024
# Compressed already, or not worth it.
_TEXTS = (".json", ".txt", ".html", ".js", ".css", ".csv")
_READABLE = 0o100644 << 16


@dataclass(frozen=True)
class Packed:
    """A file of a package: its path, size in bytes and SHA-256."""

    path: str
    size: int
    sha256: str


class WrongContentError(Exception):
    """A file whose content is not the one that was recorded; nothing of it is in the package."""


class Package(Protocol):
    """Where files are put, under paths with `/`."""

    packed: list[Packed]

    def add(self, path: str, content: bytes) -> None:
        """Puts a file in."""

    def copy(self, path: str, source: Path, sha256: str) -> None:
        """Copies a file with this hash in. Raises WrongContentError when it is missing or its content is another."""


def must_be(source: Path, sha256: str) -> None:
    """Raises WrongContentError for a file that is not there or does not have this hash."""
    digest = hashlib.sha256()
    try:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise WrongContentError(str(source)) from error
    if digest.hexdigest() != sha256:
        raise WrongContentError(str(source))


class _Zip:
    def __init__(self, archive: zipfile.ZipFile, on: date) -> None:
        self.packed: list[Packed] = []
        self._archive = archive
        self._stamp = (max(on.year, 1980), on.month, on.day, 0, 0, 0)

    def add(self, path: str, content: bytes) -> None:
        self._archive.writestr(self._entry(path), content)
        self.packed.append(Packed(path, len(content), hashlib.sha256(content).hexdigest()))

    def copy(self, path: str, source: Path, sha256: str) -> None:
        must_be(source, sha256)
        entry, size = self._entry(path), source.stat().st_size
        entry.file_size = size
        with source.open("rb") as file, self._archive.open(entry, "w") as target:
            _pour(file, target)
        self.packed.append(Packed(path, size, sha256))

    def _entry(self, path: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(path, self._stamp)
        entry.compress_type = zipfile.ZIP_DEFLATED if path.lower().endswith(_TEXTS) else zipfile.ZIP_STORED
        # The same on Windows and Linux.
        entry.create_system, entry.external_attr = 3, _READABLE
        return entry


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.packed: list[Packed] = []
        self._folder = folder

    def add(self, path: str, content: bytes) -> None:
        with self._opened(path) as target:
            target.write(content)
        self.packed.append(Packed(path, len(content), hashlib.sha256(content).hexdigest()))

    def copy(self, path: str, source: Path, sha256: str) -> None:
        must_be(source, sha256)
        with source.open("rb") as file, self._opened(path) as target:
            _pour(file, target)
        self.packed.append(Packed(path, source.stat().st_size, sha256))

    def _opened(self, path: str) -> IO[bytes]:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("xb")


def _pour(file: IO[bytes], target: IO[bytes]) -> None:
    while chunk := file.read(_CHUNK):
        target.write(chunk)


@contextmanager
def zip_package(out: Path, on: date, work: str) -> Iterator[Package]:
    """A ZIP file that is called `out` once it is complete and on the disk; an earlier one of that name gives way.

    When anything goes wrong nothing is left of it. `work`: what is being done (材料册导出). Raises StoreError when the
    disk is full or cannot be written.
    """
    if out.is_dir():
        raise StoreError(f"{out} 是一个文件夹，没有改动；请写明要保存的文件名，例如 {out / '材料册.zip'}。")
    with told_of_disk(work, REMEDY, out):
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=out.parent)
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                with zipfile.ZipFile(file, "w") as archive:
                    yield _Zip(archive, on)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)


@contextmanager
def folder_package(out: Path, work: str) -> Iterator[Package]:
    """A folder that is called `out` once it is complete. Raises StoreError when it exists or the disk is full."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StoreError(f"{out} 已经存在，没有改动；请换一个名称，例如带上日期。")
    with named_when_complete(out, work) as folder, told_of_disk(work, REMEDY):
        yield _Folder(folder)
