"""Puts the documents themselves into a package; what turns out to be damaged is left out and said so."""

from pathlib import Path

from evidence.binder.binding import bind
from evidence.binder.content import Binder, BoundDocument
from evidence.binder.package import Package, WrongContentError
from evidence.binder.progress import Steps
from evidence.binder.reading import Source
from evidence.binder.words import caption_of
from evidence.vault import file_path


def copy_documents(package: Package, files: Path, source: Source, binder: Binder, steps: Steps) -> Binder:
    """Copies all documents of a binder out of the vault `files`; returns the binder without those that are damaged.

    Raises StoppedError.
    """
    unreadable = set()
    for bound in binder.documents:
        steps.next(f"放入材料 {bound.number}")
        digest = bound.document.sha256
        if digest is None:
            package.add(bound.path, _statement(bound))
            continue
        try:
            package.copy(bound.path, file_path(files, digest), digest)
        except WrongContentError:
            unreadable.add(digest)
    return bind(source, binder.cover.made_by, unreadable) if unreadable else binder


def _statement(bound: BoundDocument) -> bytes:
    """A dated statement as a text file; the mark in front tells editors of Windows that it is UTF-8."""
    document = bound.document
    facts = f"上传：{document.uploader} {document.uploaded_at:%Y-%m-%d}；采纳：{document.reviewer}"
    return f"\ufeff{caption_of(bound)}\n{facts}\n\n{document.statement}\n".encode()
