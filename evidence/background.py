"""What a server does beside answering: reads files, reminds, sends mail. Started and stopped with it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from evidence.deployment import Deployment
from evidence.notifications.rounds import run_rounds
from evidence.texts.worker import start_workers

_LOG = logging.getLogger(__name__)
_ROUND_SECONDS = 300.0


@contextmanager
def background_work(deployment: Deployment) -> Iterator[None]:
    """Runs the background work while the block runs; what was begun is put back for the next start."""
    stopping = threading.Event()
    rounds = threading.Thread(target=_rounds, args=(deployment, stopping), name="rounds", daemon=True)
    workers = start_workers(deployment)
    rounds.start()
    try:
        yield
    finally:
        stopping.set()
        workers.stop()
        rounds.join(timeout=10)


def _rounds(deployment: Deployment, stopping: threading.Event) -> None:
    while True:
        try:
            run_rounds(deployment)
        except Exception:  # noqa: BLE001 - one failed round must not end all later ones
            _LOG.exception("a round of messages")
        if stopping.wait(_ROUND_SECONDS):
            return
