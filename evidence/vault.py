"""The file vault: files named by their SHA-256, written completely before they are recorded."""

import hashlib
import os
import tempfile
from pathlib import Path

from evidence.disk import told_of_disk
from evidence.errors import InvalidInputError, NotFoundError

MAX_BYTES = 200 * 1024 * 1024


def put(folder: Path, content: bytes) -> str:
    """Stores a file and returns its SHA-256; the same content is stored once.

    Written to a temporary name, flushed to disk, then renamed, so that a file under its final name is complete.
    Raises InvalidInputError for an empty file or one over the limit, StoreError when the disk is full.
    """
    if not content:
        raise InvalidInputError("文件是空的（0 字节），没有保存；请检查原文件后重新上传。")
    if len(content) > MAX_BYTES:
        raise InvalidInputError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB 的上限，没有保存；请压缩或拆分后再上传。")
    digest = hashlib.sha256(content).hexdigest()
    path = file_path(folder, digest)
    # A damaged file is written anew by who uploads its content again.
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
        return digest
    with told_of_disk("上传"):
        new_folder = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
        _sync_folder(path.parent)
        if new_folder:
            _sync_folder(folder)
    return digest


def _write(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".incoming-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def get(folder: Path, digest: str) -> bytes:
    """The content of a stored file. Raises NotFoundError when it is not there."""
    path = file_path(folder, digest)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError("这份材料的文件不在文件库中，请从备份恢复或重新上传。") from error


def file_path(folder: Path, digest: str) -> Path:
    """Where a file is kept. Raises NotFoundError for anything that is not a SHA-256."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise NotFoundError("文件编号无效。")
    return folder / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable; Windows cannot open folders and does not need it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
