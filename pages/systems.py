"""系统: what each system must do, and how far it is."""

from collections.abc import Callable, Mapping

from evidence.system_view import SystemRow, register_rows
from pages.parts import system_contracts, system_objects, system_register, system_targets
from pages.parts.session import Session, current
from pages.parts.system_choice import choose_part

_PARTS: Mapping[str, Callable[[Session, list[SystemRow]], None]] = {
    "系统登记": system_register.draw,
    "评审目标": system_targets.draw,
    "定级对象": system_objects.draw,
    "合同": system_contracts.draw,
}


def main() -> None:
    """The answer sentence, then the chosen part of the register."""
    session = current()
    rows = register_rows(session.situation, session.standing, session.gaps())
    system_register.answer(session, rows)
    part = choose_part(session, list(_PARTS))
    _PARTS[part](session, rows)


main()
