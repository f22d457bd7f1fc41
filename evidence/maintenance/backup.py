"""备份: a consistent copy of hospitals while people work on them.

A backup is a folder with the layout of a data directory, not one archive: what is in the vault is compressed already
(pictures, PDF, Office), so an archive would save nothing, and a folder can be checked where it lies, copied with any
tool, and kept up elsewhere by tools that copy only what is new (the files of the vault never change).
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from evidence import vault
from evidence.disk import told_of_disk
from evidence.errors import InvalidInputError, NotFoundError, StoreError
from evidence.maintenance.copying import REMEDY, UnreadableError, copy_file, must_have_room, named_when_complete
from evidence.maintenance.database import check_database, reading_as_it_is, steps
from evidence.maintenance.file_check import WantedFile, damaged_file, missing, unreadable, wanted_files
from evidence.maintenance.findings import Finding, Progress, silent
from evidence.maintenance.log_check import LogCheck
from evidence.maintenance.manifest import CopiedFile, LogHead, Manifest, program_version, write_manifest
from evidence.maintenance.verify import check_state_of_log, chosen_hospitals
from evidence.store import DATABASE_NAME
from evidence.store.connection import FILES_FOLDER, local_now
from evidence.store.failures import told_in_chinese
from evidence.store.heads import HEADS_NAME, note_heads, noted_heads

_WORK = "备份"
_PAGES = 2000


@dataclass(frozen=True)
class Copied:
    """A hospital in a backup. `findings`: what was wrong with it already, all of it not harmless."""

    manifest: Manifest
    findings: tuple[Finding, ...]


def backup(data: Path, out: Path, hospital: str | None = None, progress: Progress = silent) -> list[Copied]:
    """Copies one hospital of a data directory, or all of them, into a new folder `out`, each as one state.

    `out` gets its name when everything is in it. A hospital with faults is copied as it is, and the faults are told.
    Raises NotFoundError when there is no hospital, InvalidInputError for an impossible place, StoreError when `out`
    exists, there is no room, or a database cannot be read.
    """
    with told_of_disk(_WORK, REMEDY):
        slugs = chosen_hospitals(data, hospital)
        _check_place(data, out)
        must_have_room(out.parent, sum(_size(data / slug) for slug in slugs), _WORK)
    with named_when_complete(out, _WORK) as folder:
        return [_copy(data / slug, folder / slug, progress) for slug in slugs]


def _check_place(data: Path, out: Path) -> None:
    if out.resolve().is_relative_to(data.resolve()):
        raise InvalidInputError(f"备份不能放在数据目录 {data} 里面，请放到别的文件夹，最好是另一块磁盘。")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StoreError(f"{out} 已经存在，没有改动；请给这次备份换一个名称，例如带上日期。")


def _size(folder: Path) -> int:
    """Bytes of what there is to copy, at most."""
    vault_size = sum(path.stat().st_size for path in (folder / FILES_FOLDER).rglob("*") if path.is_file())
    return (folder / DATABASE_NAME).stat().st_size + vault_size


@dataclass(frozen=True)
class _State:
    """What the copied database says."""

    findings: list[Finding]
    log: LogCheck
    wanted: list[WantedFile]
    steps: list[str]
    name: str
    counts: dict[str, int]


def _copy(source: Path, target: Path, progress: Progress) -> Copied:
    """One hospital: its database at one moment, then exactly the files which that state speaks of."""
    target.mkdir(mode=0o700)
    heads = noted_heads(source)
    _copy_database(source, target / DATABASE_NAME, progress)
    with reading_as_it_is(target, alone=True) as db:
        log = check_state_of_log(db, heads, progress)
        state = _State(check_database(db), log, wanted_files(db), steps(db), _name(db), _counts(db))
    note_heads(target, dict.fromkeys([*heads, *([log.head] if log.head else [])]))
    files, lost = _copy_files(source / FILES_FOLDER, target / FILES_FOLDER, state.wanted, progress)
    for name in (DATABASE_NAME, HEADS_NAME):
        files[name] = CopiedFile.of(target / name)
    findings = tuple(f for f in (*state.findings, *log.findings, *lost) if not f.harmless)
    manifest = Manifest(
        program=program_version(),
        made_at=local_now().isoformat(timespec="seconds"),
        hospital=source.name,
        name=state.name,
        steps=state.steps,
        log_entries=log.entries,
        log_head=LogHead(id=log.head.id, hash=log.head.hash) if log.head else None,
        counts=state.counts,
        faults=[finding.text for finding in findings],
        files=files,
    )
    write_manifest(target, manifest)
    return Copied(manifest, findings)


def _copy_database(source: Path, target: Path, progress: Progress) -> None:
    """The open read keeps to one state however long the copying takes; people may write meanwhile."""
    with reading_as_it_is(source) as db, told_in_chinese(source.name, f"，{_WORK}没有完成"):
        copy = sqlite3.connect(target)
        try:
            db.conn.backup(
                copy, pages=_PAGES, progress=lambda _, left, total: progress("复制数据库", total - left, total)
            )
        finally:
            copy.close()


def _copy_files(
    source: Path, target: Path, wanted: list[WantedFile], progress: Progress
) -> tuple[dict[str, CopiedFile], list[Finding]]:
    """Path in the backup → what was copied; and what is missing or damaged. A damaged file is copied as it is."""
    copied, lost = {}, []
    for number, file in enumerate(wanted, start=1):
        progress("复制材料文件", number, len(wanted))
        name = f"{file.digest[:2]}/{file.digest}"
        found = _copy_one(source, target / name, file)
        if isinstance(found, CopiedFile):
            copied[f"{FILES_FOLDER}/{name}"] = found
            if found.sha256 != file.digest:
                lost.append(damaged_file(file))
        elif found is not None:
            lost.append(found)
    return copied, lost


def _copy_one(source: Path, target: Path, file: WantedFile) -> CopiedFile | Finding | None:
    """What was copied, or why not; None when the file may be gone and is."""
    try:
        return copy_file(vault.file_path(source, file.digest), target)
    except (FileNotFoundError, NotFoundError):
        return missing(file) if file.needed else None
    except UnreadableError as error:
        target.unlink(missing_ok=True)
        return unreadable(file, error)


def _name(db: Database) -> str:
    row = db.execute("SELECT name FROM main.hospital").fetchone()
    return str(row[0]) if row else ""


def _counts(db: Database) -> dict[str, int]:
    """Table → records, without what SQLite or a full-text index keeps for itself."""
    tables = db.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    names = sorted(name for (name,) in tables if "sqlite_" not in name)
    return {name: int(db.execute(f"SELECT count(*) FROM main.[{name}]").fetchone()[0]) for name in names}  # noqa: S608
