"""Exports that run beside the screens: started by a person, for one target, into a folder of the hospital."""

import threading
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from criteria.models import Catalog
from evidence.access import Permission, must
from evidence.binder.export import BINDER, Exported, export_binder, file_name, read_binder
from evidence.binder.jobs import FOLDER, Job, Jobs, clean_up
from evidence.binder.progress import Progress, Stopped
from evidence.offline.export import BUNDLE, export_offline
from evidence.store import Store
from evidence.viewer import Viewer

_JOBS = Jobs()
_CLEANED: set[Path] = set()
_CLEANING = threading.Lock()


def job_of(store: Store, viewer: Viewer, what: str, target_id: int) -> Job | None:
    """The viewer's own export of a kind (BINDER, BUNDLE) for a target. Raises NotAllowedError."""
    must(viewer, Permission.EXPORT)
    return _JOBS.find(_key(store, viewer, what, target_id))


def start_export(
    store: Store,
    viewer: Viewer,
    catalogs: Mapping[str, Catalog],
    what: str,
    target_id: int,
    today: date,
    pdf: bool = False,
) -> Job:
    """Begins an export; one of the same kind by the same person that is over gives way to it, with its file.

    Raises as read_source. What goes wrong later is told by the job.
    """
    binder = read_binder(store, viewer, catalogs, target_id, today)

    def work(out: Path, progress: Progress, stopped: Stopped) -> Exported:
        export = partial(export_binder, pdf=pdf) if what == BINDER else export_offline
        return export(store, viewer, catalogs, target_id, today, out, progress=progress, stopped=stopped)

    out = _place(store) / file_name(binder, what)
    return _JOBS.start(_key(store, viewer, what, target_id), out, work)


def drop_export(store: Store, viewer: Viewer, what: str, target_id: int) -> None:
    """Deletes the file of an export that is over. Raises NotAllowedError."""
    must(viewer, Permission.EXPORT)
    _JOBS.drop(_key(store, viewer, what, target_id))


def _key(store: Store, viewer: Viewer, what: str, target_id: int) -> tuple[object, ...]:
    return (store.folder.resolve(), viewer.account_id, viewer.name, what, target_id)


def _place(store: Store) -> Path:
    """A new folder for one file; what an earlier server has left is deleted first."""
    exports = store.folder / FOLDER
    with _CLEANING:
        if store.folder not in _CLEANED:
            clean_up(store.folder)
            _CLEANED.add(store.folder)
        exports.mkdir(exist_ok=True)
    return Path(mkdtemp(dir=exports))


__all__ = ["BINDER", "BUNDLE", "drop_export", "job_of", "start_export"]
