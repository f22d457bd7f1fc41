"""How long work tells how far it is, and how it is stopped."""

from collections.abc import Callable

from evidence.errors import UserError
from evidence.maintenance.findings import Progress, silent

__all__ = ["Progress", "Steps", "StoppedError", "going_on", "silent"]

# Whether somebody has asked to stop.
Stopped = Callable[[], bool]


class StoppedError(UserError):
    """Work that a person has stopped; nothing is left of it."""


def going_on() -> bool:
    """The answer where nobody can stop the work."""
    return False


class Steps:
    """Counts the steps of some work of known length; between two steps it can be stopped."""

    def __init__(self, total: int, progress: Progress = silent, stopped: Stopped = going_on) -> None:
        self._total = total
        self._progress = progress
        self._stopped = stopped
        self._done = 0

    def check(self) -> None:
        """Raises StoppedError when somebody has asked to stop."""
        if self._stopped():
            raise StoppedError("已按要求停止，没有留下不完整的文件。")

    def next(self, what: str) -> None:
        """Tells that the next step begins. Raises StoppedError when somebody has asked to stop."""
        self.check()
        self._progress(what, self._done, self._total)
        self._done = min(self._done + 1, self._total)

    def finish(self, what: str) -> None:
        """Tells that everything is done."""
        self._progress(what, self._total, self._total)
