"""离线包: a folder (or ZIP) of plain HTML with every requirement and its proof, for where there is no network."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

from criteria.models import Catalog
from evidence import vault
from evidence.binder.binding import bind
from evidence.binder.content import Binder
from evidence.binder.copies import copy_documents
from evidence.binder.export import Exported
from evidence.binder.manifest import add_manifest
from evidence.binder.package import Package, folder_package, zip_package
from evidence.binder.pictures import NoPictureError, picture_of
from evidence.binder.progress import Progress, Steps, Stopped, going_on, silent
from evidence.binder.reading import read_source
from evidence.binder.record import note_export
from evidence.offline.proofs import Proof, proofs_of
from evidence.offline.search_index import search_index
from evidence.offline.site import ASSETS, TEMPLATES, Site
from evidence.store import Store
from evidence.viewer import Viewer

BUNDLE = "离线包"
_WORK = "离线包导出"
_OWN_STEPS = 2


def export_offline(
    store: Store,
    viewer: Viewer,
    catalogs: Mapping[str, Catalog],
    target_id: int,
    today: date,
    out: Path,
    progress: Progress = silent,
    stopped: Stopped = going_on,
) -> Exported:
    """Writes the offline bundle for a target: a ZIP file when `out` ends in .zip, else a new folder.

    It holds the same documents as the binder and opens with `index.html`. Raises as export_binder, and StoreError when
    the folder exists.
    """
    source = read_source(store, viewer, catalogs, target_id, today)
    binder = bind(source, viewer.name.strip())
    steps = Steps(2 * len(binder.documents) + len(binder.items) + _OWN_STEPS, progress, stopped)
    with _package(out, source.made_on) as package:
        binder = copy_documents(package, store.files, source, binder, steps)
        _write_pages(package, store, binder, steps)
        steps.next("计算文件清单")
        add_manifest(package, binder, [])
        note_export(store, viewer, binder, package, BUNDLE)
        steps.check()
        size = sum(packed.size for packed in package.packed)
    steps.finish("已完成")
    return Exported(out, size, len(binder.documents), len(binder.lacks), len(binder.left_out), ())


def _package(out: Path, on: date) -> AbstractContextManager[Package]:
    return zip_package(out, on, _WORK) if out.suffix.lower() == ".zip" else folder_package(out, _WORK)


def _write_pages(package: Package, store: Store, binder: Binder, steps: Steps) -> None:
    proofs = []
    for proof in proofs_of(binder):
        steps.next(f"编写 {proof.bound.number}")
        proofs.append(_drawn(package, store, proof))
    site = Site(binder, proofs)
    for place, proof in enumerate(proofs):
        package.add(f"proofs/{proof.page.rpartition('/')[2]}", site.proof(place))
    for place, entry in enumerate(site.items):
        steps.next(f"编写 {entry.title}")
        package.add(entry.page, site.item(place))
    steps.next("编写首页和查找")
    package.add("search-index.js", search_index(site))
    package.add("lacks.html", site.lacks())
    for name in ASSETS:
        package.add(name, (TEMPLATES / name).read_bytes())
    package.add("index.html", site.index())


def _drawn(package: Package, store: Store, proof: Proof) -> Proof:
    """A PDF gets the picture of its first page; one that cannot be drawn is opened as a file."""
    if not proof.drawn:
        return proof
    try:
        shown = picture_of(proof.bound.document, vault.get(store.files, str(proof.bound.document.sha256)))
    except NoPictureError as error:
        return replace(proof, picture="", drawn="", note=str(error))
    package.add(proof.drawn, shown.content)
    return replace(proof, note=shown.note)
