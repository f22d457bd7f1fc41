"""恢复: hospitals from a backup, into a data directory that does not have them yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from evidence.deployment import check_slug
from evidence.disk import told_of_disk
from evidence.errors import InvalidInputError, NotFoundError, StoreError
from evidence.maintenance.copying import REMEDY, copy_file, must_have_room, named_when_complete
from evidence.maintenance.findings import Progress, silent
from evidence.maintenance.manifest import MANIFEST_NAME, Manifest, check_manifest, read_manifest
from evidence.maintenance.verify import Report, verify
from evidence.store import open_store
from evidence.store.connection import FILES_FOLDER
from evidence.store.migrations import migrations
from evidence.viewer import Viewer

_WORK = "恢复"


@dataclass(frozen=True)
class _Planned:
    """A hospital of a backup and the folder that it is to become."""

    copy: Path
    target: Path
    manifest: Manifest


def restore(
    out: Path,
    data: Path,
    viewer: Viewer,
    hospital: str | None = None,
    new_name: str | None = None,
    progress: Progress = silent,
) -> Iterator[Report]:
    """Brings back one hospital of a backup, or all of them, and yields what the check of each result found.

    Before anything is written the whole backup is checked against its manifests. A hospital gets its name when
    everything is in place, and its log says that it was restored. `new_name`: the folder it becomes.
    Raises NotFoundError when it is not in the backup, InvalidInputError for an impossible name, StoreError when the
    backup is damaged or of a newer version, the hospital exists already, or there is no room.
    """
    viewer.must_be_named()
    with told_of_disk(_WORK, REMEDY):
        planned = _plan(out, data, hospital, new_name)
        for one in planned:
            _check(one, progress)
        must_have_room(data, sum(one.manifest.size for one in planned), _WORK)
    for one in planned:
        yield _bring_back(one, viewer, progress)


def _plan(out: Path, data: Path, hospital: str | None, new_name: str | None) -> list[_Planned]:
    copies = _copies(out)
    if hospital is not None:
        copies = {slug: folder for slug, folder in copies.items() if slug == hospital}
        if not copies:
            raise NotFoundError(f"备份 {out} 里没有医院 {hospital}，请核对名称。")
    if new_name is not None and len(copies) > 1:
        raise InvalidInputError(f"备份里有 {'、'.join(copies)} 几家医院，改名恢复时请写明是哪一家。")
    planned = []
    for slug, folder in copies.items():
        manifest = read_manifest(folder)
        if manifest.hospital != slug:
            raise StoreError(f"备份 {folder} 的清单属于医院 {manifest.hospital}，文件夹被改过名，请改回后再恢复。")
        planned.append(_Planned(folder, data / check_slug(new_name or slug), manifest))
    return planned


def _copies(out: Path) -> dict[str, Path]:
    """Hospital → its folder in a backup, which may also be given itself."""
    if (out / MANIFEST_NAME).is_file():
        return {out.resolve().name: out}
    found = {path.parent.name: path.parent for path in sorted(out.glob(f"*/{MANIFEST_NAME}"))}
    if not found:
        raise NotFoundError(f"{out} 不是完整的备份（没有 {MANIFEST_NAME}），请核对路径。")
    return found


def _check(one: _Planned, progress: Progress) -> None:
    """Raises StoreError for what cannot be restored."""
    slug = one.target.name
    if one.target.exists():
        raise StoreError(f"{one.target} 已经存在，没有改动；请先移走它，或用 --as 另起一个代号恢复。")
    own = {step.name for step in migrations.pending(Database(memory=True))}
    newer = [step for step in one.manifest.steps if step not in own]
    if newer:
        raise StoreError(f"医院 {slug} 的备份由较新版本的程序制作（{newer[0]}），请升级本程序后再恢复。")
    findings = check_manifest(one.copy, one.manifest, progress)
    if findings:
        more = f"（共 {len(findings)} 处）" if len(findings) > 1 else ""
        raise StoreError(f"{findings[0].text.removesuffix('。')}{more}，没有恢复医院 {slug}。")


def _bring_back(one: _Planned, viewer: Viewer, progress: Progress) -> Report:
    with named_when_complete(one.target, _WORK) as folder:
        (folder / FILES_FOLDER).mkdir()
        for number, (name, file) in enumerate(one.manifest.files.items(), start=1):
            if copy_file(one.copy / name, folder / name) != file:
                raise StoreError(f"备份中的文件 {name} 在恢复过程中变了，没有恢复医院 {folder.name}，请换一份备份。")
            progress("恢复文件", number, len(one.manifest.files))
        report = verify(folder, progress=progress)
    _log(one, viewer)
    return report


def _log(one: _Planned, viewer: Viewer) -> None:
    """The restored log tells where it comes from; opening the hospital also brings it up to date."""
    head = one.manifest.log_head
    facts = {"made_at": one.manifest.made_at, "hospital": one.manifest.hospital, "entries": head.id if head else 0}
    with open_store(one.target).writing(viewer) as transaction:
        transaction.audit("restore", "hospital", one.target.name, None, facts)
