"""Reading files in a process of its own: one core, low priority, bounded memory, killed when it takes too long.

The other side is `reading_process.py`. A file that brings that process down does no harm to the server.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any

from evidence.texts.errors import UnreadableError
from evidence.texts.pages import Reading, page_from_row

# The reader stops by itself before that (`limits.Limits.seconds`): what takes longer hangs.
KILLED_AFTER_SECONDS = 1_800.0
_ASK_SECONDS = 0.5
_ROOT = Path(__file__).parents[2]
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Elsewhere the process lowers its priority itself.
if sys.platform == "win32":
    _CREATION_FLAGS = subprocess.IDLE_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
else:
    _CREATION_FLAGS = 0


class BrokenOffError(Exception):
    """The process died or was killed before the file was read; the message is for the person who uploaded it."""


class AbandonedError(Exception):
    """Who asked for the file does not want it any more."""


class Extractor:
    """The reading process, started when it is needed. Use `close` (or `with`) to end it."""

    def __init__(self, seconds: float = KILLED_AFTER_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: SimpleQueue[bytes] = SimpleQueue()

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, path: Path, media_type: str, goes_on: Callable[[], bool] = lambda: True) -> Reading:
        """What is in a file. `goes_on` is asked about twice a second whether the file is still wanted.

        Raises UnreadableError, BrokenOffError (time or memory ran out), AbandonedError.
        """
        try:
            self._ask({"path": str(path), "media_type": media_type})
            found = self._answer(goes_on)
        except BaseException:
            self.close()
            raise
        if "error" in found:
            raise UnreadableError(found["error"])
        return Reading(tuple(page_from_row(row) for row in found["pages"]), found["complete"])

    def close(self) -> None:
        """Ends the process, whatever it is doing; the next file starts a new one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                with suppress(OSError):  # what was not sent cannot be sent any more
                    self._process.stdin.close()
            self._process = None

    def _ask(self, request: dict[str, str]) -> None:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):  # a process that has died says so by the end of its answers
                self._process.stdin.write(json.dumps(request).encode() + b"\n")
                self._process.stdin.flush()

    def _start(self) -> None:
        """Starts the process apart from the terminal: it ends with its parent, not before."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "evidence.texts.reading_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            creationflags=_CREATION_FLAGS,
            env=os.environ | _ONE_THREAD | {"PYTHONPATH": _search_path(), "PYTHONUTF8": "1"},
        )
        self._answers = SimpleQueue()
        # A daemon: a server that is stopped does not wait for a file to be read.
        threading.Thread(target=_pass_on, args=[self._process.stdout, self._answers], daemon=True).start()

    def _answer(self, goes_on: Callable[[], bool]) -> dict[str, Any]:
        ends = monotonic() + self._seconds
        while monotonic() < ends:
            try:
                line = self._answers.get(timeout=_ASK_SECONDS)
            except Empty:
                if not goes_on():
                    raise AbandonedError from None
                continue
            if not line:
                raise BrokenOffError("读取文字的程序意外中断（可能是内存不足）；请把文件拆分或缩小后重新上传。")
            found: dict[str, Any] = json.loads(line)
            return found
        raise BrokenOffError("读取文字超过了时间上限；请把文件拆分或缩小后重新上传。")


def _search_path() -> str:
    return os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))


def _pass_on(output: IO[bytes], answers: "SimpleQueue[bytes]") -> None:
    """Passes on the answers line by line, and nothing when the process has ended."""
    with output:
        for line in output:
            answers.put(line)
    answers.put(b"")
