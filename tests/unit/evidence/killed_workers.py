"""A process that uploads and reviews until it is killed, and tells before and after everything it does."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from evidence.documents import CLAUSE, DocumentDraft, Link, add_document
from evidence.reviews import accept_document, return_document
from evidence.store import Store, open_store
from evidence.viewer import SYSTEM, Role, Viewer

LINKS = (Link(CLAUSE, "05.01.3#1", "emr-2018"), Link(CLAUSE, "05.01.3#2", "emr-2018"))
_SIZES = (10, 5_000, 100_000, 1_000_000)


def work(folder: Path, name: str, seed: int, told: Path) -> None:
    """Works on a hospital; every line of `told` is an act that begins, or one that was acknowledged."""
    random = Random(seed)  # noqa: S311 - the same acts in every run
    with told.open("ab", buffering=0) as file:
        Worker(open_store(folder), name, random, lambda line: file.write(f"{json.dumps(line)}\n".encode())).work()


def _read_it(store: Store) -> None:
    """As if the texts of all files had been read: nobody accepts a file before. Derived, therefore not in the log."""
    with store.writing(SYSTEM) as transaction:
        transaction.db.execute("UPDATE file_texts SET state = 'done'")


class Worker:
    """Uploads as one person, reviews as another."""

    def __init__(self, store: Store, name: str, random: Random, tell: Callable[[dict[str, Any]], object]) -> None:
        self._store, self._name, self._random, self._tell = store, name, random, tell
        self._uploader, self._reviewer = (Viewer(f"{name}{part}", Role.ENGINEER) for part in ("上传", "审核"))
        self._pending: list[int] = []
        self._accepted: list[int] = []

    def work(self) -> None:
        """Never ends by itself."""
        while True:
            if not self._pending or self._random.random() < 0.5:
                self._upload()
            else:
                self._review(self._pending.pop(0))

    def _upload(self) -> None:
        """A new document, or now and then a new version of an accepted one."""
        content = self._random.randbytes(self._random.choice(_SIZES) // 2).hex().encode()
        older = self._accepted.pop(0) if self._accepted and self._random.random() < 0.3 else None
        draft = DocumentDraft(
            title=self._name,
            kind="record",
            effective_on=date(2026, 2, 1),
            file_name="巡检.txt",
            content=content,
            links=LINKS,
            supersedes_id=older,
        )
        act = {"act": "upload", "sha256": sha256(content).hexdigest()}
        self._tell(act)
        document = add_document(self._store, self._uploader, draft)
        self._tell(act | {"done": document})
        self._pending.append(document)

    def _review(self, document: int) -> None:
        accept = self._random.random() < 0.7
        act = {"act": "accepted" if accept else "returned", "document": document}
        self._tell(act)
        if accept:
            _read_it(self._store)
            accept_document(self._store, self._reviewer, document)
            self._accepted.append(document)
        else:
            return_document(self._store, self._reviewer, document, "看不清")
        self._tell(act | {"done": document})
