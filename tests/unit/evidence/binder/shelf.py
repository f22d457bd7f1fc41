"""A hospital with documents for a target, and a binder of it opened again."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.document import Document as WordDocument
from PIL import Image, ImageDraw

from criteria.models import Catalog, LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import documents, register, reviews
from evidence.binder.export import Exported, export_binder
from evidence.documents import Link
from tests.unit.criteria.builders import RowSpec
from tests.unit.evidence.house import EARLIER, TODAY, UPLOADER, House, of_clause
from tests.unit.evidence.small_catalogs import bars, levels

REVIEW = date(2026, 6, 10)


def small_levels() -> LevelsCatalog:
    """Two items at two levels; the first has two clauses and asks for data quality at level 2."""
    rows = {1: RowSpec("basic", clauses=2, quality=False), 2: RowSpec("basic", quality=True)}
    other = {1: RowSpec("optional", quality=False), 2: RowSpec("unconfirmed", quality=False)}
    return levels({"01.01": rows, "02.01": other}, bars((1, 0, "0"), (1, 0, "0")), {"02.01": "function"})


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (120, 60), **options: Any) -> bytes:
    image = Image.new(mode, size)
    if mode == "RGB":
        ImageDraw.Draw(image).rectangle((10, 10, 50, 40), fill="#1F4E79")
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@dataclass
class Shelf:
    """A house with a catalog and one target of it."""

    house: House
    catalog: Catalog
    target: int

    def document(
        self,
        title: str,
        *links: Link,
        content: bytes = b"",
        file: str = "",
        accept: bool = True,
        example: bool = True,
        effective: date = EARLIER,
        expires: date | None = None,
        kind: str = "screenshot",
        **more: Any,
    ) -> int:
        """A document, a picture unless told otherwise; examples show nobody and need no check of what they show."""
        draft = documents.DocumentDraft(
            title=title,
            kind=kind,
            effective_on=effective,
            expires_on=expires,
            file_name=file,
            content=content,
            statement="" if file else "已核对",
            links=links,
            example=example,
            **more,
        )
        document_id = documents.add_document(self.house.store, UPLOADER, draft)
        if accept:
            reviews.accept_document(self.house.store, self.house.viewer, document_id)
        return document_id

    def picture(self, title: str, *clauses: str, content: bytes | None = None, **more: Any) -> int:
        links = of_clause(self.catalog, *clauses)
        return self.document(title, *links, content=content or picture(), file="界面.png", **more)

    def export(self, out: Path, **how: Any) -> Exported:
        catalogs = {self.catalog.id: self.catalog}
        return export_binder(self.house.store, self.house.viewer, catalogs, self.target, TODAY, out, **how)


def shelf(
    house: House, catalog: Catalog, level: str = "2", review_on: date | None = REVIEW, object_id: int | None = None
) -> Shelf:
    """Everything met, nothing proven yet."""
    target = register.set_target(house.store, house.viewer, catalog, level, review_on, object_id)
    house.judge_all(catalog, Verdict.MET)
    return Shelf(house, catalog, target)


class Opened:
    """A binder as somebody who receives it reads it."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.files = {name: archive.read(name) for name in archive.namelist()}

    def word(self, part: str) -> WordDocument:
        """The one Word document whose name contains a part."""
        [name] = [name for name in self.files if part in name and name.endswith(".docx")]
        return docx.Document(io.BytesIO(self.files[name]))

    def tables(self, part: str) -> list[list[list[str]]]:
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in self.word(part).tables]

    def text(self, part: str) -> str:
        """All paragraphs and cells of a Word document."""
        paragraphs = [paragraph.text for paragraph in self.word(part).paragraphs]
        return "\n".join([*paragraphs, *(cell for table in self.tables(part) for row in table for cell in row)])

    def sheet(self, name: str) -> list[dict[str, Any]]:
        workbook = openpyxl.load_workbook(io.BytesIO(self.files["自评表.xlsx"]))
        head, *rows = workbook[name].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    @property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.files["manifest.json"])
        return found

    @property
    def evidence(self) -> dict[str, bytes]:
        """File name → content of the documents."""
        return {name.partition("/")[2]: data for name, data in self.files.items() if name.startswith("佐证材料/")}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def nothing_left(folder: Path) -> Iterator[None]:
    """The block leaves the folder as it was."""
    before = sorted(folder.rglob("*"))
    yield
    assert sorted(folder.rglob("*")) == before
