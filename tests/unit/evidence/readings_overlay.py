"""Which official documents were adopted."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from evidence.official_wording import adopting
from evidence.viewer import Viewer

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared

READINGS: "dict[str, Callable[[Prepared, Viewer], object]]" = {
    "adopting.adopted_documents": lambda p, who: adopting.adopted_documents(p.house.store, who),
}
