"""文件清单: every file of a package with its size and SHA-256, for programs and for people."""

import json
from typing import Any

from evidence.binder.content import Binder
from evidence.binder.package import Package
from evidence.binder.words import facts_of, wording
from evidence.maintenance.manifest import program_version

MANIFEST_NAME = "manifest.json"
_FORMAT = 1


def add_manifest(package: Package, binder: Binder, notes: list[str]) -> None:
    """Puts manifest.json and 文件清单.txt into a package. `notes`: what is to be known about how it was made.

    The readable list can be checked with `sha256sum -c`; the manifest names it, too, but not itself.
    """
    package.add(f"{wording()['file_list']}.txt", _readable(package, binder, notes))
    package.add(MANIFEST_NAME, _json(package, binder, notes))


def _readable(package: Package, binder: Binder, notes: list[str]) -> bytes:
    head = [*(f"{name}：{text}" for name, text in facts_of(binder)), wording()["confidential"], *notes]
    lines = [*(f"# {line}" for line in head), "# SHA-256 与文件"]
    lines += [f"{packed.sha256}  {packed.path}" for packed in package.packed]
    return ("\n".join(lines) + "\n").encode()


def _json(package: Package, binder: Binder, notes: list[str]) -> bytes:
    cover, known = binder.cover, {document.path: document for document in binder.documents}
    files: list[dict[str, Any]] = []
    for packed in package.packed:
        entry: dict[str, Any] = {"path": packed.path, "size": packed.size, "sha256": packed.sha256}
        if bound := known.get(packed.path):
            entry |= {"number": bound.number, "title": bound.document.title, "proves": bound.proves}
        files.append(entry)
    content = {
        "format": _FORMAT,
        "program": program_version(),
        "hospital": cover.hospital,
        "standard": binder.standing.catalog.id,
        "target": cover.target.level,
        "target_name": cover.target_name,
        "review_on": str(cover.target.review_on) if cover.target.review_on else None,
        "documents_current_on": str(cover.day),
        "made_by": cover.made_by,
        "made_on": str(cover.made_on),
        "example": cover.example,
        "lacks": len(binder.lacks),
        "left_out": [
            {"number": left.number, "title": left.document.title, "reason": left.reason} for left in binder.left_out
        ],
        "notes": notes,
        "files": files,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
