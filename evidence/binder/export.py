"""材料册: the ZIP file with everything that a reviewer is handed for a target."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from criteria.models import Catalog
from evidence import vault
from evidence.binder.binding import bind
from evidence.binder.content import Binder, BoundDocument
from evidence.binder.copies import copy_documents
from evidence.binder.index_document import index_document, lack_document
from evidence.binder.item_document import item_document
from evidence.binder.manifest import add_manifest
from evidence.binder.numbers import item_paths, safe_name
from evidence.binder.package import Package, zip_package
from evidence.binder.pdf_copies import NoPdfError, pdf_copies
from evidence.binder.pictures import Picture, picture_of
from evidence.binder.progress import Progress, Steps, Stopped, going_on, silent
from evidence.binder.reading import Source, read_source
from evidence.binder.record import note_export
from evidence.binder.self_assessment import self_assessment
from evidence.binder.words import wording
from evidence.store import Store
from evidence.viewer import Viewer

BINDER = "材料册"
# Beside the documents and items: table, index, lacks, manifest.
_OWN_STEPS = 4


@dataclass(frozen=True)
class Exported:
    """What was written. `size` in bytes; `notes`: what is to be known, such as why there are no PDF copies."""

    path: Path
    size: int
    documents: int
    lacks: int
    left_out: int
    notes: tuple[str, ...]


def read_binder(store: Store, viewer: Viewer, catalogs: Mapping[str, Catalog], target_id: int, today: date) -> Binder:
    """What a binder for a target would hold. Raises as read_source."""
    return bind(read_source(store, viewer, catalogs, target_id, today), viewer.name.strip())


def file_name(binder: Binder, what: str) -> str:
    """材料册-人民医院-电子病历 5级-2026-03-02.zip."""
    cover = binder.cover
    return f"{safe_name(f'{what}-{cover.hospital}-{cover.target_name}')}-{cover.made_on}.zip"


def export_binder(
    store: Store,
    viewer: Viewer,
    catalogs: Mapping[str, Catalog],
    target_id: int,
    today: date,
    out: Path,
    pdf: bool = False,
    progress: Progress = silent,
    stopped: Stopped = going_on,
) -> Exported:
    """Writes the binder for a target to `out`; the same content gives the same bytes (PDF copies apart).

    Everything is written to a file beside `out` that takes its name when it is complete and logged. `pdf`: PDF copies
    of the Word documents, too, where LibreOffice is installed. Raises NotAllowedError, NotFoundError, StoppedError when
    `stopped` says so between two steps, StoreError when the disk is full or cannot be written.
    """
    source = read_source(store, viewer, catalogs, target_id, today)
    binder = bind(source, viewer.name.strip())
    steps = Steps(len(binder.documents) + len(binder.items) + _OWN_STEPS + pdf, progress, stopped)
    with zip_package(out, source.made_on, "材料册导出") as package:
        binder, notes = _write(package, store, source, binder, pdf, steps)
        note_export(store, viewer, binder, package, BINDER)
        steps.check()
    steps.finish("已完成")
    counts = (len(binder.documents), len(binder.lacks), len(binder.left_out))
    return Exported(out, out.stat().st_size, *counts, tuple(notes))


def _write(
    package: Package, store: Store, source: Source, binder: Binder, pdf: bool, steps: Steps
) -> tuple[Binder, list[str]]:
    """Fills the package; returns the binder as it became, and what is to be known."""
    binder = copy_documents(package, store.files, source, binder, steps)

    def picture(bound: BoundDocument) -> Picture:
        return picture_of(bound.document, vault.get(store.files, str(bound.document.sha256)))

    paths = item_paths(wording()["folder_items"], [item.title for item in binder.items], "docx")
    written: dict[str, bytes] = {}
    for item, path in zip(binder.items, paths, strict=True):
        steps.next(f"编写 {item.title}")
        content = item_document(binder, item, picture)
        package.add(path, content)
        written |= {path: content} if pdf else {}
    steps.next("编写自评表")
    package.add(f"{wording()['self_assessment']}.xlsx", self_assessment(binder))
    for name, content in _fronts(binder, paths, steps):
        package.add(f"{name}.docx", content)
        written |= {name: content} if pdf else {}
    notes = _add_pdf(package, written, steps) if pdf else []
    steps.next("计算文件清单")
    add_manifest(package, binder, notes)
    return binder, notes


def _fronts(binder: Binder, paths: list[str], steps: Steps) -> list[tuple[str, bytes]]:
    """Index and lacks."""
    steps.next("编写总目录")
    index = index_document(binder, paths)
    steps.next("编写缺项清单")
    return [(wording()["index"], index), (wording()["lacks"], lack_document(binder))]


def _add_pdf(package: Package, written: Mapping[str, bytes], steps: Steps) -> list[str]:
    """PDF copies of the Word documents; a sentence where there are none."""
    steps.next("用 LibreOffice 生成 PDF")
    try:
        made = pdf_copies(written, steps)
    except NoPdfError as error:
        return [str(error)]
    names = [Path(path).stem if path.endswith(".docx") else path for path in written]
    paths = item_paths(wording()["folder_pdf"], names, "pdf")
    for path, content in zip(paths, made.values(), strict=True):
        package.add(path, content)
    return []
