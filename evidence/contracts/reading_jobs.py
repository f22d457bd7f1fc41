"""Reading a contract beside a screen: in a thread of its own, scans by OCR in the reading process, stoppable."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from time import monotonic

from evidence.access import Permission, must
from evidence.contracts.draft import ContractDraft
from evidence.contracts.files import SourceText, read_contract_file
from evidence.errors import InvalidInputError, UserError
from evidence.intake.file_check import check_file
from evidence.intake.pdf import pdf_pages
from evidence.store import Store
from evidence.texts import kinds
from evidence.texts.errors import UnreadableError
from evidence.texts.extractor import AbandonedError, BrokenOffError, Extractor
from evidence.texts.pages import PageText
from evidence.viewer import Viewer

_LOG = logging.getLogger(__name__)


@dataclass
class ReadingJob:
    """A text being read. `source`, `draft`: when it is done; `problem`: why there is none, as a sentence.

    `pages`: of a PDF, None when not known.
    """

    name: str
    content: bytes
    source: SourceText | None = None
    draft: ContractDraft | None = None
    problem: str = ""
    pages: int | None = None
    _began: float = field(default_factory=monotonic)
    _over: threading.Event = field(default_factory=threading.Event, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def under_way(self) -> bool:
        """Whether it still goes on."""
        return not self._over.is_set()

    @property
    def seconds(self) -> int:
        """How long it has taken so far."""
        return int(monotonic() - self._began)

    def wait(self, seconds: float) -> bool:
        """Waits until it is over, but no longer than that; returns whether it is."""
        return self._over.wait(seconds)

    def stop(self) -> None:
        """Asks it to stop."""
        self._stopping.set()

    def run(self) -> None:
        """Reads; whatever happens, it is over afterwards."""
        try:
            self.source, self.draft = read_contract_file(self.name, self.content, self._pages)
        except (BrokenOffError, UserError) as error:
            self.problem = str(error)
        except AbandonedError:
            self.problem = "已停止读取，没有保存任何内容。"
        except Exception:  # noqa: BLE001 - the thread ends here: logged, and the person is told
            _LOG.exception("reading %s", self.name)
            self.problem = "读取出错，已记录；请稍后重试，或者把合同文字粘贴进来。"
        finally:
            self._over.set()

    def _pages(self, name: str, content: bytes) -> Iterable[PageText]:
        """PDF and pictures are read outside of the server: OCR must not slow down the screens."""
        media_type = kinds.media_type_of(PurePath(name).suffix.lower().lstrip("."))
        self.pages = pdf_pages(content) if media_type == kinds.PDF else None
        with TemporaryDirectory(prefix="contract-") as folder, Extractor() as extractor:
            path = Path(folder) / "contract"
            path.write_bytes(content)
            reading = extractor.read(path, media_type, lambda: not self._stopping.is_set())
        if not reading.complete:
            raise UnreadableError("这份文件超出了读取上限，没有读全；请拆分后重新上传，或者粘贴合同文字。")
        return reading.pages


_JOBS: dict[tuple[object, ...], ReadingJob] = {}
_LOCK = threading.Lock()


def start_reading(store: Store, viewer: Viewer, name: str, content: bytes) -> ReadingJob:
    """Begins to read a file for a person, in the place of what was read for the same person before.

    Raises NotAllowedError, InvalidInputError for a file that is not taken. What goes wrong later the job tells.
    """
    must(viewer, Permission.REGISTER)
    if not content:
        raise InvalidInputError(f"“{name}”是空文件（0 字节）；请检查原文件后再试。")
    check_file(name, content)
    job = ReadingJob(name, content)
    with _LOCK:
        former = _JOBS.get(_key(store, viewer))
        _JOBS[_key(store, viewer)] = job
    if former is not None:
        former.stop()
    threading.Thread(target=job.run, name=f"contract {name}", daemon=True).start()
    return job


def reading_of(store: Store, viewer: Viewer) -> ReadingJob | None:
    """What is being read for a person, or was read last. Raises NotAllowedError."""
    must(viewer, Permission.REGISTER)
    with _LOCK:
        return _JOBS.get(_key(store, viewer))


def drop_reading(store: Store, viewer: Viewer) -> None:
    """Stops and forgets what was read for a person. Raises NotAllowedError."""
    must(viewer, Permission.REGISTER)
    with _LOCK:
        job = _JOBS.pop(_key(store, viewer), None)
    if job is not None:
        job.stop()


def _key(store: Store, viewer: Viewer) -> tuple[object, ...]:
    return (store.folder.resolve(), viewer.account_id, viewer.name)
