"""Processes are killed at random moments while they upload and review: what was acknowledged is there, nothing half.

Two at a time work on the same hospital. One is killed while the other goes on, then the other is killed, too.
"""

import json
import multiprocessing
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from evidence import vault
from evidence.maintenance.findings import Fault
from evidence.maintenance.verify import verify
from evidence.store import Row, Store, create_store, open_store
from evidence.viewer import SYSTEM
from tests.unit.evidence.killed_workers import LINKS, work

ROUNDS = 12
LONGEST = 0.15
PATIENCE = 30
LEFT_BEHIND = {Fault.FILE_EXTRA, Fault.UPLOAD_LEFTOVER}


@dataclass
class Told:
    """What the processes have told: finished acts, and the one that each was at when it was killed."""

    uploads: dict[int, str] = field(default_factory=dict)
    reviews: dict[int, str] = field(default_factory=dict)
    open_uploads: set[str] = field(default_factory=set)
    open_reviews: dict[int, str] = field(default_factory=dict)
    killed: int = 0

    def hear(self, path: Path) -> None:
        """Adds all that one process has told in its life."""
        acts: list[dict[str, Any]] = [json.loads(line) for line in path.read_bytes().splitlines() if _whole(line)]
        for act in (act for act in acts if "done" in act):
            if act["act"] == "upload":
                self.uploads[act["done"]] = act["sha256"]
            else:
                self.reviews[act["done"]] = act["act"]
        last = acts[-1]
        if "done" not in last:
            if last["act"] == "upload":
                self.open_uploads.add(last["sha256"])
            else:
                self.open_reviews[last["document"]] = last["act"]
        self.killed += 1


def _whole(line: bytes) -> bool:
    return line.endswith(b"}")


@dataclass
class Worker:
    """A process at work, and the file in which it tells."""

    process: BaseProcess
    told: Path

    def wait_for(self, acts: int) -> None:
        """Until it has acknowledged some more; it must not have ended by itself."""
        wanted, until = self._done() + acts, time.monotonic() + PATIENCE
        while self._done() < wanted:
            assert self.process.is_alive()
            assert time.monotonic() < until
            time.sleep(0.002)

    def _done(self) -> int:
        return self.told.read_bytes().count(b'"done"') if self.told.exists() else 0

    def kill(self) -> None:
        self.process.kill()
        self.process.join(PATIENCE)
        assert self.process.exitcode not in (0, 1, None)


class Crew:
    """Starts processes that have loaded everything already, so that a round is short."""

    def __init__(self, folder: Path, tmp_path: Path) -> None:
        methods = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._context.set_forkserver_preload(["tests.unit.evidence.killed_workers"])
        self._folder, self._tmp_path = folder, tmp_path

    def start(self, name: str, seed: int) -> Worker:
        told = self._tmp_path / f"{name}-{seed}"
        process = self._context.Process(target=work, args=(self._folder, name, seed, told), daemon=True)
        process.start()
        return Worker(process, told)


@pytest.fixture
def crew(tmp_path: Path) -> Crew:
    create_store(tmp_path / "renmin")
    return Crew(tmp_path / "renmin", tmp_path)


def test_killed_at_random_moments(crew: Crew, tmp_path: Path) -> None:
    random, told = Random(20261121), Told()  # noqa: S311 - the same moments in every run
    for number in range(ROUNDS):
        first, second = (crew.start(name, number) for name in ("甲", "乙"))
        first.wait_for(1)
        time.sleep(random.uniform(0, LONGEST))
        first.kill()
        second.wait_for(2)
        time.sleep(random.uniform(0, LONGEST / 3))
        second.kill()
        for worker in (first, second):
            told.hear(worker.told)
        check(tmp_path / "renmin", told)
    assert len(told.uploads) > ROUNDS
    assert len(told.reviews) > ROUNDS
    assert told.open_uploads
    assert told.open_reviews


def check(folder: Path, told: Told) -> None:
    report = verify(folder)
    assert {finding.fault for finding in report.findings} <= LEFT_BEHIND, report.findings
    store = open_store(folder)
    with store.reading(SYSTEM) as db:
        documents = {row["id"]: row for row in db.query("SELECT * FROM documents")}
        links = [(row["document_id"], row["ref"]) for row in db.query("SELECT * FROM document_links")]
        log = list(db.query("SELECT * FROM audit WHERE subject = 'documents' ORDER BY id"))
    check_acknowledged(store, told, documents)
    check_nothing_half(told, documents, links, log)
    assert len(left_behind(store, documents)) <= told.killed


def check_acknowledged(store: Store, told: Told, documents: dict[int, Row]) -> None:
    """Every acknowledged upload has its document and its file, every acknowledged review its state."""
    for document, digest in told.uploads.items():
        assert documents[document]["sha256"] == digest
        assert vault.file_path(store.files, digest).stat().st_size == documents[document]["size"]
    for document, row in documents.items():
        reviewed = told.reviews.get(document, "pending")
        allowed = {reviewed, told.open_reviews.get(document, reviewed)}
        if "accepted" in allowed and accepted_successor(document, documents):
            allowed = {"superseded"}
        assert row["state"] in allowed


def accepted_successor(document: int, documents: dict[int, Row]) -> bool:
    newer = [row for row in documents.values() if row["supersedes_id"] == document]
    return any(row["state"] in ("accepted", "superseded") for row in newer)


def check_nothing_half(told: Told, documents: dict[int, Row], links: list[tuple[int, str]], log: list[Row]) -> None:
    """A document was acknowledged, or is the whole of what a process was at; it has all its links and entries."""
    for document, row in documents.items():
        assert document in told.uploads or row["sha256"] in told.open_uploads
    assert sorted(links) == sorted((document, link.ref) for document in documents for link in LINKS)
    entries = Counter((int(entry["subject_id"]), entry["action"]) for entry in log)
    expected = {(document, "insert"): 1 for document in documents}
    expected |= {(document, "update"): row["version"] - 1 for document, row in documents.items() if row["version"] > 1}
    assert entries == expected


def left_behind(store: Store, documents: dict[int, Row]) -> set[str]:
    known = {row["sha256"] for row in documents.values()}
    return {path.name for path in store.files.rglob("*") if path.is_file()} - known
