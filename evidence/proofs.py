"""有据: which documents prove what, and until when. The one rule for today, for the review and for every document.

A document is current from its effective date to its expiry date, or to the day on which it gets older than the catalog
accepts for what it proves, whichever comes first. So it may be current for one clause and too old for another.
"""

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlite_utils import Database

from criteria.models import AnyRequirement, Catalog, Evidence, LevelRequirement, LevelsCatalog
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, STATISTICS

# (subject, catalog, clause id or item): what can be proven.
Proven = tuple[str, str, str]
# What can be proven → kind of document → days.
AgeLimits = Mapping[Proven, Mapping[str, int]]


class Proof(StrEnum):
    """How far documents back something: the best of its documents."""

    CURRENT = "current"
    PENDING = "pending"
    RETURNED = "returned"
    EXPIRED = "expired"
    NONE = "none"


class Period(NamedTuple):
    """First and last day (ISO text) on which an accepted document proves something.

    `document`: its id, 0 when the viewer does not see it.
    """

    first: str
    last: str
    document: int


@dataclass(frozen=True, slots=True)
class Backing:
    """What the documents of one clause or measure amount to.

    `lasts`: an accepted document proves it that never runs out. `dated`: the other accepted documents, packed as they
    are read (id, kind, effective date, expiry date), for most are never asked for; `ages`: kind → maximum age in days.
    `pending`, `returned`: whether any document is in that state.
    """

    lasts: bool
    dated: str
    ages: Mapping[str, int]
    pending: bool
    returned: bool

    @property
    def periods(self) -> Iterator[Period]:
        """The periods of the documents that run out or are not yet effective."""
        for text in self.dated.split(",") if self.dated else ():
            document, kind, effective_on, expires_on = text.split(" ")
            yield Period(effective_on, last_day(effective_on, expires_on, self.ages.get(kind)), int(document))

    def on(self, day: str) -> Proof:
        """The proof on a day (ISO text); what is accepted but not yet effective counts as pending."""
        if self.lasts:
            return Proof.CURRENT
        periods = list(self.periods)
        if any(period.first <= day <= period.last for period in periods):
            return Proof.CURRENT
        if self.pending or any(period.first > day for period in periods):
            return Proof.PENDING
        return Proof.RETURNED if self.returned else Proof.EXPIRED

    def naming(self, documents: Container[int]) -> "Backing":
        """The same with only these documents named; of the others nothing but their days is told."""
        texts = zip(self.dated.split(","), self.periods, strict=True) if self.dated else ()
        kept = (text if period.document in documents else f"0 - {period.first} {period.last}" for text, period in texts)
        return replace(self, dated=",".join(kept))


FOREVER = "9999-12-31"
_NO_LIMIT: Mapping[str, int] = {}


def last_day(effective_on: str, expires_on: str | None, max_age_days: int | None) -> str:
    """The last day (ISO text) on which an accepted document is current; a day far away when it does not run out."""
    last = FOREVER if max_age_days is None else _aged(effective_on, max_age_days)
    return min(last, expires_on) if expires_on else last


@lru_cache(maxsize=8192)
def _aged(effective_on: str, days: int) -> str:
    try:
        return (date.fromisoformat(effective_on) + timedelta(days=days)).isoformat()
    except OverflowError:
        return FOREVER


def age_limits(catalogs: Mapping[str, Catalog]) -> AgeLimits:
    """Where the catalogs set a maximum age.

    A measure belongs to an item as a whole: of the catalog's limit for measures and the entries of the item's rows the
    strictest holds. So it does where a row expects several documents of one kind.
    """
    limits: dict[Proven, dict[str, int]] = {}
    for catalog in catalogs.values():
        for key, kind, days in _limits_of(catalog):
            own = limits.setdefault(key, {})
            own[kind] = min(own.get(kind, days), days)
    return limits


def _limits_of(catalog: Catalog) -> Iterator[tuple[Proven, str, int]]:
    for row in catalog.requirements:
        for entry in row.evidence:
            if entry.max_age_days is not None:
                for subject, ref in _proven_by(row, entry):
                    yield (subject, catalog.id, ref), entry.type, entry.max_age_days
    days = catalog.evidence_ages.measures.days if catalog.evidence_ages.measures else None
    if isinstance(catalog, LevelsCatalog) and days is not None:
        for item in catalog.items:
            for subject in (COVERAGE, DATA_QUALITY):
                for kind in STATISTICS:
                    yield (subject, catalog.id, item.item), kind, days


def _proven_by(row: AnyRequirement, entry: Evidence) -> list[tuple[str, str]]:
    """What a document of an evidence entry can prove: (subject, clause or item)."""
    clauses = [(CLAUSE, clause.id) for clause in row.clauses]
    if isinstance(row, LevelRequirement) and entry.type in STATISTICS:
        return [*clauses, (COVERAGE, row.item), (DATA_QUALITY, row.item)]
    return clauses


# Per clause or measure: whether a document proves it that never runs out, and one by one those that run out or are not
# yet effective. Grouped in the order of the index, without sorting.
_BACKINGS = """
    SELECT l.subject, l.catalog, l.ref,
        max(d.state = 'accepted' AND {lasting}),
        group_concat(CASE WHEN d.state = 'accepted' AND NOT ({lasting}) AND ifnull(d.expires_on, :today) >= :today
            THEN d.id || ' ' || d.kind || ' ' || d.effective_on || ' ' || ifnull(d.expires_on, '') END),
        max(d.state = 'pending'), max(d.state = 'returned')
    FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
    WHERE l.subject IN ('clause', 'coverage', 'data_quality') AND d.state <> 'superseded'
        AND (l.subject = 'clause' OR d.kind IN ({statistics}))
    GROUP BY l.subject, l.catalog, l.ref
"""
_LASTS = "d.expires_on IS NULL AND d.effective_on <= :today AND d.kind NOT IN ({ageing})"


def read_backings(db: Database, catalogs: Mapping[str, Catalog], today: date) -> dict[Proven, Backing]:
    """What documents back, of everything that has documents; right for today and every later day."""
    limits = age_limits(catalogs)
    lasting = _LASTS.format(ageing=_listed({kind for ages in limits.values() for kind in ages}))
    sql = _BACKINGS.format(lasting=lasting, statistics=_listed(STATISTICS))
    found: dict[Proven, Backing] = {}
    for subject, catalog, ref, lasts, dated, pending, returned in db.execute(sql, {"today": today.isoformat()}):
        key = (subject, catalog, ref)
        found[key] = Backing(bool(lasts), dated or "", limits.get(key, _NO_LIMIT), bool(pending), bool(returned))
    return found


def _listed(kinds: Collection[str]) -> str:
    """Kinds of documents as an SQL list; they are names of the vocabulary."""
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))
