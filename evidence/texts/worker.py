"""Background workers: read the files that wait, of all hospitals of a deployment, without holding up a screen."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from evidence import vault
from evidence.deployment import Deployment
from evidence.errors import StoreError, UserError
from evidence.store import Store
from evidence.texts import queue
from evidence.texts.errors import UnreadableError
from evidence.texts.extractor import AbandonedError, BrokenOffError, Extractor
from evidence.texts.index import bring_up_to_date
from evidence.texts.kinds import WITH_TEXT
from evidence.texts.pages import Reading

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 1.5
_RENEW_SECONDS = 20.0
# The models take some hundred megabytes: they are given back when nothing has been to read for this long.
_KEEP_SECONDS = 30.0


def work_off(store: Store, limit: int | None = None) -> int:
    """Reads the files of one hospital that wait, at most `limit`, and brings the index up to date.

    Returns how many files were taken up; a file that cannot be read has its reason recorded and stops no other.
    Raises StoreError when the database cannot be used.
    """
    done = 0
    with Extractor() as extractor:
        while (limit is None or done < limit) and _work_off_one(store, extractor, lambda: True):
            done += 1
    bring_up_to_date(store)
    return done


class Workers:
    """The running background work of one server. `stop` ends it; what was begun is put back for the next start."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._stopping = threading.Event()
        self._stores: dict[str, Store] = {}
        self._thread = threading.Thread(target=self._run, name="texts", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when the work has ended, within seconds."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        last_work = monotonic()
        with Extractor() as extractor:
            while not self._stopping.is_set():
                worked = [self._work_on(slug, extractor) for slug in self._hospitals()]
                if any(worked):
                    last_work = monotonic()
                    continue
                if monotonic() - last_work > _KEEP_SECONDS:
                    extractor.close()
                self._stopping.wait(_LOOK_SECONDS)

    def _hospitals(self) -> list[str]:
        try:
            return self._deployment.hospitals()
        except OSError:
            return []

    def _work_on(self, slug: str, extractor: Extractor) -> bool:
        """One file of a hospital, so that none waits for all files of another. Trouble with one stops no other."""
        if self._stopping.is_set():
            return False
        try:
            store = self._store(slug)
            bring_up_to_date(store)
            worked = _work_off_one(store, extractor, lambda: not self._stopping.is_set())
            bring_up_to_date(store)
        except UserError as error:
            _LOG.warning("%s: %s", slug, error)
        except Exception:  # noqa: BLE001 - the server goes on; the claim is taken up again later
            _LOG.exception("reading the files of %s", slug)
        else:
            return worked
        self._stores.pop(slug, None)
        return False

    def _store(self, slug: str) -> Store:
        if slug not in self._stores:
            self._stores[slug] = self._deployment.open(slug)
        return self._stores[slug]


def start_workers(deployment: Deployment) -> Workers:
    """Starts the background work of a server: once per process, for all hospitals that are there or will be."""
    return Workers(deployment)


def _work_off_one(store: Store, extractor: Extractor, wanted: Callable[[], bool]) -> bool:
    """Takes up one file; False when none waits. Raises StoreError."""
    claim = queue.claim_next(store)
    if claim is None:
        return False
    try:
        reading = Reading(())
        if claim.media_type in WITH_TEXT:
            path = vault.file_path(store.files, claim.sha256)
            reading = extractor.read(path, claim.media_type, _goes_on(store, claim, wanted))
        queue.finish(store, claim, reading)
    except UnreadableError as error:
        queue.give_up(store, claim, str(error), final=True)
    except BrokenOffError as error:
        queue.give_up(store, claim, str(error), final=False)
    except AbandonedError:
        queue.release(store, claim)
    return True


def _goes_on(store: Store, claim: queue.Claim, wanted: Callable[[], bool]) -> Callable[[], bool]:
    """Whether a file is still wanted; renews its claim from time to time. Lost to another server, it is not."""
    renewed = monotonic()

    def goes_on() -> bool:
        nonlocal renewed
        if monotonic() - renewed < _RENEW_SECONDS:
            return wanted()
        renewed = monotonic()
        with suppress(StoreError):  # the claim holds for some time without
            return wanted() and queue.renew(store, claim)
        return wanted()

    return goes_on
