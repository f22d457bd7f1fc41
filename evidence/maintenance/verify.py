"""校验: the log, the database and every file of a hospital."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from evidence.deployment import Deployment, check_slug
from evidence.errors import NotFoundError, StoreError
from evidence.maintenance.database import check_database, is_chained, reading_as_it_is
from evidence.maintenance.file_check import check_files, names_in, wanted_files
from evidence.maintenance.findings import Fault, Finding, Progress, silent
from evidence.maintenance.log_check import LogCheck, check_log
from evidence.maintenance.manifest import MANIFEST_NAME, check_manifest, read_manifest
from evidence.store.connection import FILES_FOLDER
from evidence.store.heads import Head, note_heads, noted_heads


@dataclass(frozen=True)
class Report:
    """What the check of a hospital found. `files`: how many the database speaks of; `head`: the newest log entry."""

    hospital: str
    entries: int
    head: Head | None
    files: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is lost or changed; harmless findings do not count."""
        return all(finding.harmless for finding in self.findings)


def chosen_hospitals(data: Path, hospital: str | None) -> list[str]:
    """All hospitals of a data directory (or of a backup), or the one that is asked for.

    Raises NotFoundError when there is none, InvalidInputError for an impossible name.
    """
    found = Deployment(data).hospitals()
    if hospital is not None and check_slug(hospital) not in found:
        raise NotFoundError(f"{data} 里没有医院 {hospital}，请核对名称。")
    if not found:
        raise NotFoundError(f"{data} 里没有医院，请核对路径。")
    return found if hospital is None else [hospital]


def verify(folder: Path, known: Iterable[Head] = (), progress: Progress = silent) -> Report:
    """Checks a hospital's folder, or the copy of one in a backup; people may go on working.

    `known`: entries of the log that somebody has written down. Nothing is changed but that the newest entry of a sound
    log is noted outside the database. What cannot be read at all is a finding, too.
    """
    is_backup = (folder / MANIFEST_NAME).exists()
    findings = _check_copy(folder, progress) if is_backup else []
    present = names_in(folder / FILES_FOLDER)
    heads = [*noted_heads(folder), *known]
    try:
        with reading_as_it_is(folder, alone=is_backup) as db:
            findings += check_database(db)
            log = check_state_of_log(db, heads, progress)
            wanted = wanted_files(db)
    except StoreError as error:
        return Report(folder.name, 0, None, 0, (*findings, Finding(Fault.DATABASE, str(error))))
    findings += log.findings
    findings += check_files(folder / FILES_FOLDER, present, wanted, progress)
    if log.head and log.whole and not is_backup and log.head not in heads:
        note_heads(folder, [log.head])
    return Report(folder.name, log.entries, log.head, len(wanted), tuple(findings))


def _check_copy(folder: Path, progress: Progress) -> list[Finding]:
    """The copy of a hospital against what was written down when it was made."""
    try:
        return check_manifest(folder, read_manifest(folder), progress)
    except StoreError as error:
        return [Finding(Fault.MANIFEST, str(error))]


def check_state_of_log(db: Database, heads: Iterable[Head], progress: Progress = silent) -> LogCheck:
    """The check of the log in any version of the database."""
    if is_chained(db):
        return check_log(db, heads, progress=progress)
    entries = int(db.execute("SELECT count(*) FROM main.audit").fetchone()[0])
    text = "审计日志还没有校验链，无法校验，请先启动一次本程序升级这家医院的数据库。"
    return LogCheck(entries, None, (Finding(Fault.LOG_UNCHAINED, text),))
