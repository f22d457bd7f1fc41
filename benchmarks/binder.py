"""Measures the binder and the offline bundle: 500 screenshots and reports of a hospital that aims at EMR level 5.

python -m benchmarks.binder
"""

import io
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from benchmarks.run import machine
from criteria.vocabulary import Verdict
from evidence import register
from evidence.binder.export import Exported, export_binder, read_binder
from evidence.deployment import Deployment
from evidence.documents import CLAUSE, DocumentDraft, Link, add_documents
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.maintenance.copying import megabytes
from evidence.offline.export import export_offline
from evidence.reviews import accept_documents
from evidence.viewer import Role, Viewer

TODAY = date(2026, 11, 21)
DOCUMENTS = 500
# Of ten documents so many are PDF reports of three pages; the others are screenshots.
_REPORTS = 2
_SCREEN, _PAGE = (1920, 1080), (1240, 1754)
HEAD, ENGINEER = Viewer("性能测量", Role.HEAD), Viewer("上传", Role.ENGINEER)


def _window(size: tuple[int, int], number: int) -> Image.Image:
    """A window with rows of text-like marks, different for every number."""
    marks = random.Random(number)  # noqa: S311 - a picture, not a secret
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], 60), fill="#1F4E79")
    draw.text((20, 20), f"EXAMPLE {number}", fill="white")
    for top in range(90, size[1] - 20, 26):
        for left in range(20, size[0] - 60, 90):
            draw.text((left, top), f"{marks.randrange(10**9):09d}", fill="#1B1F24")
    return image


def _file(number: int) -> tuple[str, bytes]:
    target = io.BytesIO()
    if number % 10 < _REPORTS:
        pages = [_window(_PAGE, number * 10 + page) for page in range(3)]
        pages[0].save(target, "PDF", save_all=True, append_images=pages[1:])
        return "报告.pdf", target.getvalue()
    _window(_SCREEN, number).save(target, "PNG")
    return "界面.png", target.getvalue()


def build(data: Path) -> tuple[Deployment, int]:
    """The hospital `bench`; returns the deployment and its target."""
    place = Deployment(data)
    store, catalog = place.create("bench"), place.catalog("emr-2018")
    register.set_hospital(store, HEAD, "性能测量医院", example=True)
    target = register.set_target(store, HEAD, catalog, "5", review_on=TODAY + timedelta(days=60))
    clauses = [c.id for row in catalog.requirements if 0 < int(row.code[-1]) <= 5 for c in row.clauses]
    record_verdicts(store, HEAD, catalog, [VerdictDraft(clause, Verdict.MET, None) for clause in clauses])
    for number in range(DOCUMENTS):
        name, content = _file(number)
        link = Link(CLAUSE, clauses[number % len(clauses)], catalog.id)
        kind = "report" if name.endswith("pdf") else "screenshot"
        draft = DocumentDraft(f"材料 {number}", kind, TODAY, name, content, links=(link,), example=True)
        accept_documents(store, HEAD, add_documents(store, ENGINEER, [draft]))
    return place, target


def _measured(what: str, work: Callable[[], Exported]) -> None:
    before = time.perf_counter()
    written = work()
    seconds = time.perf_counter() - before
    size = megabytes(written.path.stat().st_size)
    print(f"{seconds:8.1f} s  {size:>6} MB  {written.documents} documents  {what}")


def main() -> None:
    """Builds the hospital and prints the seconds of each export."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        place, target = build(Path(folder) / "data")
        store, catalogs, out = place.open("bench"), place.catalogs, Path(folder) / "out"
        before = time.perf_counter()
        read_binder(store, HEAD, catalogs, target, TODAY)
        print(f"{time.perf_counter() - before:8.1f} s  first look at what goes in and what is missing")
        before = time.perf_counter()
        read_binder(store, HEAD, catalogs, target, TODAY)
        print(f"{time.perf_counter() - before:8.2f} s  the same again (what the screen does)")
        _measured("binder", lambda: export_binder(store, HEAD, catalogs, target, TODAY, out / "a.zip"))
        _measured("offline bundle", lambda: export_offline(store, HEAD, catalogs, target, TODAY, out / "b.zip"))


if __name__ == "__main__":
    main()
