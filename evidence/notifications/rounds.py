"""What the server does for messages now and then, for every hospital: remind, mail, post."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from criteria.models import Catalog
from evidence.deployment import Deployment
from evidence.errors import UserError
from evidence.notifications.deliveries import Report, done_on, keep_done
from evidence.notifications.digests import send_digests
from evidence.notifications.reminders import remind
from evidence.notifications.robots import post_summaries
from evidence.settings import read_settings
from evidence.store import Store

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """What was done: new messages, how mail went (None: nothing to send), how each robot went."""

    reminded: int
    mail: Report | None
    robots: list[Report]


def run_round(store: Store, catalogs: Mapping[str, Catalog], today: date | None = None) -> Round:
    """Reminds, mails and posts for one hospital; as often as one likes, nothing is said twice.

    The daily part waits for the hour that the hospital has set, unless a day is given. Raises StoreError.
    """
    now = store.clock()
    daily = today is not None or now.hour >= read_settings(store).remind_hour
    reminded = _remind(store, catalogs, today or now.date(), again=today is not None) if daily else 0
    return Round(reminded, send_digests(store), post_summaries(store, catalogs) if daily else [])


def _remind(store: Store, catalogs: Mapping[str, Catalog], day: date, again: bool) -> int:
    """The pass reads everything: once a day is enough unless it is asked for."""
    if not again and done_on(store, day):
        return 0
    reminded = remind(store, catalogs, day)
    keep_done(store, day)
    return reminded


def run_rounds(place: Deployment) -> None:
    """One round for every hospital; trouble with one is logged and holds up no other."""
    for slug in place.hospitals():
        try:
            found = run_round(place.open(slug), place.catalogs)
        except UserError as error:
            _LOG.warning("%s: %s", slug, error)
            continue
        for report in [found.mail, *found.robots]:
            if report is not None and report.error:
                _LOG.warning("%s: %s", slug, report.error)
