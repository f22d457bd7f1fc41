"""Which future obligation of a contract will renew a proof: read beside a requirement and in the calendar of 到期."""

from collections.abc import Iterable
from datetime import date

from evidence.contracts.obligations import Obligation, State, obligations
from evidence.contracts.proposals import ProvenClause, proven_by_sort
from evidence.store import Store
from evidence.viewer import Viewer


class Renewals:
    """The open obligations with a date to come, by what they can renew."""

    def __init__(self, entries: Iterable[Obligation], today: date) -> None:
        """`entries`: sorted by due date."""
        self._by_document: dict[int, Obligation] = {}
        self._open: list[Obligation] = []
        for entry in entries:
            if entry.delivery is not None and entry.delivery.document_id is not None:
                self._by_document[entry.delivery.document_id] = entry
            if entry.state is State.DUE and entry.due_on is not None and entry.due_on >= today:
                self._open.append(entry)
        self._by_clause: dict[ProvenClause, list[Obligation]] = {}
        for entry in self._open:
            for clause in proven_by_sort().get(entry.sort, ()):
                self._by_clause.setdefault(clause, []).append(entry)

    def of_document(self, document_id: int) -> Obligation | None:
        """The next delivery of the same sort under the same contract as the one that brought a document."""
        brought = self._by_document.get(document_id)
        if brought is None:
            return None
        alike = (
            entry for entry in self._open if (entry.contract_id, entry.sort) == (brought.contract_id, brought.sort)
        )
        return next(alike, None)

    def of_clause(
        self, catalog: str, clause: str, system_ids: Iterable[int] = (), kind: str | None = None
    ) -> Obligation | None:
        """The next delivery that can prove a clause; with systems given, under a contract that covers one of them.

        `kind`: only one that is usually a document of this type.
        """
        wanted = set(system_ids)
        for entry in self._by_clause.get((catalog, clause), ()):
            covers = not wanted or not wanted.isdisjoint(entry.system_ids)
            if covers and kind in (None, entry.document_kind):
                return entry
        return None


def renewals(store: Store, viewer: Viewer, today: date) -> Renewals:
    """What the contracts that the viewer sees will bring from a day on; kept until something changes."""

    def compute() -> Renewals:
        return Renewals(obligations(store, viewer, today), today)

    found: Renewals = store.cached(viewer, ("renewals", store.revision(viewer), today), compute)
    return found


def renewal_words(entry: Obligation | None) -> str:
    """2027-03-31 第 3 次现场巡检（瑞美）; empty when nothing is known."""
    if entry is None:
        return ""
    return f"{entry.due_on} {entry.title}" + (f"（{entry.vendor}）" if entry.vendor else "")
