"""Opening a hospital folder and running consistent reads and single-action writes on it."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from evidence.access import scope, shadows
from evidence.errors import StoreError
from evidence.store.failures import damaged, told_in_chinese
from evidence.store.heads import note_heads
from evidence.store.migrations import migrate
from evidence.store.transaction import Transaction
from evidence.viewer import Viewer

DATABASE_NAME = "readiness.db"
FILES_FOLDER = "files"
_BUSY_SECONDS = 15
# Enough for all that the screens of one hospital compute for a few revisions.
_KEPT_RESULTS = 48
# What the log says about these changes no result that is computed from the hospital's records.
_NOT_OF_THE_HOSPITAL = (
    *("sign_in", "exports", "accounts", "invitations", "api_tokens", "recovery_codes"),
    *("mock_reviews", "mock_reviewers", "mock_samples", "mock_findings", "mock_photos", "mock_tasks"),
)


def local_now() -> datetime:
    """The server's local time with its offset."""
    return datetime.now().astimezone()


class Store:
    """The database of one hospital folder, safe to share between threads: every access has its own connection."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = local_now) -> None:
        self.folder = folder
        self.clock = clock
        self._cache: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
        self._cache_lock = threading.Lock()
        self._tables: dict[str, tuple[str, ...]] = {}
        # Closing the last connection makes SQLite write back its log: with one kept open, an action costs a third.
        self._kept_open = _connect(folder / DATABASE_NAME)

    @property
    def slug(self) -> str:
        """The name of the folder, which names the hospital in addresses and commands."""
        return self.folder.name

    @property
    def files(self) -> Path:
        """The folder of the file vault."""
        return self.folder / FILES_FOLDER

    @contextmanager
    def reading(self, viewer: Viewer) -> Iterator[Database]:
        """One consistent state of what the viewer may see, however long the reading takes.

        Raises NotAllowedError outside the days of the viewer's account, StoreError when the database is damaged or
        cannot be read.
        """
        viewer.must_be_valid(self.clock().date())
        with told_in_chinese(self.slug), closing_after_rollback(_connect(self.folder / DATABASE_NAME)) as db:
            self._narrow(db, viewer)
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self, viewer: Viewer, wait: float | None = None) -> Iterator[Transaction]:
        """One user action: all of it is stored with its audit entries, or nothing.

        `wait`: for how many seconds others may hold the database before this gives up, None = as long as usual.
        Raises NotAllowedError for a viewer without a name, outside the days of the account or without the right to
        write what is written, StoreError when the database is busy, full or damaged, InvalidInputError for what the
        tables refuse (a reference to nothing, a value outside its list or range).
        """
        viewer.must_be_named()
        viewer.must_be_valid(self.clock().date())
        path = self.folder / DATABASE_NAME
        with told_in_chinese(self.slug, "，本次修改没有保存"), closing_after_rollback(_connect(path, wait=wait)) as db:
            self._narrow(db, viewer)
            db.execute("BEGIN IMMEDIATE")
            transaction = Transaction(db, viewer, self.clock())
            yield transaction
            db.commit()
            if transaction.head:
                note_heads(self.folder, [transaction.head])

    def _narrow(self, db: Database, viewer: Viewer) -> None:
        """Lays over the tables what the viewer sees of them."""
        if not self._tables:
            self._tables = _columns_of_tables(db)
        for statement in shadows(viewer, self._tables):
            db.execute(statement)

    def revision(self, viewer: Viewer) -> int:
        """A number that grows with every change (the newest audit entry)."""
        viewer.must_be_valid(self.clock().date())
        with told_in_chinese(self.slug), closing_after_rollback(_connect(self.folder / DATABASE_NAME)) as db:
            return revision_of(db)

    def cached(self, viewer: Viewer, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        """The result of `compute` for a key that names everything it depends on (the revision first of all).

        Shared between viewers who see the same. The results not asked for longest are dropped. Who asks for what is
        just being computed waits for it: after a change everybody's next screen needs the same.
        """
        viewer.must_be_valid(self.clock().date())
        key = (scope(viewer), *key)
        with self._cache_lock:
            kept = self._cache.setdefault(key, _Kept())
            self._cache.move_to_end(key)
            while len(self._cache) > _KEPT_RESULTS:
                self._cache.popitem(last=False)
        with kept.lock:
            if not kept.done:
                kept.value, kept.done = compute(), True
            return kept.value


class _Kept:
    """A result that is there or being computed. A computation asks for other results: each has a lock of its own."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.done = False
        self.value: Any = None


@contextmanager
def closing_after_rollback(db: Database) -> Iterator[Database]:
    """What was not committed is undone, then the connection is closed."""
    try:
        yield db
    finally:
        try:
            db.rollback()
        finally:
            db.close()


def revision_of(db: Database) -> int:
    """The newest audit entry of an open read that is about the hospital's own records, not about who signed in."""
    others = ", ".join(f"'{subject}'" for subject in _NOT_OF_THE_HOSPITAL)
    sql = f"SELECT id FROM main.audit WHERE subject NOT IN ({others}) ORDER BY id DESC LIMIT 1"  # noqa: S608 - fixed
    row = db.execute(sql).fetchone()
    return 0 if row is None else int(row[0])


def _columns_of_tables(db: Database) -> dict[str, tuple[str, ...]]:
    """Table → its columns; without those that SQLite keeps for itself or for a full-text index."""
    tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    shadowed = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('shadow', 'virtual')"
    names = [row[0] for row in db.execute(f"{tables} AND name NOT IN ({shadowed})")]
    return {name: tuple(row[1] for row in db.execute(f"PRAGMA main.table_info([{name}])")) for name in names}


def create_store(folder: Path, clock: Callable[[], datetime] = local_now) -> Store:
    """A new, empty hospital folder. Raises StoreError when one is there already."""
    if (folder / DATABASE_NAME).exists():
        raise StoreError(f"{folder.name} 已经存在，没有改动；要重新建立请先移走这个文件夹。")
    (folder / FILES_FOLDER).mkdir(parents=True, exist_ok=True)
    db = _connect(folder / DATABASE_NAME, create=True)
    try:
        db.enable_wal()
        migrate(db, folder.name)
    finally:
        db.close()
    return Store(folder, clock)


def open_store(folder: Path, clock: Callable[[], datetime] = local_now) -> Store:
    """The store of an existing hospital folder, brought up to date.

    Raises StoreError when it is missing, damaged or was written by a newer version.
    """
    path = folder / DATABASE_NAME
    if not path.is_file():
        raise StoreError(f"在 {folder.parent} 下没有找到医院 {folder.name}，请核对名称或先用 readiness init 建立。")
    if path.stat().st_size == 0:
        raise damaged(folder.name)
    with told_in_chinese(folder.name):
        db = _connect(path)
        try:
            migrate(db, folder.name)
        finally:
            db.close()
        return Store(folder, clock)


def _connect(path: Path, create: bool = False, wait: float | None = None) -> Database:
    """A connection of its own; only `create` makes a new file. Raises StoreError when there is none to open."""
    timeout = _BUSY_SECONDS if wait is None else wait
    address = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=timeout, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise StoreError(f"打不开医院 {path.parent.name} 的数据库，请确认文件夹没有被移走、磁盘可读写。") from error
    db = Database(connection)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA temp_store = MEMORY")
    return db
