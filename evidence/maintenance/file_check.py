"""Checking the files of a vault: missing, damaged, and those that nothing in the database speaks of."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from criteria.yaml_reader import read_yaml
from evidence import vault
from evidence.disk import reason_of
from evidence.errors import NotFoundError
from evidence.maintenance.findings import Fault, Finding, Progress, silent

_WHAT = "校验材料文件"
_SHOWN = 3


@dataclass(frozen=True)
class WantedFile:
    """A file that the database speaks of. `needed`: it has to be there. `owner`: whose file it is, in words."""

    digest: str
    needed: bool
    owner: str


@cache
def file_columns() -> Mapping[str, tuple[str, ...]]:
    """`needed`, `may_be_gone`, `derived` → the columns (`table.column`) of `files.yaml`."""
    data: dict[str, Any] = read_yaml(Path(__file__).with_name("files.yaml"))
    return {kind: tuple(columns) for kind, columns in data.items()}


def wanted_files(db: Database) -> list[WantedFile]:
    """What a state of the database needs of the vault, each file once; a file that one record needs is needed."""
    found: dict[str, WantedFile] = {}
    for kind in ("needed", "may_be_gone"):
        for table, column in (name.split(".") for name in file_columns()[kind]):
            for row in _rows(db, table, column):
                found.setdefault(row[column], WantedFile(row[column], kind == "needed", _owner(table, row)))
    return list(found.values())


def _rows(db: Database, table: str, column: str) -> Iterator[dict[str, Any]]:
    """The records of a table that name a file; a database of an early version may not have the column yet."""
    if any(row[1] == column for row in db.execute(f"PRAGMA main.table_info([{table}])")):
        yield from db.query(f"SELECT * FROM main.[{table}] WHERE [{column}] IS NOT NULL ORDER BY id")  # noqa: S608


def _owner(table: str, row: Mapping[str, Any]) -> str:
    """材料《标本闭环》（编号 12，周工 2026-03-02 上传）."""
    if table != "documents":
        return f"{table} 第 {row['id']} 条记录"
    return f"材料《{row['title']}》（编号 {row['id']}，{row['uploader']} {row['uploaded_at'][:10]} 上传）"


def names_in(folder: Path) -> list[Path]:
    """The files of a vault as they are on the disk."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def check_files(
    folder: Path, present: Iterable[Path], wanted: Iterable[WantedFile], progress: Progress = silent
) -> list[Finding]:
    """Checks every wanted file against its hash, and names what is there besides.

    `present`: the names found before the database was opened for reading, so that the file of an upload that is
    recorded meanwhile is not taken for one that nobody knows.
    """
    expected = list(wanted)
    found: list[Finding] = []
    for number, file in enumerate(expected, start=1):
        found += _check(folder, file)
        progress(_WHAT, number, len(expected))
    return [*found, *_gone(folder, expected), *_others(folder, present, expected)]


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's content. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def missing(file: WantedFile) -> Finding:
    """The sentence for a file that has to be there and is not."""
    text = f"{file.owner}的文件 {_short(file.digest)} 丢失，请从备份恢复或重新上传。"
    return Finding(Fault.FILE_MISSING, text)


def damaged_file(file: WantedFile) -> Finding:
    """The sentence for a file whose content is no longer what was stored."""
    text = f"{file.owner}的文件 {_short(file.digest)} 已损坏，内容与登记的校验值不符，请从备份恢复这个文件。"
    return Finding(Fault.FILE_DAMAGED, text)


def unreadable(file: WantedFile, error: OSError) -> Finding:
    """The sentence for a file that is there but cannot be read."""
    text = f"{file.owner}的文件 {_short(file.digest)} 读不出（{reason_of(error)}），请检查磁盘和文件夹权限。"
    return Finding(Fault.FILE_DAMAGED, text)


def _check(folder: Path, file: WantedFile) -> Iterator[Finding]:
    try:
        if hash_of(vault.file_path(folder, file.digest)) != file.digest:
            yield damaged_file(file)
    except (FileNotFoundError, NotFoundError):
        if file.needed:
            yield missing(file)
    except OSError as error:
        yield unreadable(file, error)


def _gone(folder: Path, wanted: Iterable[WantedFile]) -> Iterator[Finding]:
    gone = [file for file in wanted if not file.needed and not _path(folder, file).exists()]
    if gone:
        text = f"有 {len(gone)} 份已脱敏材料的原件不在文件库中，通常是按设置删除的，不影响脱敏后的材料。"
        yield Finding(Fault.ORIGINAL_GONE, text)


# What a file is that nothing speaks of: left by an upload that was broken off, or put there by somebody.
_OTHERS = (
    (re.compile(r"\.incoming-.*"), Fault.UPLOAD_LEFTOVER, "个上传中断（或正在上传）留下的临时文件，不影响使用"),
    (re.compile(r"[0-9a-f]{64}"), Fault.FILE_EXTRA, "个没有登记的文件，通常是上传中断留下的，不影响使用"),
    (re.compile(r".*", re.DOTALL), Fault.FILE_EXTRA, "个不是本程序建立的文件，请查明来源"),
)


def _others(folder: Path, present: Iterable[Path], wanted: Iterable[WantedFile]) -> Iterator[Finding]:
    known = {_path(folder, file) for file in wanted}
    others: dict[tuple[Fault, str], list[Path]] = {}
    for path in present:
        if path not in known:
            others.setdefault(_sort_of(path.name), []).append(path)
    for (fault, what), paths in others.items():
        yield Finding(fault, f"文件库中有 {len(paths)} {what}：{_some(folder, paths)}。")


def _sort_of(name: str) -> tuple[Fault, str]:
    return next((fault, what) for pattern, fault, what in _OTHERS if pattern.fullmatch(name))


def _path(folder: Path, file: WantedFile) -> Path:
    """Where the file belongs, for comparing only: what the database says is not checked here."""
    return folder / file.digest[:2] / file.digest


def _some(folder: Path, paths: list[Path]) -> str:
    shown = "、".join(path.relative_to(folder).as_posix() for path in paths[:_SHOWN])
    return shown + (" 等" if len(paths) > _SHOWN else "")


def _short(digest: str) -> str:
    """Enough of a hash to find the file."""
    return f"{digest[:2]}/{digest[:12]}…"
