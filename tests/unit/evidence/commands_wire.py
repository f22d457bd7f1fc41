"""Reviews of several documents in one action."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from evidence import reviews
from evidence.viewer import Viewer

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared


def _accept_each(p: "Prepared", who: Viewer) -> None:
    """One that waits and one that has changed since it was shown."""
    pending = p.house.document(p.document)
    reviews.accept_each(p.house.store, who, [pending, replace(p.house.document(p.file), version=99)])


def _take_back(p: "Prepared", who: Viewer) -> None:
    """As if the document had just been reviewed: what was seen before has the version before."""
    accepted = p.house.document(p.proof)
    before = replace(accepted, state="pending", reviewer="", version=accepted.version - 1)
    reviews.take_back_reviews(p.house.store, who, [before])


COMMANDS: "dict[str, Callable[[Prepared, Viewer], object]]" = {
    "reviews.accept_each": _accept_each,
    "reviews.take_back_reviews": _take_back,
}
