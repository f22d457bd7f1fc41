"""Adopting official wording and taking it back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from criteria.library import shipped_catalogs
from evidence.official_wording import adopting
from evidence.official_wording.comparing import Comparison, compare
from evidence.official_wording.said import Said
from evidence.viewer import Viewer
from tests.unit.evidence.house import House

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared


def compared() -> Comparison:
    """A document that says no more than the number of one requirement."""
    said = Said("表 1 第 2 行", code="05.01.8", name="标本处理", number="20")
    return compare(shipped_catalogs()["emr-2018"], [said], "附件3", "附件3.docx", "0" * 64)


def adopt(house: House) -> int:
    """Something to take back."""
    return adopting.adopt_wording(house.store, house.viewer, compared())


COMMANDS: "dict[str, Callable[[Prepared, Viewer], object]]" = {
    "adopting.adopt_wording": lambda p, who: adopting.adopt_wording(p.house.store, who, compared()),
    "adopting.withdraw_wording": lambda p, who: adopting.withdraw_wording(p.house.store, who, p.adopted),
}
