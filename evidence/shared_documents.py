"""Documents that are accepted for a clause's counterparts in other standards and may prove the clause, too."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.dates import iso
from evidence.documents import CLAUSE, Link
from evidence.other_standards import OtherClause, OtherStandards
from evidence.records import Document, from_row
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer

_PROPOSED = 8
_ACCEPTED = """
    SELECT d.* FROM document_links AS l JOIN documents AS d ON d.id = l.document_id
    WHERE l.subject = 'clause' AND l.catalog = ? AND l.ref = ? AND d.state = 'accepted'
        AND d.effective_on <= ? AND (d.expires_on IS NULL OR d.expires_on >= ?)
        AND NOT EXISTS (
            SELECT 1 FROM document_links AS own
            WHERE own.document_id = d.id AND own.subject = 'clause' AND own.catalog = ? AND own.ref = ?
        )
    ORDER BY d.effective_on DESC LIMIT ?
"""


@dataclass(frozen=True)
class SharedDocument:
    """A document, the clause of another standard that it proves, and the own clauses that it may prove."""

    document: Document
    proven: OtherClause
    links: tuple[Link, ...]


def shared_documents(
    store: Store, viewer: Viewer, situation: Situation, catalog: str, clauses: Iterable[str]
) -> list[SharedDocument]:
    """Proposals for a person to confirm, at most eight: current, accepted, not linked to the clause yet."""
    today, others = iso(situation.today), OtherStandards(situation)
    found: dict[int, SharedDocument] = {}
    with store.reading(viewer) as db:
        for clause in clauses:
            for other in others.of(catalog, clause):
                values = [other.catalog.id, other.clause.id, today, today, catalog, clause, _PROPOSED]
                for row in db.query(_ACCEPTED, values):
                    known = found.get(row["id"]) or SharedDocument(from_row(Document, row), other, ())
                    link = Link(CLAUSE, clause, catalog)
                    links = known.links if link in known.links else (*known.links, link)
                    found[row["id"]] = SharedDocument(known.document, known.proven, links)
    return list(found.values())[:_PROPOSED]
