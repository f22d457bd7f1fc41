"""What a backup of a hospital holds: its files with their hashes, the newest log entry, counts, program version."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from evidence.errors import StoreError
from evidence.maintenance.file_check import hash_of
from evidence.maintenance.findings import Fault, Finding, Progress, silent
from evidence.store import DATABASE_NAME
from evidence.store.connection import FILES_FOLDER
from evidence.store.heads import HEADS_NAME, Head

MANIFEST_NAME = "manifest.json"
_FORMAT = 1
_LARGEST = 64 * 1024 * 1024
# Nothing else is ever taken from a backup, whatever its manifest says.
_PATH = re.compile(
    rf"{re.escape(DATABASE_NAME)}|{re.escape(HEADS_NAME)}|{FILES_FOLDER}/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}"
)

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class CopiedFile(_Strict):
    """A file of a backup: size in bytes, SHA-256 of its content."""

    size: int = Field(ge=0)
    sha256: Digest

    @classmethod
    def of(cls, path: Path) -> Self:
        """A file as it is. Raises OSError."""
        return cls(size=path.stat().st_size, sha256=hash_of(path))


class LogHead(_Strict):
    """The newest entry of the log that a backup holds."""

    id: int = Field(ge=0)
    hash: str

    @property
    def head(self) -> Head:
        """The same as a head."""
        return Head(self.id, self.hash)


class Manifest(_Strict):
    """The contents of `manifest.json`. `faults`: what was wrong already when it was copied, in words."""

    format: int = _FORMAT
    program: str
    made_at: str
    hospital: str
    name: str
    steps: list[str]
    log_entries: int = Field(ge=0)
    log_head: LogHead | None
    counts: dict[str, int]
    faults: list[str]
    files: dict[str, CopiedFile]

    @model_validator(mode="after")
    def _only_known_places(self) -> Self:
        if DATABASE_NAME not in self.files:
            raise ValueError(DATABASE_NAME)
        for name in self.files:
            if not _PATH.fullmatch(name):
                raise ValueError(name)
        return self

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())


def program_version() -> str:
    """The version of this program."""
    return version("readiness")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest of a copied hospital into its folder."""
    text = json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1)
    (folder / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a copied hospital. Raises StoreError when it is missing, damaged or names a strange place."""
    path = folder / MANIFEST_NAME
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError(MANIFEST_NAME)
        data = json.loads(path.read_text(encoding="utf-8"))
        newer = isinstance(data, dict) and isinstance(data.get("format"), int) and data["format"] > _FORMAT
        if not newer:
            return Manifest.model_validate(data)
    except FileNotFoundError as error:
        raise StoreError(f"{folder} 里没有 {MANIFEST_NAME}，不是完整的备份，请换一份备份。") from error
    except (OSError, ValueError, RecursionError, ValidationError) as error:
        raise StoreError(f"备份 {folder} 的 {MANIFEST_NAME} 已损坏或不是本程序写的，请换一份备份。") from error
    raise StoreError(f"备份 {folder} 由较新版本的程序制作，请升级本程序后再使用。")


def check_manifest(folder: Path, manifest: Manifest, progress: Progress = silent) -> list[Finding]:
    """Checks that every file of the manifest is there, is an ordinary file and has its hash."""
    found: list[Finding] = []
    for number, (name, file) in enumerate(manifest.files.items(), start=1):
        found += _check(folder / name, name, file)
        progress("核对备份清单", number, len(manifest.files))
    return found


def _check(path: Path, name: str, file: CopiedFile) -> Iterator[Finding]:
    if path.is_symlink() or not path.is_file():
        yield Finding(Fault.MANIFEST, f"备份中缺少文件 {name}，请换一份备份。")
        return
    try:
        right = path.stat().st_size == file.size and hash_of(path) == file.sha256
    except OSError:
        right = False
    if not right:
        yield Finding(Fault.MANIFEST, f"备份中的文件 {name} 与清单不符，已损坏或被改动过，请换一份备份。")
