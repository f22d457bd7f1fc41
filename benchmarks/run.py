"""Measures what the aims of docs/performance.md speak of, beside the obvious alternative, as a table and as JSON.

python -m benchmarks.run [--documents 20000] [--json FILE] [--keep DIR]
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import app_test

from benchmarks.large_hospital import VIEWER, build
from criteria.library import SHIPPED, all_catalogs
from criteria.loading import load_catalog
from evidence.accounts.accounts import accounts
from evidence.accounts.demo import create_demo_accounts, demo
from evidence.accounts.sign_in import sign_in
from evidence.gaps import gaps_of
from evidence.situation import Proof, Situation, load_situation
from evidence.standing import Basis, grade, standing_of
from evidence.store import Store, open_store
from evidence.tasks import TaskDraft, create_tasks
from evidence.viewer import SYSTEM, Role
from tests.pages.at_the_desk import sit_at
from tests.pages.declared_pages import DeclaredPages

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 21)
SCREENS = (
    "overview",
    "requirements",
    "systems",
    "documents",
    "gaps",
    "tasks",
    "statistics",
    "contracts",
    "review_day",
    "report",
    "inbox",
)


@dataclass(frozen=True)
class Figure:
    """Median seconds of one measurement. `aim`: what the design asks for, None where it asks nothing."""

    name: str
    seconds: float
    aim: float | None = None


def median(action: Callable[[], object], times: int = 7) -> float:
    """The median duration of several runs in seconds."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def catalog_figures() -> list[Figure]:
    """Cold means a new process: interpreter start is measured apart and taken off."""
    bare = median(lambda: _python("pass"), 5)
    cold = median(lambda: _python("from criteria.library import all_catalogs; all_catalogs()"), 5)
    texts = [path.read_text(encoding="utf-8") for path in sorted(SHIPPED.rglob("*.yaml"))]
    return [
        Figure("load all catalogs, cold process (imports, reading, validating)", cold - bare, 0.5),
        Figure("load all catalogs, warm process", median(lambda: [load_catalog(p) for p in SHIPPED.iterdir()])),
        Figure(
            "alternative: PyYAML's Python loader, parsing only",
            median(lambda: [yaml.load(text, Loader=yaml.SafeLoader) for text in texts], 3),
        ),
    ]


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def computing_figures(store: Store) -> list[Figure]:
    """Grading and gaps of a hospital with 25 systems and five targets."""
    catalogs = all_catalogs()
    situation = load_situation(store, VIEWER, catalogs, TODAY)
    standings = [standing_of(situation, target) for target in situation.targets]
    return [
        Figure("grade five targets, claimed and proven", median(lambda: _grade_all(situation)), 0.05),
        Figure("list all gaps of five targets", median(lambda: [gaps_of(situation, s) for s in standings]), 0.1),
        Figure("read the situation from the database", median(lambda: _read_again(store))),
        Figure(
            "alternative: proof of every clause by a query of its own", median(lambda: _proofs_one_by_one(store), 3)
        ),
    ]


def _grade_all(situation: Situation) -> None:
    for target in situation.targets:
        for basis in (Basis.CLAIMED, Basis.PROVEN):
            grade(situation, situation.catalogs[target.catalog], target, basis)


def _read_again(store: Store) -> None:
    load_situation(open_store(store.folder), VIEWER, all_catalogs(), TODAY)


def _proofs_one_by_one(store: Store) -> list[Proof]:
    sql = """
        SELECT count(*) FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
        WHERE l.subject = 'clause' AND l.catalog = ? AND l.ref = ? AND d.state = 'accepted' AND d.effective_on <= ?
    """
    with store.reading(VIEWER) as db:
        return [
            Proof.CURRENT if db.execute(sql, [catalog.id, clause.id, str(TODAY)]).fetchone()[0] else Proof.NONE
            for catalog in all_catalogs().values()
            for row in catalog.requirements
            for clause in row.clauses
        ]


def screen_figures(data: Path, store: Store) -> list[Figure]:
    """Server time of a rerun of each screen, and of the first run after a change."""
    os.environ["READINESS_DATA"] = str(data)
    app_test.PagesManager = DeclaredPages  # type: ignore[attr-defined]
    sit_at(pytest.MonkeyPatch())
    app = app_test.AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["signed_in"] = {store.folder.name: _signed_in(store)}
    app.run()
    figures = []
    for screen in SCREENS:
        app.switch_page(f"pages/{screen}.py").run()
        if app.exception:
            raise RuntimeError(f"{screen}: {app.exception[0].value}")
        figures.append(Figure(f"rerun of screen {screen}", median(app.run), 0.3))
        figures.append(Figure(f"  first run of {screen} after a change", _after_change(app, store), 0.3))
    return figures


def _signed_in(store: Store) -> str:
    """The token of the head of the department."""
    if not accounts(store, SYSTEM):
        create_demo_accounts(store)
    return sign_in(store, Role.HEAD.value, demo().password).token


def _after_change(app: app_test.AppTest, store: Store) -> float:
    """Someone else stores something before each run, so that everything is read and computed again."""
    durations = []
    for number in range(5):
        create_tasks(store, VIEWER, [TaskDraft(f"性能测量 {number}")])
        start = time.perf_counter()
        app.run()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def machine() -> str:
    """Processor, cores, Python."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        processor = names[0] if names else processor
    return f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    """Builds the hospital, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, help="keep (or reuse) the hospital in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = options.keep or Path(temporary)
        start = time.perf_counter()
        fresh = not (data / "bench").exists()
        store = build(data, options.documents, TODAY) if fresh else open_store(data / "bench")
        figures = [Figure("build the hospital", time.perf_counter() - start)] if fresh else []
        figures += [*catalog_figures(), *computing_figures(store), *screen_figures(data, store)]
    print(f"{machine()}; {options.documents} documents, 25 systems, 5 targets\n")
    for figure in figures:
        aim = f"{figure.aim * 1000:8.0f} ms" if figure.aim else " " * 11
        print(f"{figure.seconds * 1000:10.1f} ms  {aim}  {figure.name}")
    if options.json:
        report = {"machine": machine(), "figures": [asdict(figure) for figure in figures]}
        options.json.write_text(json.dumps(report, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
