"""The process dies in the middle of a write: the old state is there; what was acknowledged is there."""

import errno
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from criteria.vocabulary import Verdict
from evidence import documents, judgement, vault
from evidence.errors import StoreError
from evidence.store import open_store
from tests.unit.evidence.house import TODAY, House, contents, nothing_stored
from tests.unit.evidence.small_catalogs import BASIC, bars, levels

PROJECT = Path(__file__).parents[3]
KILLED = 9
PREAMBLE = """
import os, sys
from datetime import date
from pathlib import Path
from criteria.vocabulary import Verdict
from evidence import documents, judgement, vault
from evidence.store import open_store
from evidence.viewer import Viewer
from tests.unit.evidence.test_killed_while_writing import CATALOG, CLAUSES, FILE
store, viewer = open_store(Path(sys.argv[1])), Viewer("王工")
"""
CATALOG = levels({f"01.{n:02d}": {1: BASIC} for n in range(1, 31)}, bars((30, 0, "0")))
CLAUSES = [row.clauses[0].id for row in CATALOG.requirements]
FILE = documents.DocumentDraft("巡检记录", "record", date(2026, 2, 1), file_name="巡检.txt", content=b"inspected")


def run_until_killed(house: House, script: str) -> None:
    """Runs the script on the hospital in a process of its own that must die by itself."""
    command = [sys.executable, "-c", PREAMBLE + script, str(house.store.folder)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (KILLED, "")


def stored_files(house: House) -> list[str]:
    return [path.name for path in house.store.files.rglob("*") if path.is_file() and not path.name.startswith(".")]


def test_killed_in_the_middle_of_an_action(house: House) -> None:
    house.judge(CATALOG, Verdict.UNMET, *CLAUSES[:5])
    script = """
def drafts():
    yield from (judgement.VerdictDraft(clause, Verdict.MET) for clause in CLAUSES)
    os._exit(9)
judgement.record_verdicts(store, viewer, CATALOG, drafts())
"""
    with nothing_stored(house.store):
        run_until_killed(house, script)
    assert house.judge(CATALOG, Verdict.MET, *CLAUSES) == len(CLAUSES)


def test_killed_after_a_large_action_that_left_the_page_cache(house: House) -> None:
    """SQLite writes changed pages to disk before the commit once they exceed its cache."""
    script = """
with store.writing(viewer) as transaction:
    transaction.db.execute("PRAGMA cache_size = 10")
    for number in range(2000):
        transaction.insert("vendors", {"name": f"vendor {number}", "note": "x" * 1000})
    os._exit(9)
"""
    with nothing_stored(house.store):
        run_until_killed(house, script)
    assert contents(open_store(house.store.folder))["vendors"] == []


def test_killed_right_after_it_was_acknowledged(house: House) -> None:
    script = """
judgement.record_verdicts(store, viewer, CATALOG, [judgement.VerdictDraft(CLAUSES[0], Verdict.MET)])
documents.add_document(store, viewer, FILE)
os._exit(9)
"""
    run_until_killed(house, script)
    [stored] = judgement.judgements(house.store, house.viewer, CATALOG.id, CLAUSES)
    assert (stored.clause, stored.verdict, stored.author) == (CLAUSES[0], Verdict.MET, "王工")
    assert documents.content(house.store, house.viewer, 1) == FILE.content


@pytest.mark.parametrize(
    ("moment", "files"),
    [
        ("os.fsync = lambda handle: os._exit(9)", []),
        ("Path.replace = lambda *names: os._exit(9)", []),
        ("put = vault.put; vault.put = lambda *given: (put(*given), os._exit(9))", [sha256(FILE.content).hexdigest()]),
    ],
    ids=["while flushing the file", "before the file has its name", "before the file is recorded"],
)
def test_killed_while_a_document_is_stored(house: House, moment: str, files: list[str]) -> None:
    with nothing_stored(house.store):
        run_until_killed(house, f"{moment}\ndocuments.add_document(store, viewer, FILE)")
    assert stored_files(house) == files
    document = documents.add_document(house.store, house.viewer, FILE)
    assert documents.content(house.store, house.viewer, document) == FILE.content
    assert stored_files(house) == [sha256(FILE.content).hexdigest()]
    page = documents.find_documents(house.store, house.viewer, documents.DocumentFilter(), TODAY)
    assert page.total == 1


def test_a_write_that_fails_leaves_no_part_of_a_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault.os, "fsync", disk_full)
    with nothing_stored(house.store), pytest.raises(StoreError, match="磁盘空间不足"):
        documents.add_document(house.store, house.viewer, FILE)
    assert [path for path in house.store.files.rglob("*") if path.is_file()] == []
