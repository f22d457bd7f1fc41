"""Copying into a folder that gets its name only when everything is in it."""

import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.disk import UNFINISHED, told_of_disk
from evidence.errors import StoreError
from evidence.maintenance.manifest import CopiedFile

REMEDY = "请清理磁盘或换一个位置再试"
# What is read at once.
_CHUNK = 1024 * 1024


class UnreadableError(OSError):
    """A file that is there but cannot be read: a bad disk, or a missing right."""


@contextmanager
def named_when_complete(target: Path, work: str) -> Iterator[Path]:
    """A new folder which becomes `target` at the end; when anything goes wrong nothing is left of it.

    Until then it lies one level deeper beside it, where nobody takes it for a hospital or a backup.
    `work`: what is being done (备份). Raises StoreError when there is no room, or the disk cannot be read or written.
    """
    with told_of_disk(work, REMEDY, target):
        target.parent.mkdir(parents=True, exist_ok=True)
        around = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.parent))
    try:
        with told_of_disk(work, REMEDY, target):
            unfinished = around / target.name
            unfinished.mkdir(mode=0o700)
            yield unfinished
            _flush()
            if target.is_dir():
                # An empty folder is as good as none; Windows renames onto nothing.
                target.rmdir()
            unfinished.rename(target)
    finally:
        shutil.rmtree(around, ignore_errors=True)


def must_have_room(folder: Path, needed: int, work: str) -> None:
    """Raises StoreError when a disk has less free space than `needed` bytes."""
    free = shutil.disk_usage(_existing(folder)).free
    if free < needed:
        raise StoreError(
            f"磁盘空间不足：{work}需要 {megabytes(needed)} MB，{folder} 所在磁盘只剩 {megabytes(free)} MB；{REMEDY}。"
        )


def megabytes(size: int) -> str:
    """12,345 for a number of bytes, rounded up."""
    return f"{-(-size // _CHUNK):,}"


def copy_file(source: Path, target: Path) -> CopiedFile:
    """Copies a file and returns the size and hash of what was copied.

    Raises FileNotFoundError, UnreadableError when the source cannot be read to its end, OSError when the target
    cannot be written.
    """
    digest, size = hashlib.sha256(), 0
    chunks = _chunks(source)
    first = next(chunks, b"")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as written:
        for chunk in itertools.chain([first], chunks):
            digest.update(chunk)
            written.write(chunk)
            size += len(chunk)
    return CopiedFile(size=size, sha256=digest.hexdigest())


def _chunks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableError(error.errno, error.strerror, str(source)) from error


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists already."""
    return next(path for path in (folder, *folder.resolve().parents) if path.is_dir())


def _flush() -> None:
    """Everything is on the disk before it gets its name; Windows has no such call and writes within seconds."""
    if hasattr(os, "sync"):
        os.sync()
