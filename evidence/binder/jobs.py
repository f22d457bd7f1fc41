"""Long work that runs beside a screen: how far it is, how it is stopped, what came of it."""

import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from evidence.binder.export import Exported
from evidence.binder.progress import Progress, Stopped, StoppedError
from evidence.errors import UserError

_LOG = logging.getLogger(__name__)
# Two at a time: a server has two cores, and the screens of others go first.
_AT_A_TIME = 2
FOLDER = "exports"

Work = Callable[[Path, Progress, Stopped], Exported]


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass
class Job:
    """Work on one file. `problem`: why it failed, as a sentence; `result`: what was written when it is done."""

    out: Path
    state: JobState = JobState.WAITING
    what: str = ""
    done: int = 0
    total: int = 0
    problem: str = ""
    result: Exported | None = None
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def under_way(self) -> bool:
        """Whether it still goes on."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def stopping(self) -> bool:
        """Whether somebody has asked to stop it."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Asks it to stop after the step that it is at."""
        self._stopping.set()

    def tell(self, what: str, done: int, total: int) -> None:
        """Notes how far it is."""
        self.what, self.done, self.total = what, done, total


class Jobs:
    """The jobs of a server, one per key (who wants what for which target); a new one takes the place of an old one."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[object, ...], Job] = {}
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_A_TIME)

    def find(self, key: tuple[object, ...]) -> Job | None:
        """The job of a key."""
        with self._lock:
            return self._jobs.get(key)

    def start(self, key: tuple[object, ...], out: Path, work: Work) -> Job:
        """Begins work in a thread of its own, unless the same is under way already. `out`: the file to be written."""
        with self._lock:
            former = self._jobs.get(key)
            if former is not None and former.under_way:
                return former
            job = self._jobs[key] = Job(out)
        if former is not None:
            remove(former)
        threading.Thread(target=self._run, args=(job, work), name=f"export {out.name}", daemon=True).start()
        return job

    def drop(self, key: tuple[object, ...]) -> None:
        """Forgets a job that is over, with its file."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.under_way:
                return
            del self._jobs[key]
        remove(job)

    def _run(self, job: Job, work: Work) -> None:
        with self._turns:
            job.state = JobState.RUNNING
            try:
                job.out.parent.mkdir(parents=True, exist_ok=True)
                job.result = work(job.out, job.tell, lambda: job.stopping)
                job.state = JobState.DONE
            except StoppedError as error:
                job.problem, job.state = str(error), JobState.STOPPED
            except UserError as error:
                job.problem, job.state = str(error), JobState.FAILED
            except Exception:  # noqa: BLE001 - the thread ends here: logged, and the person is told
                _LOG.exception("export %s", job.out)
                job.problem = "导出出错，已记录；请稍后重试或联系系统管理员。"
                job.state = JobState.FAILED


def remove(job: Job) -> None:
    """Deletes what a job has written, with the folder that was made for it."""
    shutil.rmtree(job.out.parent, ignore_errors=True)


def clean_up(folder: Path) -> None:
    """Deletes what former runs of the server have left in a hospital's export folder: finished or not."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
